"""Whether what a text cites still holds, and whether its label is what its sources can carry."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editions.models.public_text import PublicText
from editions.tools.findings import Finding
from guide.markup.statements import statements_of
from guide.models import Reference
from guide.models.content import GuideContent
from guide.models.evidence import (
    GONE,
    SourceStatus,
)
from guide.models.signed_words import keys_cited
from guide.models.sources import A_DAY_LATER
from guide.references.labels import label_doubt

LOOKED_AT_FOR = timedelta(days=365)
SAID = {
    SourceStatus.SUPERSEDED: gettext_lazy(
        "The source “%(key)s” was superseded by a newer one. See if the sentence still holds, "
        "and cite the newer one."
    ),
    SourceStatus.WITHDRAWN: gettext_lazy(
        "The source “%(key)s” was withdrawn. Take the sentence out, or cite another source."
    ),
    SourceStatus.RETRACTED: gettext_lazy(
        "The source “%(key)s” was retracted. Take the sentence out, or cite another source."
    ),
}


def statuses_in(guides: Collection[str]) -> dict[tuple[str, str], str]:
    """{(guide's address, key): status} of what these guides may cite; one query."""
    rows = Reference.objects.filter(guide__slug__in=guides) | Reference.objects.filter(guide=None)
    own, shared = {}, {}
    for slug, key, status in rows.values_list("guide__slug", "key", "status"):
        (own if slug else shared)[slug, key] = status
    everywhere = {(slug, key): status for (_none, key), status in shared.items() for slug in guides}
    return everywhere | own


def findings_on_status(
    text: PublicText, statuses: Mapping[str, str], place: str, address: str
) -> Iterator[Finding]:
    """One for each sentence that cites what does not hold any more; `statuses` by key."""
    broken = {key for key in keys_cited(text.text) if statuses.get(key) in SAID}
    for said in statements_of(text.text, text.language) if broken else ():
        for sentence in said.sentences:
            for key in dict.fromkeys(key for key in sentence.cites if key in broken):
                yield Finding(
                    SAID[statuses[key]] % {"key": key},
                    place,
                    statuses[key] in GONE,
                    address,
                    f"source-{statuses[key]}",
                    quote=sentence.words,
                    path=text.path,
                    start=sentence.start,
                    end=sentence.end,
                )


def findings_on_sources(
    content: GuideContent,
    texts: Iterable[PublicText],
    place_of: Callable[[tuple], tuple[str, str]],
    checked: Mapping[str, date | None],
    today: date,
) -> Iterator[Finding]:
    """`texts` are those of `content`, `checked` when each of its references was looked at last."""
    texts = [text for text in texts if text.is_markdown]
    statuses = {reference.key: reference.status for reference in content.references}
    for text in texts:
        yield from findings_on_status(text, statuses, *place_of(text.path))
    cited = {key for text in texts for key in keys_cited(text.text)}
    late = [key for key in statuses if key in cited and is_late(checked.get(key), today)]
    yield from _unchecked(late, checked, content.title)
    for number, section in enumerate(content.sections):
        place, address = place_of(("sections", number))
        if found := label_doubt(section, content.references):
            message, blocks, code = found
            yield Finding(message, place, blocks, address, code)


def _unchecked(keys, checked, place):
    """One for those that nobody ever looked at, and one for those that were looked at long ago."""
    where = f"{reverse('admin:guide_reference_changelist')}?late=yes"
    never = [key for key in keys if not checked.get(key)]
    before = [key for key in keys if checked.get(key)]
    if never:
        words = _(
            "The library does not say that anybody ever looked at these sources. See that each is "
            "there and says so, and date it: %(keys)s"
        )
        message = words % {"keys": ", ".join(never)}
        yield Finding(message, place, False, where, "sources-never-checked")
    if before:
        words = _(
            "Nobody has looked at these sources for 12 months. See that each is still there and "
            "says so, and date it: %(keys)s"
        )
        message = words % {"keys": ", ".join(before)}
        yield Finding(message, place, False, where, "sources-unchecked")


class Unseen(NamedTuple):
    """How many references nobody has looked at: ever, or for twelve months."""

    never: int
    late: int


def unseen_counts(moment: datetime) -> Unseen:
    """With one query."""
    of_no_day = Count("pk", filter=Q(checked_on=None))
    return Unseen(**unseen(moment).aggregate(never=of_no_day, late=Count("checked_on")))


def unseen(moment: datetime) -> QuerySet:
    """The references that nobody has looked at for twelve months, or ever."""
    today = timezone.localdate(moment)
    seen = Q(checked_on__range=(today - LOOKED_AT_FOR, today + A_DAY_LATER))
    return Reference.objects.exclude(seen)


def is_late(checked_on: date | None, today: date) -> bool:
    """Also where the day is still to come: nobody can have looked on it."""
    return checked_on is None or not today - LOOKED_AT_FOR <= checked_on <= today + A_DAY_LATER
