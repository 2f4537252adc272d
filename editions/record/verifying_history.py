"""Whether the history of the drafts is whole: as far as that shows without a chain.

It finds a row that was changed, deleted or brought back past its history, a version taken out of
the middle, and an entry dated before the one before. It does not find a history and its row
changed together: that is what editions are for.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby

from django.apps import apps
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from editions.models import Draft

CHUNK = 100
CLOCK = timedelta(minutes=1)  # by which a server's clock may be set back without a word
UNSAID = {"updated_at"}  # written anew by every way of saving


def draft_models() -> list:
    return [m for m in apps.get_models() if issubclass(m, Draft) and hasattr(m, "history")]


def history_faults() -> Iterator[str]:
    for model in draft_models():
        lasts = []
        for faults, last in _each_history(model):
            yield from faults
            lasts.append(last)
            if len(lasts) == CHUNK:
                yield from _against_rows(model, lasts)
                lasts = []
        yield from _against_rows(model, lasts)


def _each_history(model):
    """Of each row: the faults among its entries, and the last of them."""
    records = model.history.model._base_manager.order_by("id", "history_id")
    for _key, entries in groupby(records.iterator(chunk_size=CHUNK), lambda entry: entry.id):
        faults, before = [], None
        for entry in entries:
            if before:
                faults += _step_faults(model, before, entry)
            before = entry
        yield faults, before


def _step_faults(model, before, entry):
    versions = {"first": before.version, "last": entry.version}
    if entry.history_type == "~" and entry.version > before.version + 1:
        text = _("the history jumps from version %(first)s to %(last)s")
        yield f"{_name(model, entry.id)}: {text % versions}"
    if entry.history_date < before.history_date - CLOCK:
        text = _("version %(last)s is dated before version %(first)s")
        yield f"{_name(model, entry.id)}: {text % versions}"


def _against_rows(model, lasts):
    rows = model._base_manager.in_bulk([last.id for last in lasts])
    for last in lasts:
        row = rows.get(last.id)
        if fault := _against_row(row, last):
            yield f"{_name(model, last.id)}: {fault}"


def _against_row(row, last):
    if last.history_type == "-":
        return _("it is here, and its history says that it was deleted") if row else ""
    if row is None:
        return _("it is gone, and its history does not say who deleted it")
    fields = [f for f in row._meta.concrete_fields if f.name not in UNSAID]
    other = [str(f.verbose_name) for f in fields if _value(f, row) != _value(f, last)]
    if not other:
        return ""
    return _("it was changed past its history: %(what)s") % {"what": ", ".join(other)}


def _value(field, row):
    value = getattr(row, field.attname)
    return str(value) if hasattr(field, "upload_to") else value


def author_remarks() -> Iterator[str]:
    """What is no fault, and worth knowing: the commands and imports of an operator look like this."""
    for model in draft_models():
        history = model.history.model._base_manager
        if nobody := history.filter(history_user=None).count():
            text = _("entries without a person, as commands make them: %(number)s")
            yield f"{model._meta.label}: {text % {'number': nobody}}"
        told = history.filter(id=OuterRef("pk"))
        if untold := model._base_manager.filter(~Exists(told)).count():
            text = _("rows without any history, as bulk ways make them: %(number)s")
            yield f"{model._meta.label}: {text % {'number': untold}}"


def _name(model, key):
    return f"{model._meta.label} {key}"
