"""The small answer by which a page learns whether what it is about to send will be taken."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_guide_editor, make_section, make_user
from tests.staff.signing import PASSWORD, make_person, sign_in

pytestmark = pytest.mark.django_db
ADDRESS = reverse("admin:session")


def test_who_is_signed_in_is_told_who_it_is(client_of):
    user = make_user()

    told = client_of(user).get(ADDRESS).json()

    assert (told["user"], told["name"]) == (user.pk, user.username)


@pytest.mark.parametrize("fields", [None, {"is_staff": False}, {"is_active": False}])
def test_nobody_and_who_does_not_work_here_is_nobody(client_of, fields):
    client = Client() if fields is None else client_of(make_person(**fields))

    response = client.get(ADDRESS)

    assert response.status_code == 200
    assert (response.json()["user"], response.json()["name"]) == (None, "")


def test_its_token_is_taken_where_an_old_one_is_not(client_of):
    section, user = make_section(), make_guide_editor()
    session = client_of(user).cookies[settings.SESSION_COOKIE_NAME].value
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    address = reverse("admin:guide_section_move", args=[section.pk, "up"])
    token = client.get(ADDRESS).json()["token"]

    assert client.post(address).status_code == 403
    assert client.post(address, {"csrfmiddlewaretoken": token}).status_code == 302


def test_it_is_asked_and_never_kept(client_of):
    client = client_of(make_user())

    assert "no-store" in client.get(ADDRESS).headers["Cache-Control"]
    assert client.post(ADDRESS).status_code == 405


def ages(client, **ahead):
    """What is told of this browser's session so much later."""
    with time_machine.travel(timezone.now() + timedelta(**ahead)):
        return client.get(ADDRESS).json()["user"]


def test_a_session_ends_three_days_after_the_last_request():
    client, user = Client(), make_person()
    sign_in(client, user)

    assert ages(client, days=2) == user.pk
    assert ages(client, days=4) == user.pk
    assert ages(client, days=7, minutes=1) is None


def test_a_session_ends_two_weeks_after_the_password_was_given_however_much_one_works():
    client, user = Client(), make_person()
    sign_in(client, user)

    assert [ages(client, days=day) for day in range(1, 14)] == [user.pk] * 13
    assert ages(client, days=14, minutes=1) is None


def test_signing_in_gives_a_new_session_and_ends_the_one_before():
    client, user = Client(), make_person()
    sign_in(client, user)
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.get(ADDRESS)
    sign_in(client, user)
    other = Client()
    other.cookies[settings.SESSION_COOKIE_NAME] = before

    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert other.get(ADDRESS).json()["user"] is None


def test_a_new_password_ends_the_sessions_elsewhere():
    here, there, user = Client(), Client(), make_person()
    sign_in(here, user)
    sign_in(there, user)
    new = {"new_password1": "Warm-Stone-77", "new_password2": "Warm-Stone-77"}

    here.post(reverse("admin:password_change"), {"old_password": PASSWORD, **new})

    assert here.get(ADDRESS).json()["user"] == user.pk
    assert there.get(ADDRESS).json()["user"] is None
