"""What waits for a reviewer: what was never signed, or in other words, and reviews that are due."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from guide.draft.reviewing import send_back
from guide.draft.worklist import next_review_after, reviews
from tests.factories import (
    make_guide,
    make_reviewer,
    make_section,
    make_translation,
    publish_guide,
    sign,
)

pytestmark = pytest.mark.django_db
OPENING = "The title and the main message"


def signed_text(**fields):
    text = make_translation(**fields)
    publish_guide(text, signed_by=make_reviewer())
    return text


def waiting():
    return reviews(timezone.now())


def test_a_signed_text_waits_for_nobody_until_its_day():
    text = signed_text(guide=make_guide(review_months=3), sections=[{"title": "Risks"}])
    last = text.signatures.first().next_review

    assert waiting() == []
    assert next_review_after(timezone.now()) == last

    with time_machine.travel(timezone.now().replace(hour=12) + (last - timezone.localdate())):
        [review] = waiting()
        assert review.due == (OPENING, "Risks")
        assert review.since == last
        assert next_review_after(timezone.now()) is None


def test_a_section_that_nobody_signed_waits():
    text = signed_text()
    make_section(translation=text, title="New")

    [review] = waiting()

    assert (review.missing, review.due, review.changed) == (("New",), (), ())


def test_words_that_changed_since_they_were_signed_wait():
    text = signed_text(sections=[{"title": "First"}, {"title": "Second"}])
    first, second = text.sections.all()
    second.position = 0
    second.save()
    assert waiting() == []
    first.body = "Other words."
    first.save()

    publish_guide(text)

    [review] = waiting()
    assert review.changed == ("First",)


def test_a_signature_that_was_taken_back_does_not_count():
    text, person = signed_text(sections=[{"title": "First"}]), make_reviewer()
    text.sections.update(body="Other words.")
    sign(text, by=person)
    assert waiting() == []

    send_back(text, by=person, comment="I missed a line.")

    [review] = waiting()
    assert review.changed == ("First",)


def test_what_waits_longest_comes_first():
    now = timezone.now()
    texts = []
    for days in (1, 9, 5):
        with time_machine.travel(now - timedelta(days=days)):
            texts.append(make_translation())

    assert [review.text for review in waiting()] == [texts[1], texts[2], texts[0]]
