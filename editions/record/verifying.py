"""Whether the record is what was entered: every content, every deed, every link and head."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from editions.models import RecordEntry
from editions.record.chaining import facts_of, withdrawn_columns
from editions.record.triggers import edition_models
from editions.tools.fingerprint import fingerprint, written

CHUNK = 100
SHORTEST_HEAD = 16  # hexadecimal digits, as printed on paper
WAITED = timedelta(hours=1)  # a deed is dated before it waits for the record, and clocks are set
Deed = RecordEntry.Deed


@dataclass
class Tally:
    """What was seen on the way. `sought` is a saved head or its beginning, "" for none."""

    sought: str = ""
    entries: int = 0
    editions: int = 0
    found: int = 0  # editions from before the chain
    head: str = ""
    at: datetime | None = None
    began: datetime | None = None  # when the record was chained
    passed: RecordEntry | None = None  # the entry that has the sought head
    links: dict = field(default_factory=dict)


def chain_faults(tally: Tally) -> Iterator[str]:
    """Faults of the entries among themselves, in words, as they are met."""
    entered = 0
    for entry in RecordEntry.objects.order_by("number").iterator(chunk_size=CHUNK):
        tally.entries += 1
        entered += entry.deed != Deed.WITHDRAWN
        owner = (entry.kind, entry.owner)
        yield from _faults_of_entry(entry, tally, owner, entered)
        yield from _faults_of_date(entry, tally)
        tally.began = tally.began or entry.at
        tally.links[owner], tally.head, tally.at = entry.link, entry.head, entry.at
        entered = entry.editions
        tally.found += entry.deed == Deed.FOUND
        if tally.sought and entry.head.startswith(tally.sought):
            tally.passed = entry


def _faults_of_entry(entry, tally, owner, entered):
    if entry.number != tally.entries:
        missing = {"first": tally.entries, "last": entry.number - 1}
        yield _("Entries %(first)s to %(last)s of the record are missing.") % missing
        tally.entries = entry.number
    told = {"number": entry.number, "what": _told(entry)}
    if entry.link != entry.link_after(tally.links.get(owner, "")):
        yield (
            _("Entry %(number)s (%(what)s) does not follow from its owner's entry before.") % told
        )
    elif entry.head != entry.head_after(tally.head) or entry.editions != entered:
        yield _("Entry %(number)s (%(what)s) does not follow from the entry before.") % told


def _faults_of_date(entry, tally):
    """A deed put at the end of the record as if it were an old one: the heads of then know none."""
    told = {"number": entry.number, "what": _told(entry)}
    late = tally.at is not None and entry.at < tally.at - WAITED
    if entry.deed == Deed.PUBLISHED:
        late |= _fact(entry, "live_from") < _fact(entry, "published_at")
    if entry.deed == Deed.FOUND and tally.entries > tally.found + 1:
        late |= _fact(entry, "published_at") < written(tally.began)
    dates = {Deed.PUBLISHED: "published_at", Deed.WITHDRAWN: "withdrawn_at"}
    if late or (entry.deed in dates and _fact(entry, dates[entry.deed]) != written(entry.at)):
        yield _("Entry %(number)s (%(what)s) is dated back.") % told


def _fact(entry, column) -> str:
    return str(entry.facts.get(column, ""))


def _told(entry):
    return f"{entry.kind} {entry.owner}, {entry.edition}, {entry.deed}"


def head_faults(tally: Tally) -> Iterator[str]:
    if tally.sought and tally.passed is None:
        yield _(
            "The record never had the head %(head)s. Either it was changed since that head was "
            "saved, or this database is an older copy, or the head is of another record."
        ) % {"head": tally.sought}


def edition_faults(model, tally: Tally, *, told: Callable[[int], None]) -> Iterator[str]:
    """Faults of the editions of one kind, and of its entries that tell of none.

    `told(number)` hears how many editions were looked at so far.
    """
    rows = model.objects.order_by("pk").iterator(chunk_size=CHUNK)
    for chunk in _chunks(rows):
        entries = _entries_of(model, chunk)
        for edition in chunk:
            tally.editions += 1
            told(tally.editions)
            for fault in _confirmed(edition, entries[_key(edition)]):
                yield f"{name(model, _key(edition)[0])}, {edition.number}: {fault}"
    yield from _gone(model)


def _chunks(rows: Iterable) -> Iterator[list]:
    chunk: list = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    yield chunk


def _key(edition):
    return getattr(edition, f"{edition.OWNER}_id"), edition.number


def _entries_of(model, chunk):
    """By owner and number; one query for the whole chunk."""
    owners, numbers = zip(*map(_key, chunk), strict=True) if chunk else ((), ())
    entries = RecordEntry.objects.filter(
        kind=model._meta.label_lower, owner__in=set(owners), edition__in=set(numbers)
    )
    held = defaultdict(list)
    for entry in entries.order_by("number"):
        held[entry.owner, entry.edition].append(entry)
    return held


def _confirmed(edition, entries):
    """Looked at twice: somebody may have withdrawn it between the two readings."""
    faults = [*_faults(edition, entries)]
    if not faults:
        return []
    again = type(edition).objects.filter(pk=edition.pk).first()
    return [*_faults(again, [*RecordEntry.objects.of(again)])] if again else faults


def _faults(edition, entries):
    if wrong := _wrong(edition.content, edition.fingerprint):
        yield wrong
    if not any(entry.deed != Deed.WITHDRAWN for entry in entries):
        yield _("it has no entry in the record: nothing shows that anybody published it")
        return
    first, *later = entries
    if not _can_follow(type(edition), first, later):
        yield _("the record tells of it what cannot have happened: it was entered past the site")
        return
    expected = _not_withdrawn(type(edition)) | first.facts
    for withdrawal in later:
        expected |= withdrawal.facts
    held = {field.attname: field for field in edition._meta.concrete_fields}
    columns = [column for column in expected if column in held]
    for column, value in facts_of(edition, columns).items():
        if value != expected[column]:
            words = {"what": held[column].verbose_name, "now": value, "then": expected[column]}
            yield _("“%(what)s” is “%(now)s”, and the record says “%(then)s”") % words


def _can_follow(model, first, later):
    """Entered once, withdrawn once at most; a withdrawal says nothing of what was published.

    Else whoever cannot change an entry would add one, after any head that was saved.
    """
    withdrawal = set(withdrawn_columns(model))
    return first.deed in (Deed.FOUND, Deed.PUBLISHED) and (
        not later
        or (
            [entry.deed for entry in later] == [Deed.WITHDRAWN]
            and set(later[0].facts) == withdrawal
            and not first.facts.get("withdrawn_at")
        )
    )


def _not_withdrawn(model):
    fields = map(model._meta.get_field, model.WITHDRAWAL)
    return {field.attname: field.get_default() for field in fields}


def _wrong(content, printed):
    """What is wrong with the content, in words; nothing if it has the fingerprint `printed`."""
    if not isinstance(content, dict):
        return _("the content cannot be read")
    try:
        found = fingerprint(content)
    except UnicodeEncodeError:  # half a character, which JSON can spell and UTF-8 cannot
        return _("the content cannot be read")
    return "" if found == printed else _("the content is not what was published")


def _gone(model):
    there = model.objects.filter(**{model.OWNER: OuterRef("owner"), "number": OuterRef("edition")})
    entries = RecordEntry.objects.filter(kind=model._meta.label_lower).exclude(deed=Deed.WITHDRAWN)
    for entry in entries.filter(~Exists(there)).order_by("number").iterator(chunk_size=CHUNK):
        what = name(model, entry.owner)
        yield _("%(what)s, %(number)s: it is gone, and the record says that it was published") % {
            "what": what,
            "number": entry.edition,
        }


def unknown_kinds() -> Iterator[str]:
    known = [model._meta.label_lower for model in edition_models()]
    strange = RecordEntry.objects.exclude(kind__in=known).order_by("kind")
    for kind in strange.values_list("kind", flat=True).distinct():
        yield _("The record tells of “%(kind)s”, and there is no such kind of edition.") % {
            "kind": kind
        }


def name(model, owner) -> str:
    """As `clinics.ClinicEdition of North Ridge (17)`: the model, the owner and the owner's id."""
    owner_model = model._meta.get_field(model.OWNER).related_model
    row = owner_model._base_manager.filter(pk=owner).first()
    return f"{model._meta.label} of {row} ({owner})"
