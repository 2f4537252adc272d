"""Where references are cited: every sentence of the drafts, by the rule that composing follows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from guide.markup.statements import statements_of
from guide.models import Reference, Section, Translation
from guide.models.evidence import GONE, SourceStatus
from guide.models.signed_words import keys_cited

MARK = "@"  # what every citation has


@dataclass(frozen=True)
class Written:
    """A text that may cite: the guides in which it stands, and where it is mended.

    `owner` is the guide's text or the clinic in words; `translation` is None for what is no
    guide's own text, and `address` "" where it is for others to mend.
    """

    text: str
    language: str
    guides: frozenset[int]
    owner: str
    place: str
    address: str = ""
    translation: int | None = None


@dataclass(frozen=True)
class Citing:
    """One sentence that cites a reference."""

    reference: int
    where: Written
    sentence: str


_tellers: list[Callable[[], Iterable[Written]]] = []  # filled once, in AppConfig.ready


def also_cited_in(tell: Callable[[], Iterable[Written]]) -> None:
    """`tell()` gives the texts of a room above that may cite, with a constant number of queries."""
    _tellers.append(tell)


def citings(references: Sequence[Reference]) -> dict[int, list[Citing]]:
    """{reference: what cites it}, in the order of the texts; six queries, however many they are."""
    found: dict = {reference.pk: [] for reference in references}
    for key, reference, where in _cited(references):
        found[reference.pk] += [
            Citing(reference.pk, where, sentence)
            for sentence in sentences_citing(where.text, where.language, key)
        ]
    return found


def cited(references: Sequence[Reference]) -> set[int]:
    """The numbers of those that some text cites."""
    return {reference.pk for _key, reference, _where in _cited(references)}


def keys_cited_outside(translation: Translation) -> set[str]:
    """What other texts that stand in this guide cite: other languages, clinics' notes."""
    others = (
        where
        for where in _written()
        if where.translation != translation.pk and translation.guide_id in where.guides
    )
    return {key for where in others for key in keys_cited(where.text)}


def _cited(references) -> Iterator[tuple[str, Reference, Written]]:
    own = {(row.guide_id, row.key): row for row in references if row.guide_id}
    shared = {row.key: row for row in references if not row.guide_id}
    kept = set(
        Reference.objects.filter(key__in=shared, guide__isnull=False).values_list("guide", "key")
    )
    for where in _written() if references else ():
        for key in dict.fromkeys(keys_cited(where.text)):
            rows = {own.get((guide, key)) for guide in where.guides}
            if key in shared and any((guide, key) not in kept for guide in where.guides):
                rows.add(shared[key])
            yield from ((key, row, where) for row in rows if row)


def _written() -> Iterator[Written]:
    yield from _texts()
    for tell in _tellers:
        yield from tell()


def _texts():
    sections = Section.objects.filter(body__contains=MARK).select_related("translation")
    for row in sections.order_by("translation", "position", "pk"):
        mend = reverse("admin:guide_section_change", args=[row.pk])
        yield _of_text(row.translation, row.body, row.title, mend)
    opening = Q(main_message__contains=MARK) | Q(emergency__contains=MARK)
    for row in Translation.objects.filter(opening).order_by("pk"):
        mend = reverse("admin:guide_translation_change", args=[row.pk])
        yield _of_text(row, row.main_message, _("Main message"), mend)
        yield _of_text(row, row.emergency, _("When to get help at once"), mend)


def _of_text(row, text, place, mend):
    guides = frozenset([row.guide_id])
    return Written(text, row.language, guides, str(row), place, mend, row.pk)


@lru_cache(maxsize=1024)
def sentences_citing(text: str, language: str, key: str) -> tuple[str, ...]:
    """Kept, for the start page asks again and again. A statement without words is told as "…"."""
    return tuple(
        sentence.words if sentence else "…"
        for said in statements_of(text, language)
        if key in said.cites
        for sentence in said.sentences or (None,)
        if sentence is None or key in sentence.cites
    )


def by_owner(found: Iterable[Citing]) -> Mapping[str, list[Citing]]:
    groups: dict = {}
    for citing in found:
        groups.setdefault(citing.where.owner, []).append(citing)
    return groups


@dataclass(frozen=True)
class Broken:
    """A reference that does not hold any more, and the sentences that cite it still."""

    reference: Reference
    count: int
    owners: tuple[str, ...]


def broken_and_cited() -> list[Broken]:
    """What withdrawn and superseded sources leave to be done; the worst first."""
    rows = list(Reference.objects.exclude(status=SourceStatus.CURRENT).select_related("guide"))
    found = citings(rows)
    work = [
        Broken(row, len(found[row.pk]), tuple(by_owner(found[row.pk])))
        for row in rows
        if found[row.pk]
    ]
    return sorted(work, key=lambda one: (one.reference.status not in GONE, one.reference.key))
