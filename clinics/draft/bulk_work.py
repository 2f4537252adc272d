"""Publishing many clinics, or offering a guide at them: looked at and done in steps.

Each clinic is done for itself, and its line is kept in the same transaction: a step that breaks off leaves
what it did, and the next one goes on there. A step ends after STEP clinics or SECONDS, so neither memory nor
the length of a request grows with the number of clinics.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.checks.checking import check_clinic
from clinics.checks.ground import ground_of
from clinics.draft.composing import compose_clinics
from clinics.draft.offering import CannotOffer, offer
from clinics.draft.publishing import publish_each
from clinics.models import BulkLine, BulkRun, Clinic, ClinicEdition, access
from editions.publish.standing import Standing, standings
from editions.tools.findings import Finding
from guide.models import Guide

STEP = 100  # clinics; as many as fit on a page to be chosen by hand
SECONDS = 5
BATCH = 1000  # rows in one INSERT
State, Deed = BulkLine.State, BulkRun.Deed


@transaction.atomic
def begin(clinics: QuerySet, *, by, deed: str) -> BulkRun:
    """A run over these clinics, in the order of their names; nothing is done to them yet."""
    run = BulkRun.objects.create(deed=deed, by=by)
    state = State.CHOSEN if run.publishes else State.READY
    keys = clinics.order_by("name", "pk").values_list("pk", flat=True).iterator(BATCH)
    while some := list(islice(keys, BATCH)):
        lines = [BulkLine(run=run, clinic_id=key, state=state) for key in some]
        BulkLine.objects.bulk_create(lines)
    return run


@dataclass(frozen=True)
class Prospect:
    """What publishing would do at one clinic, as its draft is now."""

    clinic: Clinic
    may_publish: bool
    standing: Standing
    findings: Sequence[Finding]
    last_number: int

    @property
    def is_blocked(self):
        return any(finding.blocks for finding in self.findings)

    @property
    def is_offered(self):
        return self.may_publish and self.standing.is_changed

    @property
    def is_chosen_at_first(self):
        return self.is_offered and not self.is_blocked


def prospects(clinics: Sequence[Clinic], *, by) -> list[Prospect]:
    """In the same order; the same queries, however many they are."""
    managed = access.clinics_of(by, as_manager=True).filter(pk__in=[c.pk for c in clinics])
    mine = set(managed.values_list("pk", flat=True))
    contents = compose_clinics(clinics)
    ground = ground_of(contents)
    found = standings(ClinicEdition, contents, timezone.now())
    numbers = ClinicEdition.objects.filter(clinic__in=clinics).order_by().values_list("clinic")
    last = dict(numbers.annotate(Max("number")))
    return [
        Prospect(
            clinic,
            clinic.pk in mine,
            found[clinic.pk],
            check_clinic(clinic, contents[clinic.pk], ground),
            last.get(clinic.pk, 0),
        )
        for clinic in clinics
    ]


def look(run: BulkRun, *, by) -> None:
    """One step of finding out what publishing would do."""
    waiting = run.lines.filter(state=State.CHOSEN).order_by("pk").select_related("clinic")
    lines = list(waiting[:STEP])
    for line, prospect in zip(
        lines, prospects([line.clinic for line in lines], by=by), strict=True
    ):
        line.expected, line.after = prospect.standing.draft, prospect.last_number
        line.state, line.words = _first_state(prospect)
    BulkLine.objects.bulk_update(lines, ["state", "words", "expected", "after"])


def _first_state(prospect):
    if not prospect.may_publish:
        return State.REFUSED, _("Only a manager of this clinic can publish. Ask one.")
    if not prospect.standing.is_changed:
        return State.UNCHANGED, ""
    if prospect.is_blocked:
        return State.REFUSED, _in_words(prospect.findings)
    return State.READY, ""


def _in_words(findings):
    return "\n".join(
        f"{finding.place}: {finding.message}" if finding.place else finding.message
        for finding in findings
        if finding.blocks
    )


def decide(run: BulkRun, *, note: str = "", deed: str = "", guide: Guide | None = None) -> None:
    """From now on it is done, step by step."""
    run.note, run.guide, run.deed = note, guide, deed or run.deed
    run.decided_at = timezone.now()
    run.save(update_fields=["note", "guide", "deed", "decided_at"])


def go_on(run: BulkRun, *, by) -> None:
    """One step of doing what was decided. Two at once share the clinics: none is done twice."""
    until = time.monotonic() + SECONDS
    waiting = run.lines.filter(state=State.READY).order_by("pk")
    for key in list(waiting.values_list("pk", flat=True)[:STEP]):
        _do(run, key, by)
        if time.monotonic() > until:
            return


@transaction.atomic
def _do(run, key, by):
    line = BulkLine.objects.select_for_update().filter(pk=key, state=State.READY).first()
    if not line:
        return  # somebody else pressed the button too
    line.state, line.words = (_publish if run.publishes else _offer)(run, line, by)
    line.save(update_fields=["state", "words"])


def _publish(run, line, by):
    seen = {line.clinic_id: (line.expected, line.after)}
    (outcome,) = publish_each([line.clinic], by=by, note=run.note, seen=seen)
    if outcome.refusal:
        told = [str(outcome.refusal), _in_words(outcome.refusal.findings)]
        return State.REFUSED, "\n".join(filter(None, told))
    return (State.DONE if outcome.edition else State.UNCHANGED), ""


def _offer(run, line, by):
    try:
        changed = offer(run.guide, [line.clinic], by=by, offered=run.deed == Deed.OFFER)
    except CannotOffer as refusal:
        return State.REFUSED, str(refusal)
    return (State.DONE if changed else State.UNCHANGED), ""


@transaction.atomic
def try_again(run: BulkRun) -> None:
    """What was not done is looked at anew; the rest stays as it is."""
    run.lines.filter(state=State.REFUSED).update(state=State.CHOSEN, words="")
    run.decided_at = None
    run.save(update_fields=["decided_at"])
