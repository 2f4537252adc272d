"""Minutes of bad weather in less than one: bursts and pauses, dear pages, clients that are slow."""

import pytest
from django.conf import settings

from tests.soak.readers import AT_ONCE, SLOW, all_at_once, one_by_one, slow_clients
from tests.soak.test_burst import within_limits

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.soak]
# A body that does not end holds a thread: that is what the buffering proxy is there for.
WITHOUT_A_PROXY = sorted(set(SLOW) - {"body"})


def test_bursts_and_pauses_leave_the_server_as_it_was(server, pages):
    for _ in range(2):
        assert all_at_once(server, pages) == {200: 400}
        assert one_by_one(server, pages, count=10) == {200: 10}
        within_limits(server)


def test_a_rush_for_handouts_is_answered_within_the_memory(server, pages):
    handouts = [f"{page}handout.pdf" for page in pages if page.count("/") == 3]

    assert all_at_once(server, handouts, readers=30) == {200: 60}
    assert one_by_one(server, pages, count=10) == {200: 10}
    within_limits(server, megabytes=settings.WORKER_MEGABYTES)


def test_two_hundred_slow_clients_keep_nobody_waiting(server, pages):
    for kind in WITHOUT_A_PROXY:
        with slow_clients(server.port, kind):
            probes = one_by_one(server, pages, count=5, timeout=AT_ONCE)
        assert probes == {200: 5}, kind

    assert one_by_one(server, pages, count=5) == {200: 5}
    within_limits(server)
