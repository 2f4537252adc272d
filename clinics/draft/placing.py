"""Where a clinic is: an operator says so, for the law that binds it hangs on it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.models import Clinic, access
from editions.publish.publishing import lock


class CannotPlace(Exception):
    """The words say why, and what to do."""


@transaction.atomic
def set_place(clinic: Clinic, *, by, country: str, state_code: str) -> Clinic:
    """The clinic is there, as `by` has found out today. Raises CannotPlace, or Gone."""
    if not access.sets_places(by):
        raise CannotPlace(_("Only an operator says where a clinic is. Ask one."))
    clinic = lock(clinic)
    clinic.country, clinic.state_code = country, state_code
    sign_place(clinic, by=by)
    clinic._history_user = by
    clinic.save()
    return clinic


def sign_place(clinic: Clinic, *, by) -> None:
    """Who answers for it, and since when; saving it is the caller's."""
    clinic.place_set_by, clinic.place_set_on = by, timezone.localdate()
