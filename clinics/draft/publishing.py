"""Publishing a clinic, and the network: the whole draft, as the next edition."""

import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from clinics.checks.checking import check_clinic, check_network
from clinics.checks.ground import ground_of
from clinics.draft.composing import compose_clinic, compose_network
from clinics.models import Clinic, ClinicEdition, access
from clinics.models.catalogue import Network, NetworkEdition
from clinics.tools.addresses import address
from editions.publish import publishing
from editions.publish.later_day import asked_of_its_day
from editions.publish.proposing import close
from editions.publish.publishing import CannotPublish
from editions.record import kept_pages


@transaction.atomic
def publish_clinic(clinic: Clinic, *, by, **options) -> ClinicEdition:
    """The next edition of `clinic`; `options` are those of editions.publish.publishing.publish."""
    if not access.publishes(by, clinic):
        raise CannotPublish(_("Only a manager of this clinic can publish. Ask one."))
    check = asked_of_its_day(
        _check,
        live_from=options.get("live_from"),
        override=options.get("override", ""),
        zone=zoneinfo.ZoneInfo(clinic.time_zone),
    )
    edition = publishing.publish(
        clinic, compose=compose_clinic, check=check, by=by, slug=clinic.slug, **options
    )
    close(clinic)
    if not edition.read().is_open:
        # Its other pages may not be asked for before the database is away.
        own = [address(code, "clinic", clinic.slug) for code, _name in settings.LANGUAGES]
        at = edition.live_from.timestamp()
        transaction.on_commit(partial(kept_pages.forget_all, at, under=own))
    return edition


def _check(clinic, content, moment):
    return check_clinic(clinic, content, ground_of({clinic.pk: content}, moment))


@dataclass(frozen=True)
class PublishOutcome:
    """What became of one clinic of several: an edition, a refusal in words, or nothing to do."""

    clinic: Clinic
    edition: ClinicEdition | None = None
    refusal: CannotPublish | None = None


def publish_each(
    clinics: Iterable[Clinic], *, by, note: str, seen: Mapping
) -> list[PublishOutcome]:
    """Every clinic for itself: what one refuses does not hold up the others.

    `seen` gives for each clinic what the publisher looked at: (fingerprint, last number).
    """
    return [_publish_one(clinic, by, note, *seen[clinic.pk]) for clinic in clinics]


def _publish_one(clinic, by, note, expected, after):
    # Publishing the same again has to be asked for, on the clinic's own page.
    last = clinic.editions.filter(withdrawn_at=None).order_by("-number").first()
    if last and last.says(compose_clinic(clinic)):
        return PublishOutcome(clinic)
    try:
        edition = publish_clinic(clinic, by=by, note=note, expected=expected, after=after)
    except CannotPublish as refusal:
        return PublishOutcome(clinic, refusal=refusal)
    return PublishOutcome(clinic, edition)


def publish_network(network: Network, *, by, **options) -> NetworkEdition:
    """The next edition of the catalogue and the notices, for every clinic at once."""
    if not access.publishes_network(by):
        raise CannotPublish(_("Only the central team can publish this. Ask a guide editor."))
    return publishing.publish(
        network,
        compose=compose_network,
        check=asked_of_its_day(
            check_network,
            live_from=options.get("live_from"),
            override=options.get("override", ""),
        ),
        by=by,
        **options,
    )
