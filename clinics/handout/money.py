"""Finished lines of prices and answers as the parts that templates/print/money.typ sets.

A line is {"c": runs}, a cell {"c": lines}; a run's language is "" where it is the page's own.
"""

from dataclasses import replace

from clinics.public.facts import Words
from clinics.public.money import (
    CourseTotal,
    InsurerAnswer,
    InsurerAnswers,
    Line,
    PriceList,
    PriceRow,
)
from clinics.public.sections import SectionView


def money_of(section: SectionView) -> list[dict]:
    """In reading order."""
    prices, insurance = section.prices, section.insurance
    return [*(_prices(prices) if prices else ()), *(_insurance(insurance) if insurance else ())]


def _prices(prices: PriceList):
    yield _heading(prices.heading)
    if prices.rows:
        yield _table(prices)
        yield from _course(prices.course) if prices.course else ()
    else:
        yield _plain(prices.nothing)
    yield from map(_term, prices.terms)
    yield _line(prices.ask)
    yield _list(map(_line, prices.ways))


def _table(prices):
    rows = [[_service(row), _amount(row), _cell(row.lines)] for row in prices.rows]
    return {"kind": "table", "caption": prices.caption, "head": prices.columns, "rows": rows}


def _service(row: PriceRow):
    remark = [_plain(row.remark)] if row.remark else []
    return {"c": [_said(_run(row.service)), *remark]}


def _amount(row: PriceRow):
    price = _said(_own(row.amount, is_bold=True), _own(" "), _own(row.unit))
    return {"c": [price if row.amount else _plain(row.ask)]}


def _course(course: CourseTotal):
    total = [_own(course.total, is_bold=True), _own(course.after)] if course.total else []
    yield _said(_own(course.before), *total)
    yield _list(map(_plain, course.parts))
    yield _plain(course.remark)


def _insurance(insurance: InsurerAnswers):
    yield _heading(insurance.heading)
    if insurance.rows:
        yield _plain(insurance.caveat)
        yield from map(_answer, insurance.rows)
    else:
        yield _plain(insurance.nothing)
    yield _said(_own(insurance.questions_heading, is_bold=True))
    yield _list(map(_plain, insurance.questions), mark="☐")
    yield _plain(insurance.help)


def _answer(row: InsurerAnswer):
    who = _said(_run(row.payer, is_bold=True), _own(" · "), _run(row.service))
    return {"kind": "answer", "who": who, "told": row.told, **_cell(row.lines)}


def _heading(words):
    return {"kind": "heading", "text": words}


def _list(lines, mark="•"):
    return {"kind": "list", "mark": mark, "c": list(lines)}


def _cell(lines):
    return {"c": list(map(_line, lines))}


def _line(line: Line):
    label = [_own(line.label, is_bold=line.is_strong), _own(" ")] if line.label else []
    remark = [_own(" "), _run(line.remark)] if line.remark else []
    return _said(*label, _run(line.words, link=line.link, is_bold=line.is_overdue), *remark)


def _term(line):
    """What is a list of terms on the page runs on here, and a colon parts the two."""
    return _line(replace(line, label=f"{line.label}:"))


def _plain(words):
    return _said(_own(words))


def _said(*runs):
    return {"kind": "line", "c": list(runs)}


def _own(words, **look):
    return _run(Words(words), **look)


def _run(words: Words, *, link="", is_bold=False):
    return {"text": words.text, "language": words.language, "link": link, "is_bold": is_bold}
