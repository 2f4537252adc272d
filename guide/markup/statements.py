"""From a text to the statements that a reader reads: paragraphs, bullets, cells, and their sentences.

Each has its words as they are read and its exact place in the text as it was typed.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from markdown_it.token import Token

from guide.markup.blocks import box
from guide.markup.markdown import Document, parse
from guide.markup.nodes import DETAILS
from guide.markup.places import Reading, TypedText
from guide.tools.sentences import sentence_spans

KINDS = {
    "heading_open": "heading",
    "list_item_open": "bullet",
    "th_open": "column",
    "td_open": "cell",
}


@dataclass(frozen=True)
class Sentence:
    """`start` and `end` count in the typed text, `first` and `last` in the words of its statement."""

    words: str
    start: int
    end: int
    first: int
    last: int
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Statement:
    """What stands together: `kind` is paragraph, bullet, heading, column, cell, title, picture or code.

    `words` are what a reader reads: without marks, addresses of links and citations; a bare address
    is kept, and a clinic's name, phone or price is one U+FFFC. `box` is the box it stands in
    (important, emergency, do, dont, details) or "", `level` that of a heading, `row` the line of a cell.
    """

    kind: str
    words: str
    language: str
    box: str = ""
    level: int = 0
    row: int = 0
    starts: list[int] = field(default_factory=list, repr=False)  # of each character of the words
    ends: list[int] = field(default_factory=list, repr=False)
    citations: tuple[tuple[int, tuple[str, ...], int, int], ...] = ()  # (before, keys, start, end)

    @cached_property
    def cites(self) -> tuple[str, ...]:
        """The keys of all that it cites."""
        return tuple(key for _before, keys, _start, _end in self.citations for key in keys)

    def place(self, first: int, last: int) -> tuple[int, int]:
        """Where `words[first:last]` stand in the typed text."""
        return self.starts[first], max(self.ends[last - 1], self.starts[first])

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in the typed text, with its citations."""
        places = [self.place(0, len(self.words))] if self.words else []
        places += [(start, end) for _before, _keys, start, end in self.citations]
        return min(start for start, _end in places), max(end for _start, end in places)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """A citation between two sentences belongs to the one before it."""
        spans = sentence_spans(self.words, self.language)
        cites: list[list[str]] = [[] for _span in spans]
        begins = [first for first, _last in spans]
        for before, keys, _start, _end in self.citations if spans else ():
            cites[max(0, bisect_left(begins, before) - 1)] += keys
        return tuple(
            Sentence(self.words[first:last], *self.place(first, last), first, last, tuple(keys))
            for (first, last), keys in zip(spans, cites, strict=True)
        )


def statements_of(text: str, language: str, document: Document | None = None) -> list[Statement]:
    """The statements of a Markdown text, in its order; `document` is what `parse(text)` gave.

    Raises TooLong, as `parse` does.
    """
    document = document or parse(text)
    every = _statements(document, TypedText(text), language)
    return [said for said in every if said.words.strip() or said.citations]


def statement_of_words(words: str, language: str) -> Statement:
    """A text that is no Markdown, such as a title or a tagline, as one statement."""
    places = range(len(words))
    return Statement(
        "paragraph", words, language, starts=[*places], ends=[*range(1, len(words) + 1)]
    )


def _statements(document, typed, language) -> Iterator[Statement]:
    walk = _Walk(typed, language)
    for token in document.tokens:
        if token.type == "inline":
            yield from walk.line(token)
        elif token.type in ("fence", "code_block"):
            yield walk.loose(DETAILS[token.type](token)["text"], "code", token.map)
        elif token.nesting > 0:
            walk.inside.append(token)
            if token.type == "container_box_open" and (title := box(token.info)[1]):
                yield walk.loose(title, "title", token.map)
        elif token.nesting < 0:
            walk.inside.pop()


class _Walk:
    """What is open where a line of words stands."""

    def __init__(self, typed, language):
        self.typed, self.language = typed, language
        self.inside: list[Token] = []
        self.reached = 0  # in the typed text
        self.row, self.column = -1, 0  # of the last cell

    def around(self):
        kinds = [KINDS[token.type] for token in self.inside if token.type in KINDS]
        boxes = [box(token.info)[0] for token in self.inside if token.type == "container_box_open"]
        return kinds[-1] if kinds else "paragraph", boxes[-1] if boxes else ""

    def line(self, token):
        kind, around = self.around()
        places = self.places(token, kind)
        reading = Reading(token.content, places, len(self.typed.text)).read(token.children)
        self.reached = max(self.reached, reading.place(len(places)))
        level = int(self.inside[-1].tag[1]) if kind == "heading" else 0
        row = token.map[0] + 1 if kind == "cell" else 0
        yield Statement(
            kind, "".join(reading.words), self.language, around, level, row,
            reading.starts, reading.ends, tuple(reading.citations),
        )  # fmt: skip
        for words, starts, ends in reading.asides:
            yield Statement("picture", words, self.language, around, 0, row, starts, ends)

    def places(self, token, kind):
        if token.map is None:
            return self.typed.found(token.content, self.reached)
        if kind not in ("cell", "column"):
            return self.typed.places(token.content, token.map[0])[0]
        if token.map[0] != self.row:
            self.row, self.column = token.map[0], 0
        places, self.column = self.typed.places(token.content, self.row, self.column)
        return places

    def loose(self, words, kind, lines):
        """Words that are no line of tokens, looked for behind the line where they begin."""
        start = self.typed.starts[min(lines[0], len(self.typed.starts) - 1)]
        starts = self.typed.found(words, start)
        ends = [min(place + 1, len(self.typed.text)) for place in starts]
        return Statement(kind, words, self.language, self.around()[1], 0, 0, starts, ends)
