"""A review that is overdue: said at once, and after the guide's grace what one hopes for is folded."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from clinics.public.showing import at_address, page_of
from editions.tools.moments import months_later
from guide.draft.composing import compose
from guide.draft.reviewing import draft_print
from guide.draft.worklist import ReviewState, reviews, sections_in, states, text_states
from guide.models import Translation, TranslationEdition
from guide.models.review_clock import folds_on
from tests.clinics.patients import read, tree_of, words_of
from tests.factories import (
    make_clinic,
    make_guide,
    make_guide_editor,
    make_note,
    make_reviewer,
    make_translation,
    publish_guide,
    publish_the_clinic,
    sign,
    the_network,
)
from tests.pages import text_of
from tests.pdf_structure import structure_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FOLD = ("benefits", "success-rate", "timeframe")
NEVER = ("risks", "approval", "how-it-works", "alternatives", "cost")
LATE = {ReviewState.OVERDUE, ReviewState.FOLDED}
LINE = "This review is overdue."
REASON = "This part is overdue for review."


@pytest.fixture
def text():
    """Signed and live at a clinic in New York."""
    the_network(requires_consent=False)
    guide = make_guide(slug="shots")
    text = make_translation(
        guide=guide,
        title="Shots",
        description="In plain words.",
        sections=[
            {
                "key": kind,
                "kind": kind,
                "title": f"Part {kind}",
                "body": f"Told of {kind}.",
                "main_message": f"In short, {kind}.",
                "evidence": "low",
            }
            for kind in (*FOLD, *NEVER)
        ],
    )
    clinic = make_clinic(slug="ridge", guides=[guide])
    make_note(clinic=clinic, section_kind="benefits", body="Our own words.")
    publish_guide(text, signed_by=make_reviewer())
    publish_the_clinic(clinic)
    return text


@pytest.fixture
def due(text):
    return text.signatures.first().next_review


def last_open_day(due, grace=6):
    return months_later(due, grace)


def at(day, hour=12):
    there = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("America/New_York"))
    return time_machine.travel(there, tick=False)


def folded(slug="ridge"):
    """The sections that stand folded on the page, as its parts are told by the page's own code."""
    page = page_of(at_address(slug, "shots", "en", timezone.now()))
    return {section.key for section in page.sections if section.overdue}


def parts_on(page):
    """{section: (the words that stand open, those behind the fold)}"""
    found = {}
    for node in tree_of(page).iter("section"):
        if node.get("class") == "part":
            folds = [one for one in node.iter("details") if one.get("class") == "folded"]
            inside = " ".join("".join(fold.itertext()) for fold in folds)
            whole = "".join(node.itertext())
            for fold in folds:
                whole = whole.replace("".join(fold.itertext()), "")
            found[node.get("id")] = (" ".join(whole.split()), " ".join(inside.split()))
    return found


def test_the_line_comes_the_day_after_it_was_due_and_the_fold_after_the_grace(client, text, due):
    last = last_open_day(due)
    seen = {}
    for day in (due, due + DAY, last, last + DAY):
        with at(day):
            seen[day] = (LINE in read(client, "/ridge/shots/"), folded())

    assert seen == {
        due: (False, set()),
        due + DAY: (True, set()),
        last: (True, set()),
        last + DAY: (True, set(FOLD)),
    }


def test_what_one_hopes_for_is_folded_with_its_title_outside_and_risks_never(client, text, due):
    with at(last_open_day(due) + DAY):
        parts = parts_on(read(client, "/ridge/shots/"))

    for key in FOLD:
        shown, inside = parts[key]
        assert shown.startswith(f"Part {key}")
        assert f"Told of {key}." not in shown
        assert f"In short, {key}." not in shown
        assert "How sure we are" not in shown
        for words in (REASON, f"Told of {key}.", f"In short, {key}.", "How sure we are"):
            assert words in inside
    assert "Our own words." in parts["benefits"][1]
    for key in NEVER:
        shown, inside = parts[key]
        assert inside == ""
        assert f"Told of {key}." in shown


def test_a_sections_own_page_folds_it_too_and_no_search_engine_is_told_it(client, text, due):
    with at(last_open_day(due) + DAY):
        page = read(client, "/ridge/shots/benefits/")

    shown, inside = parts_on(page)["benefits"]
    assert "Told of benefits." in inside
    assert "Told of benefits." not in shown
    head = page[: page.index("<main")]
    assert "In short, benefits." not in head
    assert 'content="In plain words."' in head
    assert "In short, risks." in words_of(page)  # what stands beside the benefits stays open


def test_an_edition_by_its_number_folds_as_the_page_does(client, text, due):
    with at(last_open_day(due) + DAY):
        parts = parts_on(read(client, "/ridge/shots/editions/1-1-0/"))

    assert {key for key, (_shown, inside) in parts.items() if inside} == set(FOLD)


def test_paper_has_the_reason_above_the_words(client, text, due):
    def said():
        pdf = client.get("/ridge/shots/handout.pdf").content
        return " ".join(" ".join(page.text for page in structure_of(pdf).pages).split())

    with at(last_open_day(due)):
        assert REASON not in said()
    with at(last_open_day(due) + DAY):
        words = said()

    assert words.count(REASON) == len(FOLD)
    for key in FOLD:
        part = words[words.index(f"Part {key}") :]
        assert part.index(REASON) < part.index(f"In short, {key}.")
        assert part.index(REASON) < part.index(f"Told of {key}.")


