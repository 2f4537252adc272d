"""Nobody's name stands over words that were not signed: on the page, on paper, and when publishing."""

from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from clinics.handout.document import review_lines
from clinics.public.showing import at_address, page_of
from editions.publish.publishing import CannotPublish, withdraw
from guide.draft.reviewing import draft_print, sign_off
from guide.models import Guide, ReviewRequest, Section, Signature, TranslationEdition
from guide.models.kinds import MEDICAL, Kind
from tests.factories import (
    make_clinic,
    make_guide,
    make_guide_editor,
    make_reviewer,
    make_term,
    make_translation,
    publish_guide,
    publish_the_clinic,
    sign,
)
from tests.pages import form_on, text_of
from tests.record.before_the_chain import load_old_editions

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SECTIONS = [
    {"key": "benefits", "kind": "benefits", "title": "Possible benefits"},
    {"key": "risks", "kind": "risks", "title": "Risks"},
    {"key": "cost", "kind": "cost", "title": "Cost"},
]


@pytest.fixture
def text():
    guide = make_guide(slug="shots")
    text = make_translation(guide=guide, title="Shots", sections=SECTIONS)
    publish_the_clinic(make_clinic(slug="ridge", guides=[guide]))
    return text


def change(text, key, **fields):
    section = text.sections.get(key=key)
    for name, value in fields.items():
        setattr(section, name, value)
    section.save()


def head(client):
    """What the page says of its reviews, and the remark of each section."""
    client.get("/ridge/shots/")  # a page that was kept tells the same
    page = page_of(at_address("ridge", "shots", "en", timezone.now()))
    return review_lines(page), {s.key: s.remark for s in page.sections if s.remark}


def day_of(moment):
    return date_format(timezone.localdate(moment), "F j, Y")


def test_all_that_was_signed_stands_under_its_reviewers_name(client, text):
    publish_guide(text, signed_by=make_reviewer())

    lines, remarks = head(client)

    assert lines[0] == f"Reviewed by Sample Reviewer, MD (demo) on {day_of(timezone.now())}."
    assert not any("Changed" in line or "Not reviewed" in line for line in lines)
    assert remarks == {}


def test_what_changed_since_is_named_with_its_day_and_marked_where_it_stands(client, text):
    with time_machine.travel(timezone.now() - 30 * DAY):
        publish_guide(text, signed_by=make_reviewer())
        signed = timezone.now()
    with time_machine.travel(timezone.now() - 3 * DAY):
        change(text, "benefits", body="Stem cells always help. Everybody gets better.")
        publish_guide(text)
        changed = timezone.now()

    change(text, "cost", body="It costs a lot.")
    publish_guide(text)

    lines, remarks = head(client)
    page = text_of(client.get("/ridge/shots/"))
    name = f"Reviewed by Sample Reviewer, MD (demo) on {day_of(signed)}"
    assert f"{name}: the main message; Risks." in lines
    assert f"Possible benefits, {day_of(changed)}; Cost, {day_of(timezone.now())}." in lines[-1]
    assert lines[-1].startswith("Changed since the review: ")
    assert remarks.keys() == {"benefits", "cost"}
    mark = "Changed since the review: no clinician has signed these words yet."
    assert f"Possible benefits {mark}" in page.replace("How sure we are:", "")
    assert page.count(mark) == 2


def test_each_reviewer_is_named_for_what_that_person_signed(client, text):
    one, other = make_reviewer(), make_reviewer()
    other.reviewer.name = "Other Reviewer"
    other.reviewer.save()
    sign(text, by=one, parts=["benefits"])
    sign(text, by=other, parts=["risks", ":opening"])
    publish_guide(text)

    lines, remarks = head(client)

    today = day_of(timezone.now())
    assert f"Reviewed by Sample Reviewer, MD (demo) on {today}: Possible benefits." in lines
    assert f"Reviewed by Other Reviewer, MD (demo) on {today}: the main message; Risks." in lines
    assert "Not reviewed: Cost." in lines
    assert remarks.keys() == {"cost"}


def test_a_word_explained_anew_is_not_the_reviewers(client, text):
    change(text, "cost", body="An epidural costs more.")
    term = make_term(word="epidural")
    publish_guide(text, signed_by=make_reviewer())
    term.definition = "a cure"
    term.save()

    publish_guide(text)

    assert head(client)[0][-1].startswith("Changed since the review: the words explained, ")


def test_a_name_and_a_date_go_with_what_was_never_live(client, text):
    """Sign, schedule, withdraw, rewrite, publish."""
    sign(text)
    waiting = publish_guide(text, live_from=timezone.now() + DAY)
    withdraw(waiting, by=make_guide_editor(), reason="Too early.")
    for key in ("benefits", "risks", "cost"):
        change(text, key, body="Rewritten.")
    text.title = "Rewritten"
    text.save()

    publish_guide(text)

    lines, _remarks = head(client)
    assert lines[0] == "Not yet reviewed by a clinician."
    assert "Sample Reviewer" not in client.get("/ridge/shots/").content.decode()


