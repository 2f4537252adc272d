"""Which clinics offer a guide: changed for several at once, in their drafts."""

from collections.abc import Collection, Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from clinics.law.permission import forbids, refusal
from clinics.models import Clinic
from clinics.public import live
from editions.publish.publishing import lock
from guide.models import Guide
from guide.models import access as guide_access


class CannotOffer(Exception):
    """The words say where it is forbidden, and what to do."""


def forbidden(guides: Collection[Guide], country: str, state: str, day) -> dict[int, str]:
    """{guide: why} of those that the law forbids there; two queries, or none for no guide."""
    if not guides:
        return {}
    moment = timezone.now()
    network = live.network_content_at(moment)
    statuses = live.guide_statuses_at([guide.slug for guide in guides], moment)
    laws = {
        guide: forbids(
            network, country, state, statuses.get(guide.slug, {guide.regulatory_status}), day
        )
        for guide in guides
    }
    return {guide.pk: refusal(law, str(guide)) for guide, law in laws.items() if law}


def forbidden_anew(clinic: Clinic, guides: Iterable[Guide]) -> dict[int, str]:
    """The same of those that this clinic does not offer yet."""
    offered = set(clinic.guides.values_list("pk", flat=True)) if clinic.pk else set()
    new = [guide for guide in guides if guide.pk not in offered]
    return forbidden(new, clinic.country, clinic.state_code, clinic.day_at(timezone.now()))


@transaction.atomic
def offer(guide: Guide, clinics: Iterable[Clinic], *, by, offered: bool) -> list[Clinic]:
    """From now on these drafts offer `guide`, or do not; gives the clinics that changed.

    Each change is in the clinic's history, and makes a form that was open on it stale. Where the law
    of one clinic's place forbids it, nothing is changed at any: raises CannotOffer.
    """
    if not guide_access.edits_guides(by):
        raise PermissionDenied
    changed, refused = [], []
    # Locked in one order, so that two who do this at once never wait for each other.
    for clinic in sorted(clinics, key=lambda clinic: clinic.pk):
        clinic = lock(clinic)
        if clinic.guides.contains(guide) == offered:
            continue
        if offered and (why := forbidden_anew(clinic, [guide])):
            refused.append(f"{clinic.name}: {why[guide.pk]}")
            continue
        # add() and remove() write the history: the version that it copies is raised before them.
        Clinic.objects.filter(pk=clinic.pk).update(version=F("version") + 1)
        clinic.refresh_from_db()
        (clinic.guides.add if offered else clinic.guides.remove)(guide)
        changed.append(clinic)
    if refused:
        raise CannotOffer("\n".join(refused))
    return changed
