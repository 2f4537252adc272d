"""What stands in the way of publishing a clinic or the network, or deserves a second look."""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.checks.ground import Ground, ground_of
from clinics.checks.letters import letters_missing
from clinics.checks.notes import findings_on_notes, missing_notes, sources_gone, unread_in
from clinics.checks.prices import lapsed, not_in_catalogue, promises_in, unlikely
from clinics.checks.words import findings_on_words, patient_data_in
from clinics.law.findings import findings_on_law, findings_on_laws
from clinics.law.study import findings_on_studies, treatments_not_marked
from clinics.models import Clinic
from clinics.models.catalogue import Network
from clinics.models.content import ClinicContent, NetworkContent
from clinics.models.jurisdiction import is_verified
from clinics.models.notice import Notice
from clinics.public import live
from clinics.public.notices import is_of_place
from editions.publish.exceptions import newest, with_exemptions
from editions.tools.findings import Finding


def check_clinic(
    clinic: Clinic, content: ClinicContent, ground: Ground | None = None
) -> list[Finding]:
    """Findings on `content`, composed from `clinic`: those that block come first."""
    ground = ground or ground_of({clinic.pk: content})
    guides, rows = ground.offered(content), ground.rows(clinic)
    today = clinic.day_at(ground.moment)
    notices = [notice for notice in ground.network.notices if is_of_place(notice, content)]
    findings = [
        *_offer(clinic, content, guides),
        *findings_on_law(clinic, content, ground.approvals(content), ground.network, today),
        *findings_on_notes(ground.notes.get(clinic.pk, ()), guides),
        *sources_gone(ground.notes.get(clinic.pk, ()), guides, ground.sources),
        *unread_in(ground.notes.get(clinic.pk, ()), ground.unread),
        *missing_notes(clinic, content),
        *not_in_catalogue(clinic, content, ground.network),
        *lapsed(content, today, rows),
        *_unverified(notices, today),
        *promises_in(clinic, content, rows),
        *findings_on_studies(
            content,
            ground.network,
            ground.statuses_at(content),
            today,
            partial(rows.place_of, "costs"),
        ),
        *unlikely(content, ground.prices.get(clinic.pk, {}), rows),
        *patient_data_in(clinic, content, rows),
        *findings_on_words(clinic, content, rows),
    ]
    return with_exemptions(findings, content, ground.said.get(clinic.pk, {}))


def check_network(
    network: Network, content: NetworkContent, moment: datetime | None = None
) -> list[Finding]:
    """Findings on what the network shares, as of `moment` or now.

    What empties a notice that a law asks for, or ends its days, blocks, and so does an entry without
    a name; stale notices and laws warn.
    """
    moment = moment or timezone.now()
    today, before = timezone.localdate(moment), live.network_content_at(moment)
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
    findings += findings_on_laws(content, before, today)
    findings += treatments_not_marked(content)
    findings += letters_missing(content)
    findings += patient_data_in(network, content)
    findings += findings_on_words(network, content)
    findings += _unverified(content.notices, today)
    findings += _untranslated(content.notices)
    return with_exemptions(findings, content, newest(Network, [network.pk]).get(network.pk, {}))


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


def _untranslated(notices):
    message = _(
        "This notice has no words in %(language)s. Who reads in it gets those of another language."
    )
    address = reverse("admin:clinics_notice_changelist")
    for notice in notices:
        for code, language in settings.LANGUAGES:
            if any(notice.texts.values()) and not notice.texts.get(code):
                words = message % {"language": _(language)}
                yield Finding(words, notice.key, False, address, "notice-language", about=(code,))


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
