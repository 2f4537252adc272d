"""Who belongs to a clinic is its managers' business: they invite, promote and remove."""

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.urls import reverse

from clinics.models import Clinic, Membership
from guide.access import EDITORS, REVIEWERS
from staff.models import User
from tests.factories import (
    make_clinic,
    make_guide_editor,
    make_manager,
    make_member,
    make_note,
    make_operator,
    make_reviewer,
    make_user,
)
from tests.pages import choices_on, form_on, text_of

pytestmark = pytest.mark.django_db
LIST = "admin:clinics_membership_changelist"
ADD = "admin:clinics_membership_add"
CHANGE = "admin:clinics_membership_change"
DELETE = "admin:clinics_membership_delete"


def invite(client, clinic, email="ana@example.org", **fields):
    data = {"clinic": clinic.pk, "email": email, "name": "Ana Lopez", "role": "editor", **fields}
    return client.post(reverse(ADD), data)


def membership_of(user):
    return Membership.objects.get(user=user)


def test_a_manager_invites_somebody_new(client_of, mailoutbox):
    clinic = make_clinic(name="North Ridge", time_zone="America/Chicago")

    response = invite(client_of(make_manager(clinic, language="es")), clinic)

    assert response.status_code == 302
    person = User.objects.get(email="ana@example.org")
    assert (person.get_full_name(), person.time_zone) == ("Ana Lopez", "America/Chicago")
    assert (person.language, person.is_staff, person.is_superuser) == ("es", True, False)
    assert (membership_of(person).clinic, membership_of(person).role) == (clinic, "editor")
    [mail] = mailoutbox
    assert mail.to == ["ana@example.org"]
    assert "North Ridge" in mail.subject
    assert f"{settings.SITE_URL}/admin/reset/" in mail.body


def test_somebody_who_works_elsewhere_joins_and_loses_nothing(client_of, mailoutbox):
    clinic, other = make_clinic(), make_clinic()
    person = make_manager(other, email="ana@example.org")

    invite(client_of(make_manager(clinic)), clinic, email="ANA@example.org")

    roles = {(row.clinic, row.role) for row in person.memberships.all()}
    assert roles == {(other, "manager"), (clinic, "editor")}
    assert [mail.to for mail in mailoutbox] == [["ana@example.org"]]


def test_who_is_there_already_is_not_invited_again(client_of, mailoutbox):
    clinic = make_clinic()
    make_member(clinic, email="ana@example.org")

    response = invite(client_of(make_manager(clinic)), clinic, email="Ana@Example.org")

    assert response.status_code == 422
    assert "This person belongs to the clinic already." in text_of(response)
    assert Membership.objects.count() == 2
    assert mailoutbox == []


def test_a_bad_address_invites_nobody_and_keeps_what_was_typed(client_of, mailoutbox):
    clinic = make_clinic()

    response = invite(client_of(make_manager(clinic)), clinic, email="ana at example")

    assert response.status_code == 422
    assert form_on(response)["name"] == ["Ana Lopez"]
    assert form_on(response)["email"] == ["ana at example"]
    assert mailoutbox == []


def test_a_manager_changes_a_role_and_nothing_else_of_a_membership(client_of):
    clinic, other = make_clinic(), make_clinic()
    person, stranger = make_member(clinic), make_user()
    row = membership_of(person)
    client = client_of(make_manager(clinic))
    address = reverse(CHANGE, args=[row.pk])
    forged = {"clinic": other.pk, "user": stranger.pk, "email": "eva@example.org"}

    client.post(address, {**form_on(client.get(address)), "role": "manager", **forged})

    row.refresh_from_db()
    assert (row.user, row.clinic, row.role) == (person, clinic, "manager")


def test_a_manager_removes_somebody_and_the_person_stays(client_of):
    clinic = make_clinic()
    person = make_member(clinic)
    client = client_of(make_manager(clinic))

    client.post(reverse(DELETE, args=[membership_of(person).pk]), {"post": "yes"})

    assert not person.memberships.exists()
    assert User.objects.filter(pk=person.pk, is_active=True).exists()


@pytest.mark.parametrize(
    "make_person", [make_member, lambda clinic: make_guide_editor(), lambda clinic: make_reviewer()]
)
def test_who_is_no_manager_neither_sees_nor_changes_who_belongs(client_of, mailoutbox, make_person):
    clinic = make_clinic()
    row = membership_of(make_manager(clinic, first_name="Hidden"))
    client = client_of(make_person(clinic))

    answers = [
        client.get(reverse(LIST)),
        client.get(reverse(CHANGE, args=[row.pk])),
        client.post(reverse(DELETE, args=[row.pk]), {"post": "yes"}),
        client.get(reverse(ADD)),
        invite(client, clinic),
    ]

    assert [answer.status_code for answer in answers] == [403] * 5
    assert "Hidden" not in client.get(reverse("admin:index")).content.decode()
    assert membership_of(row.user) == row
    assert mailoutbox == []


