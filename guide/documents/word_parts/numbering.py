"""What stands before a list item in Word: its number or letter, counted as Word counts."""

import re
from functools import cache
from typing import NamedTuple

from guide.documents.word_parts.styles import WordStyles
from guide.documents.word_parts.tree import Element, child, number, value, w

PLAIN = re.compile(r"\(?%\d[.):\-–]*\s*")
ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"))
MAX_LEVEL = 8
MAX_LABEL = 50


class Level(NamedTuple):
    """One level of a list: of which list, how deep, and what stands before its items."""

    key: str
    depth: int
    form: str = "decimal"
    text: str | None = None
    start: int = 1
    indent: int | None = None
    restarts: bool = True


class Definition(NamedTuple):
    """A list as it is defined: its levels, or the style that has them."""

    key: str
    link: str
    levels: dict[int, Element]


class Use(NamedTuple):
    """One use of a list, with what it changes of it."""

    definition: str
    levels: dict[int, Element]
    starts: dict[int, int]


class Numbering:
    """The lists that a document defines."""

    def __init__(self, root: Element | None, styles: WordStyles):
        self._styles = styles
        lists = [] if root is None else root.findall(w("abstractNum"))
        uses = [] if root is None else root.findall(w("num"))
        self._lists = {found.get(w("abstractNumId"), ""): _definition(found) for found in lists}
        self._uses = {found.get(w("numId"), ""): _use(found) for found in uses}
        self.level = cache(self._level)

    def begins_again(self, use: str, depth: int) -> int | None:
        """The number that this use of a list begins with, when it does not go on."""
        return self._uses[use].starts.get(depth)

    def depth_of_style(self, use: str, style_ids: list[str]) -> int:
        """The level that a list keeps for paragraphs of a style."""
        found = self._list(use)
        for depth, level in ({} if found is None else found.levels).items():
            if value(level, "pStyle") in style_ids:
                return depth
        return 0

    def _list(self, use):
        """The definition behind a use; one may point to another by a style of its own."""
        for _step in range(MAX_LEVEL):
            found = self._lists.get(self._uses[use].definition) if use in self._uses else None
            linked = found and self._styles.element(
                "numbering", found.link, "pPr", "numPr", "numId"
            )
            if linked is None:
                return found
            use = linked.get(w("val"), "")
        return None

    def _level(self, use, depth):
        found = self._list(use)
        if found is None:
            return None
        level = self._uses[use].levels.get(depth, found.levels.get(depth))
        if level is None:
            return None
        text = child(level, "lvlText")
        return Level(
            found.key,
            depth,
            value(level, "numFmt") or "decimal",
            None if text is None else text.get(w("val"), "")[:MAX_LABEL],
            number(value(level, "start") or "1", 1),
            indent_of(child(level, "pPr", "ind")),
            restarts=value(level, "lvlRestart") != "0",
        )


def _definition(element):
    levels = _by_depth(element, "lvl")
    return Definition(element.get(w("abstractNumId"), ""), value(element, "numStyleLink"), levels)


def _use(element):
    changed = _by_depth(element, "lvlOverride")
    levels = {depth: child(override, "lvl") for depth, override in changed.items()}
    starts = {depth: value(override, "startOverride") for depth, override in changed.items()}
    return Use(
        value(element, "abstractNumId"),
        {depth: level for depth, level in levels.items() if level is not None},
        {depth: number(start, 1) for depth, start in starts.items() if start},
    )


def _by_depth(element, name):
    found: dict[int, Element] = {}
    for level in element.findall(w(name)):
        found.setdefault(number(level.get(w("ilvl"))), level)
    return {depth: level for depth, level in found.items() if 0 <= depth <= MAX_LEVEL}


class Counter:
    """The numbers of all lists while their items pass in order."""

    def __init__(self, numbering: Numbering):
        self._numbering = numbering
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def next(self, use: str, level: Level) -> int:
        counts = self._counts.setdefault(level.key, {})
        again = self._numbering.begins_again(use, level.depth)
        if again is not None and (use, level.depth) not in self._begun:
            counts[level.depth] = again
        elif level.depth in counts:
            counts[level.depth] += 1
        else:
            counts[level.depth] = level.start
        self._begun.add((use, level.depth))
        for deeper in [depth for depth in counts if depth > level.depth]:
            below = self._numbering.level(use, deeper)
            if below is None or below.restarts:
                del counts[deeper]
        return counts[level.depth]

    def label(self, use: str, level: Level) -> str:
        """What is shown before an item, as "b)" or "2.1", without the blank behind it."""
        counts = self._counts.get(level.key, {})

        def shown(found):
            part = self._numbering.level(use, int(found[1]) - 1)
            if part is None:
                return ""
            return spelled(counts.get(part.depth, part.start), part.form)

        return re.sub(r"%([1-9])", shown, level.text or "").strip()


def is_plain(level: Level) -> bool:
    """Whether a number of Markdown says the same."""
    return level.form == "decimal" and (level.text is None or bool(PLAIN.fullmatch(level.text)))


def spelled(count: int, form: str) -> str:
    """A number as letters, Roman numerals or digits."""
    if form.endswith("Letter") and count > 0:
        times, letter = divmod(count - 1, 26)
        text = "abcdefghijklmnopqrstuvwxyz"[letter] * (times % 10 + 1)
    elif form.endswith("Roman") and 0 < count < 400:
        text, left = "", count
        for worth, sign in (*ROMAN, (1, "i")):
            text, left = text + sign * (left // worth), left % worth
    else:
        return f"{count:02}" if form == "decimalZero" else str(count)
    return text.upper() if form.startswith("upper") else text


def indent_of(element: Element | None) -> int | None:
    """How far from the margin text begins, in twentieths of a point."""
    for name in ("start", "left"):
        if element is not None and element.get(w(name)):
            return number(element.get(w(name)))
    return None
