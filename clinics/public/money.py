"""A clinic's dated facts as the blocks that stand in a guide: prices, coverage, notes, notices."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel import Locale
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.models import CostItem, Coverage
from clinics.models.catalogue import Service
from clinics.models.content import (
    ClinicContent,
    CostContent,
    CoverageContent,
    NetworkContent,
    NoteContent,
    NoticeContent,
)
from clinics.tools.formats import long_date, month, price_range
from editions.models.content import label_of
from guide.fields import in_language
from guide.models.kinds import Kind

ASKED_BY = {
    "clinic": gettext_lazy("We ask for it."),
    "patient": gettext_lazy("You ask for it yourself."),
}
NETWORK = {
    "in": gettext_lazy("We are in this plan's network."),
    "out": gettext_lazy("We are not in this plan's network: you may pay more."),
}
INSURER_QUESTIONS = (
    gettext_lazy("Does my plan pay for this, for my health problem, at this clinic?"),
    gettext_lazy("Do you have to say yes first (prior authorization)?"),
    gettext_lazy("What would I pay myself, with every part of it?"),
    gettext_lazy("If you say no, how do I appeal, and by when?"),
    gettext_lazy("Can you send me the answer in writing?"),
)


@dataclass(frozen=True)
class Words:
    """A text with the language it turned out to be in."""

    text: str
    language: str


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


@dataclass(frozen=True)
class Course:
    """A typical course here, added up by us; `total` is "" when a price in it has lapsed."""

    total: str
    assumes: tuple[str, ...]


@dataclass(frozen=True)
class CoverageRow:
    payer: Words
    service: Words
    status: str
    answer: str
    conditions: Words
    authorization: str  # sentences, "" when nothing is known
    network: str
    instead: Words
    appeal: Words
    policy_name: str
    policy_url: str
    checked: str
    old: str  # what to read in place of the day, as soon as the next check is due


@dataclass(frozen=True)
class Facts:
    """What the blocks are made from: a clinic, the network, a guide, a day and a language."""

    clinic: ClinicContent
    network: NetworkContent
    guide: str
    day: date
    language: str
    locale: Locale

    def words(self, texts: dict[str, str]) -> Words:
        return Words(*in_language(texts, self.language))

    def long_date(self, day: date) -> str:
        return long_date(day, self.locale)

    @property
    def services(self):
        """The network's services that belong to this guide (all, where it is none in particular)."""
        everything = self.network.services
        return [one for one in everything if not self.guide or self.guide in one.guides]


def cost_rows(facts: Facts) -> tuple[CostRow, ...]:
    """The guide's services in the network's order, then the clinic's own lines."""
    costs = {cost.service: cost for cost in facts.clinic.costs if cost.service}
    rows = [
        _cost_row(facts, costs[service.key], service.names, service.unit)
        for service in facts.services
        if service.key in costs
    ]
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
    )


def unit_words(unit: str) -> str:
    return label_of(Service.Unit, unit)


def typical_course(facts: Facts, rows: tuple[CostRow, ...]) -> Course | None:
    """What the marked rows come to; no total as soon as one of their prices has lapsed."""
    marked = [row for row in rows if row.part == CostItem.Part.COURSE]
    if not marked:
        return None
    low = sum((row.low * row.times for row in marked), Decimal(0))
    high = sum((row.high * row.times for row in marked), Decimal(0))
    holds = all(row.price for row in marked)
    return Course(
        total=price_range(low, high, facts.clinic.currency, facts.locale) if holds else "",
        assumes=tuple(f"{row.times} × {row.service.text}" for row in marked),
    )


def payment_terms(facts: Facts) -> tuple[tuple[str, Words], ...]:
    """(label, words) of what the clinic says about paying, where it says anything."""
    clinic = facts.clinic
    terms = [
        (_("If you pay yourself"), facts.words(clinic.self_pay_discount)),
        (_("Deposit and refund"), facts.words(clinic.deposit)),
        (_("Payment plan"), facts.words(clinic.financing)),
    ]
    return tuple((label, words) for label, words in terms if words.text)


def price_of(facts: Facts, cost: CostContent) -> str:
    """The range in the clinic's currency, or "" from the day after `valid_until` on."""
    if not cost.holds_on(facts.day):
        return ""
    return price_range(cost.low, cost.high, facts.clinic.currency, facts.locale)


