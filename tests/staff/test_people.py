"""The admin in one's own language and time zone, and who may touch the people in it."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from guide.models.access import EDITORS, REVIEWERS
from staff.models import User
from tests.factories import (
    make_clinic,
    make_guide_editor,
    make_manager,
    make_operator,
    make_user,
    publish_the_clinic,
)
from tests.staff.signing import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "word"), [("es", "Cerrar sesión"), ("en", "Log out")])
def test_the_admin_speaks_the_persons_language_whatever_the_browser_asks(client_of, language, word):
    client = client_of(make_user(language=language))

    response = client.get(reverse("admin:index"), headers={"accept-language": "fr,en"})

    page = response.content.decode()
    assert response.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in page
    assert word in page


def test_a_persons_language_does_not_stay_for_the_next_request(client_of):
    client_of(make_user(language="es")).get(reverse("admin:index"))

    page = client_of(make_user(language="en")).get(reverse("admin:index")).content.decode()

    assert '<html lang="en"' in page
    assert translation.get_language() == "en"
    assert timezone.get_current_timezone_name() == "UTC"


@pytest.mark.parametrize(("zone", "hour"), [("America/Chicago", "06:30"), ("Asia/Tokyo", "21:30")])
def test_times_are_in_the_persons_own_zone(client_of, zone, hour):
    operator = make_operator(time_zone=zone)
    operator.date_joined = datetime(2026, 1, 15, 12, 30, tzinfo=UTC)
    operator.save()

    page = client_of(operator).get(reverse("admin:staff_user_change", args=[operator.pk]))

    assert f'value="{hour}:00"' in page.content.decode()


def doors(user):
    for name in ("changelist", "add"):
        yield reverse(f"admin:staff_user_{name}")
    for name in ("admin:staff_user_change", "admin:staff_user_delete", "admin:staff_user_history"):
        yield reverse(name, args=[user.pk])
    yield reverse("admin:auth_user_password_change", args=[user.pk])


def test_people_are_the_operators_business(client_of):
    other = make_user()
    client = client_of(make_operator())

    for door in doors(other):
        assert client.get(door).status_code == 200
    assert reverse("admin:staff_user_changelist") in client.get("/admin/").content.decode()


@pytest.mark.parametrize(
    "make_somebody",
    [
        make_user,
        make_guide_editor,
        lambda: make_manager(make_clinic()),
        lambda: make_user(groups=[EDITORS, REVIEWERS]),
    ],
)
def test_people_are_nobody_elses_business(client_of, make_somebody):
    somebody, other = make_somebody(), make_user()
    client, before = client_of(somebody), User.objects.count()

    for user in (somebody, other):
        for door in doors(user):
            assert is_refused(client.get(door))
            assert is_refused(client.post(door, {"is_superuser": "on", "post": "yes"}))
    assert "staff/user" not in client.get("/admin/").content.decode()
    assert User.objects.count() == before
    assert not User.objects.filter(is_superuser=True).exists()


def test_who_is_no_operator_cannot_become_one_by_django_permissions(client_of):
    somebody = make_user()
    somebody.user_permissions.set(
        somebody.user_permissions.model.objects.filter(content_type__app_label="staff")
    )

    for door in doors(somebody):
        assert is_refused(client_of(somebody).get(door))


def test_an_operator_makes_a_person(client_of):
    fields = {
        "username": "ana",
        "email": "ana@example.org",
        "language": "es",
        "time_zone": "America/Chicago",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }

    client_of(make_operator()).post(reverse("admin:staff_user_add"), fields)

    ana = User.objects.get(username="ana")
    assert (ana.language, ana.time_zone) == ("es", "America/Chicago")
    assert not ana.is_superuser


def test_a_time_zone_that_is_none_is_refused(client_of):
    fields = {"username": "ana", "email": "ana@example.org", "time_zone": "Mars/Olympus"}

    response = client_of(make_operator()).post(reverse("admin:staff_user_add"), fields)

    assert "is not a time zone" in response.content.decode()


def test_who_published_cannot_be_deleted_but_deactivated(client_of):
    client, manager = client_of(make_operator()), make_operator(username="manager")
    publish_the_clinic(make_clinic(), by=manager)
    delete = {"action": "delete_selected", "_selected_action": manager.pk, "post": "yes"}

    client.post(reverse("admin:staff_user_delete", args=[manager.pk]), {"post": "yes"})
    client.post(reverse("admin:staff_user_changelist"), delete)

    assert User.objects.filter(pk=manager.pk).exists()


def test_who_never_published_can_be_deleted(client_of):
    client, user = client_of(make_operator()), make_user()

    client.post(reverse("admin:staff_user_delete", args=[user.pk]), {"post": "yes"})

    assert not User.objects.filter(pk=user.pk).exists()


def is_refused(response):
    """Forbidden, or sent to the start page as for a person who does not exist."""
    sent_away = response.status_code == 302 and response.headers["Location"] == "/admin/"
    return sent_away or response.status_code == 403
