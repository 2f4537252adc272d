"""The costs and the coverage of clinics as rows of a sheet, out and in again, all or nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from clinics.draft.composing import STUDY
from clinics.models import Clinic
from clinics.sheets.cells import BadSheet, CellProblem, Row, cell_of, read_rows
from clinics.sheets.import_plan import DELETE, SHEETS, Catalogue, RowState, SheetPlan, plan_of

ROWS_AT_ONCE = 1000
OPTIONAL = ("line", DELETE, *STUDY)  # sheets of before have no columns for a study


class Changed(Exception):
    """Somebody changed the draft since the dry run; the words ask to look again."""


class Unlikely(Exception):
    """Figures that somebody has to look at first; `doubts` say where."""

    def __init__(self, doubts: Sequence[CellProblem]):
        super().__init__(_("Nothing was imported: some figures look unlikely. Are they right?"))
        self.doubts = tuple(doubts)


def sheet_rows(what: str, clinics: Iterable[Clinic], *, named: bool = False) -> Iterator[list[str]]:
    """The heading, then a row for each price or answer; `named` puts the clinic's address first."""
    sheet = SHEETS[what]
    yield [*(["clinic"] if named else []), *sheet.columns]
    rows = sheet.rows_of(clinics).select_related("clinic", *sheet.references)
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        yield [*([row.clinic.slug] if named else []), *_cells(sheet, row), ""]


def _cells(sheet, row):
    for key in sheet.keys:
        if key == "line":
            yield "" if row.service_id else str(row.pk)
        else:
            yield getattr(row, key).key if getattr(row, key) else ""
    for own, _column, language in sheet.places:
        yield cell_of(getattr(row, own.name), language)


def read_sheet(text: str, what: str, *, named: bool = False, **limits) -> list[Row]:
    """The rows of a file that `sheet_rows` could have made. Raises BadSheet."""
    columns = [*(["clinic"] if named else []), *SHEETS[what].columns]
    return read_rows(text, columns, optional=OPTIONAL, **limits)


def plan(clinic: Clinic, what: str, rows: Sequence[Row]) -> SheetPlan:
    """What `carry_out` would do with the draft as it is; writes nothing."""
    return plan_of(SHEETS[what], {clinic: rows}, Catalogue.read())


def carry_out(
    clinic: Clinic, what: str, rows: Sequence[Row], *, expected: str, by, looked_at: bool = False
) -> SheetPlan:
    """Import all of `rows` or nothing; rows that they do not name stay.

    `expected` is the basis of the plan that the person looked at. Raises Changed on another one,
    BadSheet on a row that cannot be, Unlikely on figures that ask to be `looked_at`.
    """
    with _all_or_nothing():
        _lock([clinic])
        planned = plan_of(SHEETS[what], {clinic: rows}, Catalogue.read())
        if planned.basis != expected:
            raise Changed(_look_again())
        _refuse(planned.problems, [] if looked_at else planned.doubts)
        _write(SHEETS[what], planned.fates, by)
    return planned


@contextmanager
def _all_or_nothing():
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:  # a row was added in the admin between our reading and writing
        raise Changed(_look_again()) from error


def _look_again():
    return _("Somebody changed the draft since you looked. Look again, please.")


def exchange(
    what: str,
    rows: Sequence[Row],
    *,
    by,
    dry_run: bool,
    tell: Callable[[int, int], None],
    looked_at: bool = False,
) -> dict[str, int]:
    """Import rows of many clinics, each named in its `clinic` cell, in one transaction.

    Gives the number of rows by RowState. Calls `tell(done, total)` after every batch of some
    ROWS_AT_ONCE rows; a batch takes the same number of queries however many clinics are in it
    (a deletion takes some of its own). Raises BadSheet with the problems of the whole file,
    Unlikely with its figures that ask to be `looked_at`, Changed when somebody edited meanwhile.
    """
    sheet, catalogue = SHEETS[what], Catalogue.read()
    counts, done, doubts = dict.fromkeys(RowState.values, 0), 0, []
    with _all_or_nothing():
        of_clinics, problems = _by_clinic(rows)
        for batch in _batches(of_clinics):
            _lock(batch)
            planned = plan_of(sheet, batch, catalogue)
            problems += planned.problems
            doubts += [] if looked_at else planned.doubts
            if not (problems or doubts or dry_run):
                _write(sheet, planned.fates, by)
            counts = {state: counts[state] + more for state, more in planned.counts.items()}
            done += sum(map(len, batch.values()))
            tell(done, len(rows))
        _refuse(problems, doubts)
    return counts


def _by_clinic(rows):
    clinics = {clinic.slug: clinic for clinic in Clinic.objects.order_by("pk")}
    found, problems = {}, []
    for row in rows:
        clinic = clinics.get(row.cells["clinic"].strip())
        if clinic is None:
            problems.append(
                CellProblem(row.line, "clinic", _("There is no clinic with this address."))
            )
        else:
            found.setdefault(clinic, []).append(row)
    return found, problems


def _batches(of_clinics):
    batch, size = {}, 0
    for clinic in sorted(of_clinics, key=lambda clinic: clinic.pk):
        batch[clinic] = of_clinics[clinic]
        size += len(of_clinics[clinic])
        if size >= ROWS_AT_ONCE:
            yield batch
            batch, size = {}, 0
    if batch:
        yield batch


def _lock(clinics):
    """Held until the transaction ends, in one order everywhere."""
    pks = [clinic.pk for clinic in clinics]
    list(Clinic.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk"))


def _refuse(problems, doubts):
    if problems:
        in_order = sorted(problems, key=lambda problem: problem.line)
        raise BadSheet(_("Nothing was imported: the file has to be fixed first."), in_order)
    if doubts:
        raise Unlikely(doubts)


def _write(sheet, fates, by):
    rows = {state: [fate.row for fate in fates if fate.state == state] for state in RowState}
    if rows[RowState.NEW]:
        bulk_create_with_history(rows[RowState.NEW], sheet.model, default_user=by)
    if rows[RowState.CHANGED]:
        changes = [c for fate in fates if fate.state == RowState.CHANGED for c in fate.changes]
        names = {change.column.split(".")[0] for change in changes}
        now = timezone.now()
        for row in rows[RowState.CHANGED]:
            row.version, row.updated_at = row.version + 1, now
        columns = [*sorted(names), "version", "updated_at"]
        bulk_update_with_history(rows[RowState.CHANGED], sheet.model, columns, default_user=by)
    for row in rows[RowState.DELETED]:
        row._history_user = by
        row.delete()
