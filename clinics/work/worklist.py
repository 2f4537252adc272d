"""What needs the people of a clinic, and what they do: one desk for each of their clinics."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import product

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext as _

from clinics.checks.checking import check_clinic
from clinics.checks.ground import ground_of
from clinics.draft.composing import compose_clinics
from clinics.models import Clinic, ClinicEdition, CostItem, Coverage, PublishRequest, access
from clinics.public import live
from clinics.tools.addresses import address
from clinics.work.expiry import LAST_DAY, Due, due_on
from editions.publish.standing import Standing, standings

NAMED = 3  # of the rows that one line is about
TOLD_WITH_ITS_ROWS = {"price-lapsed", "check-overdue"}
NEVER_DONE = {"law-asks"}  # what staff do for every patient: said where one publishes
WORDS = {
    CostItem: {
        Due.LAPSED: ngettext_lazy(
            "%(count)s price has lapsed. Patients read how to ask instead.",
            "%(count)s prices have lapsed. Patients read how to ask instead.",
            "count",
        ),
        Due.TODAY: ngettext_lazy(
            "%(count)s price holds only today.", "%(count)s prices hold only today.", "count"
        ),
        Due.WEEK: ngettext_lazy(
            "%(count)s price lapses within 7 days.",
            "%(count)s prices lapse within 7 days.",
            "count",
        ),
        Due.MONTH: ngettext_lazy(
            "%(count)s price lapses within 30 days.",
            "%(count)s prices lapse within 30 days.",
            "count",
        ),
    },
    Coverage: {
        Due.LAPSED: ngettext_lazy(
            "%(count)s insurer's answer was to be checked again.",
            "%(count)s insurers' answers were to be checked again.",
            "count",
        ),
        Due.TODAY: ngettext_lazy(
            "%(count)s insurer's answer is to be checked today.",
            "%(count)s insurers' answers are to be checked today.",
            "count",
        ),
        Due.WEEK: ngettext_lazy(
            "%(count)s insurer's answer is to be checked within 7 days.",
            "%(count)s insurers' answers are to be checked within 7 days.",
            "count",
        ),
        Due.MONTH: ngettext_lazy(
            "%(count)s insurer's answer is to be checked within 30 days.",
            "%(count)s insurers' answers are to be checked within 30 days.",
            "count",
        ),
    },
}
LATE, SOON = (Due.LAPSED, Due.TODAY, Due.WEEK), (Due.MONTH,)


@dataclass(frozen=True)
class Task:
    """One line of what needs somebody, with the way to it. `weight` is blocks, warns or soon."""

    weight: str
    words: str
    address: str
    about: str = ""


@dataclass(frozen=True)
class Desk:
    clinic: Clinic
    may_publish: bool
    standing: Standing
    tasks: tuple[Task, ...]
    next_day: date | None  # on which something of it ends
    handouts: tuple[tuple[str, str], ...]  # (address, the guide's title)


def desks(user, clinics: Sequence[Clinic], moment: datetime) -> list[Desk]:
    """The desks of `user` at these clinics; eighteen queries, however many and much they are."""
    contents = compose_clinics(clinics)
    ground = ground_of(contents)
    found = standings(ClinicEdition, contents, moment)
    managed = set(access.clinics_of(user, as_manager=True).values_list("pk", flat=True))
    facts, requests = _facts(clinics), _open_requests(clinics)
    offers = {offer.clinic: offer for offer in live.offers_at(moment)}
    made = []
    for clinic in clinics:
        mine, day = facts.get(clinic.pk, ()), clinic.day_at(moment)
        findings = check_clinic(clinic, contents[clinic.pk], ground)
        tasks = [*_asked(requests.get(clinic.pk)), *_tasks(clinic, mine, findings, day)]
        desk = Desk(
            clinic=clinic,
            may_publish=clinic.pk in managed,
            standing=found[clinic.pk],
            tasks=tuple(tasks),
            next_day=_next_day(mine, day),
            handouts=tuple(_handouts(offers.get(clinic.pk), ground.guides)),
        )
        made.append(desk)
    return made


def _facts(clinics):
    """{clinic: its prices and its insurers' answers}; two queries."""
    found: dict = {}
    for model, beside in ((CostItem, ["service"]), (Coverage, ["payer", "service"])):
        rows = model.objects.filter(clinic__in=clinics).select_related(*beside)
        for row in rows.order_by(LAST_DAY[model], "pk"):
            found.setdefault(row.clinic_id, []).append(row)
    return found


def _open_requests(clinics):
    rows = PublishRequest.objects.open().filter(clinic__in=clinics)
    return {row.clinic_id: row for row in rows.select_related("asked_by", "decided_by")}


def _asked(request):
    """What one of the clinic's people asked of another, or answered."""
    if request:
        address = reverse("admin:clinics_clinic_review", args=[request.clinic_id])
        yield Task("warns", request.told(), address, request.answer or request.comment)


def _last_day(row):
    return getattr(row, LAST_DAY[type(row)])


def _next_day(facts, day):
    return min((_last_day(row) for row in facts if _last_day(row) >= day), default=None)


def _tasks(clinic, facts, findings, day):
    """What stands in the way comes first, then what has lapsed, and last what has time."""
    if clinic.is_closed:
        return
    left_out = TOLD_WITH_ITS_ROWS | NEVER_DONE
    findings = [one for one in findings if one.code not in left_out and not one.let_stand]
    yield from (_of_finding(finding, "blocks") for finding in findings if finding.blocks)
    yield from _of_facts(clinic, facts, day, LATE, "warns")
    yield from (_of_finding(finding, "warns") for finding in findings if not finding.blocks)
    yield from _of_facts(clinic, facts, day, SOON, "soon")


def _of_finding(finding, weight):
    return Task(weight, finding.message, finding.address, finding.place)


def _of_facts(clinic, facts, day, wanted, weight):
    groups = defaultdict(list)
    for row in facts:
        groups[due_on(_last_day(row), day), type(row)].append(row)
    for due, model in product(wanted, LAST_DAY):
        if rows := groups[due, model]:
            words = WORDS[model][due] % {"count": len(rows)}
            yield Task(weight, words, _way_to(clinic, due, rows), _named(rows))


def _way_to(clinic, due, rows):
    """To the row itself, or where there are several to a list of just these."""
    name = f"admin:clinics_{rows[0]._meta.model_name}"
    if len(rows) == 1:
        return reverse(f"{name}_change", args=[rows[0].pk])
    return f"{reverse(f'{name}_changelist')}?clinic__id__exact={clinic.pk}&due={due}"


def _named(rows):
    named = [f"{row} ({date_format(_last_day(row))})" for row in rows[:NAMED]]
    if len(rows) > NAMED:
        named.append(_("and %(count)s more") % {"count": len(rows) - NAMED})
    return ", ".join(named)


def _handouts(offer, guides):
    for slug in offer.guides if offer else ():
        texts = {text.language: text for text in guides.get(slug, ())}
        if text := live.in_best_language(texts, get_language()):
            yield address(get_language(), "print", offer.slug, slug), text.title
