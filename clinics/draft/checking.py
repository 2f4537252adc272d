"""What stands in the way of publishing a clinic or the network, or deserves a second look."""

from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clinics.draft.law import findings_on_law, notice_gaps, statuses_of, unverified
from clinics.draft.letter_findings import letters_missing
from clinics.draft.study_findings import studies_not_said, treatments_not_marked
from clinics.models import Clinic, Note
from clinics.models.catalogue import Network
from clinics.models.clinic import ABOUT_MONEY
from clinics.models.consent import without_consent
from clinics.models.content import ClinicContent, NetworkContent
from clinics.models.jurisdiction import is_verified
from clinics.models.notice import Notice
from clinics.public import live
from clinics.public.notices import is_of_place
from clinics.tools.price_rules import (
    ANSWER_WORDS,
    PAYMENT_WORDS,
    PRICE_WORDS,
    doubts,
    line_key,
    promises,
)
from editions.models.content import label_of
from editions.models.public_text import PublicText, public_texts
from editions.publish.exceptions import newest, with_exemptions
from editions.tools.findings import Finding
from editions.tools.patient_data import findings_in, texts_in
from guide.claims.checking import world_of
from guide.claims.matching import World
from guide.draft.checking import check_text
from guide.draft.claim_findings import findings_on_claims
from guide.draft.reading_findings import findings_on_reading
from guide.fields import in_language
from guide.models import Guide
from guide.models.evidence import SourceStatus
from guide.models.kinds import Kind
from guide.references.holding import findings_on_status, statuses_in


@dataclass(frozen=True)
class Ground:
    """What the checks of some clinics read beside their drafts."""

    moment: datetime
    network: NetworkContent
    guides: dict  # slug: the content of every live text
    statuses: dict  # slug: the approval status in the guide's draft
    notes: dict  # clinic: its notes
    prices: dict  # clinic: those of its last edition, by line
    sources: dict  # (guide, key): whether what notes may cite still holds
    unread: dict  # note: its answer, of those that the central team has not let stand
    said: dict  # clinic: what was said last of each finding that somebody asked about

    def offered(self, content):
        return {slug: self.guides[slug] for slug in content.guides}

    def approvals(self, content):
        """(name, approval statuses) of each guide on offer."""
        return [
            (texts[0].title if texts else slug, statuses_of(texts, self.statuses.get(slug, "")))
            for slug, texts in self.offered(content).items()
        ]


def ground_of(contents: dict[int, ClinicContent]) -> Ground:
    """For all clinics of `contents`; seven queries, however many they are."""
    moment = timezone.now()
    slugs = {slug for content in contents.values() for slug in content.guides}
    notes: dict = {}
    for note in Note.objects.filter(clinic__in=list(contents)).select_related("guide"):
        notes.setdefault(note.clinic_id, []).append(note)
    slugs = {slug for content in contents.values() for slug in content.guides}
    asks = Network.objects.filter(requires_consent=True).exists()
    unread = without_consent(Note.objects.filter(clinic__in=list(contents)))
    return Ground(
        moment=moment,
        network=live.network_content_at(moment),
        guides=live.guide_contents_at(slugs, moment),
        statuses=dict(
            Guide.objects.filter(slug__in=slugs).values_list("slug", "regulatory_status")
        ),
        notes=notes,
        prices=live.last_prices(contents),
        sources=statuses_in(slugs),
        unread=dict(unread.values_list("pk", "answer")) if asks else {},
        said=newest(Clinic, list(contents)),
    )


def check_clinic(
    clinic: Clinic, content: ClinicContent, ground: Ground | None = None
) -> list[Finding]:
    """Findings on `content`, composed from `clinic`: those that block come first."""
    ground = ground or ground_of({clinic.pk: content})
    guides = ground.offered(content)
    today = clinic.day_at(ground.moment)
    notices = [notice for notice in ground.network.notices if is_of_place(notice, content)]
    findings = [
        *_offer(clinic, content, guides),
        *findings_on_law(clinic, content, ground.approvals(content), ground.network, today),
        *_notes(ground.notes.get(clinic.pk, ()), guides),
        *_sources(ground.notes.get(clinic.pk, ()), guides, ground.sources),
        *_unread(ground.notes.get(clinic.pk, ()), ground.unread),
        *_missing_notes(clinic, content),
        *_facts(clinic, content, ground.network),
        *_dates(clinic, content, today),
        *_unverified(notices, today),
        *_promises(clinic, content),
        *studies_not_said(content, ground.network),
        *_unlikely(content, ground.prices.get(clinic.pk, {})),
        *_patient_data(clinic, content),
        *_words(clinic, content),
    ]
    return with_exemptions(findings, content, ground.said.get(clinic.pk, {}))


