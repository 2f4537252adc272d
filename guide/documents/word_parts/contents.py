"""Tables of contents and indexes that the word processor made: they name pages that are no more."""

import re

from django.utils.translation import gettext as _

from guide.documents.word_parts.styles import WordStyles, style_of
from guide.documents.word_parts.tree import Element, line_of_words, replace_children, value, w

ENTRY = re.compile(r"(?:toc|index|contents) ?\d|table of figures|table of authorities", re.I)
HEADING = re.compile(r"(?:toc|index|contents) heading", re.I)
ENOUGH = 50  # letters of a field's instruction: its kind comes first
MADE_BY_FIELD = re.compile(r"\s*(?:TOC|INDEX)\b")


def leave_out_contents(root: Element, styles: WordStyles) -> list[str]:
    """Drops them, and says with which words they began."""
    gone = _in_boxes(root) | _by_style(root, styles) | _by_field(root)
    inner_ones = {inner for element in gone for inner in element.iter() if inner is not element}
    outer_ones = gone - inner_ones
    words = " ".join(line_of_words(e) for e in root.iter() if e in outer_ones)
    replace_children(root, lambda _parent, inner: [] if inner in gone else [inner])
    if not words.strip():
        return []
    remark = _("The document's table of contents was left out: “%(words)s…”")
    return [remark % {"words": words.strip()[:80]}]


def _in_boxes(root):
    return {
        box
        for box in root.iter(w("sdt"))
        if value(box, "sdtPr", "docPartObj", "docPartGallery") == "Table of Contents"
    }


def _by_style(root, styles):
    """Entries by their style; the line above the first one, when it has the style of its heading."""
    found, before = set(), None
    for paragraph in root.iter(w("p")):
        name = styles.name("paragraph", style_of(paragraph))
        if ENTRY.fullmatch(name):
            found.add(paragraph)
            if before is not None:
                found.add(before)
        before = paragraph if HEADING.fullmatch(name) else None
    return found


def _by_field(root):
    """Paragraphs whose words all come from a field that lists headings; it must end somewhere."""
    found: set[Element] = set()
    fields: list[str] = []
    waiting: list[Element] = []
    for paragraph in root.iter(w("p")):
        inside = None
        for element in paragraph.iter():
            if element.tag == w("fldChar"):
                _step(element, fields)
            elif element.tag == w("instrText") and fields and len(fields[-1]) < ENOUGH:
                fields[-1] += (element.text or "")[:ENOUGH]
            elif element.tag == w("t") and (element.text or "").strip():
                made_by_field = any(MADE_BY_FIELD.match(field) for field in fields)
                inside = made_by_field if inside is None else inside and made_by_field
        if inside:
            waiting.append(paragraph)
        if not any(MADE_BY_FIELD.match(field) for field in fields):
            found.update(waiting)
            waiting = []
    return found


def _step(mark, fields):
    kind = mark.get(w("fldCharType"))
    if kind == "begin":
        fields.append("")
    elif kind == "end" and fields:
        fields.pop()
