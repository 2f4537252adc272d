"""A clinic's editor says that the draft is ready; its manager sees it, and publishes or answers."""

import pytest
from django.core import mail
from django.urls import reverse

from clinics.draft.composing import compose_clinic
from clinics.draft.handing_over import clinic_print, hand_over, send_back
from clinics.models import PublishRequest
from editions.publish.proposing import CannotDecide
from tests.factories import (
    make_clinic,
    make_guide_editor,
    make_manager,
    make_member,
    make_reviewer,
    make_user,
    publish_the_clinic,
)
from tests.pages import form_on, text_of, tree_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def page(clinic, deed="review"):
    return reverse(f"admin:clinics_clinic_{deed}", args=[clinic.pk])


def decide(client, clinic, deed, comment=""):
    sent = form_on(client.get(page(clinic))) | {"comment": comment, "action": deed}
    return client.post(page(clinic), sent)


def buttons_on(response):
    return [
        button.get("value") for button in tree_of(response).iter("button") if button.get("value")
    ]


def ready(clinic, by):
    return hand_over(clinic, by=by, expected=clinic_print(clinic))


@pytest.fixture
def clinic():
    return make_clinic(name="North Ridge")


@pytest.fixture
def clerk(clinic):
    return make_member(clinic, first_name="Noel", email="noel@example.org")


@pytest.fixture
def manager(clinic):
    return make_manager(clinic, first_name="Nora", email="nora@example.org")


def test_a_clerk_says_it_is_ready_and_the_manager_sees_it(client_of, clinic, clerk, manager):
    make_manager(make_clinic(), email="neighbour@example.org")

    response = decide(client_of(clerk), clinic, "hand-over", "The new prices.")

    assert response.url == page(clinic, "change")
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["nora@example.org"], "Ready to publish: North Ridge")
    assert "The new prices." in letter.body
    for deed in ("change", "publish"):
        words = text_of(client_of(manager).get(page(clinic, deed)))
        assert "Ready to publish. Noel said on" in words
        assert "The new prices." in words


def test_what_was_changed_after_it_was_handed_over_is_shown_to_the_manager(
    client_of, clinic, clerk, manager
):
    publish_the_clinic(clinic)
    clinic.tagline = {"en": "Handed over."}
    clinic.save()
    ready(clinic, clerk)
    assert "Changed after that" not in text_of(client_of(manager).get(page(clinic)))

    clinic.tagline = {"en": "Slipped in."}
    clinic.phone = "555-555-0199"
    clinic.save()

    for deed in ("review", "publish"):
        later = text_of(client_of(manager).get(page(clinic, deed))).partition("Changed after that")[
            2
        ]
        later = later.partition("What was found" if deed == "publish" else "What is different")[0]
        assert "Handed over. Slipped in." in later
        assert "555-555-0199" in later
        assert "North Ridge" not in later


@pytest.mark.parametrize(
    ("ends", "heading"),
    [
        (lambda clinic, manager: publish_the_clinic(clinic), "No longer waiting. Noel said"),
        (lambda clinic, manager: send_back(clinic, by=manager, comment="No."), "Sent back. Nora"),
    ],
)
def test_what_has_ended_is_not_said_to_wait(client_of, clinic, clerk, manager, ends, heading):
    ready(clinic, clerk)
    ends(clinic, manager)
    ready(clinic, clerk)

    words = text_of(client_of(manager).get(page(clinic)))

    assert heading in words.partition("Earlier")[2]


def test_it_is_bound_to_the_draft_that_was_ready(client_of, clinic, clerk, manager):
    proposal = ready(clinic, clerk)
    clinic.name = "South Ridge"
    clinic.save()

    assert proposal.fingerprint != clinic_print(clinic)
    words = text_of(client_of(manager).get(page(clinic, "change")))
    assert "The draft was changed after that." in words
    assert buttons_on(client_of(clerk).get(page(clinic))) == ["hand-over", "take-back"]


def test_publishing_clears_it(clinic, clerk):
    ready(clinic, clerk)
    neighbour = make_clinic()
    ready(neighbour, make_member(neighbour))

    publish_the_clinic(clinic)

    assert [request.clinic for request in PublishRequest.objects.waiting()] == [neighbour]


def test_the_manager_sends_it_back_and_the_clerk_reads_why(client_of, clinic, clerk, manager):
    ready(clinic, clerk)

    decide(client_of(manager), clinic, "send-back", "The price is wrong.")

    [letter] = mail.outbox
    assert letter.to == ["noel@example.org"]
    words = text_of(client_of(clerk).get(page(clinic, "change")))
    assert "Sent back. Nora sent it back on" in words
    assert "The price is wrong." in words
    assert buttons_on(client_of(clerk).get(page(clinic))) == ["hand-over"]


def test_the_clerk_takes_it_back(client_of, clinic, clerk):
    ready(clinic, clerk)

    decide(client_of(clerk), clinic, "take-back")

    assert not PublishRequest.objects.open().exists()


def test_who_may_publish_is_not_asked_to_say_that_it_is_ready(client_of, clinic, manager):
    response = client_of(manager).get(page(clinic, "change"))

    assert page(clinic) not in response.content.decode()
    assert buttons_on(client_of(manager).get(page(clinic))) == []


@pytest.mark.parametrize("make_person", [make_user, make_guide_editor, make_reviewer])
def test_to_others_the_clinic_is_not_there(client_of, clinic, clerk, make_person):
    ready(clinic, clerk)
    person = make_person()

    for response in (client_of(person).get(page(clinic)), client_of(person).post(page(clinic))):
        assert response.status_code == 404
    for deed in (
        lambda: ready(clinic, person),
        lambda: send_back(clinic, by=person, comment="No."),
        lambda: send_back(clinic, by=clerk, comment="No."),
    ):
        with pytest.raises(CannotDecide):
            deed()


def test_saying_it_changes_nothing_that_patients_read(clinic, clerk):
    before = compose_clinic(clinic)

    ready(clinic, clerk)

    assert compose_clinic(clinic) == before
