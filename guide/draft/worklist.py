"""What is to be done about the guides: how each text stands, and what waits for a reviewer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from editions.publish.standing import Standing, standings
from guide.draft.composing import compose_texts
from guide.models import Section, Translation, TranslationEdition
from guide.models.content import GuideContent, titles_of
from guide.models.review_clock import SOON, Age, age_of, folds_first_on, folds_on
from guide.models.review_request import ReviewRequest


class ReviewState(TextChoices):
    """How one part of a draft stands with its reviewers."""

    MISSING = "missing", _("Never signed")
    CHANGED = "changed", _("Changed since it was signed")
    FOLDED = "folded", _("Review is overdue: patients find it folded")
    OVERDUE = "overdue", _("Review is overdue")
    DUE = "due", _("Review is due today")
    SOON = "soon", _("Review is due within 60 days")
    DONE = "done", _("Signed, and not due yet")


OF_AGE = {
    Age.FOLDED: ReviewState.FOLDED,
    Age.OVERDUE: ReviewState.OVERDUE,
    Age.DUE: ReviewState.DUE,
    Age.SOON: ReviewState.SOON,
    Age.FRESH: ReviewState.DONE,
}


LATE = (ReviewState.FOLDED, ReviewState.OVERDUE, ReviewState.DUE)
WAITING = (ReviewState.MISSING, *LATE, ReviewState.CHANGED)


@dataclass(frozen=True)
class TextState:
    """One guide in one language: for its editors."""

    text: Translation
    standing: Standing
    unsigned: int  # parts
    next_review: date | None
    is_review_due: bool
    folds_on: date | None  # the first day on which patients find a part of it folded
    is_folded: bool
    is_behind: bool  # the text that it was translated from has a newer edition
    request: ReviewRequest | None  # the open one


@dataclass(frozen=True)
class Review:
    """What waits for a reviewer in one text, by the titles of its parts, and since when."""

    text: Translation
    since: date
    missing: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()
    overdue: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    folds_on: date | None = None  # the next part of those that are due
    request: ReviewRequest | None = None  # somebody waits for it


@dataclass(frozen=True)
class DueReview:
    """Parts of one text whose review falls due on one day."""

    text: Translation
    due: date
    parts: int
    folds_on: date | None  # where patients find some of them folded then


def text_states(texts: Sequence[Translation], moment: datetime) -> list[TextState]:
    """How each text stands; eleven queries, however many they are."""
    contents = compose_texts(texts)
    requests = _by_text(ReviewRequest.objects.open().filter(translation__in=texts))
    found = standings(TranslationEdition, contents, moment)
    newest = _newest_numbers()
    today = timezone.localdate(moment)
    return [
        _state(text, contents[text.pk], found[text.pk], newest, today, requests.get(text.pk))
        for text in texts
    ]


def _by_text(requests):
    rows = requests.select_related("translation__guide", "asked_by", "decided_by")
    return {row.translation_id: row for row in rows}


def _newest_numbers():
    """{text: the number of its last edition that stands}"""
    rows = TranslationEdition.objects.filter(withdrawn_at=None).order_by()
    return dict(rows.values_list("translation").annotate(Max("number")))


def _state(text, content, standing, newest, today, request):
    source = text.translated_from
    first = min(_days(content), default=None)
    folds = folds_first_on(standing.live.read() if standing.live else content)
    return TextState(
        text=text,
        standing=standing,
        unsigned=sum(not content.review(part) for part in content.prints),
        next_review=first,
        is_review_due=first is not None and first <= today,
        folds_on=folds,
        is_folded=folds is not None and folds <= today,
        is_behind=bool(source) and newest.get(source.translation_id, 0) > source.number,
        request=request,
    )


def _days(content):
    """The days on which the reviews of its parts fall due."""
    reviews = filter(None, map(content.review, content.prints))
    return [review.next_review for review in reviews if review.next_review]


def states(content: GuideContent, today: date) -> dict[str, ReviewState]:
    """How each part stands, in the order in which they are read."""
    return {part: _state_of(content, part, today) for part in titles_of(content)}


def _state_of(content, part, today):
    if age := age_of(content, part, today):
        return OF_AGE[age]
    return ReviewState.CHANGED if content.signature(part) else ReviewState.MISSING


def reviews(moment: datetime) -> list[Review]:
    """What waits for a reviewer, that which waits longest first; nine queries at any size."""
    texts = list(Translation.objects.select_related("guide").order_by("pk"))
    contents = compose_texts(texts)
    requests = _by_text(ReviewRequest.objects.waiting())
    saved = _last_saved()
    today = timezone.localdate(moment)
    found = [
        _review(text, contents[text.pk], saved, today, requests.get(text.pk)) for text in texts
    ]
    return sorted(filter(None, found), key=lambda review: (review.since, review.text.pk))


def next_review_after(moment: datetime) -> date | None:
    """The first day on which a review falls due that is not due yet."""
    today = timezone.localdate(moment)
    contents = compose_texts(list(Translation.objects.all())).values()
    return min((day for content in contents for day in _days(content) if day > today), default=None)


def sections_in(state: ReviewState, moment: datetime) -> list[int]:
    """The sections of all texts that stand so, by their numbers."""
    contents = compose_texts(list(Translation.objects.all()))
    today = timezone.localdate(moment)
    standing = {
        (key, part)
        for key, content in contents.items()
        for part, other in states(content, today).items()
        if other == state
    }
    rows = Section.objects.values_list("pk", "translation_id", "key")
    return [pk for pk, text, key in rows if (text, key) in standing]


def _last_saved():
    """{(text, part): the moment of its last save}, for the sections of all texts."""
    rows = Section.objects.values_list("translation_id", "key", "updated_at")
    return {(text, key): moment for text, key, moment in rows}


def _review(text, content, saved, today, request):
    titles, parts = titles_of(content), {}
    for part, state in states(content, today).items():
        parts.setdefault(state, []).append(part)
    late = [part for state in LATE for part in parts.get(state, ())]
    unsigned = [*parts.get(ReviewState.MISSING, []), *parts.get(ReviewState.CHANGED, [])]
    since = [content.review(part).next_review for part in late]
    since += [timezone.localdate(saved.get((text.pk, p), text.updated_at)) for p in unsigned]
    since += [timezone.localdate(request.asked_at)] if request else []
    if not since:
        return None
    named = {state.value: tuple(titles[p] for p in parts.get(state, ())) for state in WAITING}
    folds = (day for part in late if (day := folds_on(content, part)) and day > today)
    return Review(text, min(since), folds_on=min(folds, default=None), request=request, **named)


def due_reviews(moment: datetime) -> list[DueReview]:
    """Those due within 60 days wherever it is `moment`, and those that are past; ten queries."""
    texts = list(Translation.objects.select_related("guide").order_by("guide__slug", "language"))
    drafts = compose_texts(texts)
    live = standings(TranslationEdition, drafts, moment)
    latest = moment.date() + SOON + timedelta(days=1)  # it is a day later somewhere
    return [
        DueReview(text, due, len(folds), min(filter(None, folds), default=None))
        for text in texts
        for due, folds in sorted(_by_due_day(drafts[text.pk], live[text.pk].live).items())
        if due <= latest
    ]


def _by_due_day(draft, live):
    """{day on which it is due: of each such part the day on which it folds, or None}

    Where the draft's words are signed no more, patients read on what was signed before.
    """
    shown, found = live.read() if live else draft, {}
    for part in draft.prints:
        content = draft if draft.review(part) else shown
        review = content.review(part) if part in content.prints else None
        if review and review.next_review:
            found.setdefault(review.next_review, []).append(folds_on(content, part))
    return found
