"""Clinics beside each other: which services have a price, which insurers an answer, and how fresh."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.catalogue import Payer, Service
from clinics.models import Clinic, CostItem, Coverage

SOON = timedelta(days=30)


class State(TextChoices):
    """How one fact stands; the first of several is what a cell says."""

    LAPSED = "lapsed", gettext_lazy("lapsed")
    GAP = "gap", gettext_lazy("missing")
    LAPSING = "lapsing", gettext_lazy("lapses soon")
    WAITING = "waiting", gettext_lazy("begins later")
    OK = "ok", gettext_lazy("up to date")
    NOT_OFFERED = "not-offered", gettext_lazy("not offered")


@dataclass(frozen=True)
class Cell:
    state: State
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
class Line:
    clinic: Clinic
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """`columns` are services or payers; each line has a cell for each of them."""

    columns: tuple
    lines: tuple[Line, ...]

    @property
    def counts(self) -> list[tuple[State, int]]:
        cells = [cell.state for line in self.lines for cell in line.cells]
        return [(state, cells.count(state)) for state in State if state != State.NOT_OFFERED]


def clinics_compared(guide: str = "") -> QuerySet:
    """Those that are not closed; of one guide, those that offer it."""
    clinics = Clinic.objects.exclude(state=Clinic.State.CLOSED).order_by("name", "pk")
    return clinics.filter(guides__slug=guide) if guide else clinics


def prices(clinics: Iterable[Clinic], moment: datetime, *, guide: str = "") -> Table:
    """Clinics × services, on each clinic's own day; four queries however many there are."""
    clinics, services, offered = _ground(clinics, guide)
    rows = CostItem.objects.filter(clinic__in=clinics, service__in=services)
    found = {(row.clinic_id, row.service_id): row for row in rows}

    def cell(clinic, service, day):
        row = found.get((clinic.pk, service.pk))
        if row is None:
            return Cell(_absent([service], offered[clinic.pk]))
        return Cell(_state(row.valid_from, row.valid_until, day), row.valid_until)

    return _table(clinics, services, moment, cell)


def coverage(clinics: Iterable[Clinic], moment: datetime, *, guide: str = "") -> Table:
    """Clinics × payers over the services of the guides on offer; five queries at any size."""
    clinics, services, offered = _ground(clinics, guide)
    found: dict = {}
    for row in Coverage.objects.filter(clinic__in=clinics, service__in=services):
        found.setdefault((row.clinic_id, row.payer_id), {})[row.service_id] = row

    def cell(clinic, payer, day):
        answers = found.get((clinic.pk, payer.pk), {})
        wanted = {service.pk for service in services if _is_offered(service, offered[clinic.pk])}
        if not wanted and not answers:
            return Cell(State.NOT_OFFERED)
        states = [_state(row.checked_on, row.next_check, day) for row in answers.values()]
        states += [State.GAP] * len(wanted - set(answers))
        until = min((row.next_check for row in answers.values()), default=None)
        worst = min(states, key=list(State).index)
        return Cell(worst, until, len(answers), len(wanted | set(answers)))

    return _table(clinics, list(Payer.objects.all()), moment, cell)


def table_rows(table: Table) -> Iterator[list[str]]:
    """As rows of text: the heading, then a clinic in each, with the last day in brackets."""
    yield ["clinic", _("name"), *(column.key for column in table.columns)]
    for line in table.lines:
        cells = (" ".join([c.words, *([f"[{c.until}]"] if c.until else [])]) for c in line.cells)
        yield [line.clinic.slug, line.clinic.name, *cells]


def _ground(clinics, guide):
    """(clinics, services, {clinic: its guides}); three queries."""
    clinics = list(clinics)
    services = Service.objects.prefetch_related("guides")
    services = list(services.filter(guides__slug=guide) if guide else services)
    offered: dict = {clinic.pk: set() for clinic in clinics}
    of_clinics = Clinic.guides.through.objects.filter(clinic__in=clinics)
    for clinic, offer in of_clinics.values_list("clinic_id", "guide_id"):
        offered[clinic].add(offer)
    return clinics, services, offered


def _is_offered(service, guides):
    return any(guide.pk in guides for guide in service.guides.all())


def _absent(services: Sequence[Service], guides):
    is_wanted = any(_is_offered(service, guides) for service in services)
    return State.GAP if is_wanted else State.NOT_OFFERED


def _state(first: date, last: date, day: date) -> State:
    """`last` is the last day on which it holds."""
    if last < day:
        return State.LAPSED
    if first > day:
        return State.WAITING
    return State.LAPSING if last <= day + SOON else State.OK


def _table(clinics, columns, moment, cell):
    lines = []
    for clinic in clinics:
        day = clinic.day_at(moment)
        cells = tuple(cell(clinic, column, day) for column in columns)
        lines.append(Line(clinic, cells))
    return Table(tuple(columns), tuple(lines))
