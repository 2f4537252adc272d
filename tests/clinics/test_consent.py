"""A clinic's own words on a medical subject go live when the central team has read them."""

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinics.draft.consenting import decide, note_print
from clinics.draft.publishing import publish_clinic
from clinics.models import Clinic, Consent, Network, Note
from editions.publish.proposing import CannotDecide
from editions.publish.publishing import CannotPublish
from guide.models.kinds import MEDICAL, Kind
from tests.factories import (
    make_clinic,
    make_guide,
    make_guide_editor,
    make_manager,
    make_member,
    make_note,
    make_reviewer,
    make_user,
    the_network,
)
from tests.pages import form_on, text_of

pytestmark = pytest.mark.django_db
CLAIM = "Nobody knows yet if it helps."
LIST = "/admin/clinics/clinic/words/"


def page(note):
    return f"{LIST}{note.pk}/"


@pytest.fixture
def clinic():
    the_network()
    return make_clinic(name="North Ridge")


@pytest.fixture
def note(clinic):
    return make_note(clinic=clinic, section_kind="benefits", body=CLAIM)


def give(note, **options):
    options = {"by": make_guide_editor(), "is_given": True, **options}
    return decide(note, expected=note_print(note), **options)


def publish(clinic, **options):
    return publish_clinic(clinic, by=make_manager(clinic), **options)


def blocked(clinic):
    with pytest.raises(CannotPublish) as refused:
        publish(clinic, override="a reason that lifts everything else")
    return [f.message for f in refused.value.findings if f.code == "no-consent"]


@pytest.mark.parametrize("kind", Kind)
def test_which_words_wait(clinic, kind):
    make_note(clinic=clinic, section_kind=kind)

    if kind in MEDICAL:
        assert blocked(clinic) == [
            "These words wait until a guide editor or a reviewer has read them."
        ]
    else:
        assert publish(clinic).number == 1


def test_what_was_read_goes_live_as_long_as_it_stays_as_it_was(clinic, note):
    give(note)
    assert publish(clinic).number == 1

    note.body = "Other words."
    note.save()

    assert len(blocked(clinic)) == 1
    note.body = CLAIM
    note.save()
    assert publish(clinic).number == 2


@pytest.mark.parametrize(
    "other",
    [
        {"section_kind": "risks"},
        {"language": "es"},
        {"guide": lambda: make_guide()},
        {"clinic": lambda: make_clinic()},
    ],
)
def test_consent_is_of_the_words_where_they_stand(note, other):
    give(note)
    fields = {name: value() if callable(value) else value for name, value in other.items()}
    Note.objects.filter(pk=note.pk).update(**fields)
    note.refresh_from_db()

    assert len(blocked(note.clinic)) == 1


def test_words_made_anew_need_no_second_reading(clinic, note):
    give(note)
    note.delete()

    make_note(clinic=clinic, section_kind="benefits", body=CLAIM)

    assert publish(clinic).number == 1


def test_words_that_were_sent_back_do_not_go_live_and_the_last_answer_counts(clinic, note):
    give(note)
    give(note, is_given=False, comment="Who counted?")
    assert blocked(clinic) == ["These words were sent back. Change them, or delete the note."]

    give(note)

    assert publish(clinic).number == 1


def test_a_network_may_do_without(clinic, note):
    Network.objects.update(requires_consent=False)

    assert publish(clinic).number == 1


def test_a_neighbours_waiting_words_stop_nobody_else(note):
    neighbour = make_clinic()

    assert publish(neighbour).number == 1


def test_the_words_are_read_and_let_stand_on_a_page(client_of, note):
    reviewer = client_of(make_reviewer(first_name="Rosa"))
    make_manager(note.clinic, email="nora@example.org")
    make_manager(make_clinic(), email="neighbour@example.org")

    assert "1 note waits until somebody has read it." in text_of(reviewer.get("/admin/"))
    assert f"North Ridge: Possible benefits English {CLAIM}" in text_of(reviewer.get(LIST))
    key = "0f1f2f3f-4f5f-4a7a-8b9b-000000000001"
    sent = form_on(reviewer.get(page(note))) | {"action": "give", "form_key": key}
    assert reviewer.post(page(note), sent).url == LIST

    after = reviewer.get(LIST)
    assert "Nothing waits here." in text_of(after)
    assert f"saved-{key}" in after.content.decode()
    assert "Consent given. Rosa" in text_of(reviewer.get(page(note)))
    [letter] = mail.outbox
    assert letter.to == ["nora@example.org"]
    assert letter.subject == "Consent given: Possible benefits (English)"
    assert publish(note.clinic).number == 1


