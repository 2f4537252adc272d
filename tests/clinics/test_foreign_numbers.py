"""The second number of an address, of a record or of a link, opens nothing of another clinic."""

import pytest
from django.urls import reverse

from clinics.models import Clinic, CostItem, Coverage, Membership, Note, ShareLink
from tests.clinics.neighbours import GONE, MARK, MARKS, make_neighbours
from tests.factories import make_clinic, make_member, make_note
from tests.pages import text_of

pytestmark = pytest.mark.django_db
OF_A_CLINIC = [Note, CostItem, Coverage, Membership]


@pytest.fixture(scope="module", autouse=True)
def once(made):
    return made(make_neighbours)


@pytest.fixture
def world(once):
    return once()


@pytest.fixture
def manager(world, client_of):
    return client_of(world.people["clinic manager"])


def address(model, deed, *args):
    return reverse(f"admin:clinics_{model._meta.model_name}_{deed}", args=args)


def is_nothing(answers):
    return all(
        answer.status_code == 404 and not any(mark.encode() in answer.content for mark in MARKS)
        for answer in answers
    )


@pytest.mark.parametrize("model", OF_A_CLINIC)
def test_what_another_clinic_deleted_is_not_brought_back(world, manager, model):
    again = address(model, "again", world.records[model].history_id)

    assert is_nothing([manager.get(again), manager.post(again)])
    assert not model.objects.filter(pk=GONE).exists()


@pytest.mark.parametrize("model", OF_A_CLINIC)
def test_a_record_of_another_clinics_row_is_not_put_into_ones_own(world, manager, model):
    theirs, ours = world.foreign[model].history.first(), world.own[model]
    revert = address(model, "revert", ours.pk, theirs.history_id)

    assert is_nothing([manager.get(revert), manager.post(revert, {"started_from": ours.version})])
    assert model.objects.get(pk=ours.pk).version == ours.version


def test_a_link_of_another_clinic_is_not_taken_back(world, manager):
    revoke = address(Clinic, "revoke", world.own[Clinic].pk, world.link.pk)

    assert is_nothing([manager.post(revoke)])
    assert ShareLink.objects.get().revoked_at is None


def test_a_row_that_changed_hands_shows_each_clinic_its_own_time_alone(client_of):
    before, after = make_clinic(), make_clinic()
    note = make_note(clinic=before, body=f"Written {MARK} before.")
    note.clinic, note.body = after, "Written after."
    note.save()
    client, first = client_of(make_member(after)), note.history.last().history_id

    history = client.get(address(Note, "history", note.pk))
    put_back = client.get(address(Note, "revert", note.pk, first))

    assert "Written after." in text_of(history)
    assert MARK not in text_of(history)
    assert put_back.status_code == 404