def test_a_manager_touches_nobody_of_another_clinic(client_of, mailoutbox):
    mine, other = make_clinic(), make_clinic()
    row = membership_of(make_member(other, first_name="Hidden"))
    client = client_of(make_manager(mine))

    answers = [
        client.get(reverse(CHANGE, args=[row.pk])),
        client.post(reverse(DELETE, args=[row.pk]), {"post": "yes"}),
    ]
    change = client.post(reverse(CHANGE, args=[row.pk]), {"role": "manager", "started_from": 1})

    assert {answer.url for answer in answers} == {reverse("admin:index")}
    assert change.status_code == 410
    assert "Hidden" not in change.content.decode()
    assert invite(client, other).status_code == 422
    assert "Hidden" not in client.get(reverse(LIST)).content.decode()
    row.refresh_from_db()
    assert row.role == "editor"
    assert mailoutbox == []


def test_a_manager_here_who_is_an_editor_there_invites_nobody_there(client_of, mailoutbox):
    mine, other = make_clinic(name="Mine"), make_clinic(name="Other")
    user = make_manager(mine)
    Membership.objects.create(user=user, clinic=other, role=Membership.Role.EDITOR)
    client = client_of(user)

    response = invite(client, other, email="friend@example.org", role="manager")

    assert response.status_code == 422
    assert "Other" not in choices_on(client.get(reverse(ADD)), "clinic").values()
    assert not User.objects.filter(email="friend@example.org").exists()
    assert mailoutbox == []


def test_who_is_removed_is_out_at_the_next_request(client_of):
    clinic = make_clinic()
    person = make_manager(clinic)
    note = make_note(clinic=clinic)
    client = client_of(person)
    address = reverse("admin:clinics_note_change", args=[note.pk])
    fields = form_on(client.get(address))

    person.memberships.all().delete()

    assert client.get(address).status_code == 403
    assert client.post(address, {**fields, "body": "Too late"}).status_code == 410
    assert client.get(reverse("admin:clinics_clinic_publish", args=[clinic.pk])).status_code == 404
    note.refresh_from_db()
    assert note.body == "Our own words."


def test_a_manager_who_becomes_an_editor_no_longer_publishes(client_of):
    clinic = make_clinic()
    person = make_manager(clinic)
    client = client_of(person)
    address = reverse("admin:clinics_clinic_publish", args=[clinic.pk])
    assert client.get(address).status_code == 200

    membership = membership_of(person)
    membership.role = Membership.Role.EDITOR
    membership.save()

    assert client.get(address).status_code == 403


def powers_of(user):
    user = User.objects.get(pk=user.pk)
    return user.is_superuser, user.is_staff, set(user.groups.all()), user.memberships.count()


@pytest.mark.parametrize("make_person", [make_member, make_manager])
def test_no_form_makes_anybody_more_than_they_are(client_of, make_person):
    """What a form does not hold is not taken from what is sent."""
    clinic, other = make_clinic(), make_clinic()
    groups = [Group.objects.get_or_create(name=name)[0] for name in (EDITORS, REVIEWERS)]
    person = make_person(clinic)
    note, before = make_note(clinic=clinic), powers_of(person)
    client = client_of(person)
    more = {"is_superuser": "on", "groups": [g.pk for g in groups], "memberships": other.pk}

    for row in (clinic, note):
        address = reverse(f"admin:clinics_{row._meta.model_name}_change", args=[row.pk])
        assert client.post(address, {**form_on(client.get(address)), **more}).status_code == 302
    client.post(reverse("admin:staff_user_change", args=[person.pk]), more)
    client.post(reverse("admin:staff_user_add"), {"username": "friend", **more})
    client.post(reverse("admin:password_change"), more)

    assert powers_of(person) == before
    assert not User.objects.filter(is_superuser=True).exists()


def test_an_operator_gives_a_new_clinic_its_first_manager(client_of, mailoutbox):
    client = client_of(make_operator())
    clinic = make_clinic()

    invite(client, clinic, role="manager")

    person = User.objects.get(email="ana@example.org")
    assert membership_of(person).role == "manager"
    assert client_of(person).get(reverse("admin:clinics_clinic_changelist")).status_code == 200
    assert Clinic.objects.get() == clinic
