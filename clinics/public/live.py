"""Which editions are live: asked of the record alone, never of a draft."""

import zoneinfo
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.db.models import F, Min, OuterRef, Subquery
from django.db.models.fields.json import KT
from django.utils import timezone

from clinics.models import ClinicEdition
from clinics.models.catalogue import NetworkEdition
from clinics.models.content import CostContent, NetworkContent
from clinics.tools.price_rules import line_key
from editions.models import RecordEntry
from guide.models import TranslationEdition
from guide.models.content import GuideContent

NOTHING = NetworkContent(name="")


@lru_cache(maxsize=1024)
def _read(model, pk, fingerprint):
    """Kept by fingerprint: numbers and ids repeat after a rollback, content does not."""
    return model.objects.get(pk=pk, fingerprint=fingerprint).read()


def content_of(edition):
    """The typed content of an edition; read and checked once per process."""
    return _read(type(edition), edition.pk, edition.fingerprint)


@dataclass(frozen=True)
class ShownGuide:
    """The editions that make one page, at one moment, in one language."""

    clinic: ClinicEdition
    network: NetworkEdition | None
    guide: TranslationEdition
    language: str
    languages: tuple[str, ...]
    source_number: int | None
    day: date

    @property
    def numbers(self) -> tuple[int, int, int]:
        """As the permanent address names them: guide, clinic, network."""
        return self.guide.number, self.clinic.number, self.network.number if self.network else 0

    @property
    def entry(self) -> RecordEntry | None:
        """With which the newest of these editions came into the record; one query."""
        shown = filter(None, (self.clinic, self.guide, self.network))
        return RecordEntry.objects.newest_of(shown)

    @property
    def key(self) -> tuple:
        """All that the page depends on, beside its address and the version of the code."""
        network = self.network.fingerprint if self.network else ""
        prints = (self.guide.fingerprint, self.clinic.fingerprint, network)
        return (*prints, *self.numbers, self.source_number, self.languages, self.day.isoformat())

    def next_change(self) -> datetime:
        zone = content_of(self.clinic).time_zone
        return next_change(
            timezone.now(), slug=self.clinic.slug, guides=[self.guide.slug], zone=zone
        )


def clinic_at(slug: str, moment: datetime) -> ClinicEdition | None:
    return _first(ClinicEdition.objects.filter(slug=slug), moment)


def network_at(moment: datetime) -> NetworkEdition | None:
    return _first(NetworkEdition.objects.all(), moment)


def network_content_at(moment: datetime) -> NetworkContent:
    edition = network_at(moment)
    return content_of(edition) if edition else NOTHING


def _first(editions, moment):
    # The content is large, and comes by content_of, which has read it before.
    return editions.standing_at(moment).defer("content").first()


def translations_at(slug: str, moment: datetime) -> dict[str, TranslationEdition]:
    """What is live of one guide, by language."""
    editions = TranslationEdition.objects.filter(slug=slug).live_at(moment).defer("content")
    return {edition.language: edition for edition in editions}


def guide_contents_at(slugs, moment: datetime) -> dict[str, list[GuideContent]]:
    """The content of every live text of several guides, by slug; one query."""
    found: dict = {slug: [] for slug in slugs}
    for edition in TranslationEdition.objects.filter(slug__in=list(slugs)).live_at(moment):
        found[edition.slug].append(edition.read())
    return found


def guide_statuses_at(slugs, moment: datetime) -> dict[str, set[str]]:
    """The approval statuses that patients read of each of several guides; one query."""
    texts = TranslationEdition.objects.filter(slug__in=list(slugs)).live_at(moment)
    found: dict = {}
    for slug, status in texts.values_list("slug", KT("content__regulatory_status")):
        found.setdefault(slug, set()).add(status)
    return found


@dataclass(frozen=True)
class Offer:
    """What one open clinic shows now: its number and address, and those of its guides."""

    clinic: int
    slug: str
    guides: tuple[str, ...]


def offers_at(moment: datetime) -> list[Offer]:
    """Of every clinic that is open; one query, which reads two words of each edition."""
    editions = ClinicEdition.objects.open_at(moment)
    rows = editions.values_list("clinic_id", "slug", "content__guides")
    return [Offer(clinic, slug, tuple(guides)) for clinic, slug, guides in rows]


class OpenClinic(NamedTuple):
    """What an edition says of where the clinic is, and the addresses of its guides."""

    name: str
    country: str
    state_code: str
    guides: list[str]


def open_clinics(moment: datetime, countries: Iterable[str] | None = None) -> Iterator[OpenClinic]:
    """Every clinic open then, by name; with `countries`, those there. One query."""
    rows = ClinicEdition.objects.open_at(moment)
    if countries is not None:
        rows = rows.filter(content__country__in=countries)
    # Read as text: SQLite gives a name such as 360 back as a number otherwise.
    told = rows.annotate(
        name=KT("content__name"), country=KT("content__country"), state=KT("content__state_code")
    ).order_by("name")
    for name, country, state, guides in told.values_list(
        "name", "country", "state", "content__guides"
    ):
        yield OpenClinic(name, country, state or "", guides)