def test_the_day_of_a_signature_is_the_signers_and_never_in_the_clinics_future(client, text):
    moment = timezone.now().replace(hour=3, minute=0) + DAY  # yesterday still in Texas
    with time_machine.travel(moment, tick=False):
        with timezone.override("Pacific/Auckland"):
            publish_guide(text, signed_by=make_reviewer())
            signed = timezone.localdate()
        with timezone.override("America/Chicago"):
            here = timezone.localdate()

        lines, _remarks = head(client)

    assert text.signatures.first().reviewed_on == signed == here + DAY
    assert lines[0].endswith(f"on {date_format(here, 'F j, Y')}.")


def test_a_preview_names_the_day_of_what_is_published_and_none_of_what_is_not(client_of, text):
    with time_machine.travel(timezone.now() - 3 * DAY):
        publish_guide(text, signed_by=make_reviewer())
        change(text, "cost", body="It costs a lot.")
        change(text, "risks", body="There are some.")
        publish_guide(text)
        day = day_of(timezone.now())
    change(text, "cost", body="It costs even more.")

    preview = client_of(make_guide_editor()).get(
        reverse("admin:clinics_translation_preview", args=[text.pk])
    )

    said = text_of(preview).partition("Changed since the review:")[2]
    assert said.startswith(f" Risks , {day} Cost On this page")


# What may not go live.


def blocked(text):
    with pytest.raises(CannotPublish) as refused:
        publish_guide(text, override="a reason that lifts everything else")
    return [finding.place for finding in refused.value.findings if finding.code == "unsigned"]


@pytest.mark.parametrize(
    ("status", "own", "is_asked"),
    [
        ("unapproved", None, True),
        ("partly", None, True),
        ("of-later", None, True),
        ("approved", None, False),
        ("not-needed", None, False),
        ("unapproved", False, False),
        ("approved", True, True),
    ],
)
def test_whether_a_guide_asks_for_a_signature(text, status, own, is_asked):
    Guide.objects.update(regulatory_status=status, requires_signature=own)
    text.refresh_from_db()

    if is_asked:
        expected = ["The title and the main message", "Possible benefits", "Risks"]
        assert blocked(text) == expected
        assert not text.editions.exists()
    else:
        assert publish_guide(text).number == 1


@pytest.mark.parametrize("kind", Kind)
def test_unsigned_words_of_medical_kinds_do_not_go_live(text, kind):
    Guide.objects.update(requires_signature=True)
    sign(text)
    Section.objects.filter(key="cost").update(kind=kind, body="Other words.")

    if kind in MEDICAL:
        assert blocked(text) == ["Cost"]
    else:
        assert publish_guide(text).number == 1


def test_a_stranger_to_the_words_cannot_publish_them_on_the_page(client_of, text):
    """A guide editor replaces the live Risks section."""
    Guide.objects.update(requires_signature=True)
    publish_guide(text, signed_by=make_reviewer())
    change(text, "risks", body="Stem cells always help. Everybody gets better.")
    editor, page = client_of(make_guide_editor()), f"/admin/guide/translation/{text.pk}/publish/"

    shown = editor.get(page)

    assert "Risks These words were changed after they were signed." in text_of(shown)
    assert "note" not in form_on(shown), "there is nothing to press"
    forged = shown.context["form"].initial | {"note": "New risks", "override": "I say so"}
    answer = editor.post(page, forged)
    assert answer.status_code == 422
    assert "Some words wait for a signature." in text_of(answer)
    assert form_on(answer)["note"] == ["New risks"]
    assert text.editions.count() == 1


def test_a_signature_opens_the_way(client_of, text):
    Guide.objects.update(requires_signature=True)
    sign_off(text, by=make_reviewer(), expected=draft_print(text))

    assert publish_guide(text).is_review


# What was signed before signatures were kept by themselves.


def test_what_the_last_review_of_each_text_signed_is_taken_over():
    reviewer = make_reviewer().reviewer
    editions = [e for e in load_old_editions() if isinstance(e, TranslationEdition)]
    reviews = {e.translation_id: e for e in editions if e.is_review}
    decided = {"outcome": "signed", "decided_by": reviewer.user, "decided_at": timezone.now()}
    asked, _signed = (
        ReviewRequest.objects.create(
            translation_id=key, fingerprint="0" * 64, asked_by=reviewer.user, **fields
        )
        for key, fields in zip(reviews, ({}, decided), strict=True)
    )

    migration = import_module("guide.migrations.0008_signatures_of_before").Migration
    for operation in migration.operations:
        operation.code(apps, connection.schema_editor())

    for key, edition in reviews.items():
        taken_over = dict(Signature.objects.filter(translation=key).values_list("key", "words"))
        assert taken_over == edition.read().prints
    assert len(reviews) == 2
    assert list(ReviewRequest.objects.open()) == [asked]
