"""What stops or warns a clinic by the law of its place, as the network published it."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from clinics.law.duties import duties
from clinics.law.notices_asked import notice_gaps
from clinics.law.permission import forbids, laws_at, refusal
from clinics.models import Clinic, Jurisdiction
from clinics.models.content import ClinicContent, NetworkContent
from clinics.models.jurisdiction import is_verified, place_name
from clinics.public.notices import is_of_place
from editions.models.content import label_of
from editions.tools.findings import Finding
from guide.models.kinds import SETTLED, RegulatoryStatus

Permission, Shown = Jurisdiction.Permission, Jurisdiction.Shown


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
        yield Finding(message, clinic.name, True, mend, "place-not-verified", needs_operator=True)
    for status in every:
        laws = laws_at(network, *place, status, today)
        if status not in SETTLED:
            yield from _unknown(laws, status, place, today)
        for law in laws:
            yield from _gaps(law, content, network, today, is_needed=status not in SETTLED)
        yield from duties(laws)


def findings_on_laws(
    content: NetworkContent, before: NetworkContent, today: date
) -> Iterator[Finding]:
    """What stops clinics of that place. The network itself is published all the same, but for a law
    whose notices had words and days until now, in the edition `before`, and would not any longer."""
    kept = {
        law.key
        for law in before.jurisdictions
        if law.regulatory_status not in SETTLED and not any(notice_gaps(law, before, today))
    }
    for law in content.jurisdictions:
        if not is_verified(law.verified_on, today):
            yield _unverified(law, blocks=False)
        for message, _notice in notice_gaps(law, content, today):
            yield Finding(
                message,
                law.key,
                law.key in kept,
                _laws(),
                "law-notice-missing",
                needs_operator=True,
            )


def _forbidden(clinic, offers, network, place, today):
    mend = reverse("admin:clinics_clinic_change", args=[clinic.pk])
    for guide, statuses in offers:
        if law := forbids(network, *place, statuses, today):
            message = _(
                "%(refusal)s Take it off the clinic's guides and publish: what patients were shown "
                "before stays until then."
            )
            told = message % {"refusal": refusal(law, guide)}
            yield Finding(told, clinic.name, True, mend, "law-forbids", is_final=True)


def _unknown(laws, status, place, today):
    """Where nobody has said what the law asks, or has not looked again for a year."""
    if not laws:
        message = _(
            "Nobody has entered what the law of %(place)s asks of guides with the status "
            "“%(status)s”. An operator adds it to the laws by place and has the network published."
        )
        told = {"place": place_name(*place), "status": label_of(RegulatoryStatus, status)}
        yield Finding(
            message % told, place_name(*place), True, _laws(), "law-missing", needs_operator=True
        )
    for law in laws:
        if not is_verified(law.verified_on, today):
            yield _unverified(law, blocks=True)


def _unverified(law, *, blocks):
    message = _(
        "Nobody has compared this law with its source within a year. An operator does, dates it "
        "under the laws by place, and has the network published."
    )
    return Finding(message, law.key, blocks, _laws(), "law-unverified", needs_operator=True)


def _gaps(law, content, network, today, *, is_needed):
    """What is wrong with the notices that a law asks for at one clinic."""
    for message, notice in notice_gaps(law, network, today):
        yield Finding(
            message, notice, is_needed, _notices(), "law-notice-missing", needs_operator=True
        )
    known = {notice.key: notice for notice in network.notices}
    for key in law.notices if law.notice_on else ():
        notice = known.get(key)
        if notice and not is_of_place(notice, content):
            message = _(
                "The law “%(law)s” asks for this notice, which is of another place, so that "
                "patients here do not see it. Change its country and state, or name another."
            )
            told = message % {"law": law.key}
            yield Finding(
                told, key, is_needed, _notices(), "law-notice-missing", needs_operator=True
            )


def _laws():
    return reverse("admin:clinics_jurisdiction_changelist")


def _notices():
    return reverse("admin:clinics_notice_changelist")
