"""The Markdown that staff write, for the page, for paper, for search and for readability.

What we do not understand is shown as it was typed and reported; no text raises or gets lost.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from guide.markup.blocks import MAX_LEVELS, add_blocks, as_words, with_lost_definitions
from guide.markup.html import CLOSE, OPEN, words, write
from guide.markup.inline import TOKEN, add_words
from guide.markup.nodes import FIRST_HEADING, as_typed, build
from guide.markup.problems import Problem, note, visible
from guide.markup.settling import add_settling

MAX_CHARACTERS = 50_000
# What is read of a text; what is beyond is shown. A text of MAX_CHARACTERS has two thousand lines,
# each of which can become several boxes, lists and items, and two thousand marks, each of which
# can be compared with many others.
LIMITS = {
    "lines": (2_600, re.compile(r"^", re.MULTILINE)),
    "marks": (5_000, re.compile(r"\*+|_+|`+|!?\[")),
}
GAP = re.compile(r"(?<![ \t])[ \t]+(?=[.,;:!?](?:\s|$))")
PLACEHOLDER = re.compile(f"{OPEN}([A-Za-z0-9_.-]+){CLOSE}")


class TooLong(ValueError):
    """The text has more than MAX_CHARACTERS characters."""


@dataclass(frozen=True)
class Document:
    """A text that was read; lines count from 1."""

    tokens: tuple[Token, ...]
    problems: tuple[Problem, ...]
    cited: tuple[tuple[str, int], ...]
    placeholders: tuple[tuple[str, int], ...]

    @property
    def tokens_used(self) -> tuple[tuple[str, int], ...]:
        """The tokens in staff's sense, such as ("clinic.name", 3); another name for them."""
        return self.placeholders


def _parser():
    # A list adds two levels, and what is deeper than maxNesting the parser leaves out.
    deepest = 2 * MAX_LEVELS + 2
    md = MarkdownIt("commonmark", {"html": False, "maxNesting": deepest}).enable("table")
    md.disable(["html_block", "html_inline"])
    add_blocks(md)
    add_words(md)
    add_settling(md)
    return md


PARSER = _parser()


def parse(text: str) -> Document:
    """Read a text; raises TooLong above MAX_CHARACTERS and nothing else."""
    if len(text) > MAX_CHARACTERS:
        raise TooLong(len(text))
    env = {
        "problems": {},
        "cited": [],
        "placeholders": [],
        "used_labels": set(),
        "inside": [],
        "cells": 0,
    }
    text, rest = _bounded(_visible_lines(text, env), env)
    tokens = with_lost_definitions(PARSER.parse(text, env), env, text) + as_words(rest)
    problems = sorted(env["problems"], key=lambda problem: problem.line)
    return Document(tuple(tokens), tuple(problems), tuple(env["cited"]), tuple(env["placeholders"]))


def _bounded(text, env):
    """(what is read, what is only shown)"""
    ends = {code: _end(text, *limit) for code, limit in LIMITS.items()}
    code = min(ends, key=ends.get)
    end = ends[code]
    rest = " ".join(text[end:].split())
    if rest:
        note(env, code, text.count("\n", 0, end), str(LIMITS[code][0]))
    return text[:end] + "\n" if rest else text, rest


def _end(text, most, pattern):
    beyond = next(islice(pattern.finditer(text), most, None), None)
    return beyond.start() if beyond else len(text)


def _visible_lines(text, env):
    """Every line ends in a newline: the container plugin reads one character beyond."""
    lines = re.split(r"\r\n?|\n", text.removeprefix("\ufeff"))
    return "".join(visible(line, env, number) + "\n" for number, line in enumerate(lines))


def html(
    document: Document,
    *,
    numbers: Mapping[str, int] = {},
    heading: int = FIRST_HEADING,
    prefix: str = "ref-",
) -> str:
    """Sanitised HTML with placeholders for the clinic's values, to be passed through `fill`.

    `numbers` are those of the references by key; a citation links to `#` + `prefix` + key.
    The first heading becomes h`heading`, the others follow without a gap, never beyond h6.
    """
    return write(build(document.tokens, heading=heading, numbers=numbers), prefix)


def fill(html: str, values: Mapping[str, str]) -> SafeString:
    """What `html()` returned, with escaped values such as {"clinic.name": "Bay Clinic"} in it.

    A name without a value shows as it was typed. Nothing but the output of `html()` may go in.
    """

    def value(found):
        return escape(values.get(found[1], as_typed(found[1])))

    return mark_safe(PLACEHOLDER.sub(value, html))  # noqa: S308 - sanitised by nh3 in html()


def fill_words(text: str, values: Mapping[str, str]) -> str:
    """A text that is no Markdown, with `values` for its tokens; others show as they were typed."""
    return TOKEN.sub(lambda found: values.get(found[1], found[0]), text)


def tree(
    document: Document,
    *,
    numbers: Mapping[str, int] = {},
    values: Mapping[str, str] = {},
    heading: int = FIRST_HEADING,
) -> dict:
    """The same text as plain JSON nodes for the printed handout: {"t": type, "c": children, …}."""
    return build(document.tokens, heading=heading, numbers=numbers, values=values)


def plain(document: Document, values: Mapping[str, str] = {}) -> str:
    """The words alone, one block a line, for search and comparison; no addresses or numbers."""
    return "\n".join(line for line in _lines(build(document.tokens, values=values)) if line)


def _lines(node) -> Iterator[str]:
    if typed := node.get("typed"):
        yield typed
    if "text" in node:
        yield node["text"].rstrip("\n")
    elif node["t"] in ("paragraph", "heading"):
        yield _tidy(node)
    elif node["t"] == "tr":
        yield "\t".join(_tidy(cell) for cell in node["c"])
    else:
        for child in node.get("c", ()):
            yield from _lines(child)


def _tidy(node):
    """The words of one line, without the gap that a citation leaves before a full stop."""
    return GAP.sub("", words(node)).strip()


def blocks(document: Document) -> list[str]:
    """The prose alone, for `readability.grade`: one entry per paragraph or list item."""
    return [text for text in _prose(build(document.tokens)) if text]


def _prose(node):
    if node["t"] == "paragraph":
        yield re.sub(r"https?://\S+", "", _tidy(node)).strip()
        return
    for child in node.get("c", ()):
        yield from _prose(child)
