"""What an import would do: each row of a sheet against the draft of its clinic."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.draft.composing import COST, COVERAGE
from clinics.models import Clinic, CostItem, Coverage
from clinics.models.catalogue import Payer, Service
from clinics.public.live import last_prices
from clinics.sheets.cells import BadCell, CellProblem, Row, cell_of, columns_of, value_of
from clinics.tools.price_rules import Doubt, doubts, line_key

DELETE = "delete"
YES = {"yes", "sí", "si"}
REFERENCES = {"service": Service, "payer": Payer}


class RowState(TextChoices):
    NEW = "new", gettext_lazy("new")
    CHANGED = "changed", gettext_lazy("changed")
    SAME = "same", gettext_lazy("as it is")
    DELETED = "deleted", gettext_lazy("deleted")


@dataclass(frozen=True)
class Sheet:
    """Which rows of a clinic make a sheet, and in which columns."""

    model: type[models.Model]
    keys: tuple[str, ...]
    names: tuple[str, ...]

    @cached_property
    def fields(self) -> list[models.Field]:
        return [self.model._meta.get_field(name) for name in self.names]

    @cached_property
    def places(self) -> list[tuple[models.Field, str, str]]:
        """(field, column, language) of all that is not a key."""
        return [(own, *place) for own in self.fields for place in columns_of(own)]

    @cached_property
    def columns(self) -> list[str]:
        return [*self.keys, *(column for _field, column, _language in self.places), DELETE]

    def rows_of(self, clinics: Iterable[Clinic]) -> models.QuerySet:
        """In the order of the catalogue, a clinic's own lines last."""
        first = [F(f"{key}__position").asc(nulls_last=True) for key in self.references]
        rows = self.model._base_manager.filter(clinic__in=clinics)
        return rows.order_by("clinic__slug", *first, *self.references, "pk")

    @cached_property
    def references(self) -> list[str]:
        return [key for key in self.keys if key in REFERENCES]


SHEETS = {
    "costs": Sheet(CostItem, ("service", "line"), COST),
    "coverage": Sheet(Coverage, ("payer", "service"), COVERAGE),
}


@dataclass(frozen=True)
class CellChange:
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Fate:
    """What becomes of one row of the file."""

    line: int
    state: RowState
    row: models.Model
    changes: tuple[CellChange, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True)
class SheetPlan:
    """What an import would do. `left_alone` counts the clinic's rows that the file does not name."""

    fates: tuple[Fate, ...]
    problems: tuple[CellProblem, ...]
    left_alone: int
    basis: str

    @property
    def counts(self) -> dict[str, int]:
        return {s.value: sum(fate.state == s for fate in self.fates) for s in RowState}

    @property
    def doubts(self) -> list[CellProblem]:
        """What is possible and unlikely, at its line: somebody has to look at it first."""
        return [
            CellProblem(f.line, doubt.field, doubt.message)
            for f in self.fates
            for doubt in f.doubts
        ]


@dataclass
class Catalogue:
    """The services and payers by key and by id; two queries, once for each import."""

    found: dict = field(default_factory=dict)

    @classmethod
    def read(cls):
        return cls({name: list(model.objects.all()) for name, model in REFERENCES.items()})

    def __post_init__(self):
        self.by_key = {name: {row.key: row for row in rows} for name, rows in self.found.items()}
        self.by_id = {name: {row.pk: row for row in rows} for name, rows in self.found.items()}


def plan_of(
    sheet: Sheet, of_clinics: dict[Clinic, Sequence[Row]], catalogue: Catalogue
) -> SheetPlan:
    """Two queries however many clinics; inside a transaction the rows are locked."""
    clinics = {clinic.pk: clinic for clinic in of_clinics}
    stored = {pk: [] for pk in clinics}
    published = last_prices(list(stored)) if sheet.model is CostItem else {}
    rows = sheet.model._base_manager.filter(clinic__in=list(of_clinics)).order_by("pk")
    for row in rows.select_for_update() if transaction.get_connection().in_atomic_block else rows:
        for name in sheet.references:
            setattr(row, name, catalogue.by_id[name].get(getattr(row, f"{name}_id")))
        row.clinic = clinics[row.clinic_id]
        stored[row.clinic_id].append(row)
    versions = [f"{row.pk}:{row.version}" for rows in stored.values() for row in rows]
    basis = hashlib.sha256(" ".join(versions).encode()).hexdigest()
    fates, problems = [], []
    for clinic, lines in of_clinics.items():
        before = published.get(clinic.pk, {})
        planning = _Planning(sheet, clinic, catalogue, stored[clinic.pk], before, problems)
        fates += filter(None, map(planning.fate_of, lines))
    known = sum(fate.state != RowState.NEW for fate in fates)
    return SheetPlan(tuple(fates), tuple(problems), len(versions) - known, basis)


