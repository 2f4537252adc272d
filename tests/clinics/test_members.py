"""Who belongs to a clinic is its managers' business: they invite, promote and remove."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from clinics.models import Membership
from guide.models.access import EDITORS, REVIEWERS
from staff.models import User
from tests.factories import (
    make_clinic,
    make_guide_editor,
    make_manager,
    make_member,
    make_note,
    make_operator,
    make_reviewer,
    make_translation,
    make_user,
)
from tests.pages import form_on, text_of

pytestmark = pytest.mark.django_db
LIST = "admin:clinics_membership_changelist"
ADD = "admin:clinics_membership_add"
CHANGE = "admin:clinics_membership_change"
DELETE = "admin:clinics_membership_delete"


def membership_of(user):
    return Membership.objects.get(user=user)


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
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
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
    assert "Hidden" not in client.get(reverse(LIST)).content.decode()
    row.refresh_from_db()
    assert row.role == "editor"
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


def test_the_last_manager_neither_leaves_nor_steps_down(client_of):
    clinic = make_clinic()
    person = make_manager(clinic)
    make_member(clinic)
    make_manager(clinic, is_active=False)
    row, client = membership_of(person), client_of(person)
    address = reverse(CHANGE, args=[row.pk])

    down = client.post(address, {**form_on(client.get(address)), "role": "editor"})
    gone = client.post(reverse(DELETE, args=[row.pk]), {"post": "yes"}, follow=True)

    assert down.status_code == 422
    for answer in (down, gone):
        assert "Make somebody else a manager first." in text_of(answer)
    assert membership_of(person).role == "manager"


def test_one_of_two_managers_may_go_and_then_the_other_may_not(client_of):
    clinic = make_clinic()
    first, second = make_manager(clinic), make_manager(clinic)
    client = client_of(first)

    client.post(reverse(DELETE, args=[membership_of(second).pk]), {"post": "yes"})
    client.post(reverse(DELETE, args=[membership_of(first).pk]), {"post": "yes"})

    assert [row.user for row in clinic.memberships.all()] == [first]


def test_an_operator_may_leave_a_clinic_without_a_manager(client_of):
    clinic = make_clinic()
    row = membership_of(make_manager(clinic))

    client_of(make_operator()).post(reverse(DELETE, args=[row.pk]), {"post": "yes"})

    assert not clinic.memberships.exists()


def test_who_left_the_last_clinic_reads_no_central_draft_any_more(client_of):
    clinic, text = make_clinic(), make_translation()
    person = make_member(clinic)
    client = client_of(person)
    address = reverse("admin:guide_translation_change", args=[text.pk])
    assert client.get(address).status_code == 200

    person.memberships.all().delete()

    assert client.get(address).status_code in (302, 403)
    assert text.title not in client.get(address, follow=True).content.decode()
    assert client.get(reverse("admin:guide_translation_changelist")).status_code == 403
    assert client.get(reverse("admin:index")).status_code == 200
