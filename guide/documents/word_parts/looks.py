"""Looks that come from a style, or that mammoth does not know, written on each run itself."""

from guide.documents.word_parts.styles import WordStyles
from guide.documents.word_parts.tree import (
    Element,
    child,
    in_paragraphs,
    is_on,
    made,
    number,
    value,
    w,
)

LIFTED = 4  # half points: less only brings signs of two fonts into line


def runs_in(root: Element) -> list[tuple[Element, Element | None]]:
    """Every run with its paragraph."""
    return [(element, above) for element, above in in_paragraphs(root) if element.tag == w("r")]


def marked(run: Element, paragraph: Element | None, styles: WordStyles, mark: str) -> bool:
    """Whether a run shows a mark: its own word counts, else one of its two styles, not both."""
    own = is_on(child(run, "rPr", mark))
    if own is not None:
        return own
    by_character = styles.says("character", value(run, "rPr", "rStyle"), mark)
    return by_character != styles.says("paragraph", styles.of(paragraph), mark)


def settle_looks(root: Element, styles: WordStyles) -> None:
    """Struck, raised, lowered, bold and italic words get the marks that mammoth reads."""
    runs = runs_in(root)
    lifts: dict[Element | None, set[int]] = {}
    for run, paragraph in runs:
        lifts.setdefault(paragraph, set()).add(_lift(run, styles))
    for run, paragraph in runs:
        if marked(run, paragraph, styles, "strike") or marked(run, paragraph, styles, "dstrike"):
            _set(run, "strike")
        for mark in ("b", "i"):
            if marked(run, paragraph, styles, mark):
                _set(run, mark)
        _set_height(run, styles, alone=len(lifts[paragraph]) == 1)


def _set_height(run, styles, *, alone):
    height = _first(run, styles, "vertAlign")
    lift = _lift(run, styles)
    if height in ("", "baseline") and abs(lift) >= LIFTED and not alone:
        height = "superscript" if lift > 0 else "subscript"
    if height:
        _set(run, "vertAlign", val=height)


def _lift(run, styles):
    return number(_first(run, styles, "position"))


def _first(run, styles, name):
    own = value(run, "rPr", name)
    found = styles.element("character", value(run, "rPr", "rStyle"), "rPr", name)
    return own or ("" if found is None else found.get(w("val"), ""))


def _set(run, name, **attributes):
    look = child(run, "rPr")
    if look is None:
        look = made("rPr")
        run.insert(0, look)
    for old in look.findall(w(name)):
        look.remove(old)
    look.append(made(name, **attributes))
