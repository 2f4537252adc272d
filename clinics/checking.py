"""What stands in the way of publishing a clinic or the network, or deserves a second look."""

from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics import live
from clinics.catalogue import Network
from clinics.content import ClinicContent, NetworkContent
from clinics.models import Clinic, Note
from editions.findings import Finding
from guide.checking import check_text
from guide.kinds import Kind
from guide.models import Notice

COST_AND_INSURANCE = (Kind.COST, Kind.INSURANCE)
VERIFIED_FOR_DAYS = 365
TENFOLD = 10


@dataclass(frozen=True)
class Ground:
    """What the checks of some clinics read beside their drafts."""

    moment: datetime
    network: NetworkContent
    guides: dict  # slug: the content of every live text
    notes: dict  # clinic: its notes
    last: dict  # clinic: the content of its last edition

    def offered(self, content):
        return {slug: self.guides[slug] for slug in content.guides}


def ground_of(contents: dict[int, ClinicContent]) -> Ground:
    """For all clinics of `contents`; four queries, however many they are."""
    moment = timezone.now()
    notes: dict = {}
    for note in Note.objects.filter(clinic__in=list(contents)).select_related("guide"):
        notes.setdefault(note.clinic_id, []).append(note)
    return Ground(
        moment=moment,
        network=live.network_content_at(moment),
        guides=live.guide_contents_at({s for c in contents.values() for s in c.guides}, moment),
        notes=notes,
        last=live.last_contents(contents),
    )


def check_clinic(
    clinic: Clinic, content: ClinicContent, ground: Ground | None = None
) -> list[Finding]:
    """Findings on `content`, composed from `clinic`: those that block come first."""
    ground = ground or ground_of({clinic.pk: content})
    guides = ground.offered(content)
    findings = [
        *_offer(clinic, content, guides),
        *_notes(ground.notes.get(clinic.pk, ()), guides),
        *_missing_notes(clinic, content),
        *_facts(clinic, content, ground.network),
        *_dates(clinic, content, clinic.day_at(ground.moment)),
        *_unlikely(content, ground.last.get(clinic.pk)),
    ]
    return sorted(findings, key=lambda finding: not finding.blocks)


def check_network(network: Network, content: NetworkContent) -> list[Finding]:
    """Findings on the catalogue and the notices: nameless entries block, stale notices warn."""
    today = timezone.localdate()
    findings = []
    for entry in (*content.services, *content.payers):
        if not entry.names.get(settings.LANGUAGE_CODE):
            message = _("This entry has no name in the default language. Give it one.")
            findings.append(Finding(message, entry.key, blocks=True, code="no-name"))
    for notice in Notice.objects.order_by("key"):
        if not any(notice.texts.values()):
            message = _(
                "This notice has no text, so it stands nowhere. Paste in what the law says."
            )
            mend = reverse("admin:guide_notice_change", args=[notice.pk])
            findings.append(Finding(message, notice.key, address=mend, code="notice-empty"))
    for notice in content.notices:
        if not notice.verified_on or (today - notice.verified_on).days > VERIFIED_FOR_DAYS:
            message = _("Nobody has checked this notice against the law for a year. Do, or ask.")
            findings.append(Finding(message, notice.key, code="notice-unverified"))
    return findings


def _offer(clinic, content, guides):
    mend = reverse("admin:clinics_clinic_change", args=[clinic.pk])
    if not content.guides:
        yield Finding(
            _("No guide is chosen yet. Choose one."), clinic.name, False, mend, "no-guide"
        )
    for slug, texts in guides.items():
        if not texts:
            message = _("The guide “%(slug)s” is not published yet; patients will not see it.")
            yield Finding(message % {"slug": slug}, clinic.name, False, mend, "guide-not-live")


def _notes(notes, guides):
    for note in notes:
        mend = reverse("admin:clinics_note_change", args=[note.pk])
        texts = guides.get(note.guide.slug, []) if note.guide else [*chain(*guides.values())]
        keys = {reference.key for text in texts for reference in text.references}
        yield from check_text(note.body, keys, str(note), mend)
        if note.section_kind not in COST_AND_INSURANCE and not any(
            text.has(note.section_kind) for text in texts
        ):
            message = _("No guide on offer has such a section, so this note stands nowhere.")
            yield Finding(message, str(note), False, mend, "note-without-place")


def _missing_notes(clinic, content):
    languages = [code for code, _name in settings.LANGUAGES if code == settings.LANGUAGE_CODE]
    languages += [code for code, _name in settings.LANGUAGES if clinic.spanish and code == "es"]
    names = dict(settings.LANGUAGES)
    for kind in COST_AND_INSURANCE:
        here = {note.language for note in content.notes if note.section_kind == kind}
        for language in languages:
            if language not in here:
                message = _("There is no note of your own in %(language)s yet.") % {
                    "language": _(names[language])
                }
                chosen = {"clinic": clinic.pk, "section_kind": kind, "language": language}
                add = f"{reverse('admin:clinics_note_add')}?{urlencode(chosen)}"
                yield Finding(message, str(kind.label), False, add, "note-missing")


def _facts(clinic, content, network):
    services = {service.key for service in network.services}
    payers = {payer.key for payer in network.payers}
    rows = [("costitem", cost.service, services) for cost in content.costs if cost.service]
    rows += [("coverage", row.service, services) for row in content.coverages]
    rows += [("coverage", row.payer, payers) for row in content.coverages]
    for model, key, known in dict.fromkeys((m, k, frozenset(s)) for m, k, s in rows):
        if key not in known:
            message = _("The network has not published “%(key)s” yet, so patients cannot see it.")
            place = reverse(f"admin:clinics_{model}_changelist")
            yield Finding(message % {"key": key}, clinic.name, False, place, "not-in-catalogue")


def _unlikely(content, last):
    """Prices that look like a slip of the finger; they do not block."""
    before = {cost.service: cost for cost in last.costs} if last else {}
    address = reverse("admin:clinics_costitem_changelist")
    for cost in content.costs:
        if cost.high > TENFOLD * cost.low:
            message = _("The highest price is over ten times the lowest. Is that right?")
            yield Finding(message, cost.service, False, address, "price-wide")
        was = before.get(cost.service) if cost.service else None
        if was and not (was.low <= TENFOLD * cost.low and cost.low <= TENFOLD * was.low):
            message = _("This price is ten times what it was, or a tenth. Is that right?")
            yield Finding(message, cost.service, False, address, "price-jump")


def _dates(clinic, content, today):
    for cost in content.costs:
        if cost.valid_until < today:
            message = _("This price has lapsed; patients read how to ask instead. Confirm it.")
            address = reverse("admin:clinics_costitem_changelist")
            yield Finding(message, cost.service, False, address, "price-lapsed")
    for row in content.coverages:
        if row.next_check < today:
            message = _("This answer was to be checked again. Ask the insurer, then date it.")
            address = reverse("admin:clinics_coverage_changelist")
            yield Finding(message, row.payer, False, address, "check-overdue")
