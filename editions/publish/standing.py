"""Where drafts stand: what is live of each, what waits, and whether the draft differs from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel

from editions.models import Edition
from editions.tools.fingerprint import fingerprint_of
from editions.tools.moments import told


@dataclass(frozen=True)
class Standing:
    live: Edition | None
    waiting: Edition | None
    is_changed: bool
    draft: str  # its fingerprint

    @property
    def newest(self) -> Edition | None:
        """What patients read once all that is published is live."""
        return self.waiting or self.live

    @property
    def waiting_until(self) -> str:
        return told(self.waiting.live_from) if self.waiting else ""


def standings(model, drafts: Mapping[int, BaseModel], moment: datetime) -> dict[int, Standing]:
    """By the owner's number, of editions of `model`; two queries, however many drafts there are."""
    live = _by_owner(model, drafts, model.objects.live_at(moment))
    waiting = _by_owner(model, drafts, model.objects.scheduled_at(moment))
    return {key: _standing(live.get(key), waiting.get(key), drafts[key]) for key in drafts}


def _by_owner(model, drafts, editions):
    chosen = editions.filter(**{f"{model.OWNER}__in": list(drafts)})
    rows = chosen.select_related("published_by")
    return {getattr(row, f"{model.OWNER}_id"): row for row in rows}


def _standing(live, waiting, draft):
    newest = waiting or live
    is_changed = newest is None or not newest.says(draft)
    return Standing(live, waiting, is_changed, fingerprint_of(draft))


def standing_of(owner, draft: BaseModel, moment: datetime) -> Standing:
    """Of one owner, its editions with all that they hold; two queries."""
    live = owner.editions.live_at(moment).select_related("published_by").first()
    return _standing(live, owner.editions.scheduled_at(moment).first(), draft)
