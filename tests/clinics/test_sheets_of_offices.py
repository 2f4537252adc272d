"""Price sheets as office programs write them: their own first line, empty columns, their dates."""

from datetime import date

import pytest

from clinics.models import CostItem, Coverage
from clinics.sheets.cells import BadSheet
from clinics.tools.written_days import readings_of
from tests.clinics.sheet_files import clinics_services, imported, make_ground, problems_of, sheet
from tests.factories import make_cost, make_payer

pytestmark = pytest.mark.django_db
VISIT = {"service": "visit"}


@pytest.fixture
def clinic():
    return make_ground()


@pytest.mark.parametrize(
    ("first", "separator"),
    [
        ("sep=,", ","),
        ("sep=;", ";"),
        ("SEP=,", ","),
        ('"sep=,"', ","),
        ("sep=,,,", ","),
        ("sep=|", "|"),
    ],
)
def test_the_line_that_names_the_separator_is_used(clinic, first, separator):
    imported(clinic, first + "\r\n" + sheet(VISIT, separator=separator))

    assert CostItem.objects.get().low == 400


def test_the_line_that_names_the_separator_does_not_count(clinic):
    [problem] = problems_of(clinic, "sep=,\r\n" + sheet({**VISIT, "low": "much"}))

    assert problem.startswith("Line 2, low:")


def test_empty_columns_are_skipped(clinic):
    heading, *rows = sheet(VISIT).split("\r\n")
    behind = "\r\n".join([heading + ",,", *(row + ",, ," for row in rows)])
    before = "\r\n".join("," + line for line in sheet({"service": "scan"}).split("\r\n"))

    imported(clinic, behind)
    imported(clinic, before)

    assert CostItem.objects.count() == 2


def test_a_column_without_a_name_in_which_something_stands_is_said_by_its_number(clinic):
    heading, row = sheet(VISIT).split("\r\n")

    with pytest.raises(BadSheet) as refused:
        imported(clinic, f"{heading},\r\n{row},mine")

    count = len(heading.split(",")) + 1
    assert f"Line 1: Column {count} has no name" in str(refused.value.problems[0])


@pytest.mark.parametrize("written", ["5/31/2026", "05/31/26", "31.05.2026", "31/5/2026", "31-5-26"])
def test_a_day_that_can_only_be_one_is_taken(clinic, written):
    imported(clinic, sheet({**VISIT, "valid_until": written}))

    assert CostItem.objects.get().valid_until == date(2026, 5, 31)


def test_a_day_that_can_be_two_is_asked_about(clinic):
    [problem] = problems_of(clinic, sheet({**VISIT, "valid_until": "6/5/2026"}))

    assert "This can mean 2026-05-06 or 2026-06-05." in problem


def test_a_day_that_can_be_two_means_what_the_draft_has(clinic):
    visit, _scan = clinics_services()
    make_cost(
        clinic=clinic,
        service=visit,
        valid_from=date(2026, 5, 1),
        valid_until=date(2026, 6, 5),
    )

    for written in ("6/5/2026", "5.6.2026"):
        imported(clinic, sheet({**VISIT, "valid_until": written}))
        assert CostItem.objects.get().valid_until == date(2026, 6, 5)


@pytest.mark.parametrize("written", ["13/13/2026", "2/30/2026", "2026-02-30", "5/31", "May 31", ""])
def test_what_is_no_day_has_no_reading(written):
    assert readings_of(written) == []


def test_the_same_day_either_way_is_one():
    assert readings_of("5/5/2026") == [date(2026, 5, 5)]


def test_an_address_without_its_beginning_gets_one(clinic):
    make_payer(key="plan")
    line = {"payer": "plan", "service": "visit", "policy_url": "example.org/rules"}

    imported(clinic, sheet(line, what="coverage"), what="coverage")

    assert Coverage.objects.get().policy_url == "https://example.org/rules"
