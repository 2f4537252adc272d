"""Whoever sits down at somebody else's open session does not guess the password there either."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from tests.staff.signing import PASSWORD, make_person

pytestmark = pytest.mark.django_db
NEW = {"new_password1": "Warm-Stone-77", "new_password2": "Warm-Stone-77"}


@pytest.fixture
def person():
    return make_person()


def change(client, old, **fields):
    return client.post(reverse("admin:password_change"), {"old_password": old, **NEW, **fields})


def test_old_passwords_are_not_guessed_without_end(client_of, person):
    client = client_of(person)

    statuses = [change(client, f"guess {number}").status_code for number in range(5)]
    refused = change(client, PASSWORD)

    assert statuses == [200] * 5
    assert refused.status_code == 429
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert change(client, PASSWORD).status_code == 302


def test_who_has_the_password_right_may_try_as_many_new_ones_as_it_takes(client_of, person):
    client = client_of(person)

    for _number in range(8):
        answer = change(client, PASSWORD, new_password1="123", new_password2="123")
        assert answer.status_code == 200

    assert change(client, PASSWORD).status_code == 302


def test_one_person_uses_up_nobody_elses_tries(client_of, person):
    other = client_of(make_person())
    for number in range(6):
        change(other, f"guess {number}")

    assert change(client_of(person), PASSWORD).status_code == 302