def test_whoever_reads_them_sees_what_the_claim_check_found(client_of, clinic):
    note = make_note(clinic=clinic, section_kind="benefits", body="These cells cure everybody.")

    words = text_of(client_of(make_reviewer()).get(page(note)))

    assert "Consent: North Ridge, Possible benefits (English)" in words
    assert "These cells cure everybody. This promises a cure" in words


def test_the_words_are_sent_back_with_a_reason(client_of, note):
    editor = client_of(make_guide_editor(first_name="Grace"))
    make_manager(note.clinic, email="nora@example.org")

    silent = form_on(editor.get(page(note))) | {"action": "send-back"}
    refused = editor.post(page(note), silent)
    assert refused.status_code == 422
    assert "Say what has to change before you send it back." in text_of(refused)
    editor.post(page(note), silent | {"comment": "Who counted?"})

    assert "Sent back" in text_of(editor.get(LIST))
    assert "wait" not in text_of(editor.get("/admin/")).partition("medical subjects")[2]
    [letter] = mail.outbox
    assert "Who counted?" in letter.body
    assert f"http://localhost/admin/clinics/note/{note.pk}/change/" in letter.body


def test_words_that_changed_under_the_readers_eyes_are_not_let_stand(client_of, note):
    editor = client_of(make_guide_editor())
    opened = form_on(editor.get(page(note))) | {"action": "give", "comment": "Fine."}
    note.body = "Slipped in."
    note.save()

    response = editor.post(page(note), opened)

    assert response.status_code == 422
    assert "The clinic changed the note since you opened this page." in text_of(response)
    assert "Slipped in." in text_of(response)
    assert form_on(response)["comment"] == ["Fine."]
    assert not Consent.objects.exists()


def test_a_manager_reads_why_the_clinic_is_not_published(client_of, note):
    manager = client_of(make_manager(note.clinic))

    shown = manager.get(reverse("admin:clinics_clinic_publish", args=[note.clinic.pk]))

    words = text_of(shown)
    assert "Your own words on medical subjects wait for the central team" in words
    assert "note" not in form_on(shown), "there is nothing to press"


@pytest.mark.parametrize(
    "make_person",
    [
        lambda clinic: make_manager(clinic),
        lambda clinic: make_member(clinic),
        lambda clinic: make_user(),
    ],
)
def test_a_clinic_does_not_consent_to_its_own_words(client_of, note, make_person):
    person = make_person(note.clinic)
    client = client_of(person)

    for address in (LIST, page(note), f"{LIST}999999/"):
        assert client.get(address).status_code == 403
    assert (
        client.post(page(note), {"action": "give", "expected": note_print(note)}).status_code == 403
    )
    with pytest.raises(CannotDecide):
        give(note, by=person)
    assert not Consent.objects.exists()


def test_the_words_of_a_closed_clinic_and_of_other_subjects_wait_for_nobody(
    client_of, clinic, note
):
    make_note(clinic=clinic, section_kind="cost", body="A price.")
    Clinic.objects.update(state="closed")
    editor = client_of(make_guide_editor())

    assert "Nothing waits here." in text_of(editor.get(LIST))
    assert editor.get(f"{LIST}{Note.objects.last().pk}/").status_code == 404


def test_the_list_costs_as_many_queries_for_one_as_for_many(client_of, note):
    editor = client_of(make_guide_editor())
    editor.get(LIST)
    with CaptureQueriesContext(connection) as one:
        editor.get(LIST)
    for _number in range(25):
        make_note(clinic=make_clinic(), section_kind="risks")

    with CaptureQueriesContext(connection) as many:
        shown = editor.get(LIST)

    assert len(many) == len(one)
    assert "page 1 of 2" in text_of(shown).lower()
