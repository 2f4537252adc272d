"""What patients see once an edition is withdrawn."""

from django.utils import timezone
from django.utils.translation import gettext as _

from editions.models import Edition


def without(edition: Edition) -> str:
    """One sentence, true before and after `edition` is withdrawn."""
    now = timezone.now()
    editions = getattr(edition, edition.OWNER).editions.standing_at(now)
    live, other = editions.first(), editions.exclude(pk=edition.pk).first()
    if edition.live_from > now and live:
        words = _("It will not go live. Patients will keep seeing edition %(number)s.")
    elif edition.live_from > now:
        words = _("It will not go live. Patients still see nothing of this.")
    elif live and live.pk != edition.pk:
        words = _("Patients see no difference: they see edition %(number)s.")
    elif other:
        words = _("Patients see edition %(number)s instead, the one before it.")
    else:
        words = _("Patients see nothing of this until you publish again.")
    return words % {"number": other.number if other else ""}
