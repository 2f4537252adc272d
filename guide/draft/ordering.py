"""Moving a section up or down among its neighbours, and putting all in a given order."""

from collections.abc import Sequence

from django.db import transaction
from simple_history.utils import bulk_update_with_history

from editions.publish.publishing import lock
from guide.models import Section, Translation

STEP = 10


@transaction.atomic
def move(section: Section, *, up: bool, by) -> bool:
    """Swap places with the neighbour; False when there is none. Positions become 10, 20, 30…"""
    lock(section.translation)
    sections = list(section.translation.sections.order_by("position", "pk"))
    here = next(i for i, other in enumerate(sections) if other.pk == section.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(sections):
        return False
    sections[here], sections[there] = sections[there], sections[here]
    arrange(sections, by=by)
    return True


@transaction.atomic
def rearrange(translation: Translation, order: Sequence[int], *, seen: Sequence[int], by) -> bool:
    """Put the sections into this order; False, and nothing moves, unless they stand as `seen`."""
    lock(translation)
    sections = {s.pk: s for s in translation.sections.order_by("position", "pk")}
    if list(sections) != list(seen) or len(order) != len(seen) or set(order) != set(seen):
        return False
    arrange([sections[key] for key in order], by=by)
    return True


def arrange(sections: Sequence[Section], *, by) -> None:
    """Positions 10, 20, 30… in this order; only what moves is written."""
    moved = [s for place, s in enumerate(sections, 1) if _place(s, place * STEP)]
    bulk_update_with_history(moved, Section, ["position", "version"], default_user=by)


def _place(section, position):
    if section.position == position:
        return False
    section.position, section.version = position, section.version + 1
    return True
