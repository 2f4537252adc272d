"""A Markdown document into headings and blocks; its text stays as it was written."""

import re
from collections import Counter

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from mdit_py_plugins.container import container_plugin

from guide.documents.html import read_html
from guide.documents.outline import Block, CannotImport, Heading, image_remark

MAX_HTML_BLOCKS = 300  # each costs milliseconds
MAX_CELLS = 100_000
MAX_HEADINGS = 2_000
MAX_HEADING = 1_000  # characters
CONTAINERS = ("important", "emergency", "do", "dont", "details")
TAG = re.compile(r"(?<!\\)<(?:/?[A-Za-z][\w-]*(?:\s[^<>]*)?/?|!--[^<>]*--|[!?][^<>]*)>")
IMAGE = re.compile(r"(?<!\\)!\[([^\[\]]*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])?")
EMPTY_LINK = re.compile(r"\[\s*\]\([^()]*\)")
LABEL = re.compile(r"\[([^\[\]]+)\]")
FRONT_LINE = re.compile(r"\w[\w .-]*:(\s|$)")


def _blocks_only():
    """A parser of blocks only: where headings, code and HTML are, not what is inside a line."""
    parser = MarkdownIt("commonmark").enable("table")
    for name in CONTAINERS:
        container_plugin(parser, name)
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


BLOCK_PARSER = _blocks_only()
WORD_PARSER = MarkdownIt("commonmark")


def read_markdown(text: str) -> tuple[str, list[Heading | Block], list[str]]:
    """(title of the front matter, headings and blocks, remarks)"""
    front, text = _apart(re.sub(r"\r\n?", "\n", text))
    remarks = [_("The lines between --- at the top were left out.")] if front else []
    if text.count("|") > MAX_CELLS:
        raise CannotImport(_("The tables of this document are too large. Divide it."))
    lines = text.split("\n")
    environment: dict = {}
    tokens = BLOCK_PARSER.parse(text, environment)
    _check(tokens)
    references = _taken_out(lines, environment.get("references", {}))
    cleaned = _cleaned(lines, tokens)
    items = list(_items(lines, tokens, cleaned))
    return _front_title(front), [_with_references(item, references) for item in items], remarks


def _apart(text):
    """(front matter lines, the rest)"""
    lines = text.split("\n")
    if lines[0].rstrip() != "---" or len(lines) < 2 or not FRONT_LINE.match(lines[1]):
        return [], text
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() in ("---", "..."):
            return lines[1:number], "\n".join(lines[number + 1 :])
    return [], text


def _front_title(front):
    found = (re.fullmatch(r"title:\s*(.+?)\s*", line, re.I) for line in front)
    return next((match[1].strip("\"'") for match in found if match), "")


def _items(lines, tokens, remarks_of):
    """Top-level headings, and whatever is between them as one block each."""
    start = 0
    for token, following in zip(tokens, [*tokens[1:], None], strict=False):
        if token.level or token.type not in ("heading_open", "html_block"):
            continue
        yield from _between(lines, start, token.map[0], remarks_of)
        start = token.map[1]
        if token.type == "html_block":
            yield from _from_html(token.content)
        else:
            yield from _heading(token, following.content)
    yield from _between(lines, start, len(lines), remarks_of)


def _between(lines, start, end, remarks_of):
    markdown = "\n".join(lines[start:end]).strip("\n").rstrip()
    remarks = [remark for number in range(start, end) for remark in remarks_of.get(number, ())]
    if markdown.strip() or remarks:
        yield Block(markdown, tuple(remarks))


def _heading(token, content):
    inline, remarks = _without_html_and_images(content.replace("\n", " "))
    children = WORD_PARSER.parseInline(inline[:MAX_HEADING])[0].children
    text = " ".join("".join(child.content for child in children).split())
    if text or remarks:
        level = int(token.tag[1])
        yield Heading(level, text, inline, tuple(remarks)) if text else Block("", tuple(remarks))


def _from_html(content):
    if content.lstrip().startswith("<!--"):
        return
    _title, items, _remarks = read_html(content)
    yield Block("", (_html_remark(),))
    yield from items


def _cleaned(lines, tokens):
    """HTML and images taken out of `lines` in place; returns {line: remarks}."""
    remarks, done = {}, None
    for token in tokens:
        top_level_html = token.type == "html_block" and not token.level
        if token.type in ("inline", "html_block") and token.map != done and not top_level_html:
            done = token.map  # the cells of a table share one
            _clean(lines, *token.map, remarks)
    return remarks


def _check(tokens):
    """Refuse what no author writes and what costs milliseconds apiece."""
    kinds = Counter(token.type for token in tokens if not token.level)
    if kinds["html_block"] > MAX_HTML_BLOCKS:
        raise CannotImport(
            _("This Markdown document is mostly HTML. Save it as .html and import it again.")
        )
    if kinds["heading_open"] > MAX_HEADINGS:
        raise CannotImport(_("This document is mostly headings. Use fewer, or mark none of them."))


def _clean(lines, start, end, remarks):
    source = "\n".join(lines[start:end])
    if "<" not in source and "![" not in source:
        return
    text, found = _without_html_and_images(source)
    if text != source:
        remarks[start] = [*remarks.get(start, ()), *found]
        lines[start:end] = text.split("\n")  # as many lines: no pattern takes a line break away


def _without_html_and_images(source):
    """(the same lines without HTML tags and images outside code, remarks)"""
    remarks = []

    def without_tag(found):
        if not found[0].startswith("<!--"):
            remarks.append(_html_remark())
        breaks = "\n" * found[0].count("\n")
        return breaks or (" " if found[0].lower().startswith("<br") else "")

    def without_image(found):
        remarks.append(image_remark(found[1]))
        return "\n" * found[0].count("\n")

    parts = []
    for is_code, part in _code_apart(source):
        if not is_code:
            part = EMPTY_LINK.sub("", IMAGE.sub(without_image, part)) if "![" in part else part
            part = TAG.sub(without_tag, part)
        parts.append(part)
    return "".join(parts), list(dict.fromkeys(remarks))


def _html_remark():
    return _("HTML was turned into text: check how it reads.")


def _code_apart(source):
    """(is a code span, text) in turn: code spans keep what looks like HTML."""
    pieces = re.split(r"(`+)", source)
    closing = {}  # of each run of backticks, the next run of the same length
    last = {}
    for index in range(len(pieces) - 2, 0, -2):
        closing[index] = last.get(len(pieces[index]))
        last[len(pieces[index])] = index
    index, text = 1, pieces[0]
    while index < len(pieces):
        end = closing[index]
        if end is None:
            text += pieces[index] + pieces[index + 1]
            index += 2
            continue
        yield False, text
        yield True, "".join(pieces[index : end + 1])
        text = pieces[end + 1]
        index = end + 2
    yield False, text


def _taken_out(lines, references):
    """Link definitions, removed from `lines`: sections must not lose those of another section."""
    taken = {}
    for label, reference in references.items():
        if label.startswith("^"):
            continue
        start, end = reference["map"]
        taken[label] = "\n".join(lines[start:end]).lstrip("> ").rstrip()
    for label in taken:
        start, end = references[label]["map"]
        lines[start:end] = [""] * (end - start)
    return taken


def _with_references(item, references):
    if isinstance(item, Heading) or not references:
        return item
    labels = {normalizeReference(label) for label in LABEL.findall(item.markdown)}
    used = [definition for label, definition in references.items() if label in labels]
    return Block("\n\n".join([item.markdown, *used]), item.remarks) if used else item