def coverage_rows(facts: Facts) -> tuple[CoverageRow, ...]:
    answers = {(row.payer, row.service): row for row in facts.clinic.coverages}
    return tuple(
        _coverage_row(facts, payer, service, answers[payer.key, service.key])
        for payer in facts.network.payers
        for service in facts.services
        if (payer.key, service.key) in answers
    )


def _coverage_row(facts, payer, service, answer: CoverageContent):
    return CoverageRow(
        payer=facts.words(payer.names),
        service=facts.words(service.names),
        status=answer.status,
        answer=label_of(Coverage.Status, answer.status),
        conditions=facts.words(answer.conditions),
        authorization=_authorization(answer),
        network=str(NETWORK.get(answer.network_status, "")),
        instead=facts.words(answer.instead),
        appeal=facts.words(answer.appeal),
        policy_name=" ".join(filter(None, [answer.policy_name, answer.policy_number])),
        policy_url=answer.policy_url,
        checked=facts.long_date(answer.checked_on),
        old=_old(facts, answer),
    )


def _old(facts, answer):
    if facts.day <= answer.next_check:
        return ""
    last = {"month": month(answer.checked_on, facts.locale)}
    return _("Last checked in %(month)s; ask us.") % last


def _authorization(answer):
    """Whether a yes is needed first, who asks for it, and how long that takes."""
    if answer.prior_authorization not in ("yes", "no"):
        return ""
    label = label_of(Coverage.PriorAuthorization, answer.prior_authorization)
    parts = [_("Prior authorization (a yes from the plan first): %(answer)s.") % {"answer": label}]
    if answer.prior_authorization == "yes":
        parts.append(str(ASKED_BY.get(answer.files_authorization, "")))
        if answer.authorization_days:
            days = {"days": answer.authorization_days}
            parts.append(_("An answer usually takes %(days)s days.") % days)
    return " ".join(filter(None, parts))


class TokenValues(dict):
    """A cost that is none of the guide's is no blank: its sentence says how to ask."""

    def __init__(self, values: dict[str, str], ask: str):
        super().__init__(values)
        self.ask = ask

    def get(self, name, default=None):
        return super().get(name, self.ask if name.startswith("cost.") else default)


def token_values(facts: Facts) -> TokenValues:
    """What stands for `{{ clinic.name }}`, `{{ clinic.phone }}` and `{{ cost.SERVICE }}`."""
    clinic = facts.clinic
    values = {"clinic.name": clinic.name, "clinic.phone": clinic.phone}
    costs = {cost.service: cost for cost in clinic.costs}
    for service in facts.services:
        values[f"cost.{service.key}"] = _cost_sentence(facts, service, costs.get(service.key))
    ask = _("Ask us for the price today. Call %(phone)s.") % {"phone": clinic.phone}
    return TokenValues(values, ask)


def _cost_sentence(facts, service, cost):
    name = facts.words(service.names).text
    price = price_of(facts, cost) if cost else ""
    if not price:
        return _("%(service)s: ask us for the price today. Call %(phone)s.") % {
            "service": name,
            "phone": facts.clinic.phone,
        }
    return _("%(service)s: %(price)s %(unit)s. Last checked on %(date)s.") % {
        "service": name,
        "price": price,
        "unit": unit_words(cost.unit or service.unit),
        "date": facts.long_date(cost.confirmed_on),
    }


def note_for(facts: Facts, kind: Kind) -> NoteContent | None:
    """The guide's own note if there is one in any language, else the one for all guides."""
    here = [note for note in facts.clinic.notes if note.section_kind == kind]
    candidates = [note for note in here if note.guide == facts.guide]
    candidates = candidates or [note for note in here if not note.guide]
    by_language = {note.language: note for note in candidates}
    return by_language.get(facts.language) or next(iter(by_language.values()), None)


def is_of_place(notice: NoticeContent, clinic: ClinicContent) -> bool:
    return notice.country in ("", clinic.country) and notice.state in ("", clinic.state_code)


def notices_for(facts: Facts, *, is_unapproved: bool, has_price: bool) -> list[NoticeContent]:
    """Those that the clinic's place and the guide's status ask for on this day."""
    applies = {"unapproved": is_unapproved, "price": has_price, "language": True}
    return [
        notice
        for notice in facts.network.notices
        if is_of_place(notice, facts.clinic)
        and applies.get(notice.applies_to, True)
        and (notice.effective_from is None or notice.effective_from <= facts.day)
        and (notice.effective_to is None or facts.day <= notice.effective_to)
    ]
