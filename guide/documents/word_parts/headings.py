"""Headings as Word ranks them: by their style, the styles below it, or an outline level."""

import re

from guide.documents.text import MAX_HEADING
from guide.documents.word_parts.styles import WordStyles, style_of
from guide.documents.word_parts.tree import Element, child, line_of_words, made, number, w

NAMED = re.compile(r"(?:heading|título|encabezado) ?([1-9])", re.I)
TITLED = re.compile(r"title|título|puesto", re.I)
HEADING, TITLE = "ImportedHeading", "ImportedTitle"  # styles that no document has
DEEPEST = 6


def settle_headings(root: Element, styles: WordStyles) -> None:
    """Each heading gets the style that mammoth knows for its rank."""
    for paragraph in root.iter(w("p")):
        style = _known_style(paragraph, styles)
        if style:
            _name(paragraph, style)


def is_heading(paragraph: Element, styles: WordStyles) -> bool:
    return bool(_known_style(paragraph, styles))


def _known_style(paragraph, styles):
    """The style of its rank, or ""; a long text is no heading for its outline level alone."""
    own = child(paragraph, "pPr", "outlineLvl")
    if own is not None:
        level = number(own.get(w("val")), 9)
        if level < 9 and _is_short(paragraph):
            return f"{HEADING}{min(level + 1, DEEPEST)}"
    for style in styles.chain("paragraph", style_of(paragraph)):
        name = child(style, "name")
        name = "" if name is None else name.get(w("val"), "")
        level = child(style, "pPr", "outlineLvl")
        if found := NAMED.fullmatch(name):
            return f"{HEADING}{min(int(found[1]), DEEPEST)}"
        if TITLED.fullmatch(name):
            return TITLE
        if level is not None:
            rank = number(level.get(w("val")), 9)
            return f"{HEADING}{min(rank + 1, DEEPEST)}" if rank < 9 and _is_short(paragraph) else ""
    return ""


def _is_short(paragraph):
    return 0 < len(line_of_words(paragraph)) <= MAX_HEADING


def _name(paragraph, style):
    look = child(paragraph, "pPr")
    if look is None:
        look = made("pPr")
        paragraph.insert(0, look)
    for old in look.findall(w("pStyle")):
        look.remove(old)
    look.insert(0, made("pStyle", val=style))
