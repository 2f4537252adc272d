"""What a clinic asks and what insurers told it, as finished lines: page and paper only set them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from clinics.models import CostItem
from clinics.public.facts import Facts, Words
from clinics.public.prices import CostRow, Course, StudyWords, cost_rows, typical_course
from clinics.tools.phones import dialled


@dataclass(frozen=True)
class Line:
    """A label, the words, where they lead and what stands behind; only the words are always there."""

    words: Words
    label: str = ""
    link: str = ""
    remark: Words | None = None
    is_strong: bool = False  # the label is to be noticed
    is_overdue: bool = False  # the words are to be noticed
    is_aside: bool = False

    @property
    def is_elsewhere(self) -> bool:
        """Whether it leads to another site, which is not to learn from where."""
        return self.link.startswith("http")


@dataclass(frozen=True)
class PriceRow:
    service: Words
    remark: str
    amount: str  # one of `amount`, with its unit, and `ask`
    unit: str
    ask: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class CourseTotal:
    """`before`, the total and `after` are one sentence; without a total `before` is all of it."""

    before: str
    total: str
    after: str
    parts: tuple[str, ...]
    remark: str


@dataclass(frozen=True)
class PriceList:
    heading: str
    caption: str
    columns: tuple[str, str, str]
    rows: tuple[PriceRow, ...]
    nothing: str  # in place of rows
    course: CourseTotal | None
    terms: tuple[Line, ...]
    ask: Line
    ways: tuple[Line, ...]  # to ask


@dataclass(frozen=True)
class InsurerAnswer:
    payer: Words
    service: Words
    status: str  # as stored: it names the style
    told: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class InsurerAnswers:
    heading: str
    caveat: str
    rows: tuple[InsurerAnswer, ...]
    nothing: str  # in place of the caveat and rows
    questions_heading: str
    questions: tuple[str, ...]
    help: str


def price_list(facts: Facts, *, has_estimate_notice: bool) -> PriceList:
    """`has_estimate_notice`: a notice beside it tells of the right to an estimate already."""
    rows = cost_rows(facts)
    days = {row.checked for row in rows}
    # A right of that country's law (the No Surprises Act); elsewhere it would be untrue.
    tells_right = facts.clinic.country == "US" and not has_estimate_notice
    return PriceList(
        heading=_("What it costs at %(name)s") % {"name": facts.clinic.name},
        caption=_("All prices last checked: %(date)s") % {"date": rows[0].checked}
        if len(days) == 1
        else _("Each price with the day on which it was last checked"),
        columns=(_("What"), _("Price"), _("What is in the price")),
        rows=tuple(_price_row(row, is_dated=len(days) > 1) for row in rows),
        nothing=_("We have not listed prices here. Ask us for a written estimate."),
        course=_course_total(typical_course(facts, rows)),
        terms=payment_terms(facts),
        ask=_ask(tells_right),
        ways=ways_to_ask(facts),
    )


def _price_row(row: CostRow, *, is_dated):
    lines = [
        *([_study(row.study)] if row.study else []),
        Line(row.included, label=_("Included:")),
        Line(row.not_included, label=_("Not included:"), is_strong=True),
        checked_on(row.checked if is_dated else ""),
    ]
    return PriceRow(
        service=row.service,
        remark=_("may come on top") if row.part == CostItem.Part.ON_TOP else "",
        amount=row.price,
        unit=row.unit,
        ask="" if row.price else _("Ask us for the price today"),
        lines=said(lines),
    )


def _study(study: StudyWords):
    remark = Words(study.overseen) if study.overseen else None
    return Line(
        Words(study.words), label=study.label, link=study.link, remark=remark, is_strong=True
    )


def checked_on(day: str) -> Line:
    return Line(Words(day and _("Last checked: %(date)s") % {"date": day}), is_aside=True)


def said(lines: list[Line]) -> tuple[Line, ...]:
    """Those that say something."""
    return tuple(line for line in lines if line.words.text)


def _course_total(course: Course | None):
    if course is None:
        return None
    sentence = (
        _("A typical course here comes to %(total)s. We added up:")
        if course.total
        else _(
            "A price in a typical course has lapsed, so we do not add it up. Ask us. It would hold:"
        )
    )
    # Split at its place holder, which translations move: page and paper print the total bold.
    before, _total, after = sentence.partition("%(total)s")
    remark = _("Your own course may be shorter or longer.")
    return CourseTotal(before, course.total, after, course.assumes, remark)


def payment_terms(facts: Facts) -> tuple[Line, ...]:
    """What the clinic says about paying, where it says anything."""
    clinic = facts.clinic
    terms = [
        Line(facts.words(clinic.self_pay_discount), label=_("If you pay yourself"), is_strong=True),
        Line(facts.words(clinic.deposit), label=_("Deposit and refund"), is_strong=True),
        Line(facts.words(clinic.financing), label=_("Payment plan"), is_strong=True),
    ]
    return said(terms)


def _ask(tells_right):
    sentences = [
        _(
            "Ask us before you book. The prices here are not your estimate: you may ask for one "
            "in writing."
        )
    ]
    if tells_right:
        sentences.append(
            _(
                "If you have no insurance or do not use it, the law gives you the right to a Good "
                "Faith Estimate."
            )
        )
    return Line(Words(" ".join(sentences)), label=_("Want to know your own price?"), is_strong=True)


def ways_to_ask(facts: Facts) -> tuple[Line, ...]:
    clinic = facts.clinic
    hours = facts.words(clinic.hours)
    return said(
        [
            Line(
                Words(clinic.phone),
                label=_("Call"),
                link=dialled(clinic.phone),
                remark=Words(f"({hours.text})", hours.language) if hours.text else None,
            ),
            Line(Words(clinic.email), label=_("Write to"), link=f"mailto:{clinic.email}"),
            Line(Words(clinic.website), label=_("Visit"), link=clinic.website),
        ]
    )
