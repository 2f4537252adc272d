"""Lists as their reader sees them: how deep by where they stand, what number or letter they bear.

mammoth knows bullets and numbers from 1 on. So each item is made one of these two; its number goes
along as a bookmark (`numbered_html` reads it), and letters or other labels as words.
"""

import re
from typing import NamedTuple

from guide.documents.word_parts.headings import is_heading
from guide.documents.word_parts.numbering import (
    MAX_LEVEL,
    Counter,
    Level,
    Numbering,
    indent_of,
    is_plain,
)
from guide.documents.word_parts.styles import WordStyles, style_of
from guide.documents.word_parts.tree import (
    Element,
    child,
    in_paragraphs,
    line_of_words,
    made,
    number,
    run_of,
    value,
    w,
)

BULLETS, NUMBERS = "1", "2"
DEEPEST = 4  # mammoth nests five levels
FURTHER = 100  # a fifteenth of an inch: less is no step to the right
STEP = 720
BOX = w("txbxContent")
NOTES = (w("footnote"), w("endnote"))
MARK = re.compile(r'<(/?)(ol|ul)>|<li>(?:<a id="numbered-(\d{1,6})"></a>)?')


class OpenItem(NamedTuple):
    """An item that others may stand under."""

    level: Level
    indent: int


def settle_lists(root: Element, styles: WordStyles, numbering: Numbering) -> None:
    """Writes on each list item its depth, its kind and its number or label."""
    counter = Counter(numbering)
    for paragraph, above in _with_items_above(root):
        use, depth = _list_of(paragraph, styles, numbering)
        level = numbering.level(use, min(depth, MAX_LEVEL)) if use else None
        count = 0 if level is None else counter.next(use, level)
        if level is None or is_heading(paragraph, styles) or not _shows(level):
            if line_of_words(paragraph):
                above.clear()
            _write(paragraph)
            continue
        _open(above, OpenItem(level, _indent(paragraph, level, styles)))
        label = "" if is_plain(level) else counter.label(use, level)
        is_sign = level.form == "bullet" and len(re.findall(r"\w", label)) < 2
        _write(
            paragraph,
            depth=min(len(above) - 1, DEEPEST),
            count=count,
            label="" if is_sign else label,
            kind=NUMBERS if is_plain(level) else BULLETS,
        )


def _with_items_above(root):
    """Every paragraph with the items that are open in its place; a table closes those around it."""
    opened: dict[Element, list[OpenItem]] = {}
    places = {root: root}
    before = root
    for element, _paragraph in in_paragraphs(root):
        place = places[element]
        if element.tag == w("p"):
            if place is not before and BOX not in (place.tag, before.tag):
                opened.clear()
            before = place
            yield element, opened.setdefault(place, [])
        inside = element if element.tag in (BOX, w("tc"), *NOTES) else place
        places.update((inner, inside) for inner in element)


def _list_of(paragraph, styles, numbering):
    """(which use of a list, how deep), by the paragraph's own word or its style's."""
    own = child(paragraph, "pPr", "numPr")
    style = style_of(paragraph)
    by_style = styles.element("paragraph", style, "pPr", "numPr", "numId")
    use = value(own, "numId") or ("" if by_style is None else by_style.get(w("val"), ""))
    if use in ("", "0"):
        return "", 0
    depth = value(own, "ilvl")
    if not depth and not value(own, "numId"):
        found = styles.element("paragraph", style, "pPr", "numPr", "ilvl")
        depth = "" if found is None else found.get(w("val"), "")
    if depth:
        return use, max(0, number(depth))
    ids = [found.get(w("styleId"), "") for found in styles.chain("paragraph", style)]
    return use, numbering.depth_of_style(use, ids)


def _shows(level):
    return level.form != "none" and (level.text != "" or level.form == "bullet")


def _indent(paragraph, level, styles):
    own = indent_of(child(paragraph, "pPr", "ind"))
    if own is None:
        own = level.indent
    if own is None:
        own = indent_of(styles.element("paragraph", style_of(paragraph), "pPr", "ind"))
    return STEP * level.depth if own is None else own


def _open(above, item):
    """Closes the items that this one does not stand under, and opens it."""
    while above:
        top = above[-1]
        if top.level.key == item.level.key:
            if top.level.depth < item.level.depth:
                break
        elif item.indent > top.indent + FURTHER:
            break
        above.pop()
    above.append(item)


def _write(paragraph, *, depth=0, count=None, label="", kind=""):
    look = child(paragraph, "pPr")
    if look is None:
        look = made("pPr")
        paragraph.insert(0, look)
    for old in look.findall(w("numPr")):
        look.remove(old)
    if not kind:
        return
    look.append(made("numPr", made("ilvl", val=depth), made("numId", val=kind)))
    if not line_of_words(paragraph):
        return
    place = list(paragraph).index(look) + 1
    if label:
        paragraph.insert(place, run_of(f"{label} "))
    elif kind == NUMBERS:
        paragraph.insert(place, made("bookmarkStart", name=f"numbered-{count}", id=0))


def two_lists() -> Element:
    """The only lists that are left: bullets and numbers."""
    root = made("numbering")
    for use, form in ((BULLETS, "bullet"), (NUMBERS, "decimal")):
        levels = [made("lvl", made("numFmt", val=form), ilvl=depth) for depth in range(DEEPEST + 1)]
        root.append(made("abstractNum", *levels, abstractNumId=use))
    root.extend(
        made("num", made("abstractNumId", val=use), numId=use) for use in (BULLETS, NUMBERS)
    )
    return root


def numbered_html(html: str) -> str:
    """mammoth's page, its lists beginning with the numbers of their items; a jump begins another."""
    written: list[str] = []
    opened: list[list] = []  # of each open list: [where its tag stands, the number that follows]
    position = 0
    for mark in MARK.finditer(html):
        written.append(html[position : mark.start()])
        position = mark.end()
        closing, name, count = mark.groups()
        if name and closing:
            opened[-1:] = []
            written.append(mark[0])
        elif name:
            opened.append([len(written), None])
            written.append(mark[0])
        else:
            written.append(_item(int(count), opened, written) if count and opened else mark[0])
    return "".join([*written, html[position:]])


def _item(count, opened, written):
    begins = f'<ol start="{count}">'
    before = ""
    if opened[-1][1] is None:
        written[opened[-1][0]] = begins
    elif opened[-1][1] != count:
        before = f"</ol>{begins}"
    opened[-1][1] = count + 1
    return f"{before}<li>"
