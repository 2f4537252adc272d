"""Whether each price of a treatment that is not approved says how it is offered, and may say so."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.law.permission import laws_at, permitting
from clinics.law.therapy import names_therapy
from clinics.models import CostItem, Jurisdiction
from clinics.models.content import ClinicContent, CostContent, NetworkContent
from clinics.models.jurisdiction import place_name
from clinics.public import live
from editions.tools.findings import Finding
from guide.models.kinds import SETTLED


def findings_on_studies(
    content: ClinicContent,
    network: NetworkContent,
    statuses: Mapping[str, set[str]],
    today: date,
    place_of: Callable[[CostContent], tuple[str, str]],
) -> Iterator[Finding]:
    """A page must not ask for money and leave it open whether it may be asked for.

    `statuses` are the approval statuses of each guide on offer; `place_of(cost)` gives the price's
    name and the address of its form.
    """
    treatments = {one.key: one.guides for one in network.services if one.is_unapproved_treatment}
    for cost in content.costs:
        guides = treatments.get(cost.service) if cost.service else _guides_of_own(cost, statuses)
        if guides is None:
            continue
        if not cost.study:
            message = _(
                "This treatment is not approved. Say with the price whether it is offered inside a "
                "registered study, outside one, or only explained."
            )
            yield Finding(message, *_at(place_of(cost)), code="study-not-said")
        elif cost.study == CostItem.Study.OUTSIDE and content.is_open:
            about = {status for slug in guides for status in statuses.get(slug, ())}
            yield from _only_in_trials(content, network, about - SETTLED, today, place_of(cost))


def _at(place):
    name, address = place
    return name, True, address


def _guides_of_own(cost, statuses):
    """The guides to what is not approved that a line under the clinic's own name may be about."""
    unapproved = [slug for slug, found in statuses.items() if not SETTLED.issuperset(found)]
    named = any(names_therapy(name) for name in cost.own_name.values())
    return unapproved if unapproved and named else None


def _only_in_trials(content, network, statuses, today, place):
    """A law knows no exceptions by us, so that no reason lifts it."""
    where = content.country, content.state_code
    for status in sorted(statuses):
        law = permitting(laws_at(network, *where, status, today))
        if law and law.permission == Jurisdiction.Permission.TRIAL:
            message = _(
                "The law of %(place)s allows this only inside a trial, and this price says that it "
                "is offered outside one. It says so here: %(source)s. Name the study, or say that "
                "it is only explained."
            )
            told = {"place": place_name(law.country, law.state), "source": law.source}
            yield Finding(message % told, *_at(place), code="study-needed", is_final=True)
            return


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
