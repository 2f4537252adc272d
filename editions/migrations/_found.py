"""Enters the editions that were made before the record was chained; used by each room's migration.

A copy of how entries are made, as it was then: a migration must do tomorrow what it did today.
Editions that have their entry are passed over, so running it again takes in what old code has
published meanwhile.
"""

import hashlib
import json
from datetime import UTC, datetime

from django.db import migrations
from django.utils import timezone

BATCH = 500


def enter_found(app, model):
    """The operation. Backwards it leaves the record alone, which goes with its own table."""

    def forwards(apps, schema_editor):
        _enter(apps, apps.get_model(app, model), schema_editor.connection.alias)

    return migrations.RunPython(forwards, migrations.RunPython.noop)


def _enter(apps, model, alias):
    entries = apps.get_model("editions", "RecordEntry").objects.using(alias)
    kind, owner = model._meta.label_lower, _owner(model)
    own = entries.filter(kind=kind).order_by("number")
    links = dict(own.values_list("owner", "link"))
    known = set(own.exclude(deed="withdrawn").values_list("owner", "edition"))
    last = entries.order_by("-number").first()
    place = (last.number, last.editions, last.head) if last else (0, 0, "")
    rows = model.objects.using(alias).order_by(owner, "number").select_related("published_by")
    made = []
    for row in rows.defer("content").iterator(chunk_size=BATCH):
        if (getattr(row, owner), row.number) in known:
            continue
        entry = _entry(entries.model, row, kind, owner, links, place)
        place = entry.number, entry.editions, entry.head
        made.append(entry)
        if len(made) == BATCH:
            entries.bulk_create(made)
            made = []
    entries.bulk_create(made)


def _owner(model):
    """The column of the owner: the one foreign key that is not to a person."""
    people = {"published_by", "withdrawn_by"}
    keys = [f for f in model._meta.concrete_fields if f.many_to_one and f.name not in people]
    return keys[0].attname


def _entry(entry_model, row, kind, owner, links, place):
    number, editions, head = place
    columns = [f.attname for f in row._meta.concrete_fields if f.name not in ("id", "content")]
    entry = entry_model(
        number=number + 1,
        kind=kind,
        owner=getattr(row, owner),
        edition=row.number,
        deed="found",
        at=timezone.now(),
        by=row.published_by.username,
        facts={column: _plain(getattr(row, column)) for column in columns},
        editions=editions + 1,
    )
    names = ("kind", "owner", "edition", "deed", "by", "facts", "editions")
    told = {name: getattr(entry, name) for name in names} | {"at": _plain(entry.at)}
    entry.link = _print({**told, "before": links.get(entry.owner, "")})
    entry.head = _print({"before": head, "number": entry.number, "link": entry.link})
    links[entry.owner] = entry.link
    return entry


def _plain(value):
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value


def _print(told):
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
