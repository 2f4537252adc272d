"""People of one clinic who act at the same moment, each with a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from clinics.models import Invitation, Membership
from clinics.people.inviting import CannotInvite, accept, invite, take_back
from clinics.people.rights import end_rights
from staff.models import User
from tests.clinics.test_inviting import ANA, CHOSEN
from tests.factories import make_clinic, make_manager, make_operator, make_user
from tests.pages import form_on

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROUNDS = range(5)


def at_once(*deeds):
    """What each gave, begun together; a refusal counts as None."""
    start = Barrier(len(deeds))

    def one(deed):
        start.wait()
        try:
            return deed()
        except CannotInvite:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


def test_ten_answers_to_one_link_make_one_person_and_one_membership():
    clinic = make_clinic()
    _asked, token = invite(clinic, email=ANA, role="editor", by=make_manager(clinic))
    link = reverse("invitation", args=[token])

    answers = at_once(*[lambda: Client().post(link, CHOSEN).status_code] * 10)

    assert answers.count(302) == 1
    assert set(answers) <= {302, 410, 200}  # 200: "you have an account here by now, sign in"
    assert User.objects.filter(email=ANA).count() == 1
    assert Membership.objects.filter(user__email=ANA).count() == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_yes_and_the_end_of_all_rights_leave_no_member(_round):
    clinic, operator, person = make_clinic(), make_operator(), make_user(email=ANA)
    asked, _token = invite(clinic, email=ANA, role="editor", by=make_manager(clinic))

    at_once(lambda: accept(asked, user=person), lambda: end_rights(person, by=operator))

    assert not person.memberships.exists()
    assert not Invitation.objects.unanswered().exists()


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_yes_and_taking_back_are_one_of_the_two(_round):
    clinic, person = make_clinic(), make_user(email=ANA)
    manager = make_manager(clinic)
    asked, _token = invite(clinic, email=ANA, role="editor", by=manager)

    at_once(lambda: accept(asked, user=person), lambda: take_back(asked, by=manager))

    asked.refresh_from_db()
    assert person.memberships.exists() == (asked.outcome == Invitation.Outcome.ACCEPTED)


def test_ten_managers_who_invite_one_address_make_one_invitation():
    clinic = make_clinic()
    managers = [make_manager(clinic) for _ in range(10)]

    made = at_once(
        *[lambda by=by: invite(clinic, email=ANA, role="editor", by=by) for by in managers]
    )

    assert len([one for one in made if one]) == 1
    assert Invitation.objects.count() == 1


def delete(client, row):
    client.post(reverse("admin:clinics_membership_delete", args=[row.pk]), {"post": "yes"})


def step_down(client, row):
    address = reverse("admin:clinics_membership_change", args=[row.pk])
    client.post(address, {**form_on(client.get(address)), "role": "editor"})


def put_back(client, row):
    number = row.history.last().history_id
    address = reverse("admin:clinics_membership_revert", args=[row.pk, number])
    assert client.post(address, {"started_from": row.version}).status_code in (302, 409)


@pytest.mark.parametrize("go", [delete, step_down, put_back])
@pytest.mark.parametrize("_round", ROUNDS)
def test_two_managers_who_go_at_once_leave_one(client_of, go, _round):
    clinic = make_clinic()
    people = [make_user() for _ in range(2)]
    rows = [Membership.objects.create(user=one, clinic=clinic, role="editor") for one in people]
    for row in rows:
        row.role = "manager"
        row.version += 1
        row.save()
    clients = [client_of(one) for one in people]
    rows = [Membership.objects.get(pk=row.pk) for row in rows]

    at_once(*[lambda c=c, r=r: go(c, r) for c, r in zip(clients, rows, strict=True)])

    assert clinic.memberships.filter(role="manager").count() == 1