def check_network(network: Network, content: NetworkContent) -> list[Finding]:
    """Findings on what the network shares: nameless entries block, stale notices and laws warn."""
    today = timezone.localdate()
    findings = []
    for entry in (*content.services, *content.payers):
        if not entry.names.get(settings.LANGUAGE_CODE):
            message = _("This entry has no name in the default language. Give it one.")
            findings.append(Finding(message, entry.key, blocks=True, code="no-name"))
    for notice in Notice.objects.order_by("key"):
        if not any(notice.texts.values()):
            message = _(
                "This notice has no text, so patients do not see it. Paste in what the law says."
            )
            mend = reverse("admin:clinics_notice_change", args=[notice.pk])
            findings.append(Finding(message, notice.key, address=mend, code="notice-empty"))
    findings += _of_laws(content, today)
    findings += treatments_not_marked(content)
    findings += letters_missing(content)
    findings += _patient_data(network, content)
    findings += _words(network, content)
    findings += _unverified(content.notices, today)
    return with_exemptions(findings, content, newest(Network, [network.pk]).get(network.pk, {}))


def _of_laws(content, today):
    """What stops clinics of that place; the network itself is published all the same."""
    address = reverse("admin:clinics_jurisdiction_changelist")
    for law in content.jurisdictions:
        if not is_verified(law.verified_on, today):
            yield unverified(law, blocks=False)
        for message, _notice in notice_gaps(law, content, today):
            yield Finding(message, law.key, False, address, "law-notice-missing")


# Where no effect of a treatment may be told, with a source or without.
SHORT = {
    *("tagline", "self_pay_discount", "deposit", "financing", "costs", "coverages"),
    *("services", "payers"),
}


def _words(owner, content):
    """What a clinic or the network tells patients that must not be told, or is hard to read."""

    def world_at(path):
        if path[0] != "notes":
            return World.SHORT if path[0] in SHORT else World.ELSEWHERE
        return world_of_note(content.notes[path[1]].section_kind)

    texts = list(public_texts(content, settings.LANGUAGE_CODE))
    place_of = _places(owner, content)
    yield from findings_on_claims(texts, world_at=world_at, place_of=place_of)
    yield from findings_on_reading(texts, place_of)


def claims_of_note(note: Note) -> list[Finding]:
    """What is found in one note alone, for whoever reads it before it goes live."""
    address = reverse("admin:clinics_note_change", args=[note.pk])
    return list(
        findings_on_claims(
            [PublicText((), note.body, note.language, is_markdown=True)],
            world_at=lambda path: world_of_note(note.section_kind),
            place_of=lambda path: (str(note), address),
        )
    )


def world_of_note(kind: str) -> World:
    """What may be told in a clinic's note of this kind."""
    return World.SHORT if kind in ABOUT_MONEY else world_of(kind)


def _patient_data(owner, content):
    """In whatever a patient may read of a clinic or of the network, field by field."""
    return list(findings_in(texts_in(content.model_dump(mode="json")), _places(owner, content)))


def _places(owner, content):
    """A function from the path of a text to (place, address of its form or list)."""
    lists = {
        "notes": "clinics_note",
        "costs": "clinics_costitem",
        "coverages": "clinics_coverage",
        "services": "clinics_service",
        "payers": "clinics_payer",
        "notices": "clinics_notice",
        "jurisdictions": "clinics_jurisdiction",
    }

    def place_of(path):
        if path[0] in lists:
            return _named(content, path), reverse(f"admin:{lists[path[0]]}_changelist")
        name = f"admin:{owner._meta.label_lower.replace('.', '_')}_change"
        return str(owner), reverse(name, args=[owner.pk])

    return place_of


def _named(content, path):
    """The row of a list in the words by which staff know it."""
    row = getattr(content, path[0])[path[1]]
    if path[0] == "notes":
        return label_of(Kind, row.section_kind)
    if path[0] == "costs":
        return _name(row)
    return row.payer if path[0] == "coverages" else row.key


