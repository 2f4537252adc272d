"""What the law of a place asks of staff beside the pages."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from clinics.law.permission import Permission, permitting
from clinics.models import Clinic, Jurisdiction
from clinics.models.content import JurisdictionContent
from clinics.models.jurisdiction import place_name
from editions.models.content import label_of
from editions.tools.findings import Finding

Shown = Jurisdiction.Shown


def duties(laws: Sequence[JurisdictionContent]) -> Iterator[Finding]:
    """Each with its source; it stops nothing."""
    address = reverse("admin:clinics_jurisdiction_changelist")
    permission = permitting(laws)
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
            yield Finding(message, where, False, address, "law-asks")


def _door_sheet(law):
    message = _("The law asks for a notice at the entrance: %(paper)s, %(points)s points.")
    paper = label_of(Clinic.Paper, law.door_paper)
    return message % {"paper": paper, "points": law.door_points}