def in_best_language(translations: dict, language: str):
    """The edition in this language, else in the default one, else in any; None where none is."""
    for code in (language, settings.LANGUAGE_CODE, *translations):
        if code in translations:
            return translations[code]
    return None


def shown_guide(
    clinic: ClinicEdition, slug: str, language: str, moment: datetime
) -> ShownGuide | None:
    """The page of one guide at one clinic, or None when nothing of the guide is live."""
    translations = translations_at(slug, moment)
    guide = in_best_language(translations, language)
    if guide is None:
        return None
    return ShownGuide(
        clinic=clinic,
        network=network_at(moment),
        guide=guide,
        language=language,
        languages=tuple(sorted(translations)),
        source_number=_source_number(guide, translations),
        day=day_in(content_of(clinic).time_zone, moment),
    )


def _source_number(guide, translations):
    """The number at which the text this one was translated from is now."""
    source = content_of(guide).translated_from
    newest = source and translations.get(source.language)
    return newest.number if newest else None


def day_in(time_zone: str, moment: datetime) -> date:
    return moment.astimezone(zoneinfo.ZoneInfo(time_zone)).date()


def next_change(moment: datetime, *, slug: str = "", guides=(), zone: str = "") -> datetime:
    """The next moment at which something begins that pages show; or far in the future.

    `slug` is the clinic's ("": of any), `guides` are addresses of guides. With `zone`, the page
    depends on the day there: prices lapse and reviews fall due at midnight.
    """
    clinics = ClinicEdition.objects.filter(slug=slug) if slug else ClinicEdition.objects.all()
    texts = TranslationEdition.objects.filter(slug__in=list(guides))
    turns = [_next_turn(owned, moment) for owned in (clinics, texts, NetworkEdition.objects.all())]
    turns += [_midnight(zone, moment)] if zone else []
    return min(filter(None, turns), default=datetime.max.replace(tzinfo=UTC))


def _next_turn(editions, moment):
    return editions.scheduled_at(moment).aggregate(at=Min("live_from"))["at"]


def _midnight(zone, moment):
    tomorrow = day_in(zone, moment) + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, zoneinfo.ZoneInfo(zone))


def last_prices(clinics) -> dict[int, dict[str, CostContent]]:
    """The prices that each clinic published last, waiting ones too, by `line_key`; one query."""
    # Not live_at: the next price is compared with the last one published, also if it still waits.
    own = ClinicEdition.objects.filter(clinic=OuterRef("clinic"), withdrawn_at=None)
    newest = Subquery(own.order_by("-number").values("pk")[:1])
    rows = ClinicEdition.objects.filter(clinic__in=clinics, pk=newest)
    return {
        clinic: {line_key(cost.service, cost.own_name): cost for cost in map(_cost, costs)}
        for clinic, costs in rows.values_list("clinic_id", "content__costs")
    }


def _cost(content):
    return CostContent.read(content)


def clinic_edition(slug: str, number: int, moment: datetime) -> ClinicEdition | None:
    """One edition by its number, if it ever was live."""
    return begun(ClinicEdition.objects.filter(slug=slug, number=number), moment).first()


def guide_edition(slug: str, language: str, number: int, moment: datetime):
    """One edition of a guide's text by its number, if it ever was live."""
    editions = TranslationEdition.objects.filter(slug=slug, language=language, number=number)
    return begun(editions, moment).first()


def network_edition(number: int, moment: datetime) -> NetworkEdition | None:
    return begun(NetworkEdition.objects.filter(number=number), moment).first()


def begun(editions, moment: datetime):
    """Those that were live once: not the ones withdrawn before they began."""
    return editions.filter(live_from__lte=moment).exclude(withdrawn_at__lte=F("live_from"))


@dataclass(frozen=True)
class ListedGuide:
    """A guide that is live, in the language in which it is listed; the address is its reader's."""

    slug: str
    language: str
    title: str
    description: str
    address: str = ""


def guide_list(slugs, language: str, moment: datetime) -> list[ListedGuide]:
    """The guides that are live, by title; one query."""
    # Read as text: SQLite gives a title such as 2026 back as a number otherwise.
    texts = {name: KT(f"content__{name}") for name in ("title", "description")}
    editions = TranslationEdition.objects.filter(slug__in=list(slugs)).live_at(moment)
    by_slug: dict = {}
    for row in editions.values("slug", "language", **texts):
        by_slug.setdefault(row["slug"], {})[row["language"]] = ListedGuide(**row)
    chosen = [in_best_language(translations, language) for translations in by_slug.values()]
    return sorted(chosen, key=lambda guide: guide.title)
