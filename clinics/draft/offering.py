"""Which clinics offer a guide: changed for several at once, in their drafts."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from clinics.models import Clinic
from editions.publish.publishing import lock
from guide.models import Guide
from guide.models import access as guide_access


@transaction.atomic
def offer(guide: Guide, clinics: Iterable[Clinic], *, by, offered: bool) -> list[Clinic]:
    """From now on these drafts offer `guide`, or do not; gives the clinics that changed.

    Each change is in the clinic's history, and makes a form that was open on it stale.
    """
    if not guide_access.edits_guides(by):
        raise PermissionDenied
    changed = []
    # Locked in one order, so that two who do this at once never wait for each other.
    for clinic in sorted(clinics, key=lambda clinic: clinic.pk):
        clinic = lock(clinic)
        if clinic.guides.contains(guide) == offered:
            continue
        # add() and remove() write the history: the version that it copies is raised before them.
        Clinic.objects.filter(pk=clinic.pk).update(version=F("version") + 1)
        clinic.refresh_from_db()
        (clinic.guides.add if offered else clinic.guides.remove)(guide)
        changed.append(clinic)
    return changed
