"""What the law of a clinic's place asks of the guides that it offers, as the network published it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from clinics.models import Clinic, Jurisdiction, Notice
from clinics.models.content import (
    ClinicContent,
    JurisdictionContent,
    NetworkContent,
    NoticeContent,
)
from clinics.models.jurisdiction import is_verified, place_name
from clinics.public.notices import is_of_place
from editions.models.content import label_of
from editions.tools.findings import Finding
from guide.fields import in_language
from guide.models.content import GuideContent
from guide.models.kinds import SETTLED, RegulatoryStatus

Permission, Shown = Jurisdiction.Permission, Jurisdiction.Shown
STRICTEST_FIRST = (Permission.FORBIDDEN, Permission.TRIAL, Permission.ALLOWED)
STANDS = {
    Shown.PAPER: {Notice.Placement.HANDOUT},
    Shown.WEB: {
        *(Notice.Placement.PAGE_TOP, Notice.Placement.BEFORE_BENEFITS),
        *(Notice.Placement.COST, Notice.Placement.FOOTER),
    },
}


def statuses_of(texts: Iterable[GuideContent], draft: str) -> set[str]:
    """As patients read it; where nothing is live yet, as the `draft` says it."""
    return {text.regulatory_status for text in texts} or {draft}


def laws_at(
    network: NetworkContent, country: str, state: str, status: str, day: date
) -> list[JurisdictionContent]:
    """The rows in force there for guides of this status; those of the state before the country's."""
    found = [
        law
        for law in network.jurisdictions
        if law.country == country
        and law.state in ("", state)
        and law.regulatory_status == status
        and _is_in_force(law, day)
    ]
    return sorted(found, key=lambda law: not law.state)


def forbids(
    network: NetworkContent, country: str, state: str, statuses: Iterable[str], day: date
) -> JurisdictionContent | None:
    """The row by which a guide of one of these statuses may not be offered there, if any is."""
    for status in sorted(statuses):
        law = _permitting(laws_at(network, country, state, status, day))
        if law and law.permission == Permission.FORBIDDEN:
            return law
    return None


def _permitting(laws) -> JurisdictionContent | None:
    """The row that says whether it may be offered: the state's where it does, and the strictest."""
    for of_state in (True, False):
        saying = [law for law in laws if law.permission and bool(law.state) == of_state]
        if saying:
            return min(saying, key=_strictness)
    return None


def _strictness(law):
    """A word of later code is taken for the strictest."""
    known = law.permission in STRICTEST_FIRST
    return STRICTEST_FIRST.index(law.permission) if known else -1


def _is_in_force(row, day):
    begun = row.effective_from is None or row.effective_from <= day
    return begun and (row.effective_to is None or day <= row.effective_to)


def refusal(law: JurisdictionContent, guide: str) -> str:
    """Why `guide`, in the words of its readers, may not be offered where `law` holds."""
    message = _(
        "“%(guide)s” may not be offered to the public in %(place)s. It says so here: %(source)s. "
        "If that is wrong, ask an operator to check the law by place."
    )
    place = place_name(law.country, law.state)
    return message % {"guide": guide, "place": place, "source": law.source}


def findings_on_law(
    clinic: Clinic,
    content: ClinicContent,
    offers: Sequence[tuple[str, set[str]]],
    network: NetworkContent,
    today: date,
) -> Iterator[Finding]:
    """`offers` are (name, approval statuses) of each guide on offer. Of a clinic that shows no guide
    to anybody the law asks nothing."""
    if not content.is_open:
        return
    place = content.country, content.state_code
    yield from _forbidden(clinic, offers, network, place, today)
    every = sorted({status for _name, statuses in offers for status in statuses})
    if clinic.place_set_on is None and not SETTLED.issuperset(every):
        message = _(
            "Nobody has looked up where this clinic is, and the law hangs on it. An operator does "
            "that here; anybody else asks an operator here."
        )
        mend = reverse("admin:clinics_clinic_place", args=[clinic.pk])
        yield Finding(message, clinic.name, True, mend, "place-not-verified")
    for status in every:
        laws = laws_at(network, *place, status, today)
        if status not in SETTLED:
            yield from _unknown(laws, status, place, today)
        for law in laws:
            yield from _gaps(law, content, network, today, is_needed=status not in SETTLED)
        yield from _asked(laws)


def _forbidden(clinic, offers, network, place, today):
    mend = reverse("admin:clinics_clinic_change", args=[clinic.pk])
    for guide, statuses in offers:
        if law := forbids(network, *place, statuses, today):
            message = _(
                "%(refusal)s Take it off the clinic's guides and publish: what patients were shown "
                "before stays until then."
            )
            told = message % {"refusal": refusal(law, guide)}
            yield Finding(told, clinic.name, True, mend, "law-forbids")


