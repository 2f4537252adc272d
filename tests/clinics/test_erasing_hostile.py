"""Who was erased has nothing left that works, and is named nowhere that the record does not need."""

import pytest
from django.test import Client
from django.urls import reverse

from clinics.models import Invitation, Membership
from clinics.people.inviting import invitation_of, invite
from clinics.preview.sharing import shared
from staff.models import User
from tests.clinics.test_erasing import ADDRESS, ana, anywhere, erased
from tests.clinics.test_inviting import CHOSEN
from tests.clinics.test_rights import make_link
from tests.factories import make_clinic, make_manager, make_operator
from tests.pages import form_on

pytestmark = pytest.mark.django_db
__all__ = ["ana"]


def role_of(person, client, role):
    address = reverse("admin:clinics_membership_change", args=[person.memberships.get().pk])
    answer = client.post(address, {**form_on(client.get(address)), "role": role})
    assert answer.status_code == 302


def test_what_the_admin_noted_about_a_membership_goes_too(ana, client_of):
    clinic = Membership.objects.get().clinic
    manager = client_of(make_manager(clinic))
    role_of(ana, manager, "editor")
    row = ana.memberships.get()
    manager.post(reverse("admin:clinics_membership_delete", args=[row.pk]), {"post": "yes"})

    erased()

    assert {table for word in ("lopez", ADDRESS) for table in anywhere(word)} == set()


def test_what_was_still_open_in_the_persons_name_ends(ana):
    clinic = Membership.objects.get().clinic
    other = make_clinic()
    link = make_link(by=ana, clinic=clinic)
    _asked, token = invite(clinic, email="friend@example.org", role="manager", by=ana)
    assert shared(link)
    assert invitation_of(token)
    Membership.objects.create(user=ana, clinic=other)
    invite(other, email="eva@example.org", role="editor", by=make_operator())

    erased()

    assert shared(link) is None
    assert invitation_of(token) is None
    assert Invitation.objects.get(email="eva@example.org").state == "Waits for an answer"


def test_clinics_left_without_a_manager_are_named(ana):
    clinic, managed = Membership.objects.get().clinic, make_clinic(name="North Ridge")
    Membership.objects.create(user=ana, clinic=managed, role="manager")
    make_manager(managed)

    said = erased("--dry-run")

    assert f"{clinic} has no manager now" in said
    assert "North Ridge" not in said


def test_who_was_erased_while_invited_comes_in_as_somebody_new(ana):
    clinic = make_clinic()
    erased()
    _asked, token = invite(clinic, email=ADDRESS, role="editor", by=make_operator())

    Client().post(reverse("invitation", args=[token]), CHOSEN)

    person = User.objects.get(email=ADDRESS)
    assert person.pk != ana.pk
    assert person.get_full_name() == ""


def test_erasing_somebody_anew_who_came_back(ana):
    clinic = make_clinic()
    erased()
    _asked, token = invite(
        clinic, email=ADDRESS, role="editor", by=make_operator(), name="Ana Lopez"
    )
    Client().post(reverse("invitation", args=[token]), CHOSEN)
    erased()
    assert {table for word in ("lopez", ADDRESS) for table in anywhere(word)} == set()
