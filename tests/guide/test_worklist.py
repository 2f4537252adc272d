"""What waits for a reviewer: the review that is missing or due, and words changed since the last."""

from datetime import timedelta

import pytest
from django.utils import timezone

from guide.draft.worklist import next_review_after, reviews
from guide.models import Section
from tests.factories import make_reviewer, make_section, make_translation, publish_guide

pytestmark = pytest.mark.django_db


def signed_text(**fields):
    text = make_translation(**fields)
    publish_guide(text, by=make_reviewer(), is_review=True)
    return text


def waiting():
    return reviews(timezone.now())


def test_a_signed_text_waits_for_nobody_until_its_day():
    text = signed_text()
    last = Section.objects.get().next_review

    assert waiting() == []
    assert next_review_after(timezone.now()) == last

    text.sections.update(next_review=timezone.localdate())
    [review] = waiting()
    assert review.due == tuple(text.sections.all())
    assert review.since == timezone.localdate()


def test_a_section_that_nobody_reviewed_waits():
    text = signed_text()
    new = make_section(translation=text)

    [review] = waiting()

    assert (review.missing, review.due, review.changed) == ((new,), (), ())


def test_words_that_changed_since_the_last_review_wait():
    text = signed_text(sections=[{}, {}])
    first, second = text.sections.all()
    second.position = 0
    second.save()
    assert waiting() == []
    first.body = "Other words."
    first.save()

    publish_guide(text)

    [review] = waiting()
    assert review.changed == (first,)


def test_a_review_that_was_taken_back_does_not_count():
    text = signed_text()
    text.sections.update(body="Other words.")
    last = publish_guide(text, by=make_reviewer(), is_review=True)
    assert waiting() == []

    type(last).objects.filter(pk=last.pk).update(
        withdrawn_at=timezone.now(), withdrawn_by=last.published_by
    )

    [review] = waiting()
    assert review.changed == tuple(text.sections.all())


def test_what_waits_longest_comes_first():
    today = timezone.localdate()
    texts = [signed_text(), signed_text(), signed_text()]
    for text, days in zip(texts, (1, 9, 5), strict=True):
        text.sections.update(next_review=today - timedelta(days=days))

    assert [review.text for review in waiting()] == [texts[1], texts[2], texts[0]]
