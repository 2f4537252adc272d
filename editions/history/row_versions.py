"""The history of one draft row: what each save changed, and putting a saved version back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from editions.diff.compare import FieldChange, compare_words
from editions.models.draft import held
from editions.publish.restoring import CannotRestore

SILENT = ("id", "version", "updated_at")  # they change with every save


@dataclass(frozen=True)
class Version:
    """One save. `deed` is simple_history's: "+" made, "~" changed, "-" deleted."""

    number: int
    at: datetime
    by: str
    deed: str
    reason: str
    changes: tuple[FieldChange, ...]


def versions(records: Sequence, before) -> list[Version]:
    """`records` newest first, each compared with the next; the last one with `before` (or None)."""
    found = []
    texts = texts_of_rows([*records, *([before] if before else [])])
    for record, now, was in zip(records, texts, [*texts[1:], {}], strict=False):
        found.append(
            Version(
                number=record.history_id,
                at=record.history_date,
                by=str(record.history_user or ""),
                deed=record.history_type,
                reason=record.history_change_reason or "",
                changes=differences(was, now) if record.history_type != "-" else (),
            )
        )
    return found


def differences(was: dict[str, str], now: dict[str, str]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(name, compare_words(was.get(name, ""), text))
        for name, text in now.items()
        if was.get(name, "") != text
    )


def texts_of_rows(rows: Sequence, names: Iterable[str] | None = None) -> list[dict[str, str]]:
    """{label: text} of rows or of their records, by field; a query for each relation, not for each row."""
    if not rows:
        return []
    model = _model_of(rows[0])
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    wanted = [f for f in fields if f.name not in SILENT and (names is None or f.name in names)]
    texts: list[dict] = [{} for _row in rows]
    for field in wanted:
        for text, shown in zip(texts, _column(field, rows), strict=True):
            text[str(capfirst(field.verbose_name))] = shown
    return texts


def _model_of(row):
    return getattr(row, "instance_type", type(row))


def _column(field, rows):
    if field.many_to_many:
        keys = _linked(field, rows)
        named = _named(field, {key for some in keys for key in some})
        return ["\n".join(sorted(named[key] for key in some)) for some in keys]
    values = [getattr(row, field.attname) for row in rows]
    if field.is_relation:
        named = _named(field, {value for value in values if value is not None})
        return [named.get(value, "") for value in values]
    return [_text(field, value) for value in values]


def _linked(field, rows):
    """The numbers of the rows that each of these rows, or each of these records, is linked with."""
    if _model_of(rows[0]) is type(rows[0]):
        return [[other.pk for other in getattr(row, field.name).all()] for row in rows]
    links = getattr(rows[0], field.name).model.objects.filter(history__in=[r.pk for r in rows])
    keys: dict = {row.pk: [] for row in rows}
    for record, key in links.values_list("history_id", f"{field.m2m_reverse_field_name()}_id"):
        keys[record].append(key)
    return list(keys.values())


def _named(field, keys):
    there = field.related_model._base_manager.in_bulk(keys)
    gone = _("no longer there")
    return {key: str(there[key]) if key in there else f"({gone})" for key in keys}


def _text(field, value):
    if value in (None, "", {}, []):
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return "\n".join(f"{key}: {text}" for key, text in value.items())
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


@transaction.atomic
def revert(row, record, *, names: Sequence[str], started_from: int, by) -> list[str]:
    """The fields `names` of `row` as `record` has them; gives what could not come back, in words.

    `started_from` is the version that the person looked at. Raises CannotRestore.
    """
    row = held(type(row)._base_manager.filter(pk=row.pk))
    if row is None or row.version != started_from:
        raise CannotRestore(
            _("Somebody saved this since you opened this page. Look at it again, please.")
        )
    fields = [f for f in row._meta.concrete_fields if f.name in names]
    remarks = [words for field in fields if (words := _take(field, row, record))]
    _refuse_if_invalid(row, names)
    row._history_user = by
    row._change_reason = _("Restored: as it was on %(day)s") % {"day": _moment(record)}
    row.save()
    for field in row._meta.many_to_many:
        if field.name in names:
            _link(field, row, record)
    return remarks


def _take(field, row, record):
    value = getattr(record, field.attname)
    if _is_gone(field, value):
        return _("What stood in “%(field)s” is not there any more; it stays as it is.") % {
            "field": field.verbose_name
        }
    setattr(row, field.attname, value)
    return ""


def _is_gone(field, key):
    if not field.is_relation or key is None:
        return False
    return not field.related_model._base_manager.filter(pk=key).exists()


def _link(field, row, record):
    there = field.related_model._base_manager.filter(pk__in=_linked(field, [record])[0])
    if set(there) != set(getattr(row, field.name).all()):
        getattr(row, field.name).set(there)


def _refuse_if_invalid(row, names):
    others = [f.name for f in row._meta.fields if f.name not in names]
    try:
        row.full_clean(exclude=others)
        row.validate_constraints()  # those too that a fixed field belongs to
    except ValidationError as refusal:
        raise CannotRestore(" ".join(refusal.messages)) from refusal


def _moment(record):
    return date_format(localtime(record.history_date), "SHORT_DATETIME_FORMAT")


def deleted(records: models.QuerySet) -> models.QuerySet:
    """Of these records the last of each row that is not there any more, newest first."""
    rows = records.model.instance_type._base_manager.values("pk")
    newer = records.model._base_manager.filter(
        id=OuterRef("id"), history_id__gt=OuterRef("history_id")
    )
    last = records.filter(~Exists(newer), history_type="-").exclude(id__in=rows)
    return last.select_related("history_user").order_by("-history_date", "-history_id")


@transaction.atomic
def make_again(record, *, by):
    """The deleted row, under its old number, so that its history goes on. Raises CannotRestore."""
    row = record.instance
    for field in row._meta.concrete_fields:
        if _is_gone(field, getattr(record, field.attname)):
            raise CannotRestore(
                _("It cannot come back: what stood in “%(field)s” is not there any more.")
                % {"field": field.verbose_name}
            )
    row.version += 1
    row._history_user, row._change_reason = by, _("Brought back after it was deleted")
    try:
        row.validate_unique()
        row.validate_constraints()
        with transaction.atomic():
            row.save(force_insert=True)
    except ValidationError as refusal:
        raise CannotRestore(" ".join(refusal.messages)) from refusal
    except IntegrityError as refusal:
        raise CannotRestore(_("It is there again already.")) from refusal
    before = _before_it_went(record)
    for field in row._meta.many_to_many if before else ():
        _link(field, row, before)
    return row


def _before_it_went(record):
    """A deleted row's last record has lost its links; the one before it has them."""
    earlier = type(record)._base_manager.filter(id=record.id, history_id__lt=record.history_id)
    return earlier.order_by("-history_id").first()
