"""An operator sees on one page all that a person may do, and ends it at once."""

import pytest
from django.urls import reverse

from clinics.draft.composing import compose_clinic
from clinics.models import Invitation, ShareLink
from clinics.models.content import NetworkContent
from clinics.people.inviting import invite
from clinics.people.rights import sessions_of
from clinics.preview.sharing import share
from guide.draft.composing import compose
from guide.models.access import EDITORS
from staff.models import User
from tests.factories import (
    make_clinic,
    make_guide_editor,
    make_manager,
    make_member,
    make_note,
    make_operator,
    make_translation,
    make_user,
)
from tests.pages import form_on, text_of

pytestmark = pytest.mark.django_db


def page_of(person):
    return reverse("admin:clinics_person_rights", args=[person.pk])


def make_link(*, by, clinic, note=""):
    text = make_translation()
    contents = compose(text), compose_clinic(clinic), NetworkContent(name="")
    which = {"of": ShareLink.Of.CLINIC, "text": text, "clinic": clinic, "contents": contents}
    _link, token = share(**which, by=by, note=note)
    return token


@pytest.fixture
def operator(client_of):
    return client_of(make_operator())


def test_everything_is_on_the_page(client_of, operator):
    clinic, other = make_clinic(name="North Ridge"), make_clinic(name="Marigold")
    person = make_manager(clinic, email="ana@example.org", groups=[EDITORS])
    client_of(person)
    make_link(by=person, clinic=clinic, note="For Dr. Gray")
    invite(other, email="ana@example.org", role="editor", by=make_manager(other))

    told = text_of(operator.get(page_of(person)))

    for words in ("North Ridge", "Marigold", EDITORS, "For Dr. Gray", "signed in now in 1 browser"):
        assert words in told


def test_one_button_ends_it_all_at_the_next_request(client_of, operator):
    clinic, other = make_clinic(), make_clinic()
    person = make_manager(clinic, email="ana@example.org", groups=[EDITORS], is_superuser=True)
    make_link(by=person, clinic=clinic)
    invite(other, email="ana@example.org", role="editor", by=make_manager(other))
    invite(clinic, email="friend@example.org", role="manager", by=person)
    client, note = client_of(person), make_note(clinic=clinic)
    address = reverse("admin:clinics_note_change", args=[note.pk])
    assert client.get(address).status_code == 200

    answer = operator.post(page_of(person), {"sure": "yes"}, follow=True)

    assert "may not sign in any more" in text_of(answer)
    assert f"{clinic} has no manager now" in text_of(answer)
    assert client.get(address).status_code == 302
    assert not sessions_of(person).exists()
    person = User.objects.get(pk=person.pk)
    assert (person.is_active, person.is_superuser) == (False, False)
    assert not person.groups.exists()
    assert not person.memberships.exists()
    assert not ShareLink.objects.filter(revoked_at=None).exists()
    assert not Invitation.objects.unanswered().exists()
    assert "End all rights" not in text_of(operator.get(page_of(person)))


def test_without_the_tick_nothing_happens(operator):
    person = make_manager(make_clinic())

    operator.post(page_of(person))

    assert User.objects.get(pk=person.pk).is_active
    assert person.memberships.exists()


def test_an_operator_cannot_end_the_own_rights(client_of):
    operator = make_operator()

    client_of(operator).post(page_of(operator), {"sure": "yes"})

    assert User.objects.get(pk=operator.pk).is_operator


@pytest.mark.parametrize(
    "make_person",
    [make_user, make_guide_editor, lambda: make_manager(make_clinic())],
)
def test_nobody_else_sees_or_ends_anything(client_of, make_person):
    person, client = make_member(make_clinic()), client_of(make_person())

    answers = [client.get(page_of(person)), client.post(page_of(person), {"sure": "yes"})]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert person.memberships.exists()


def test_who_stands_in_the_history_is_not_deleted_and_the_history_keeps_the_name(
    client_of, operator
):
    clinic = make_clinic()
    clerk = make_member(clinic, first_name="Carla", last_name="Clerk")
    client, address = client_of(clerk), reverse("admin:clinics_clinic_change", args=[clinic.pk])
    client.post(address, {**form_on(client.get(address)), "city": "Elsewhere"})
    delete = reverse("admin:staff_user_delete", args=[clerk.pk])
    several = {"action": "delete_selected", "_selected_action": clerk.pk, "post": "yes"}

    shown = operator.get(delete)
    operator.post(delete, {"post": "yes"})
    operator.post(reverse("admin:staff_user_changelist"), several)

    assert "End the rights instead." in text_of(shown)
    history = operator.get(reverse("admin:clinics_clinic_history", args=[clinic.pk]))
    assert "Carla Clerk" in text_of(history)
