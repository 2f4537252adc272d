"""What a sheet says: every cell out and in again, and what cannot be is named by line and field."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinics.models import CostItem, Coverage
from clinics.sheets import exchange
from clinics.sheets.cells import BadSheet, as_written, csv_lines, neutralised, text_of_sheet
from tests.clinics.sheet_files import (
    clinics_services,
    exported,
    imported,
    make_ground,
    problems_of,
    rows_of,
    sheet,
    stored,
)
from tests.factories import make_cost, make_coverage, make_payer

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 31)


@pytest.fixture
def clinic():
    return make_ground()


@pytest.fixture
def full(clinic):
    """A clinic whose rows hold all that is awkward in a CSV file."""
    visit, scan = clinics_services()
    make_cost(clinic=clinic, service=visit, low=Decimal("412.50"), high=Decimal("650"))
    make_cost(
        clinic=clinic,
        service=scan,
        included={"en": '=SUM(A1);"x", y', "es": "'=a\nb\r\nc"},
        not_included={"es": "\tñ"},
        confirmed_by=" @somebody ",
        unit="scan",
    )
    make_cost(clinic=clinic, own_name={"en": "'quoted'", "es": "+1"}, unit="visit")
    make_cost(
        clinic=clinic, own_name={"en": "Parking"}, unit="visit", valid_until=date(2030, 2, 28)
    )
    payer = make_payer(key="plan")
    make_coverage(
        clinic=clinic,
        payer=payer,
        service=visit,
        status="covered",
        policy_url="https://example.org/a,b;c",
        policy_date=DAY,
        authorization_days=14,
    )
    make_coverage(clinic=clinic, payer=payer, service=scan, appeal={"en": "-5 days", "es": "''=x"})
    return clinic


@pytest.mark.parametrize(("what", "model"), [("costs", CostItem), ("coverage", Coverage)])
@pytest.mark.parametrize("mark", ["\ufeff", ""])
def test_an_export_that_is_imported_changes_nothing(full, what, model, mark):
    before, text = stored(model), exported(full, what)

    planned = imported(full, mark + text.removeprefix("\ufeff"), what)

    assert planned.counts == {"new": 0, "changed": 0, "same": len(before), "deleted": 0}
    assert stored(model) == before


@pytest.mark.parametrize(("what", "model"), [("costs", CostItem), ("coverage", Coverage)])
def test_rows_that_were_lost_come_back_from_the_file_exactly(full, what, model):
    text = exported(full, what)
    CostItem.objects.filter(service=None).delete()  # their numbers would be others
    text_without = exported(full, what) if what == "costs" else text
    model.objects.all().delete()

    imported(full, text_without, what)

    assert exported(full, what) == text_without


def test_semicolons_do_as_well_as_commas(clinic):
    planned = imported(clinic, sheet({"service": "visit", "included.en": "a;b,c"}, separator=";"))

    assert planned.counts["new"] == 1
    assert CostItem.objects.get().included == {"en": "a;b,c"}


@given(st.text(alphabet="'=+-@\t\r\n＝ax ", max_size=6))
def test_no_cell_is_a_formula_and_every_cell_is_read_back(cell):
    written = neutralised(cell)

    assert written[:1] not in set("=+-@\t\r")
    assert as_written(written) == cell


def test_every_text_survives_the_file(clinic):
    @given(
        st.text(
            alphabet=st.characters(exclude_categories=["C"], include_characters="\t\r\n"),
            max_size=20,
        )
    )
    def survives(text):
        line = next(iter(rows_of("".join(csv_lines([names, *cells(text)])))))
        assert line.cells["included.en"] == text

    names = exchange.SHEETS["costs"].columns

    def cells(text):
        yield ["visit" if n == "service" else text if n == "included.en" else "" for n in names]

    survives()


@pytest.mark.parametrize(
    "amount", ["1,200", "12.345", "NaN", "1e3", "-1", "$5", "", "١٢", "99999999"]
)
def test_an_amount_that_is_none_is_named_by_line_and_field(clinic, amount):
    found = problems_of(clinic, sheet({"service": "scan"}, {"service": "visit", "low": amount}))

    assert len(found) == 1
    assert found[0].startswith("Line 3, low: ")


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"service": "nothing"}, "service"),
        ({"service": "visit", "low": "700"}, "high"),
        ({"service": "visit", "valid_until": "2026-04-01"}, "valid_until"),
        ({"service": "visit", "valid_until": "31/31/2026"}, "valid_until"),
        ({"service": "visit", "valid_until": "2026-02-30"}, "valid_until"),
        ({"service": "visit", "part": "whole"}, "part"),
        ({"service": "visit", "times": "0"}, "times"),
        ({"service": "visit", "times": "99999"}, "times"),
        ({"service": "visit", "own_name.en": "Twice"}, "own_name"),
        ({"service": "visit", "included.es": "x" * 301}, "included.es"),
        ({"service": "visit", "confirmed_by": "x" * 151}, "confirmed_by"),
        ({"service": "visit", "confirmed_by": "a\x00b"}, "confirmed_by"),
        ({"service": "visit", "line": "7"}, "line"),
        ({"line": "7", "unit": "visit", "own_name.en": "Parking"}, "line"),
        ({"own_name.en": "Parking"}, "unit"),
        ({"unit": "visit"}, "own_name"),
        ({"service": "visit", "confirmed_on": "2099-01-01"}, "confirmed_on"),
        ({"service": "visit", "included.en": "visits as low as $40"}, "included"),
        ({"service": "visit", "not_included.es": "a partir de $40"}, "not_included"),
        ({"service": "visit", "delete": "yes"}, "delete"),
        ({"service": "visit", "delete": "perhaps"}, "delete"),
    ],
)
def test_a_price_that_cannot_be_is_named_by_line_and_field(clinic, line, field):
    found = problems_of(clinic, sheet({"service": "scan"}, line))

    assert [problem.split(": ")[0] for problem in found] == [f"Line 3, {field}"]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"payer": "nobody"}, "payer"),
        ({"payer": ""}, "payer"),
        ({"service": ""}, "service"),
        ({"status": "covered"}, "policy_url"),
        ({"policy_url": "javascript:alert(1)"}, "policy_url"),
        ({"next_check": "2026-01-01"}, "next_check"),
        ({"checked_on": "2098-01-01", "next_check": "2099-01-01"}, "checked_on"),
        ({"conditions.en": "copays from only $20"}, "conditions"),
        ({"authorization_days": "a week"}, "authorization_days"),
    ],
)
def test_an_answer_that_cannot_be_is_named_by_line_and_field(clinic, line, field):
    make_payer(key="plan")
    line = {"payer": "plan", "service": "visit", **line}

    found = problems_of(clinic, sheet(line, what="coverage"), "coverage")

    assert [problem.split(": ")[0] for problem in found] == [f"Line 2, {field}"]


def test_a_line_that_is_there_twice_is_named(clinic):
    assert problems_of(clinic, sheet({"service": "visit"}, {"service": "visit"})) == [
        "Line 3, service: The same as line 2. Keep one of them."
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("\ufeff", "empty"),
        ("service\nvisit", "columns"),
        (sheet({"service": "visit"}).replace('"low"', '"lowest"'), "columns"),
        (sheet({"service": "visit"}).replace('"low"', '"high"'), "columns"),
        (sheet({"service": "visit"}) + ',"more"', "columns"),
        (sheet({"service": "visit"}) + '\r\n"open', "cannot be read"),
    ],
)
def test_a_file_that_is_no_such_sheet_is_refused_in_words(text, words):
    with pytest.raises(BadSheet, match=words):
        rows_of(text)


def test_an_unknown_and_a_missing_column_are_named():
    with pytest.raises(BadSheet) as refusal:
        rows_of(sheet({"service": "visit"}).replace('"low"', '"lowest"'))

    assert [(p.line, p.field) for p in refusal.value.problems] == [(1, "lowest"), (1, "low")]


def test_too_much_is_refused():
    with pytest.raises(BadSheet, match="5 MB"):
        text_of_sheet(b"x" * (5 * 2**20 + 1), max_bytes=5 * 2**20)
    with pytest.raises(BadSheet, match="2 lines"):
        exchange.read_sheet(sheet({}, {}, {}), "costs", max_rows=2)
    with pytest.raises(BadSheet, match="UTF-8"):
        text_of_sheet("low".encode("utf-16"), max_bytes=99)
