"""The clinic's access rules, asked directly: everybody against everything."""

import pytest

from clinics.models import Clinic, CostItem, Coverage, Jurisdiction, Membership, Note, access
from clinics.models.catalogue import Network, Payer, Service
from clinics.models.notice import Notice
from tests.factories import (
    make_clinic,
    make_guide_editor,
    make_manager,
    make_member,
    make_note,
    make_operator,
    make_payer,
    make_reviewer,
    make_service,
    make_user,
)

pytestmark = pytest.mark.django_db
OF_CLINIC = {Clinic, Note, CostItem, Coverage}
CATALOGUE = {Network, Service, Payer, Notice}
READ = CATALOGUE | {Jurisdiction}  # the law of a place is the operators' to write
EVERYTHING = OF_CLINIC | READ | {Membership}
STRANGERS = {
    "somebody without a role": lambda clinic: make_user(),
    "guide editor": lambda clinic: make_guide_editor(),
    "reviewer": lambda clinic: make_reviewer(),
    "neighbour": lambda clinic: make_manager(make_clinic()),
    "deactivated manager": lambda clinic: make_manager(clinic, is_active=False),
    "manager who is no staff": lambda clinic: make_manager(clinic, is_staff=False),
    "deactivated operator": lambda clinic: make_operator(is_active=False),
    "operator who is no staff": lambda clinic: make_operator(is_staff=False),
}
OWN = {
    "editor": lambda clinic: make_member(clinic),
    "manager": lambda clinic: make_manager(clinic),
    "operator": lambda clinic: make_operator(),
}


@pytest.mark.parametrize("who", STRANGERS)
def test_to_strangers_a_clinic_is_not_there(who):
    clinic = make_clinic()
    note = make_note(clinic=clinic)
    user = STRANGERS[who](clinic)

    assert clinic not in access.clinics_of(user)
    assert not access.edits(user, clinic)
    assert not access.publishes(user, clinic)
    assert note not in access.viewable(Note.objects.all(), user)
    assert note not in access.editable(Note.objects.all(), user)
    assert clinic not in access.viewable(Clinic.objects.all(), user)


@pytest.mark.parametrize("who", OWN)
def test_its_people_and_operators_edit_a_clinic(who):
    clinic = make_clinic()
    note = make_note(clinic=clinic)
    user = OWN[who](clinic)

    assert access.edits(user, clinic)
    assert access.publishes(user, clinic) == (who != "editor")
    assert note in access.viewable(Note.objects.all(), user)
    assert note in access.editable(Note.objects.all(), user)
    assert clinic in access.editable(Clinic.objects.all(), user)


@pytest.mark.parametrize(
    ("who", "sees"), [("editor", False), ("manager", True), ("operator", True)]
)
def test_who_belongs_to_a_clinic_is_seen_by_its_managers(who, sees):
    clinic = make_clinic()
    row = Membership.objects.get(user=make_member(clinic))
    user = OWN[who](clinic)

    assert (row in access.viewable(Membership.objects.all(), user)) == sees
    assert (row in access.editable(Membership.objects.all(), user)) == sees
    assert access.may_view(Membership, user) == sees
    assert access.may_add(Membership, user) == sees


def test_who_manages_one_clinic_and_edits_another_manages_one():
    mine, other = make_clinic(), make_clinic()
    user = make_manager(mine)
    Membership.objects.create(user=user, clinic=other)

    assert set(access.clinics_of(user)) == {mine, other}
    assert list(access.clinics_of(user, as_manager=True)) == [mine]
    assert not access.publishes(user, other)
    assert not access.editable(Membership.objects.filter(clinic=other), user).exists()


@pytest.mark.parametrize(
    ("who", "viewed", "added"),
    [
        (lambda: make_user(), set(), set()),
        (lambda: make_reviewer(), READ, set()),
        (lambda: make_guide_editor(), READ, CATALOGUE - {Network}),
        (lambda: make_member(make_clinic()), OF_CLINIC | READ, OF_CLINIC - {Clinic}),
        (lambda: make_manager(make_clinic()), EVERYTHING, OF_CLINIC - {Clinic} | {Membership}),
        (lambda: make_operator(), EVERYTHING, EVERYTHING - {Network}),
        (lambda: make_user(is_staff=False), set(), set()),
        (lambda: make_operator(is_active=False), set(), set()),
    ],
)
def test_what_each_role_sees_and_adds(who, viewed, added):
    user = who()
    make_clinic()  # an operator's own

    assert {model for model in EVERYTHING if access.may_view(model, user)} == viewed
    assert {model for model in EVERYTHING if access.may_add(model, user)} == added


def test_only_the_central_team_changes_the_catalogue():
    service, payer = make_service(), make_payer()
    editor, manager = make_guide_editor(), make_manager(make_clinic())

    for row in (service, payer, Network.objects.get()):
        rows = type(row).objects.all()
        assert row in access.editable(rows, editor)
        assert row in access.viewable(rows, manager)
        assert row not in access.editable(rows, manager)
        assert row not in access.editable(rows, make_reviewer())
        assert row not in access.viewable(rows, make_user(is_staff=False))
    assert access.publishes_network(editor)
    assert not access.publishes_network(manager)
    assert not access.publishes_network(make_reviewer())


def test_the_central_team_previews_as_any_clinic_and_others_as_their_own():
    mine, other = make_clinic(), make_clinic()

    assert set(access.previews_as(make_guide_editor())) == {mine, other}
    assert set(access.previews_as(make_reviewer())) == {mine, other}
    assert set(access.previews_as(make_member(mine))) == {mine}
    assert set(access.previews_as(make_user())) == set()
