"""What is to be done about the guides: how each text stands, and what waits for a reviewer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, Max, Min, OuterRef
from django.utils import timezone

from editions.publish.standing import Standing, standings
from guide.draft.composing import compose_texts
from guide.models import Section, Translation, TranslationEdition
from guide.models.review_request import ReviewRequest

WORDS = ("kind", "title", "main_message", "body", "evidence")  # what a review is about


@dataclass(frozen=True)
class TextState:
    """One guide in one language: for its editors."""

    text: Translation
    standing: Standing
    unreviewed: int  # sections
    next_review: date | None
    is_review_due: bool
    is_behind: bool  # the text that it was translated from has a newer edition
    request: ReviewRequest | None  # the open one


@dataclass(frozen=True)
class Review:
    """What waits for a reviewer in one text, and since when."""

    text: Translation
    since: date
    missing: tuple[Section, ...] = ()
    due: tuple[Section, ...] = ()
    changed: tuple[Section, ...] = ()
    request: ReviewRequest | None = None  # somebody waits for it


def text_states(texts: Sequence[Translation], moment: datetime) -> list[TextState]:
    """How each text stands; nine queries, however many they are."""
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
    days = [section.next_review for section in content.sections if section.next_review]
    source = text.translated_from
    first = min(days, default=None)
    return TextState(
        text=text,
        standing=standing,
        unreviewed=sum(section.reviewed_on is None for section in content.sections),
        next_review=first,
        is_review_due=first is not None and first <= today,
        is_behind=bool(source) and newest.get(source.translation_id, 0) > source.number,
        request=request,
    )


def reviews(moment: datetime) -> list[Review]:
    """What waits for a reviewer, that which waits longest first; three queries at any size."""
    sections = Section.objects.select_related("translation", "translation__guide")
    by_text: dict = {}
    for section in sections.order_by("translation", "position", "pk"):
        by_text.setdefault(section.translation, []).append(section)
    requests = _by_text(ReviewRequest.objects.waiting())
    for request in requests.values():
        by_text.setdefault(request.translation, [])
    read = _last_read()
    today = timezone.localdate(moment)
    found = [
        _review(text, rows, read.get(text.pk), today, requests.get(text.pk))
        for text, rows in by_text.items()
    ]
    return sorted(filter(None, found), key=lambda review: (review.since, review.text.pk))


def next_review_after(moment: datetime) -> date | None:
    """The first day on which a review falls due that is not due yet."""
    later = Section.objects.filter(next_review__gt=timezone.localdate(moment))
    return later.aggregate(first=Min("next_review"))["first"]


def _last_read():
    """{text: {section: its words}} as a reviewer last signed them."""
    signed = TranslationEdition.objects.filter(withdrawn_at=None, is_review=True)
    newer = signed.filter(translation=OuterRef("translation"), number__gt=OuterRef("number"))
    rows = signed.filter(~Exists(newer)).values_list("translation", "content__sections")
    return {text: {old["key"]: _words(old.get) for old in sections} for text, sections in rows}


def _review(text, sections, read, today, request):
    missing = tuple(s for s in sections if s.reviewed_on is None)
    due = tuple(s for s in sections if s.next_review and s.next_review <= today)
    changed = tuple(s for s in sections if _is_changed(s, read) and s not in missing)
    since = [s.next_review for s in due]
    since += [timezone.localdate(s.updated_at) for s in (*missing, *changed)]
    since += [timezone.localdate(request.asked_at)] if request else []
    return Review(text, min(since), missing, due, changed, request) if since else None


def _is_changed(section, read):
    return read is not None and read.get(section.key) != _words(lambda name: getattr(section, name))


def _words(get):
    return tuple(get(name) or "" for name in WORDS)