@dataclass
class _Planning:
    """One clinic's rows against its draft; `problems` grows."""

    sheet: Sheet
    clinic: Clinic
    catalogue: Catalogue
    stored: list
    published: dict
    problems: list
    seen: dict = field(default_factory=dict)

    @cached_property
    def by_key(self):
        keyed = (tuple(getattr(r, f"{k}_id") for k in self.sheet.references) for r in self.stored)
        pairs = zip(keyed, self.stored, strict=True)
        return {key: row for key, row in pairs if None not in key}

    @cached_property
    def own_lines(self):
        return [row for row in self.stored if row.service_id is None]

    def fate_of(self, line: Row) -> Fate | None:
        """None when the row cannot be; `problems` say why."""
        before = len(self.problems)
        row = self._row(line)
        if row is None or not self._is_first(line, row):
            return None
        is_gone = self._is_deleted(line, row)
        if is_gone or len(self.problems) > before:
            return Fate(line.line, RowState.DELETED, row) if len(self.problems) == before else None
        changes = self._fill(line, row)
        if len(self.problems) == before and (changes or row._state.adding):
            self._check(line, row)
        if len(self.problems) > before:
            return None
        state = (
            RowState.NEW if row._state.adding else RowState.CHANGED if changes else RowState.SAME
        )
        return Fate(line.line, state, row, tuple(changes), tuple(self._doubts(row, changes)))

    def _complain(self, line, column, message):
        self.problems.append(CellProblem(line.line, column, str(message)))

    def _row(self, line):
        """The stored row that this line names, or a new one."""
        found = {}
        for name in self.sheet.references:
            key = line.cells[name].strip()
            found[name] = self.catalogue.by_key[name].get(key)
            if key and found[name] is None:
                self._complain(line, name, _("There is no “%(key)s” here.") % {"key": key})
                return None
            if not key and self.sheet.model is not CostItem:
                self._complain(line, name, _("This cell must not be empty."))
                return None
        number = line.cells.get("line", "").strip()
        if found.get("service") is None:
            return self._own_line(line, number)
        if number:
            self._complain(line, "line", _("Leave this empty: the service says which line it is."))
            return None
        key = tuple(found[name].pk for name in self.sheet.references)
        return self.by_key.get(key) or self.sheet.model(clinic=self.clinic, **found)

    def _own_line(self, line, number):
        """By its number; without one by its name, and new when no line has that name."""
        if number:
            row = next((row for row in self.own_lines if str(row.pk) == number), None)
            if row is None:
                words = _("The clinic has no line of its own with this number. Empty: a new line.")
                self._complain(line, "line", words)
            return row
        names = {code: text for code, text in self._names(line) if text.strip()}
        alike = [row for row in self.own_lines if row.own_name == names]
        if len(alike) > 1:
            self._complain(line, "line", _("Several lines have this name. Write which number."))
            return None
        return alike[0] if alike else CostItem(clinic=self.clinic)

    def _names(self, line):
        places = self.sheet.places
        return [
            (code, line.cells[column]) for own, column, code in places if own.name == "own_name"
        ]

    def _is_first(self, line, row):
        if row.pk:
            identity = row.pk
        elif row.service_id is None:
            identity = tuple(self._names(line))
        else:
            identity = tuple(getattr(row, f"{name}_id") for name in self.sheet.references)
        first = self.seen.setdefault((type(identity), identity), line.line)
        if first != line.line:
            words = _("The same as line %(line)s. Keep one of them.") % {"line": first}
            self._complain(line, self.sheet.keys[0], words)
        return first == line.line

    def _is_deleted(self, line, row):
        answer = line.cells.get(DELETE, "").strip().casefold()
        if answer and answer not in {*YES, "no"}:
            self._complain(line, DELETE, _("Write yes, or leave it empty."))
        elif answer in YES and row._state.adding:
            self._complain(line, DELETE, _("There is no such row, so it cannot be deleted."))
        return answer in YES

    def _fill(self, line, row):
        """Cells that say what the row says already change nothing, whatever they say."""
        changes = []
        is_new = row._state.adding
        for own, column, language in self.sheet.places:
            if column not in line.cells:
                continue
            before = "" if is_new else cell_of(getattr(row, own.name), language)
            if is_new or line.cells[column] != before:
                self._set(line, row, own, (column, language))
                after = cell_of(getattr(row, own.name), language)
                changes += [CellChange(column, before, after)] if before != after else []
        return changes

    def _set(self, line, row, own, place):
        column, language = place
        try:
            known = None if row._state.adding else getattr(row, own.name)
            value = value_of(own, line.cells[column], known)
        except BadCell as refusal:
            self._complain(line, column, refusal)
            return
        if not language:
            if value != getattr(row, own.name):
                setattr(row, own.name, value)
            return
        texts = {**(getattr(row, own.name) or {}), language: value}
        setattr(row, own.name, {code: text for code, text in texts.items() if text})

    def _doubts(self, row, changes):
        if not {"low", "high"} & {change.column for change in changes}:
            return []
        key = line_key(row.service.key if row.service else "", row.own_name)
        return doubts(row.low, row.high, self.published.get(key))

    def _check(self, line, row):
        """The model's own rules. What asks the database is left to keys, which are looked up here.

        The check constraints say what `clean` says, at the price of a query for each row.
        """
        errors = {}
        for check in (lambda: row.clean_fields(exclude=["clinic", *REFERENCES]), row.clean):
            try:
                check()
            except ValidationError as refusal:
                errors = refusal.update_error_dict(errors)
        for name, refusals in errors.items():
            for message in ValidationError(refusals).messages:
                self._complain(line, name, message)
