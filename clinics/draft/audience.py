"""At which clinics a publish of a guide's text, or of the network, changes what patients read."""

from django.utils import timezone

from clinics.draft.composing import compose_network
from clinics.models.catalogue import Network
from clinics.public.live import network_content_at, open_clinics
from clinics.public.notices import is_of_place
from guide.models import Translation

# What stands on pages of one place alone, and what no patient reads.
OF_A_PLACE, OF_STAFF = {"notices"}, {"jurisdictions"}


def clinics_with(translation: Translation) -> list[str]:
    """Those open now that offer the guide."""
    slug = translation.guide.slug
    return [clinic.name for clinic in open_clinics(timezone.now()) if slug in clinic.guides]


def clinics_of(network: Network) -> list[str] | None:
    """Those open now; where notices alone have changed, those of the places they are for; None
    where patients would read nothing new."""
    now = timezone.now()
    live, draft = network_content_at(now), compose_network(network)
    changed = [notice for notice in live.notices if notice not in draft.notices]
    changed += [notice for notice in draft.notices if notice not in live.notices]
    is_all = _shared(live) != _shared(draft)
    if not (is_all or changed):
        return None
    return [
        clinic.name
        for clinic in open_clinics(now)
        if is_all or any(is_of_place(notice, clinic) for notice in changed)
    ]


def _shared(content):
    return content.model_dump(exclude=content.NO_WORDS | OF_A_PLACE | OF_STAFF)
