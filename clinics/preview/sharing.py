"""Sharing a draft with somebody who has no account, and taking that back."""

import hashlib
import secrets
from datetime import timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.checks.checking import check_clinic, check_network
from clinics.law.permission import forbids, refusal
from clinics.models import Clinic, ShareLink, access
from clinics.models.catalogue import Network
from clinics.models.content import ClinicContent, NetworkContent
from clinics.public import live
from guide.checks.checking import check
from guide.models import Translation
from guide.models.content import GuideContent

DAYS, MOST_DAYS = 14, 90


class CannotShare(Exception):
    """The words say why, and what to do."""


def share(
    *,
    of: str,
    text: Translation,
    clinic: Clinic,
    contents: tuple[GuideContent, ClinicContent, NetworkContent],
    by,
    days: int = DAYS,
    note: str = "",
) -> tuple[ShareLink, str]:
    """The link and its token, which is told here and never again. `contents` are frozen in it.

    Raises CannotShare where the draft claims, or shows where it is forbidden, what may not go live
    either.
    """
    _refuse_claims(text, clinic, of, contents)
    _refuse_the_forbidden(clinic, contents)
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    names = ("guide", "clinic", "network")
    link = ShareLink.objects.create(
        token_hash=_hash(token),
        of=of,
        translation=text,
        clinic=clinic,
        note=note.strip(),
        content={
            name: content.model_dump(mode="json")
            for name, content in zip(names, contents, strict=True)
        },
        day=live.day_in(contents[1].time_zone, now),
        made_at=now,
        made_by=by,
        expires_at=now + timedelta(days=days),
    )
    return link, token


def _refuse_claims(text, clinic, of, contents):
    """Whoever gets the link reads the draft as a patient would: by it, no claim goes out."""
    guide, shown, network = contents
    of_clinic = _found(check_clinic, clinic, shown)
    forbidden = [finding.message for finding in of_clinic if finding.is_final]
    # What is forbidden at other clinics says nothing against the text as this one shows it.
    if forbidden and of == ShareLink.Of.CLINIC:
        raise CannotShare(" ".join(forbidden))
    of_network = _found(check_network, Network.objects.get(pk=1), network)
    findings = [*of_clinic, *of_network, *_found(check, text, guide)]
    claims = [finding for finding in findings if finding.blocks and finding.quote]
    if claims:
        told = "; ".join(f"“{claim.quote}”: {claim.message}" for claim in claims)
        raise CannotShare(
            _("This may not be told to anybody as it is. %(claims)s") % {"claims": told}
        )


def _found(check_it, owner, content):
    """Nothing in what patients read now: it was checked when it was published."""
    now = owner.editions.live_at(timezone.now()).first()
    return [] if now and now.says(content) else check_it(owner, content)


def _refuse_the_forbidden(clinic, contents):
    guide, shown = contents[:2]
    if law := _forbidding(clinic, guide, shown):
        raise CannotShare(refusal(law, guide.title))


def _forbidding(clinic, guide, shown):
    """By the law that is published, where the clinic is and where the link says that it is."""
    now = timezone.now()
    network, day = live.network_content_at(now), clinic.day_at(now)
    places = {(clinic.country, clinic.state_code), (shown.country, shown.state_code)}
    found = (forbids(network, *place, {guide.regulatory_status}, day) for place in places)
    return next(filter(None, found), None)


def shared(token: str) -> ShareLink | None:
    """The link, while it holds: not ended, not taken back, its maker may still share this, and no
    law that came after it forbids what it shows."""
    links = ShareLink.objects.select_related("made_by", "clinic")
    standing = links.filter(revoked_at=None, expires_at__gt=timezone.now())
    link = standing.filter(token_hash=_hash(token)).first()
    if link is None:
        return None
    mine = access.share_links(ShareLink.objects.filter(pk=link.pk), link.made_by)
    contents = GuideContent.read(link.content["guide"]), ClinicContent.read(link.content["clinic"])
    return link if mine.exists() and not _forbidding(link.clinic, *contents) else None


def note_opening(link: ShareLink) -> None:
    ShareLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1, last_opened=timezone.now())


def revoke(link: ShareLink, *, by) -> bool:
    """False when somebody had taken it back already."""
    standing = ShareLink.objects.filter(pk=link.pk, revoked_at=None)
    return bool(standing.update(revoked_at=timezone.now(), revoked_by=by))


def _hash(token):
    return hashlib.sha256(token.encode()).hexdigest()
