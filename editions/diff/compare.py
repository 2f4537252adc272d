"""What changed between two contents, item by item and word by word."""

import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

IDENTITIES = (
    ("section_kind", "guide", "language"),
    ("payer", "service"),
    ("service",),
    ("key",),
)
TITLES = ("title", "name", "names", "titles", "own_name")
LONGEST = 20_000  # words; above, a text is shown as replaced whole
AROUND = 25  # words shown on each side of a change
OWN = ("", ())  # where a content's own fields stand

Runs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FieldChange:
    """One field of one item; `words` are ("same" | "gone" | "new", text) in reading order."""

    name: str
    words: Runs

    @property
    def shortened(self) -> Runs:
        """The same with ("skipped", "") in place of what stands far from any change."""
        last = len(self.words) - 1
        return tuple(
            run
            for place, (kind, text) in enumerate(self.words)
            for run in (
                [(kind, text)] if kind != "same" else _ends(text, place == 0, place == last)
            )
        )


@dataclass(frozen=True)
class Change:
    """`kind` is "new", "changed", "removed" or "same"; `group` and `identity` say which item."""

    kind: str
    group: str
    item: str
    fields: tuple[FieldChange, ...]
    identity: tuple | None = field(default=None, compare=False)  # None: an order, no item

    @property
    def key(self) -> str:
        """What an address calls the item by; "" for an order."""
        return "" if self.identity is None else json.dumps([self.group, *self.identity])


@dataclass(frozen=True)
class GroupChanges:
    """What happened to the items of one kind; `same` names those that stay as they are."""

    title: str
    changes: tuple[Change, ...]
    same: tuple[str, ...]


class Plainly:
    """Names and values as they are stored; editions.diff.wording says them in the forms' words."""

    def group(self, name: str) -> str:
        return name

    def item(self, group: str, texts: Mapping[str, str]) -> str:
        return _title(texts)

    def field(self, group: str, name: str) -> str:
        return name

    def hides(self, group: str, name: str) -> bool:
        return False

    def words(self, group: str, name: str, before: str, after: str) -> Runs:
        return compare_words(before, after)


def changes(old: dict | None, new: dict, say=None) -> list[Change]:
    """All differences of two contents as stored; with no `old`, everything is new."""
    before, after = _items(old or {}), _items(new)
    found = _compared(before, after, say or Plainly())
    return [change for change in found if change.kind != "same"]


def parts(old: dict | None, new: dict, say) -> list[GroupChanges]:
    """The same, kind by kind, and told by `say`; what did not change is named too."""
    found = list(_compared(_items(old or {}), _items(new), say))
    return [
        GroupChanges(
            title=say.group(group),
            changes=tuple(c for c in found if c.group == group and c.kind != "same"),
            same=tuple(c.item for c in found if c.group == group and c.kind == "same"),
        )
        for group in sorted({change.group for change in found}, key=_place_of(found))
    ]


def _place_of(found):
    groups = [change.group for change in found]
    return lambda group: (group != "", groups.index(group))


def _compared(before, after, say):
    for key in dict.fromkeys([*after, *before]):
        was, now = before.get(key, {}), after.get(key, {})
        group, identity = key
        fields = tuple(
            FieldChange(
                say.field(group, name),
                say.words(group, name, was.get(name, ""), now.get(name, "")),
            )
            for name in dict.fromkeys([*now, *was])
            if was.get(name, "") != now.get(name, "") and not say.hides(group, name)
        )
        yield Change(_kind(was, now, fields), group, say.item(group, now or was), fields, identity)
    yield from _moves(before, after, say)


def _kind(was, now, fields):
    if not fields:
        return "same"
    if not was:
        return "new"
    return "changed" if now else "removed"


def _moves(before, after, say):
    """One change for each group whose items, those in both, stand in another order."""
    for group in dict.fromkeys(group for group, _identity in after):
        was = [key for key in before if key[0] == group and key in after]
        now = [key for key in after if key[0] == group and key in before]
        if was != now and not say.hides(group, "order"):
            told = ("\n".join(say.item(group, after[key]) for key in keys) for keys in (was, now))
            fields = (FieldChange(say.field(group, "order"), compare_words(*told)),)
            yield Change("changed", group, say.group(group), fields)


def compare_words(before: str, after: str) -> Runs:
    """Runs of words that stayed, went or came; white space counts as part of its word."""
    left, right = re.findall(r"\S+\s*", before), re.findall(r"\S+\s*", after)
    if len(left) + len(right) > LONGEST:
        return replaced(before, after)
    runs = []
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=True)
    for deed, a, b, c, d in matcher.get_opcodes():
        if deed == "equal":
            runs.append(("same", "".join(left[a:b])))
        else:
            runs += [("gone", "".join(left[a:b])), ("new", "".join(right[c:d]))]
    return tuple(run for run in runs if run[1])


def replaced(before: str, after: str) -> Runs:
    """One value for another, whole."""
    return tuple(run for run in (("gone", before), ("new", after)) if run[1])


def _ends(text, is_first, is_last):
    """The words beside the changes: the end of what comes before one, the beginning after one."""
    words = re.findall(r"\S+\s*", text)
    head, tail = 0 if is_first else AROUND, 0 if is_last else AROUND
    if len(words) <= head + tail + AROUND:
        return [("same", text)]
    ends = "".join(words[:head]), "".join(words[len(words) - tail :])
    shown = [("same", ends[0]), ("skipped", ""), ("same", ends[1])]
    return [run for run in shown if run[1] or run[0] == "skipped"]


def _items(content: Mapping):
    """{(group, identity): {field: text}}; the content's own fields under OWN."""
    items: dict = {OWN: {}}
    for name, value in content.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for identity, item in zip(identities(value), value, strict=True):
                items[name, identity] = _texts(item)
        elif value not in ([], None):
            items[OWN] |= _texts({name: value})
    return items


def identities(items: list[dict]) -> list[tuple]:
    """What each item of a list is known by in every content; lines of one's own by their name."""
    found: dict = {}
    for place, item in enumerate(items):
        identity = _identity(item, place)
        found[(*identity, place) if identity in found else identity] = item
    return list(found)


def _identity(item, place):
    own_name = tuple((item.get("own_name") or {}).values())
    for names in IDENTITIES:
        if all(name in item for name in names):
            return (*(item[name] for name in names), *own_name)
    return (place,)


def _texts(item: Mapping, prefix="") -> dict[str, str]:
    texts = {}
    for name, value in item.items():
        if isinstance(value, dict):
            texts |= _texts(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            texts[prefix + name] = "\n".join(map(str, value))
        elif value not in (None, ""):
            texts[prefix + name] = str(value)
    return texts


def _title(item):
    for name in TITLES:
        for field_name, text in item.items():
            if field_name.split(".")[0] == name:
                return text
    return " · ".join(
        item[n]
        for n in ("payer", "section_kind", "service", "guide", "language", "key")
        if item.get(n)
    )
