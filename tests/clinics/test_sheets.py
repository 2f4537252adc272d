import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from clinics import sheets
from clinics.catalogue import Service
from clinics.models import Clinic, CostItem, Coverage
from clinics.sheets_cells import BadSheet, as_written, csv_lines, decoded, neutralised
from tests.factories import (
    make_clinic,
    make_cost,
    make_coverage,
    make_payer,
    make_service,
    make_user,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 31)


def exported(clinic, what="costs"):
    return "".join(csv_lines(sheets.sheet_rows(what, [clinic])))


def rows_of(text, what="costs"):
    return sheets.read_sheet(decoded(text.encode()), what)


def imported(clinic, text, what="costs", by=None):
    rows = rows_of(text, what)
    basis = sheets.plan(clinic, what, rows).basis
    return sheets.carry_out(clinic, what, rows, expected=basis, by=by)


def stored(model):
    return list(model.objects.order_by("pk").values())


def problems_of(clinic, text, what="costs"):
    return [str(problem) for problem in sheets.plan(clinic, what, rows_of(text, what)).problems]


def sheet(*lines, what="costs", separator=","):
    """A file whose heading is whole; a line is a dictionary of the cells that matter."""
    names = [name for name in sheets.SHEETS[what].columns if name not in ("line", "delete")]
    names += [name for name in ("line", "delete") if any(name in line for line in lines)]
    usual = {
        "costs": {
            "part": "alone",
            "times": "1",
            "low": "400",
            "high": "650",
            "valid_from": "2026-05-01",
            "valid_until": "2026-10-31",
            "confirmed_on": "2026-05-01",
        },
        "coverage": {
            "status": "usually-not",
            "prior_authorization": "unknown",
            "network_status": "unknown",
            "checked_on": "2026-05-01",
            "next_check": "2026-08-01",
        },
    }[what]
    table = [names, *([{**usual, **line}.get(name, "") for name in names] for line in lines)]
    quoted = (['"' + cell.replace('"', '""') + '"' for cell in cells] for cells in table)
    return "\r\n".join(separator.join(cells) for cells in quoted)


@pytest.fixture
def clinic():
    make_service(key="visit")
    make_service(key="scan")
    return make_clinic()


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


def clinics_services():
    return Service.objects.get(key="visit"), Service.objects.get(key="scan")


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

    names = sheets.SHEETS["costs"].columns

    def cells(text):
        yield ["visit" if n == "service" else text if n == "included.en" else "" for n in names]

    survives()


def test_a_change_is_recorded_with_its_author_and_a_new_version(clinic):
    visit, scan = clinics_services()
    cost = make_cost(clinic=clinic, service=visit)
    person = make_user()

    imported(clinic, sheet({"service": "visit", "low": "450.5"}, {"service": "scan"}), by=person)

    cost.refresh_from_db()
    assert (cost.low, cost.version) == (Decimal("450.50"), 2)
    assert [(h.history_type, h.history_user) for h in cost.history.all()[:1]] == [("~", person)]
    new = CostItem.objects.get(service=scan)
    assert [(h.history_type, h.history_user) for h in new.history.all()] == [("+", person)]


def test_rows_that_the_file_does_not_name_stay_and_are_counted(clinic):
    visit, _scan = clinics_services()
    make_cost(clinic=clinic, service=visit)

    planned = imported(clinic, sheet({"service": "scan"}))

    assert planned.left_alone == 1
    assert CostItem.objects.count() == 2


def test_a_row_is_deleted_only_when_the_column_says_yes(clinic):
    visit, scan = clinics_services()
    make_cost(clinic=clinic, service=visit)
    make_cost(clinic=clinic, service=scan)
    person = make_user()

    text = sheet({"service": "visit", "delete": "Yes"}, {"service": "scan", "delete": "no"})
    imported(clinic, text, by=person)

    assert [cost.service for cost in CostItem.objects.all()] == [scan]
    gone = CostItem.history.filter(history_type="-").get()
    assert gone.history_user == person


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
        ({"service": "visit", "valid_until": "31/05/2026"}, "valid_until"),
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


def test_a_line_of_ones_own_is_known_by_its_name_and_by_its_number(clinic):
    named = {"own_name.en": "Parking", "unit": "visit"}
    imported(clinic, sheet(named))
    imported(clinic, sheet({**named, "low": "500"}))
    line = CostItem.objects.get()

    imported(clinic, sheet({**named, "own_name.en": "Garage", "line": str(line.pk)}))

    line = CostItem.objects.get()
    assert (line.low, line.own_name) == (Decimal("400"), {"en": "Garage"})


def test_the_number_of_another_clinics_line_is_no_key(clinic):
    theirs = make_cost(clinic=make_clinic(), own_name={"en": "Theirs"}, unit="visit")

    found = problems_of(
        clinic, sheet({"line": str(theirs.pk), "own_name.en": "x", "unit": "visit"})
    )

    assert found[0].startswith("Line 2, line: ")


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
        decoded(b"x" * (5 * 2**20 + 1))
    with pytest.raises(BadSheet, match="2 lines"):
        sheets.read_sheet(sheet({}, {}, {}), "costs", max_rows=2)
    with pytest.raises(BadSheet, match="UTF-8"):
        decoded("low".encode("utf-16"))


