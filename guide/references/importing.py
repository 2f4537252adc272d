"""What a file of references would change in the library, and the doing of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editions.tools.fingerprint import fingerprint
from guide.models import Guide, Reference
from guide.references.exchange import (
    Entry,
    refuse_too_many,
    without_what_is_not_kept,
)

# A source that was retracted does not come back into use by a file.
OF_NEW_ONES_ALONE = frozenset({"status", "status_note", "checked_on"})


class ReferenceFate(TextChoices):
    NEW = "new", gettext_lazy("New")
    CHANGED = "changed", gettext_lazy("Changed")
    SAME = "same", gettext_lazy("The same already")
    REFUSED = "refused", gettext_lazy("Left out")


TO_DO = (ReferenceFate.NEW, ReferenceFate.CHANGED)


@dataclass(frozen=True)
class Planned:
    """One entry. `row` is unsaved; `changes` are (field in words, before, after)."""

    entry: Entry
    fate: ReferenceFate
    row: Reference | None = None
    changes: tuple[tuple[str, str, str], ...] = ()
    problems: tuple[str, ...] = ()


def plan(entries: Sequence[Entry], guide: Guide | None) -> list[Planned]:
    """For the library of this guide, or for what all guides share; one query. Raises CannotRead."""
    refuse_too_many(len(entries))
    rows = {row.key: row for row in Reference.objects.filter(guide=guide)}
    seen, planned = set(), []
    for entry in map(without_what_is_not_kept, entries):
        key = slugify(entry.name)[:60].strip("-")
        if key in seen and not entry.problem:
            entry = replace(entry, problem=_("The file has this key twice."))
        seen.add(key)
        planned.append(_planned(entry, key, rows.get(key), guide))
    return planned


def _planned(entry, key, row, guide):
    if entry.problem:
        return Planned(entry, ReferenceFate.REFUSED, problems=(entry.problem,))
    is_new = row is None
    row = row or Reference(guide=guide)
    said = {name: v for name, v in entry.fields.items() if is_new or name not in OF_NEW_ONES_ALONE}
    before = {name: (_written(row, name), _in_words(row, name)) for name in said}
    for name, value in (said | {"key": key}).items():
        setattr(row, name, value)
    try:
        row.clean_fields(exclude=["guide"])
        row.clean()
    except ValidationError as refusal:
        return Planned(entry, ReferenceFate.REFUSED, problems=tuple(_told(refusal)))
    changes = tuple(
        (_label(name), before[name][1], _in_words(row, name))
        for name in said
        if name != "key" and before[name][0] != _written(row, name)
    )
    fate = ReferenceFate.NEW if is_new else ReferenceFate.CHANGED if changes else ReferenceFate.SAME
    return Planned(entry, fate, row, changes)


def _written(row, name):
    value = getattr(row, name)
    return "" if value is None else str(value)


def _in_words(row, name):
    """As the form calls it, not as it is stored."""
    value = getattr(row, name)
    if value in (None, ""):
        return ""
    if isinstance(value, date):
        return date_format(value)
    chosen = getattr(row, f"get_{name}_display", None)
    return str(chosen() if chosen else value)


def _label(name):
    return str(Reference._meta.get_field(name).verbose_name)


def _told(refusal):
    for name, messages in refusal.message_dict.items():
        yield f"{_label(name)}: {' '.join(messages)}"


def basis(planned: Sequence[Planned]) -> str:
    """What somebody looked at; another one is to be looked at again."""
    return fingerprint(
        [[p.entry.name, p.fate.value, [list(c) for c in p.changes]] for p in planned]
    )


class ChangedMeanwhile(Exception):
    """The library is not any more what somebody looked at."""


@transaction.atomic
def carry_out(entries: Sequence[Entry], guide: Guide | None, *, expected: str, by) -> list[Planned]:
    """Saves what is new or changed, and gives the plan. Raises ChangedMeanwhile, CannotRead."""
    list(Reference.objects.filter(guide=guide).select_for_update(of=("self",)).order_by("pk"))
    planned = plan(entries, guide)
    if basis(planned) != expected:
        raise ChangedMeanwhile
    for one in planned:
        if one.fate in TO_DO:
            one.row._history_user = by
            one.row.save()
    return planned
