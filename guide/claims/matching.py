"""Where a pattern of a rule matches a text, and how much that weighs there."""

from collections.abc import Iterator
from enum import StrEnum

from guide.claims.denial import Marks
from guide.claims.folding import FoldedText, Hit, apart
from guide.claims.rules import BLOCK, RULES, WARN, ClaimPattern

IN_SHORT_TEXTS = "effect-in-short-text"
WITHOUT_SOURCE = "effect-without-source"
ITEMS = ("bullet", "cell")


class World(StrEnum):
    """What may be said depends on where it stands."""

    EFFECTS = "effects"  # sections that tell effects, and whatever a clinic adds to them
    SHORT = "short"  # taglines, names of services, texts about money: no effect at all
    ELSEWHERE = "elsewhere"


def matches(
    pattern: ClaimPattern, text: FoldedText, marks: list[Marks], world: World
) -> Iterator[tuple[Hit, str]]:
    """(place, severity) of each match that nothing excuses; `marks` are first those of its language."""
    if not _belongs(pattern.rule, world):
        return
    for place in _places(pattern, text):
        severity = _severity(pattern, place, marks, world)
        if severity and not any(mark.excuses(pattern, place) for mark in marks):
            yield place, severity


def _belongs(rule, world):
    """In a short text any effect is too much, with a source or without."""
    if rule in (IN_SHORT_TEXTS, WITHOUT_SOURCE):
        return (rule == IN_SHORT_TEXTS) == (world == World.SHORT)
    return True


def _places(pattern, text):
    places = text.where(pattern.find)
    if places and pattern.but_not:
        places = apart(places, text.where(pattern.but_not))
    if places and pattern.needs:
        having = {place.number for place in text.where(pattern.needs)}
        places = [place for place in places if place.number in having]
    return _crowds(places, text, pattern.at_least) if pattern.at_least > 1 else places


def _crowds(places, text, at_least):
    """The last place of each paragraph, or list with its introduction, that has so many different ones."""
    groups = _groups(text)
    found: dict[int, dict[str, Hit]] = {}
    for place in places:
        words = text.lines[place.number][place.start : place.end].lower()
        found.setdefault(groups[place.number], {}).setdefault(words, place)
    return [[*crowd.values()][-1] for crowd in found.values() if len(crowd) >= at_least]


def _groups(text):
    """A number for each sentence; items of a list have that of what stands before them."""
    groups: list[int] = []
    before = None
    for said, _sentence in text.sentences:
        is_new = said is not before and said.kind not in ITEMS
        groups.append((groups[-1] if groups else 0) + is_new)
        before = said
    return groups


def _severity(pattern, place, every, world):
    """BLOCK, WARN or nothing."""
    marks = every[0]
    severity = RULES[pattern.rule].severity
    if pattern.rule == WITHOUT_SOURCE and world == World.EFFECTS:
        severity = WARN if _is_mild(place, marks) else BLOCK
    is_limited = "limited" in pattern.unless and marks.has("limited", place.number)
    is_sourced = pattern.softened and marks.cites(place.number)
    if is_sourced and (is_limited or any(_is_settled(one, place) for one in every)):
        return ""
    if is_sourced or is_limited:
        severity = WARN
    if marks.asks(place.number) and not pattern.asks:
        return WARN if severity == BLOCK else ""
    return severity


def _is_settled(marks, place):
    """With a source, what is weighed or said of surgery or medicine is not looked at twice."""
    return marks.weighs(place) or marks.is_of_other_care(place)


def _is_mild(place, marks):
    statement, _sentence = marks.text.sentences[place.number]
    return bool(statement.cites) or marks.has("hedged", place.number)
