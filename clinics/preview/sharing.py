"""Sharing a draft with somebody who has no account, and taking that back."""

import hashlib
import secrets
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from clinics.models import Clinic, ShareLink, access
from clinics.models.content import ClinicContent, NetworkContent
from clinics.public import live
from guide.models import Translation
from guide.models.content import GuideContent

DAYS, MOST_DAYS = 14, 90


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
    """The link and its token, which is told here and never again. `contents` are frozen in it."""
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


def shared(token: str) -> ShareLink | None:
    """The link, while it holds: not ended, not taken back, and its maker may still share this."""
    links = ShareLink.objects.select_related("made_by")
    standing = links.filter(revoked_at=None, expires_at__gt=timezone.now())
    link = standing.filter(token_hash=_hash(token)).first()
    if link is None:
        return None
    mine = access.share_links(ShareLink.objects.filter(pk=link.pk), link.made_by)
    return link if mine.exists() else None


def note_opening(link: ShareLink) -> None:
    ShareLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1, last_opened=timezone.now())


def revoke(link: ShareLink, *, by) -> bool:
    """False when somebody had taken it back already."""
    standing = ShareLink.objects.filter(pk=link.pk, revoked_at=None)
    return bool(standing.update(revoked_at=timezone.now(), revoked_by=by))


def _hash(token):
    return hashlib.sha256(token.encode()).hexdigest()
