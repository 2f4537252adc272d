"""The parts of a Word document before mammoth reads them: what it would lose, glue or show wrongly."""

from typing import NamedTuple

from guide.documents.html_inline import LEFT_OUT
from guide.documents.word_parts.contents import leave_out_contents
from guide.documents.word_parts.headings import settle_headings
from guide.documents.word_parts.left_out import (
    leave_out_hidden,
    leave_out_instructions,
    leave_out_prompts,
    remark_on_errors,
    remark_on_other_files,
)
from guide.documents.word_parts.lists import settle_lists, two_lists
from guide.documents.word_parts.looks import settle_looks
from guide.documents.word_parts.missing import words_seen
from guide.documents.word_parts.numbering import Numbering
from guide.documents.word_parts.passed_over import bring_within_reach, choose_alternatives
from guide.documents.word_parts.styles import WordStyles
from guide.documents.word_parts.tree import Element, line_of_words, parsed, w, written

TEXTS = (w("document"), w("footnotes"), w("endnotes"))
MARGINS = {w("hdr"): "header", w("ftr"): "footer"}  # of every sheet: mammoth does not read them


class Rewritten(NamedTuple):
    """The parts for mammoth, what was done to them, and the words that a reader sees."""

    parts: dict[str, bytes]
    remarks: list[str]
    words: list[str]


def rewritten(parts: dict[str, bytes]) -> Rewritten:
    """Parts that were checked before, with their texts settled; raises NotXml."""
    roots = {name: parsed(content) for name, content in parts.items() if name.endswith(".xml")}
    styles = WordStyles(_of_kind(roots, "styles"))
    numbering = Numbering(_of_kind(roots, "numbering"), styles)
    changed, remarks, words = dict(parts), [], []
    for name, root in roots.items():
        if root.tag in TEXTS:
            remarks += _without_what_is_not_read(root, styles)
            settle_looks(root, styles)
            if root.tag == w("document"):
                words += words_seen(root)
            _settle(root, styles, numbering)
            changed[name] = written(root)
        elif root.tag in MARGINS:
            remarks += _left_out(MARGINS[root.tag], root)
        elif root.tag == w("numbering"):
            changed[name] = written(two_lists())
    return Rewritten(changed, remarks, words)


def _left_out(name, root):
    choose_alternatives(root)
    words = line_of_words(root).split()
    if len([word for word in words if not word.isdigit()]) < 3:  # "Page 1 of 3" is nothing to miss
        return []
    return [LEFT_OUT[name]() % {"words": " ".join(words[:8])[:80]}]


def _of_kind(roots, name) -> Element | None:
    return next((root for root in roots.values() if root.tag == w(name)), None)


def _without_what_is_not_read(root, styles):
    choose_alternatives(root)
    leave_out_instructions(root)
    return [
        *leave_out_contents(root, styles),
        *leave_out_hidden(root, styles),
        *leave_out_prompts(root),
        *remark_on_errors(root),
        *remark_on_other_files(root),
    ]


def _settle(root, styles, numbering):
    settle_lists(root, styles, numbering)
    settle_headings(root, styles)
    bring_within_reach(root)
