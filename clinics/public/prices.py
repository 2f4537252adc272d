"""What a clinic asks on a day: its prices in order, and what a typical course comes to."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from clinics.models import CostItem
from clinics.models.catalogue import Service
from clinics.models.content import CostContent
from clinics.public.facts import Facts, Words
from clinics.tools.formats import price_range
from clinics.tools.price_rules import study_address
from editions.models.content import label_of


@dataclass(frozen=True)
class StudyWords:
    """How a treatment that is not approved is offered: a label, a word on it, and who oversees it."""

    label: str
    words: str
    link: str = ""
    overseen: str = ""

    @property
    def sentence(self) -> str:
        return " ".join(filter(None, [self.label, self.words, self.overseen]))


@dataclass(frozen=True)
class CostRow:
    service: Words
    price: str  # "" when it has lapsed: the page says how to ask
    unit: str
    included: Words
    not_included: Words
    checked: str
    part: str
    times: int
    low: Decimal
    high: Decimal
    study: StudyWords | None


@dataclass(frozen=True)
class Course:
    """A typical course here, added up by us; `total` is "" when a price in it has lapsed."""

    total: str
    assumes: tuple[str, ...]


def cost_rows(facts: Facts) -> tuple[CostRow, ...]:
    """The guide's services in the network's order, then the clinic's own lines."""
    costs = {cost.service: cost for cost in facts.clinic.costs if cost.service}
    rows = [
        _cost_row(facts, costs[service.key], service.names, service.unit)
        for service in facts.services
        if service.key in costs
    ]
    # Lines of its own have no place in the catalogue: as the clinic entered them.
    own = [cost for cost in facts.clinic.costs if not cost.service]
    return tuple(rows + [_cost_row(facts, cost, cost.own_name, cost.unit) for cost in own])


def _cost_row(facts, cost: CostContent, names, unit):
    return CostRow(
        service=facts.words(names),
        price=price_of(facts, cost),
        unit=unit_words(cost.unit or unit),
        included=facts.words(cost.included),
        not_included=facts.words(cost.not_included),
        checked=facts.long_date(cost.confirmed_on),
        part=cost.part,
        times=cost.times,
        low=cost.low,
        high=cost.high,
        study=study_of(cost),
    )


def study_of(cost: CostContent) -> StudyWords | None:
    if cost.study == CostItem.Study.INSIDE:
        overseen = _("(overseen by %(who)s)") % {"who": cost.study_oversight}
        link = study_address(cost.study_number, cost.study_url)
        return StudyWords(_("Inside a registered study:"), cost.study_number, link, overseen)
    if cost.study == CostItem.Study.OUTSIDE:
        words = _("Ask us why, and how the law applies.")
        return StudyWords(_("Outside a registered study."), words)
    if cost.study == CostItem.Study.EXPLAINED:
        return StudyWords(_("Only explained here."), _("We do not offer it."))
    return None


def unit_words(unit: str) -> str:
    return label_of(Service.Unit, unit)


def price_of(facts: Facts, cost: CostContent) -> str:
    """The range in the clinic's currency, or "" from the day after `valid_until` on."""
    if not cost.holds_on(facts.day):
        return ""
    return price_range(cost.low, cost.high, facts.clinic.currency, facts.locale)


def typical_course(facts: Facts, rows: tuple[CostRow, ...]) -> Course | None:
    """What the marked rows come to; no total as soon as one of their prices has lapsed."""
    marked = [row for row in rows if row.part == CostItem.Part.COURSE]
    if not marked:
        return None
    low = sum((row.low * row.times for row in marked), Decimal(0))
    high = sum((row.high * row.times for row in marked), Decimal(0))
    # A sum with a price that has lapsed would be a price that nobody confirmed.
    holds = all(row.price for row in marked)
    return Course(
        total=price_range(low, high, facts.clinic.currency, facts.locale) if holds else "",
        assumes=tuple(f"{row.times} × {row.service.text}" for row in marked),
    )