def _unverified(notices, today):
    message = _(
        "Nobody has checked this notice against the law for a year. Check it, or ask somebody to."
    )
    address = reverse("admin:clinics_notice_changelist")
    return [
        Finding(message, notice.key, False, address, "notice-unverified")
        for notice in notices
        if not is_verified(notice.verified_on, today)
    ]


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
        # A note for all guides may cite what any of them has.
        texts = guides.get(note.guide.slug, []) if note.guide else [*chain(*guides.values())]
        keys = {reference.key for text in texts for reference in text.references}
        if note.section_kind not in Kind.values:
            message = _("There is no such kind of section: “%(kind)s”. Choose another kind.")
            yield Finding(
                message % {"kind": note.section_kind}, str(note), True, mend, "no-such-kind"
            )
        yield from check_text(note.body, keys, str(note), mend)
        if note.section_kind not in ABOUT_MONEY and not any(
            text.has(note.section_kind) for text in texts
        ):
            message = _("No guide on offer has such a section, so patients will not see this note.")
            yield Finding(message, str(note), False, mend, "note-without-place")


def _sources(notes, guides, statuses):
    """Sentences of notes that cite what was withdrawn or superseded since."""
    for note in notes:
        slugs = [note.guide.slug] if note.guide else guides
        found = {
            key: status
            for (slug, key), status in statuses.items()
            if slug in slugs and status != SourceStatus.CURRENT
        }
        mend = reverse("admin:clinics_note_change", args=[note.pk])
        text = PublicText((), note.body, note.language, is_markdown=True)
        yield from findings_on_status(text, found, str(note), mend)


def _unread(notes, answers):
    """Words on medical subjects that nobody of the central team has read, or let stand."""
    for note in (note for note in notes if note.pk in answers):
        message = (
            _("These words wait until a guide editor or a reviewer has read them.")
            if answers[note.pk] is None
            else _("These words were sent back. Change them, or delete the note.")
        )
        mend = reverse("admin:clinics_note_change", args=[note.pk])
        yield Finding(message, str(note), True, mend, "no-consent", needs_signature=True)


def _missing_notes(clinic, content):
    languages = [code for code, _name in settings.LANGUAGES if code == settings.LANGUAGE_CODE]
    languages += [code for code, _name in settings.LANGUAGES if clinic.spanish and code == "es"]
    names = dict(settings.LANGUAGES)
    for kind in ABOUT_MONEY:
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
    # Each key is told once, however many rows name it, and in their order.
    for model, key, known in dict.fromkeys((m, k, frozenset(s)) for m, k, s in rows):
        if key not in known:
            message = _("The network has not published “%(key)s” yet, so patients cannot see it.")
            place = reverse(f"admin:clinics_{model}_changelist")
            yield Finding(message % {"key": key}, clinic.name, False, place, "not-in-catalogue")


def _promises(clinic, content):
    """Words that the forms refuse, in drafts that are older than the rule or came another way."""
    rows = [("costitem", cost, PRICE_WORDS, _name(cost)) for cost in content.costs]
    rows += [("coverage", row, ANSWER_WORDS, row.payer) for row in content.coverages]
    notes = [note for note in content.notes if note.section_kind in ABOUT_MONEY]
    rows += [("note", note, ("body",), label_of(Kind, note.section_kind)) for note in notes]
    rows += [("clinic", content, PAYMENT_WORDS, clinic.name)]
    for model, row, names, place in rows:
        address = reverse(f"admin:clinics_{model}_changelist")
        for message in promises(row, names).values():
            yield Finding(message, place, True, address, "lowest-price")


def _unlikely(content, before):
    """Prices that look like a slip of the finger; they do not block."""
    address = reverse("admin:clinics_costitem_changelist")
    for cost in content.costs:
        was = before.get(line_key(cost.service, cost.own_name))
        for doubt in doubts(cost.low, cost.high, was):
            yield Finding(doubt.message, _name(cost), False, address, doubt.code)


def _name(cost):
    return cost.service or in_language(cost.own_name, get_language())[0]


def _dates(clinic, content, today):
    for cost in content.costs:
        if cost.valid_until < today:
            message = _("This price has lapsed; patients read how to ask instead. Confirm it.")
            address = reverse("admin:clinics_costitem_changelist")
            yield Finding(message, _name(cost), False, address, "price-lapsed")
    for row in content.coverages:
        if row.next_check < today:
            message = _("This answer was to be checked again. Ask the insurer, then date it.")
            address = reverse("admin:clinics_coverage_changelist")
            yield Finding(message, row.payer, False, address, "check-overdue")
