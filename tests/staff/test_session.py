"""The small answer by which a page learns whether what it is about to send will be taken."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import make_guide_editor, make_section, make_user
from tests.staff.signing import make_person

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
