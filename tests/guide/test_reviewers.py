"""A reviewer's name is that person's own, and stays under a signature as it was when it was given."""

import pytest
from django.urls import reverse

from guide.draft.publishing import publish
from guide.draft.reviewing import draft_print, sign_off
from guide.models import Reviewer
from tests.factories import (
    make_guide_editor,
    make_operator,
    make_reviewer,
    make_translation,
    publish_guide,
)
from tests.pages import form_on

pytestmark = pytest.mark.django_db
FORGED = {"name": "Dr. Famous Forged", "credentials": "Nobel laureate", "interests": "None."}


def address_of(reviewer, deed="change"):
    return reverse(f"admin:guide_reviewer_{deed}", args=[reviewer.pk])


def forge(client, reviewer):
    address = address_of(reviewer)
    return client.post(address, {**form_on(client.get(address)), **FORGED})


def names_in(edition):
    return {signed["reviewer"]["name"] for signed in edition.content["signatures"]}


def test_a_guide_editor_changes_adds_and_removes_no_reviewer(client_of):
    reviewer, client = make_reviewer().reviewer, client_of(make_guide_editor())

    answers = [
        forge(client, reviewer),
        client.post(reverse("admin:guide_reviewer_add"), FORGED),
        client.post(address_of(reviewer, "delete"), {"post": "yes"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert [row.name for row in Reviewer.objects.all()] == ["Sample Reviewer"]


def test_a_reviewer_keeps_the_own_entry_and_no_other(client_of):
    person, other = make_reviewer(), make_reviewer().reviewer
    client = client_of(person)

    forge(client, person.reviewer)
    answer = forge(client, other)

    person.reviewer.refresh_from_db()
    other.refresh_from_db()
    assert person.reviewer.name == FORGED["name"]
    assert answer.status_code == 403
    assert other.name == "Sample Reviewer"


def test_a_reviewer_does_not_give_the_entry_away(client_of):
    person, other = make_reviewer(), make_guide_editor()
    client = client_of(person)
    address = address_of(person.reviewer)

    client.post(address, {**form_on(client.get(address)), "user": other.pk})

    assert Reviewer.objects.get().user == person


def test_an_operator_keeps_every_entry(client_of):
    reviewer = make_reviewer().reviewer

    forge(client_of(make_operator()), reviewer)

    reviewer.refresh_from_db()
    assert reviewer.name == FORGED["name"]


def test_what_is_published_again_goes_out_under_the_name_that_signed():
    person, text = make_reviewer(), make_translation()
    publish_guide(text, signed_by=person)

    Reviewer.objects.update(**FORGED)
    corrected = publish_guide(text)

    assert names_in(corrected) == {"Sample Reviewer"}


def test_a_sign_off_holds_the_name_that_signed_until_it_is_published():
    person, text = make_reviewer(), make_translation()
    sign_off(text, by=person, expected=draft_print(text))

    Reviewer.objects.update(**FORGED)
    edition = publish(text, by=make_guide_editor(), override="published in a test")

    assert edition.is_review
    assert names_in(edition) == {"Sample Reviewer"}


def test_who_signs_under_a_new_name_stands_there_with_it():
    person, text = make_reviewer(), make_translation()
    publish_guide(text, signed_by=person)

    Reviewer.objects.update(name="Sample Reviewer-Hill")
    person = type(person).objects.get(pk=person.pk)
    edition = publish_guide(text, signed_by=person)

    assert names_in(edition) == {"Sample Reviewer-Hill"}
