"""The owners of editions in this room, described: a clinic and the network; and what a text has here."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.admin.publish_actions import actions
from clinics.checks.checking import check_clinic, check_network
from clinics.draft.audience import clinics_of, clinics_with
from clinics.draft.composing import compose_clinic, compose_network
from clinics.draft.publishing import publish_clinic, publish_network
from clinics.draft.restoring import ClinicRows
from clinics.draft.restoring_network import NetworkRows
from clinics.draft.wording import clinic_wording, network_wording
from clinics.models import Clinic, CostItem, Coverage, Jurisdiction, Membership, Note, access
from clinics.models.catalogue import Network, Payer, Service
from clinics.models.notice import Notice
from editions.admin.owners import Owner, Reviewing
from editions.admin.pages import address
from guide.admin.owners import EXEMPTING
from guide.models import access as guide_access


def _links_of_clinic(user, clinic):
    links = [(address(Clinic, "shares", clinic.pk), _("Links to the draft"))]
    if access.publishes(user, clinic):
        links.append((address(Clinic, "people", clinic.pk), _("People")))
    links.append((address(Clinic, "place", clinic.pk), _("Where it is")))
    links.append((_then(clinic=clinic.pk), _("As patients saw it")))
    for model, words in [(Note, _("Notes")), (CostItem, _("Prices")), (Coverage, _("Insurance"))]:
        rows = f"{address(model, 'changelist')}?{urlencode({'clinic__id__exact': clinic.pk})}"
        links.append((rows, words))
    sheet = address(Clinic, "sheet", clinic.pk)
    links.append((f"{sheet}?what=costs", _("Prices as a sheet")))
    links.append((f"{sheet}?what=coverage", _("Insurance as a sheet")))
    return links


def _links_of_text(user, text):
    links = [(_then(guide=text.guide.slug, language=text.language), _("As patients saw it"))]
    if guide_access.publishes_guides(user):
        shares = reverse("admin:clinics_translation_shares", args=[text.pk])
        links.insert(0, (shares, _("Links to the draft")))
    return links


def _then(**chosen):
    return f"{reverse('admin:clinics_as_of')}?{urlencode(chosen)}"


CLINIC = Owner(
    model=Clinic,
    compose=compose_clinic,
    check=check_clinic,
    publish=publish_clinic,
    may_publish=access.publishes,
    wording=clinic_wording,
    rows=ClinicRows,
    exempting=EXEMPTING,
    unsigned=(
        gettext_lazy(
            "Your own words on medical subjects wait for the central team, which has them on its "
            "list. To publish the rest before, put back what is live, or delete the note."
        ),
        gettext_lazy("To the note"),
    ),
    parts=lambda clinic: [
        (model, {"clinic_id": clinic.pk}) for model in (Note, CostItem, Coverage, Membership)
    ],
    review=Reviewing(
        title=gettext_lazy("Ready to publish"),
        may_take_part=access.edits,
        actions=actions,
        deciders=access.managers_of,
    ),
    preview=lambda clinic: address(Clinic, "preview_frame", clinic.pk),
    links=_links_of_clinic,
)
NETWORK = Owner(
    model=Network,
    compose=compose_network,
    check=check_network,
    publish=publish_network,
    may_publish=lambda user, network: access.publishes_network(user),
    wording=lambda content: network_wording(),
    rows=NetworkRows,
    exempting=EXEMPTING,
    parts=lambda network: [(model, {}) for model in (Service, Payer, Notice, Jurisdiction)],
    reaches=clinics_of,
)
OF_A_TEXT = {
    "preview": lambda text: reverse("admin:clinics_translation_preview_frame", args=[text.pk]),
    "links": _links_of_text,
    "reaches": clinics_with,
}
