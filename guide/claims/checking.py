"""The claim check: what a text says that a page for patients must not say, each with its place.

It finds words and shapes of sentences, not falsehoods: who reads the findings decides. Never call
a text in which it finds nothing "compliant".
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guide.claims.closed_world import sourceless, sourceless_numbers
from guide.claims.denial import Marks
from guide.claims.folding import FoldedText, Hit
from guide.claims.matching import IN_SHORT_TEXTS, WITHOUT_SOURCE, World, matches
from guide.claims.rules import BLOCK, LANGUAGES, RULES, rules_of
from guide.markup.markdown import Document
from guide.markup.statements import Statement, statement_of_words, statements_of

TELL_EFFECTS = ("how-it-works", "benefits", "success-rate", "timeframe")  # kinds of sections
SOURCELESS, NUMBER = "no-source-no-doubt", "number-without-source"
GENERAL = (WITHOUT_SOURCE, IN_SHORT_TEXTS, NUMBER)  # they say less than a rule of its own


@dataclass(frozen=True)
class Claim:
    """One finding: `start` and `end` count in the typed text, `words` are those that were found.

    `sentence` is what they stand in, as it is read: an exception holds for exactly these words.
    """

    rule: str
    severity: str
    start: int
    end: int
    words: str
    sentence: str

    @property
    def blocks(self) -> bool:
        return self.severity == BLOCK

    @property
    def message(self) -> str:
        """What is wrong, in the current language."""
        return RULES[self.rule].message

    @property
    def instead(self) -> str:
        """What to write instead, in the current language."""
        return RULES[self.rule].instead

    @property
    def source(self) -> str:
        return RULES[self.rule].source


@dataclass(frozen=True)
class _Found:
    claim: Claim
    numbers: range  # of the sentences it is about


def world_of(kind: str) -> World:
    """The world of a section, and of what a clinic adds to it, by the section's kind."""
    return World.EFFECTS if kind in TELL_EFFECTS else World.ELSEWHERE


def claims_in(
    text: str, language: str, world: World = World.ELSEWHERE, document: Document | None = None
) -> list[Claim]:
    """What a Markdown text claims, in its order; `language` is the text's own.

    `document` is what `parse(text)` gave. Raises TooLong, as `parse` does.
    """
    return claims_of(statements_of(text, language, document), language, world)


def claims_in_words(words: str, language: str, world: World = World.ELSEWHERE) -> list[Claim]:
    """The same for a text that is no Markdown, such as a title or a tagline."""
    return claims_of([statement_of_words(words, language)], language, world)


def claims_of(statements: list[Statement], language: str, world: World) -> list[Claim]:
    """By all rules of the text's own language, and by those of the others that stop a text.

    For a language without rules the latter are all there is: see LANGUAGES.
    """
    text = FoldedText(statements)
    own = language.lower().partition("-")[0]
    found: dict[tuple[str, int], _Found] = {}
    for one in sorted(_found(text, own, world), key=_weight):
        found.setdefault((one.claim.rule, one.numbers.start), one)
    claims = _without_echoes(found.values())
    return sorted(claims, key=lambda claim: (claim.start, claim.end, claim.rule))


def _weight(one):
    """Of each rule a sentence shows one finding: what stops it, or else what comes first."""
    return not one.claim.blocks, one.claim.start


def _found(text, own, world) -> Iterator[_Found]:
    marks = {language: Marks(text, rules_of(language)) for language in LANGUAGES}
    for language in LANGUAGES:
        denying = [marks[language], *(marks[own] for _ in {own} - {language} if own in marks)]
        for pattern in rules_of(language).patterns:
            if language == own or _stops_everywhere(pattern.rule):
                for place, severity in matches(pattern, text, denying, world):
                    claim = _claim(pattern.rule, severity, text, place)
                    yield _Found(claim, range(place.number, place.number + 1))
    if own in marks and world == World.EFFECTS:
        for first, last in sourceless(text, marks[own]):
            yield _Found(_statement_claim(text, first, last), range(first, last + 1))
        for hit in sourceless_numbers(text, marks[own]):
            claim = _claim(NUMBER, RULES[NUMBER].severity, text, hit)
            yield _Found(claim, range(hit.number, hit.number + 1))


def _stops_everywhere(rule):
    return RULES[rule].severity == BLOCK and rule not in GENERAL


def _claim(rule, severity, text, place: Hit):
    _statement, sentence = text.sentences[place.number]
    words = text.lines[place.number][place.start : place.end]
    return Claim(rule, severity, *text.typed(place), words, sentence.words)


def _statement_claim(text, first, last):
    """Of sentences that stand together."""
    statement, opening = text.sentences[first]
    closing = text.sentences[last][1]
    words = statement.words[opening.first : closing.last]
    place = statement.place(opening.first, closing.last)
    return Claim(SOURCELESS, RULES[SOURCELESS].severity, *place, words, words)


def _without_echoes(found: Iterable[_Found]) -> Iterator[Claim]:
    """A warning adds nothing to what stops the same words, nor a general rule to another."""
    stopping: dict[int, list[Claim]] = {}
    for one in found:
        if one.claim.blocks and one.claim.rule not in GENERAL:
            for number in one.numbers:
                stopping.setdefault(number, []).append(one.claim)
    for one in found:
        others = stopping.get(one.numbers.start, ())
        if one.claim.rule in GENERAL and others:
            continue
        if one.claim.blocks or not any(_overlap(one.claim, other) for other in others):
            yield one.claim


def _overlap(claim, other):
    return other.rule != SOURCELESS and other.start < claim.end and claim.start < other.end
