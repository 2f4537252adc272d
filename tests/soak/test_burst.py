"""A busy minute: every reader is answered, and nothing is used up that the next one needs."""

import pytest
from django.conf import settings
from django.db import connection

from tests.soak.readers import all_at_once, one_by_one
from tests.soak.server import Server, connections_held

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

# Beside those that answer: granian's own, and on PostgreSQL those that look after the pool.
OTHER_THREADS = 10
OTHER_FILES = 40  # sockets to listen on, logs, modules; each thread has its connection's, too


def within_limits(server: Server, *, megabytes: int = 200):
    """Fails with what is too much. For moments when no client is connected."""
    workers = server.workers()
    assert len(workers) == settings.WORKERS
    for held in workers:
        assert held.threads <= settings.THREADS + OTHER_THREADS
        assert held.files <= 4 * settings.THREADS + OTHER_FILES  # SQLite: its log and index as well
        assert held.memory <= megabytes
    if connection.vendor == "postgresql":
        assert connections_held() <= settings.WORKERS * settings.THREADS


def test_two_hundred_readers_at_once_are_answered_and_so_is_the_next_one(server, pages):
    answered = all_at_once(server, pages)
    after = one_by_one(server, pages, count=10)

    assert answered == {200: 400}
    assert after == {200: 10}
    within_limits(server)
