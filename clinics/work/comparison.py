"""Clinics beside each other: which services have a price, which insurers an answer, and how fresh."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.models import Clinic, CostItem, Coverage
from clinics.models.catalogue import Payer, Service

SOON = timedelta(days=30)


class Freshness(TextChoices):
    """How one fact stands; the first of several is what a cell says."""

    LAPSED = "lapsed", gettext_lazy("lapsed")
    OVERDUE = "overdue", gettext_lazy("check overdue")
    GAP = "gap", gettext_lazy("missing")
    LAPSING = "lapsing", gettext_lazy("lapses soon")
    DUE = "due", gettext_lazy("check due soon")
    WAITING = "waiting", gettext_lazy("begins later")
    OK = "ok", gettext_lazy("up to date")
    NOT_OFFERED = "not-offered", gettext_lazy("not offered")


OF_CHECKS = {Freshness.LAPSED: Freshness.OVERDUE, Freshness.LAPSING: Freshness.DUE}


@dataclass(frozen=True)
class Cell:
    state: Freshness
    until: date | None = None  # the last day, or the earliest next check
    answered: int = 0
    wanted: int = 0

    @property
    def words(self) -> str:
        label = str(self.state.label)
        if self.wanted > 1:
            counts = {"state": label, "answered": self.answered, "wanted": self.wanted}
            return _("%(state)s (%(answered)s of %(wanted)s)") % counts
        return label


@dataclass(frozen=True)
class ClinicRow:
    clinic: Clinic
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """`columns` are services or payers; each line has a cell for each of them."""

    columns: tuple
    lines: tuple[ClinicRow, ...]

    @property
    def counts(self) -> list[tuple[Freshness, int]]:
        cells = [cell.state for line in self.lines for cell in line.cells]
        return [(state, cells.count(state)) for state in Freshness if state in cells]


def clinics_compared(guide: str = "") -> QuerySet:
    """Those that are not closed; of one guide, those that offer it."""
    clinics = Clinic.objects.not_closed().order_by("name", "pk")
    return clinics.filter(guides__slug=guide) if guide else clinics


def prices(clinics: Iterable[Clinic], moment: datetime, *, guide: str = "") -> Table:
    """Clinics × services, on each clinic's own day; the same queries however many there are."""
    clinics, services, wanted = _ground(clinics, guide)
    rows = CostItem.objects.filter(clinic__in=clinics, service__in=services)
    found = {(row.clinic_id, row.service_id): row for row in rows}

    def cell(clinic, service, day):
        row = found.get((clinic.pk, service.pk))
        if row is None:
            return Cell(Freshness.GAP if service.pk in wanted[clinic.pk] else Freshness.NOT_OFFERED)
        return Cell(_state(row.valid_from, row.valid_until, day), row.valid_until)

    return _table(clinics, services, moment, cell)


def coverage(clinics: Iterable[Clinic], moment: datetime, *, guide: str = "") -> Table:
    """Clinics × payers over the services of the guides on offer; the same queries at any size."""
    clinics, services, wanted = _ground(clinics, guide)
    found: dict = {}
    for row in Coverage.objects.filter(clinic__in=clinics, service__in=services):
        found.setdefault((row.clinic_id, row.payer_id), {})[row.service_id] = row

    def cell(clinic, payer, day):
        answers = found.get((clinic.pk, payer.pk), {})
        asked = wanted[clinic.pk]
        if not asked and not answers:
            return Cell(Freshness.NOT_OFFERED)
        lasting = [_state(row.checked_on, row.next_check, day) for row in answers.values()]
        states = [OF_CHECKS.get(state, state) for state in lasting]
        states += [Freshness.GAP] * len(asked - set(answers))
        until = min((row.next_check for row in answers.values()), default=None)
        worst = min(states, key=list(Freshness).index)
        return Cell(worst, until, len(answers), len(asked | set(answers)))

    return _table(clinics, list(Payer.objects.all()), moment, cell)


def table_rows(table: Table) -> Iterator[list[str]]:
    """As rows of text: the heading, then a clinic in each, with the last day in brackets."""
    yield ["clinic", _("name"), *(column.key for column in table.columns)]
    for line in table.lines:
        cells = (" ".join([c.words, *([f"[{c.until}]"] if c.until else [])]) for c in line.cells)
        yield [line.clinic.slug, line.clinic.name, *cells]


def _ground(clinics, guide):
    """(clinics, services, {clinic: the services of the guides it offers})."""
    clinics = list(clinics)
    services = Service.objects.prefetch_related("guides")
    services = list(services.filter(guides__slug=guide) if guide else services)
    offered: dict = {clinic.pk: set() for clinic in clinics}
    of_clinics = Clinic.guides.through.objects.filter(clinic__in=clinics)
    for clinic, offer in of_clinics.values_list("clinic_id", "guide_id"):
        offered[clinic].add(offer)
    belongs = [(service.pk, {guide.pk for guide in service.guides.all()}) for service in services]
    wanted = {
        clinic: {service for service, its in belongs if its & offers}
        for clinic, offers in offered.items()
    }
    return clinics, services, wanted


def _state(first: date, last: date, day: date) -> Freshness:
    """`last` is the last day on which it holds."""
    if last < day:
        return Freshness.LAPSED
    if first > day:
        return Freshness.WAITING
    return Freshness.LAPSING if last <= day + SOON else Freshness.OK


def _table(clinics, columns, moment, cell):
    lines = []
    for clinic in clinics:
        day = clinic.day_at(moment)
        cells = tuple(cell(clinic, column, day) for column in columns)
        lines.append(ClinicRow(clinic, cells))
    return Table(tuple(columns), tuple(lines))
