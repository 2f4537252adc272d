"""At which clinics a publish of a guide's text, or of the network, changes what patients read."""

from django.db.models.fields.json import KT
from django.utils import timezone

from clinics.models import ClinicEdition
from clinics.models.catalogue import Network
from guide.models import Translation


def clinics_with(translation: Translation) -> list[str]:
    """Those open now that offer the guide."""
    return [name for name, guides in _open_now() if translation.guide.slug in guides]


def every_clinic(network: Network) -> list[str]:
    """Those open now."""
    return [name for name, _guides in _open_now()]


def _open_now():
    live = ClinicEdition.objects.open_at(timezone.now())
    # Read as text: SQLite gives a name such as 360 back as a number otherwise.
    named = live.annotate(name=KT("content__name")).order_by("name")
    return named.values_list("name", "content__guides")
