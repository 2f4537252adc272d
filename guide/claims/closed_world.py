"""Where effects are told, every paragraph, bullet and cell has a source or says what is not known.

Instructions, questions, steps of a procedure and what introduces a list pass: they tell no effect.
And every number has its source in its own sentence, or in its row of a table.
"""

from collections.abc import Iterator

import re2

from guide.claims.denial import Marks
from guide.claims.folding import FoldedText, Hit
from guide.markup.statements import Statement

TELLING = ("paragraph", "bullet", "cell", "code")
LEADING = ("paragraph", "heading", "title")
FEWEST_WORDS = 4
NUMBER = re2.compile(rb"\b\d[\d.,/-]*")
NO_COUNT = re2.compile(
    rb"(?:1[89]|20)\d\d|911|[\d.]*\d{3}[-.]\d{4}|1-8\d\d-[\d-]*"
)  # years, phones


def sourceless(text: FoldedText, marks: Marks) -> Iterator[tuple[int, int]]:
    """(first, last) sentence of each statement that tells something and has neither."""
    cited_rows = _cited_rows(text)
    lead = None
    for said, numbers in _statements(text):
        if said.kind in TELLING and not (said.cites or said.row in cited_rows):
            telling = [number for number in numbers if not _passes(text, marks, number, lead)]
            if telling and not any(map(marks.doubts_effects, numbers)):
                yield telling[0], telling[-1]
        if said.kind in LEADING:
            lead = numbers[-1]


def sourceless_numbers(text: FoldedText, marks: Marks) -> Iterator[Hit]:
    """The first number of each sentence that has one, and no source for it."""
    cited_rows = _cited_rows(text)
    seen = set()
    for hit in text.where(NUMBER):
        said = text.sentences[hit.number][0]
        words = text.lines[hit.number][hit.start : hit.end].rstrip(".,/-")
        is_sourced = marks.cites(hit.number) or said.row in cited_rows
        excused = marks.asks(hit.number) or is_instruction(marks, hit.number)
        if hit.number in seen or is_sourced or excused or NO_COUNT.fullmatch(words.encode()):
            continue
        seen.add(hit.number)
        yield Hit(hit.number, hit.start, hit.start + len(words))


def _cited_rows(text):
    return {said.row for said in text.statements if said.row and said.cites}


def _statements(text) -> Iterator[tuple[Statement, list[int]]]:
    numbers: list[int] = []
    for number, (said, _sentence) in enumerate(text.sentences):
        if numbers and text.sentences[numbers[0]][0] is not said:
            yield text.sentences[numbers[0]][0], numbers
            numbers = []
        numbers.append(number)
    if numbers:
        yield text.sentences[numbers[0]][0], numbers


def is_instruction(marks: Marks, number: int) -> bool:
    """ "Ask your doctor" is one; "Don't wait" and "Use our cells to heal" only sell."""
    if not marks.has("instruction", number) or marks.has("no_instruction", number):
        return False
    tells = marks.has("anybody", number) and marks.has("effect", number)
    return not tells or marks.has("asking", number)


def _passes(text, marks, number, lead):
    line = text.lines[number]
    if sum(any(map(str.isalnum, word)) for word in line.split()) < FEWEST_WORDS:
        return True
    if marks.asks(number) or is_instruction(marks, number):
        return True
    if line.endswith(":") or marks.has("definition", number) or marks.has("procedure", number):
        return not marks.has("outcome", number)
    is_item = text.sentences[number][0].kind in ("bullet", "cell") and lead is not None
    return is_item and _is_led(marks, number, lead)


def _is_led(marks, number, lead):
    """An item of a list that its introduction makes a doubt, or a mere listing."""
    if marks.doubts_effects(lead) and marks.has("indirect_question", number):
        return True
    tells = marks.has("outcome", number) or marks.has("outcome", lead)
    return marks.has("lead", lead) and not tells
