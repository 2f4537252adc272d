"""Moving a section up or down among its neighbours, and putting all in a given order."""

from collections.abc import Sequence

from django.db import transaction
from simple_history.utils import bulk_update_with_history

from editions.publishing import lock
from guide.models import Section

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


def arrange(sections: Sequence[Section], *, by) -> None:
    """Positions 10, 20, 30… in this order; only what moves is written."""
    moved = [s for place, s in enumerate(sections, 1) if _place(s, place * STEP)]
    bulk_update_with_history(moved, Section, ["position", "version"], default_user=by)


def _place(section, position):
    if section.position == position:
        return False
    section.position, section.version = position, section.version + 1
    return True
