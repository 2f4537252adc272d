"""Entering deeds in the record. Owners publish side by side and meet only here, at the very end."""

from datetime import datetime

from django.db import connection

from editions.models import Edition, RecordEntry
from editions.tools.fingerprint import written

NO_FACT = {"id", "content"}  # the content is held by its fingerprint
LOCK = "LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE"


def enter_published(edition: Edition) -> RecordEntry:
    """Inside the transaction that publishes; the record is held until that ends."""
    return _enter(
        edition,
        RecordEntry.Deed.PUBLISHED,
        facts_of(edition, published_columns(type(edition))),
        at=edition.published_at,
        by=edition.published_by,
    )


def enter_withdrawn(edition: Edition) -> RecordEntry:
    """Inside the transaction that withdraws; `edition` holds its withdrawal."""
    return _enter(
        edition,
        RecordEntry.Deed.WITHDRAWN,
        facts_of(edition, withdrawn_columns(type(edition))),
        at=edition.withdrawn_at,
        by=edition.withdrawn_by,
    )


def published_columns(model) -> list[str]:
    """All that publishing sets, from the model itself: a column added later is among them."""
    fields = [f for f in model._meta.concrete_fields if f.name not in model.WITHDRAWAL]
    return [field.attname for field in fields if field.name not in NO_FACT]


def withdrawn_columns(model) -> list[str]:
    return [model._meta.get_field(name).attname for name in model.WITHDRAWAL]


def facts_of(edition: Edition, columns) -> dict:
    """These columns as JSON, moments as `written`."""
    return {column: _plain(getattr(edition, column)) for column in columns}


def _plain(value):
    if isinstance(value, datetime):
        return written(value)
    return value if value is None or isinstance(value, int | str | list | dict) else str(value)


def _enter(edition, deed, facts, *, at, by):
    _hold()
    last = RecordEntry.objects.newest()
    kind, owner = edition._meta.label_lower, getattr(edition, f"{edition.OWNER}_id")
    own = RecordEntry.objects.filter(kind=kind, owner=owner).newest()
    entry = RecordEntry(
        number=last.number + 1 if last else 1,
        kind=kind,
        owner=owner,
        edition=edition.number,
        deed=deed,
        at=at,
        by=by.name_in_record,
        facts=facts,
        editions=(last.editions if last else 0) + (deed == RecordEntry.Deed.PUBLISHED),
    )
    entry.link = entry.link_after(own.link if own else "")
    entry.head = entry.head_after(last.head if last else "")
    entry.save(force_insert=True)
    return entry


def _hold():
    """One entry after the other. A row lock would not do: two waiters for the last entry would
    both go on from it. Readers are not held up; on SQLite the transaction has the whole file."""
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(RecordEntry._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(LOCK.format(table=table))
