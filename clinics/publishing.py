"""Publishing a clinic, and the network: the whole draft, as the next edition."""

from django.db import transaction
from django.utils.translation import gettext as _

from clinics import access
from clinics.catalogue import Network, NetworkEdition
from clinics.checking import check_clinic, check_network
from clinics.composing import compose_clinic, compose_network
from clinics.models import Clinic, ClinicEdition
from editions import publishing
from editions.proposing import close
from editions.publishing import CannotPublish


@transaction.atomic
def publish_clinic(clinic: Clinic, *, by, **options) -> ClinicEdition:
    """The next edition of `clinic`; `options` are those of editions.publishing.publish."""
    if not access.publishes(by, clinic):
        raise CannotPublish(_("Only a manager of this clinic can publish. Ask one."))
    edition = publishing.publish(
        clinic, compose=compose_clinic, check=check_clinic, by=by, slug=clinic.slug, **options
    )
    close(clinic)
    return edition


def publish_network(network: Network, *, by, **options) -> NetworkEdition:
    """The next edition of the catalogue and the notices, for every clinic at once."""
    if not access.publishes_network(by):
        raise CannotPublish(_("Only the central team can publish this. Ask a guide editor."))
    return publishing.publish(
        network, compose=compose_network, check=check_network, by=by, **options
    )