def _unknown(laws, status, place, today):
    """Where nobody has said what the law asks, or has not looked again for a year."""
    if not laws:
        message = _(
            "Nobody has entered what the law of %(place)s asks of guides with the status "
            "“%(status)s”. An operator adds it to the laws by place and has the network published."
        )
        told = {"place": place_name(*place), "status": label_of(RegulatoryStatus, status)}
        yield Finding(message % told, place_name(*place), True, _laws(), "law-missing")
    for law in laws:
        if not is_verified(law.verified_on, today):
            yield unverified(law, blocks=True)


def unverified(law: JurisdictionContent, *, blocks: bool) -> Finding:
    message = _(
        "Nobody has compared this law with its source within a year. An operator does, dates it "
        "under the laws by place, and has the network published."
    )
    return Finding(message, law.key, blocks, _laws(), "law-unverified")


def _gaps(law, content, network, today, *, is_needed):
    """What is wrong with the notices that a law asks for at one clinic."""
    for message, notice in notice_gaps(law, network, today):
        yield Finding(message, notice, is_needed, _notices(), "law-notice-missing")
    known = {notice.key: notice for notice in network.notices}
    for key in law.notices if law.notice_on else ():
        notice = known.get(key)
        if notice and not is_of_place(notice, content):
            message = _(
                "The law “%(law)s” asks for this notice, which is of another place, so that "
                "patients here do not see it. Change its country and state, or name another."
            )
            told = message % {"law": law.key}
            yield Finding(told, key, is_needed, _notices(), "law-notice-missing")


def notice_gaps(
    law: JurisdictionContent, network: NetworkContent, today: date
) -> Iterator[tuple[str, str]]:
    """(what is wrong and what to do, the notice's key) wherever a notice would not be seen."""
    known = {notice.key: notice for notice in network.notices}
    if law.notice_on and not law.notices:
        yield (
            _("This law asks for a notice and names none. An operator chooses the notice there."),
            law.key,
        )
    for key in law.notices if law.notice_on else ():
        if gap := _gap(law, known.get(key), today):
            yield gap, key
    shown = {place for key in law.notices if key in known for place in known[key].placements}
    for where in law.notice_on if law.notices else ():
        if where in STANDS and not shown & STANDS[where]:
            message = _(
                "The law “%(law)s” wants a notice here: %(where)s. None of its notices stands "
                "there. Say so in the notice, under “where it stands”."
            )
            told = {"law": law.key, "where": label_of(Shown, where)}
            yield message % told, ", ".join(law.notices)


def _gap(law, notice: NoticeContent | None, today):
    """Why patients would not read this notice, or nobody knows whether it says what the law wants."""
    told = {"law": law.key}
    if notice is None or not in_language(notice.texts, settings.LANGUAGE_CODE)[0].strip():
        message = _(
            "The law “%(law)s” asks for this notice, and it has no text yet. Paste in what the law "
            "prescribes, and have the network published."
        )
        return message % told
    if not _is_in_force(notice, today):
        message = _(
            "The law “%(law)s” asks for this notice today, and the notice's own days say that it "
            "is not shown today. Change the days of one of them."
        )
        return message % told
    if not is_verified(notice.verified_on, today):
        message = _(
            "The law “%(law)s” asks for this notice, and nobody has compared its text with the law "
            "within a year. Compare it, date it, and have the network published."
        )
        return message % told
    return ""


def _asked(laws):
    """What staff do beside the page, each with its source; it stops nothing."""
    permission = _permitting(laws)
    door = next((law for law in laws if law.door_paper), None)
    for law in laws:
        told = [
            _("The law allows this only inside a trial.")
            if law is permission and law.permission == Permission.TRIAL
            else "",
            _("The law asks for a signed consent form.") if law.consent_form else "",
            _("The law asks for a notice in your advertisements too.")
            if Shown.ADVERTISEMENT in law.notice_on
            else "",
            _door_sheet(law) if law is door else "",
        ]
        if any(told):
            message = " ".join(filter(None, [*told, law.duty, f"({law.source})"]))
            where = place_name(law.country, law.state)
            yield Finding(message, where, False, _laws(), "law-asks")


def _door_sheet(law):
    message = _("The law asks for a notice at the entrance: %(paper)s, %(points)s points.")
    paper = label_of(Clinic.Paper, law.door_paper)
    return message % {"paper": paper, "points": law.door_points}


def _laws():
    return reverse("admin:clinics_jurisdiction_changelist")


def _notices():
    return reverse("admin:clinics_notice_changelist")