def test_one_bad_row_keeps_all_others_out(clinic):
    rows = rows_of(sheet({"service": "visit"}, {"service": "scan", "low": "NaN"}))
    basis = sheets.plan(clinic, "costs", rows).basis

    with pytest.raises(BadSheet):
        sheets.carry_out(clinic, "costs", rows, expected=basis, by=None)

    assert not CostItem.objects.exists()


@pytest.mark.parametrize("deed", ["change", "add", "delete"])
def test_a_draft_that_changed_since_the_dry_run_is_looked_at_again(clinic, deed):
    visit, scan = clinics_services()
    cost = make_cost(clinic=clinic, service=visit)
    rows = rows_of(sheet({"service": "visit", "low": "1"}))
    basis = sheets.plan(clinic, "costs", rows).basis
    {
        "change": cost.save,
        "delete": cost.delete,
        "add": lambda: make_cost(clinic=clinic, service=scan),
    }[deed]()
    before = stored(CostItem)

    with pytest.raises(sheets.Changed):
        sheets.carry_out(clinic, "costs", rows, expected=basis, by=None)

    assert stored(CostItem) == before


def test_unlikely_prices_ask_for_a_second_look(clinic):
    visit, _scan = clinics_services()
    make_cost(clinic=clinic, service=visit, low=10, high=20)

    planned = sheets.plan(
        clinic, "costs", rows_of(sheet({"service": "visit", "low": "100", "high": "1001"}))
    )

    assert len(planned.fates[0].remarks) == 2


def command(*options):
    said = io.StringIO()
    call_command("exchange_costs", *options, stdout=said, skip_checks=True)
    return said.getvalue()


def test_a_thousand_clinics_make_the_round_trip_exactly(tmp_path):
    _thousand_clinics()
    file, again = tmp_path / "costs.csv", tmp_path / "again.csv"
    command("--export", str(file))
    before = stored(CostItem)

    said = command("--import", str(file))

    assert "5000 of 10000 rows" in said
    assert "same: 10000" in said
    assert stored(CostItem) == before
    connection.cursor().execute("DELETE FROM clinics_costitem")
    assert "new: 10000" in command("--import", str(file))
    command("--export", str(again))
    assert again.read_bytes() == file.read_bytes()
    assert CostItem.history.filter(history_type="+").count() == 10_000
    spoilt = file.read_text().replace('"400.00"', '"500.00"', 500)
    first, last = spoilt.rsplit('"400.00"', 1)
    file.write_text(first + '"NaN"' + last)
    before = stored(CostItem)
    with pytest.raises(CommandError, match="Line 10001, low: "):
        command("--import", str(file))
    assert stored(CostItem) == before


def _thousand_clinics():
    services = [make_service(key=f"service-{n:02}", position=n) for n in range(10)]
    clinics = Clinic.objects.bulk_create(
        Clinic(slug=f"c{n:04}", name=f"Clinic {n}", phone="555-555-0142", city="X")
        for n in range(1000)
    )
    CostItem.objects.bulk_create(
        CostItem(clinic=clinic, service=service, low=400, high=650 + n, included={"en": f"=a{n}"})
        for clinic in clinics
        for n, service in enumerate(services)
    )


def test_a_batch_takes_the_same_queries_for_few_and_many_clinics():
    service = make_service(key="visit")

    few, many = (_queries_of_an_import(service, count) for count in (2, 40))

    assert few == many


def _queries_of_an_import(service, count):
    clinics = [make_clinic() for _n in range(count)]
    for clinic in clinics[::2]:
        make_cost(clinic=clinic, service=service)
    lines = [{"service": "visit", "low": "401"} for _clinic in clinics]
    rows = rows_of(sheet(*lines))
    for row, clinic in zip(rows, clinics, strict=True):
        row.cells["clinic"] = clinic.slug
    with CaptureQueriesContext(connection) as queries:
        sheets.exchange("costs", rows, by=None, dry_run=False, tell=lambda *_numbers: None)
    return len(queries)


def test_a_dry_run_of_all_clinics_saves_nothing(clinic, tmp_path):
    visit, _scan = clinics_services()
    make_cost(clinic=clinic, service=visit)
    file = tmp_path / "costs.csv"
    command("--export", str(file))
    file.write_text(file.read_text().replace("650.00", "651.00"))

    said = command("--import", str(file), "--dry-run")

    assert "changed: 1" in said
    assert CostItem.objects.get().high == 650


def test_a_clinic_that_is_not_here_is_named(clinic, tmp_path):
    visit, _scan = clinics_services()
    make_cost(clinic=clinic, service=visit)
    file = tmp_path / "costs.csv"
    command("--export", str(file))
    file.write_text(file.read_text().replace(clinic.slug, "elsewhere"))

    with pytest.raises(CommandError, match="Line 2, clinic: "):
        command("--import", str(file))
