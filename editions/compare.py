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


@dataclass(frozen=True)
class FieldChange:
    """One field of one item; `words` are ("same" | "gone" | "new", text) in reading order."""

    name: str
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Change:
    """`kind` is "new", "changed" or "removed"; `item` is "" for the content's own fields."""

    kind: str
    group: str
    item: str
    fields: tuple[FieldChange, ...]
    identity: tuple | None = field(default=None, compare=False)  # None: an order, no item

    @property
    def key(self) -> str:
        """What an address calls the item by; "" for an order."""
        return "" if self.identity is None else json.dumps([self.group, *self.identity])


def changes(old: dict | None, new: dict) -> list[Change]:
    """All differences of two contents as stored; with no `old`, everything is new."""
    before, after = _items(old or {}), _items(new)
    found = []
    for key in dict.fromkeys([*after, *before]):
        was, now = before.get(key, {}), after.get(key, {})
        fields = tuple(
            FieldChange(name, compare_words(was.get(name, ""), now.get(name, "")))
            for name in dict.fromkeys([*now, *was])
            if was.get(name, "") != now.get(name, "")
        )
        if fields:
            kind = "new" if key not in before else "changed" if key in after else "removed"
            group, identity = key
            found.append(Change(kind, group, _title(now or was), fields, identity))
    return [*found, *_moves(before, after)]


def _moves(before, after):
    """One change for each group whose items, those in both, stand in another order."""
    for group in dict.fromkeys(group for group, _identity in after):
        was = [key for key in before if key[0] == group and key in after]
        now = [key for key in after if key[0] == group and key in before]
        if was != now:
            told = ("\n".join(_title(after[key]) for key in keys) for keys in (was, now))
            yield Change("changed", group, group, (FieldChange("order", compare_words(*told)),))


def compare_words(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """Runs of words that stayed, went or came; white space counts as part of its word."""
    left, right = re.findall(r"\S+\s*", before), re.findall(r"\S+\s*", after)
    if len(left) + len(right) > LONGEST:
        return tuple(run for run in (("gone", before), ("new", after)) if run[1])
    runs = []
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=True)
    for deed, a, b, c, d in matcher.get_opcodes():
        if deed == "equal":
            runs.append(("same", "".join(left[a:b])))
        else:
            runs += [("gone", "".join(left[a:b])), ("new", "".join(right[c:d]))]
    return tuple(run for run in runs if run[1])


def _items(content: Mapping):
    """{(group, identity): {field: text}}; the content's own fields under ("", ())."""
    items: dict = {("", ()): {}}
    for name, value in content.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for identity, item in zip(identities(value), value, strict=True):
                items[name, identity] = _texts(item)
        elif value not in ([], None):
            items["", ()] |= _texts({name: value})
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
        for place, text in item.items():
            if place.split(".")[0] == name:
                return text
    return " · ".join(
        item[n]
        for n in ("payer", "section_kind", "service", "guide", "language", "key")
        if item.get(n)
    )