@pytest.mark.parametrize("grace", [0, 12])
def test_each_guide_has_its_own_grace(text, due, grace):
    text.guide.overdue_grace_months = grace
    text.guide.save()
    publish_guide(text)
    last = last_open_day(due, grace)

    seen = []
    for day in (last, last + DAY):
        with at(day):
            seen.append(folded())

    assert seen == [set(), set(FOLD)]


def test_an_edition_that_says_nothing_of_it_has_the_usual_grace(text, due):
    stored = dict(text.editions.get().content)
    del stored["overdue_grace_months"]

    assert TranslationEdition.CONTENT.read(stored) == text.editions.get().read()


def test_it_folds_with_the_clinics_own_day(text, due):
    """At noon in London it is tomorrow already in Kiritimati, and today in Honolulu."""
    for slug, zone in (("east", "Pacific/Kiritimati"), ("west", "Pacific/Honolulu")):
        publish_the_clinic(make_clinic(slug=slug, time_zone=zone, guides=[text.guide]))
    last = last_open_day(due)
    noon = datetime(last.year, last.month, last.day, 12, tzinfo=ZoneInfo("UTC"))

    with time_machine.travel(noon, tick=False):
        assert (folded("east"), folded("west")) == (set(FOLD), set())


def test_each_part_has_the_day_of_its_own_signature(text, due):
    with at(due - 30 * DAY):
        sign(text, parts=["benefits"])
        publish_guide(text)

    with at(last_open_day(due) + DAY):
        assert folded() == {"success-rate", "timeframe"}


def test_words_that_changed_since_are_unsigned_and_not_overdue(client, text, due):
    section = text.sections.get(key="benefits")
    section.body = "Other words."
    section.save()
    publish_guide(text)

    with at(last_open_day(due) + DAY):
        shown, inside = parts_on(read(client, "/ridge/shots/"))["benefits"]

    assert inside == ""
    assert "Changed since the review" in shown
    assert folds_on(compose(text), "benefits") is None
    assert folds_on(compose(text), "timeframe") == last_open_day(due) + DAY


def test_a_text_that_nobody_signed_is_never_folded(client):
    text = make_translation(guide=make_guide(slug="shots"), sections=[{"kind": "benefits"}])
    publish_guide(text)
    publish_the_clinic(make_clinic(slug="ridge", guides=[text.guide]))

    with at(timezone.localdate() + 9999 * DAY):
        assert folded() == set()


def test_the_worklist_and_the_page_say_the_same_on_every_day(client, text, due):
    last = last_open_day(due)
    # New York's noon: the day of the clinic is the day of whoever looks at the worklist.
    for day in (due - 61 * DAY, due - 60 * DAY, due, due + DAY, last, last + DAY):
        with at(day):
            found = states(compose(text), day)
            late = {key for key, state in found.items() if state in LATE}
            assert {key for key in FOLD if found[key] == ReviewState.FOLDED} == folded()
            assert bool(late) == (LINE in read(client, "/ridge/shots/"))


def test_the_worklist_has_a_word_for_each_age(text, due):
    def of(day):
        found = states(compose(text), day)
        return found["benefits"], found["risks"]

    last = last_open_day(due)
    assert of(due - 61 * DAY) == (ReviewState.DONE, ReviewState.DONE)
    assert of(due - 60 * DAY) == (ReviewState.SOON, ReviewState.SOON)
    assert of(due) == (ReviewState.DUE, ReviewState.DUE)
    assert of(due + DAY) == (ReviewState.OVERDUE, ReviewState.OVERDUE)
    assert of(last + DAY) == (ReviewState.FOLDED, ReviewState.OVERDUE)


def test_the_worklist_says_when_a_fold_begins(client_of, text, due):
    fold = last_open_day(due) + DAY
    named = f"{fold:%B} {fold.day}, {fold.year}"

    with at(due + DAY):
        [review] = reviews(timezone.now())
        assert review.folds_on == fold
        assert set(review.overdue) > {"Part benefits", "Part risks"}
        [state] = text_states(list(Translation.objects.all()), timezone.now())
        assert (state.folds_on, state.is_folded) == (fold, False)
        start = text_of(client_of(make_guide_editor()).get("/admin/"))
        assert f"patients find a part of it folded from {named} on" in start
        start = text_of(client_of(make_reviewer()).get("/admin/"))
        assert f"From {named} on, patients find what is overdue" in start
        publish = f"/admin/guide/translation/{text.pk}/publish/"
        assert f"folded from {named} on" in text_of(client_of(make_guide_editor()).get(publish))

    with at(fold):
        [review] = reviews(timezone.now())
        assert set(review.folded) == {f"Part {key}" for key in FOLD}
        keys = text.sections.filter(key__in=FOLD).values_list("pk", flat=True)
        assert set(sections_in(ReviewState.FOLDED, timezone.now())) == set(keys)
        start = text_of(client_of(make_guide_editor()).get("/admin/"))
        assert f"patients have found a part of it folded since {named}" in start


def test_the_editors_worklist_tells_the_fold_of_what_patients_read_not_of_the_draft(text, due):
    with at(due + DAY):
        sign(text)  # and not published
        [state] = text_states([text], timezone.now())
        assert state.folds_on == last_open_day(due) + DAY

        publish_guide(text)
        [state] = text_states([text], timezone.now())
        assert state.folds_on > due + 365 * DAY


def test_the_grace_is_none_of_the_words_that_a_review_was_asked_for(text):
    before = draft_print(text)
    text.guide.overdue_grace_months = 1
    text.guide.save()

    assert draft_print(Translation.objects.get(pk=text.pk)) == before
