"""Whether each price of a treatment that is not approved says how it is offered."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.models.content import ClinicContent, NetworkContent
from clinics.public import live
from editions.tools.findings import Finding


def studies_not_said(content: ClinicContent, network: NetworkContent) -> Iterator[Finding]:
    """A page must not ask for money and leave it open whether it may be asked for."""
    treatments = {one.key for one in network.services if one.is_unapproved_treatment}
    message = _(
        "This treatment is not approved. Say with the price whether it is offered inside a "
        "registered study, outside one, or only explained."
    )
    address = reverse("admin:clinics_costitem_changelist")
    for cost in content.costs:
        if cost.service in treatments and not cost.study:
            yield Finding(message, cost.service, True, address, "study-not-said")


def treatments_not_marked(network: NetworkContent) -> Iterator[Finding]:
    """Guides to something not approved of whose services none is marked as the treatment."""
    slugs = {slug for service in network.services for slug in service.guides}
    texts = live.guide_contents_at(slugs, timezone.now())
    marked = {s for one in network.services if one.is_unapproved_treatment for s in one.guides}
    message = _(
        "The guide “%(slug)s” is about something not approved, and none of its services is marked "
        "as the treatment itself. So its prices need not say how it is offered. Mark it."
    )
    address = reverse("admin:clinics_service_changelist")
    for slug in sorted(slugs - marked):
        if any(text.is_unapproved for text in texts[slug]):
            yield Finding(message % {"slug": slug}, slug, False, address, "treatment-not-marked")
