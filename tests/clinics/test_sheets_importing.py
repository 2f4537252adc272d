"""What an import does to the drafts: all of it or nothing, once, recorded, and at any size."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.core.management import CommandError
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from clinics.models import Clinic, CostItem
from clinics.models.catalogue import Service
from clinics.sheets import exchange
from clinics.sheets.cells import BadSheet
from tests.clinics.sheet_files import (
    clinics_services,
    command,
    imported,
    make_ground,
    problems_of,
    rows_of,
    sheet,
    stored,
)
from tests.factories import make_clinic, make_cost, make_service, make_user, publish_the_clinic

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return make_ground()


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


def test_one_bad_row_keeps_all_others_out(clinic):
    rows = rows_of(sheet({"service": "visit"}, {"service": "scan", "low": "NaN"}))
    basis = exchange.plan(clinic, "costs", rows).basis

    with pytest.raises(BadSheet):
        exchange.carry_out(clinic, "costs", rows, expected=basis, by=None)

    assert not CostItem.objects.exists()


@pytest.mark.parametrize("deed", ["change", "add", "delete"])
def test_a_draft_that_changed_since_the_dry_run_is_looked_at_again(clinic, deed):
    visit, scan = clinics_services()
    cost = make_cost(clinic=clinic, service=visit)
    rows = rows_of(sheet({"service": "visit", "low": "1"}))
    basis = exchange.plan(clinic, "costs", rows).basis
    {
        "change": cost.save,
        "delete": cost.delete,
        "add": lambda: make_cost(clinic=clinic, service=scan),
    }[deed]()
    before = stored(CostItem)

    with pytest.raises(exchange.Changed):
        exchange.carry_out(clinic, "costs", rows, expected=basis, by=None)

    assert stored(CostItem) == before


def test_unlikely_prices_ask_to_be_looked_at(clinic):
    visit, _scan = clinics_services()
    cost = make_cost(clinic=clinic, service=visit, low=10, high=20)
    publish_the_clinic(clinic)
    CostItem.objects.update(low=90, high=90)  # what was published counts, not a draft since
    rows = rows_of(sheet({"service": "visit", "low": "100", "high": "1001"}))
    planned = exchange.plan(clinic, "costs", rows)

    assert [(doubt.line, doubt.field) for doubt in planned.doubts] == [(2, "high"), (2, "low")]
    with pytest.raises(exchange.Unlikely):
        exchange.carry_out(clinic, "costs", rows, expected=planned.basis, by=None)
    cost.refresh_from_db()
    assert cost.low == 90

    exchange.carry_out(clinic, "costs", rows, expected=planned.basis, by=None, looked_at=True)

    cost.refresh_from_db()
    assert (cost.low, cost.high) == (100, 1001)


def test_figures_that_the_file_leaves_alone_ask_nothing(clinic):
    visit, _scan = clinics_services()
    make_cost(clinic=clinic, service=visit, low=1, high=999)
    rows = rows_of(sheet({"service": "visit", "low": "1.00", "high": "999.00"}))

    assert exchange.plan(clinic, "costs", rows).doubts == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_new", [False, True])
def test_of_two_imports_at_once_one_wins_and_the_other_is_told(is_new):
    clinic = make_ground()
    visit, scan = clinics_services()
    for service in () if is_new else (visit, scan):
        make_cost(clinic=clinic, service=service)
    rows = rows_of(sheet({"service": "visit", "low": "450"}, {"service": "scan", "low": "450"}))
    basis = exchange.plan(clinic, "costs", rows).basis
    start = Barrier(2)

    def one(_number):
        start.wait()
        try:
            return exchange.carry_out(clinic, "costs", rows, expected=basis, by=None).counts
        except exchange.Changed as refusal:
            return str(refusal)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        told, done = sorted(pool.map(one, range(2)), key=lambda answer: isinstance(answer, dict))

    assert done["new" if is_new else "changed"] == 2
    assert "Look again" in told
    assert [cost.low for cost in CostItem.objects.all()] == [450, 450]
    assert CostItem.history.count() == (2 if is_new else 4)


def test_many_clinics_make_the_round_trip_exactly(tmp_path, monkeypatch):
    monkeypatch.setattr(exchange, "ROWS_AT_ONCE", 10)
    _many_clinics(12)
    file, again = tmp_path / "costs.csv", tmp_path / "again.csv"
    command("--export", str(file))
    before = stored(CostItem)

    said = command("--import", str(file))

    assert "12 of 36 rows" in said
    assert "same: 36" in said
    assert stored(CostItem) == before
    CostItem.objects.all().delete()
    assert "new: 36" in command("--import", str(file))
    command("--export", str(again))
    assert again.read_bytes() == file.read_bytes()


def test_one_bad_row_in_the_last_batch_keeps_all_others_out(tmp_path, monkeypatch):
    monkeypatch.setattr(exchange, "ROWS_AT_ONCE", 10)
    _many_clinics(12)
    file = tmp_path / "costs.csv"
    command("--export", str(file))
    spoilt = file.read_text().replace('"400.00"', '"500.00"', 20)
    first, last = spoilt.rsplit('"400.00"', 1)
    file.write_text(first + '"NaN"' + last)
    before = stored(CostItem)

    with pytest.raises(CommandError, match="Line 37, low: "):
        command("--import", str(file))

    assert stored(CostItem) == before


def test_unlikely_prices_of_many_clinics_are_listed_before_anything_is_saved(tmp_path, monkeypatch):
    monkeypatch.setattr(exchange, "ROWS_AT_ONCE", 10)
    _many_clinics(12)
    file = tmp_path / "costs.csv"
    command("--export", str(file))
    first, last = file.read_text().rsplit('"650.00"', 1)
    file.write_text(first.replace('"650.00"', '"651.00"') + '"6500.00"' + last)
    before = stored(CostItem)

    with pytest.raises(CommandError, match="Line 35, high: "):
        command("--import", str(file), "--dry-run")
    with pytest.raises(CommandError, match="--looked-at"):
        command("--import", str(file))

    assert stored(CostItem) == before
    assert "changed: 12" in command("--import", str(file), "--looked-at")


def _many_clinics(count):
    services = [make_service(key=f"service-{n:02}", position=n) for n in range(3)]
    CostItem.objects.bulk_create(
        CostItem(clinic=clinic, service=service, low=400, high=650 + n, included={"en": f"=a{n}"})
        for clinic in _make_clinics(count)
        for n, service in enumerate(services)
    )


def _make_clinics(count):
    return Clinic.objects.bulk_create(
        Clinic(slug=f"c{count}-{n:04}", name=f"Clinic {n}", phone="555-555-0142", city="X")
        for n in range(count)
    )


@pytest.mark.parametrize(
    ("few", "many", "dry_run"),
    [(20, 200, True), (2, 40, False)],  # SQLite itself writes long lists in pieces
)
def test_a_batch_takes_the_same_queries_for_few_and_many_rows(few, many, dry_run):
    make_service(key="visit")

    counts = [_queries_of_an_import(number, dry_run) for number in (few, many)]

    assert counts[0] == counts[1]


def _queries_of_an_import(count, dry_run):
    clinics = _make_clinics(count)
    service = Service.objects.get(key="visit")
    CostItem.objects.bulk_create(
        CostItem(clinic=clinic, service=service, low=401, high=402) for clinic in clinics[::2]
    )
    rows = rows_of(sheet(*[{"service": "visit", "low": "401"}] * count))
    for row, clinic in zip(rows, clinics, strict=True):
        row.cells["clinic"] = clinic.slug
    with CaptureQueriesContext(connection) as queries:
        exchange.exchange("costs", rows, by=None, dry_run=dry_run, tell=lambda *_numbers: None)
    return len(queries)


def test_a_file_is_written_with_the_same_queries_for_few_and_many_rows():
    counts = []
    for number in (20, 200):
        clinics = _make_clinics(number)
        service = make_service()
        CostItem.objects.bulk_create(
            CostItem(clinic=clinic, service=service, low=1, high=2) for clinic in clinics
        )
        with CaptureQueriesContext(connection) as queries:
            assert len(list(exchange.sheet_rows("costs", clinics))) == number + 1
        counts.append(len(queries))

    assert counts[0] == counts[1]


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
