"""Words in places that mammoth does not look into, moved to where it does."""

from guide.documents.bytes import INVISIBLE
from guide.documents.word_parts.tree import (
    COMPATIBLE,
    WORD,
    Element,
    child,
    made,
    number,
    replace_children,
    run_of,
    text_of,
    w,
)

# What mammoth reads, or passes over because its reader sees nothing of it.
READ = frozenset(
    WORD + name
    for name in (
        *("body", "p", "r", "t", "tbl", "tr", "tc", "pPr", "rPr", "tblPr", "trPr", "tcPr"),
        *("del", "ins", "moveFrom", "moveTo", "hyperlink", "smartTag", "customXml", "sdt"),
        *("sdtPr", "sdtContent", "object", "drawing", "pict", "txbxContent", "footnote", "endnote"),
        *("ruby", "rubyBase", "rt"),  # settled by hand
    )
) | frozenset(
    "{urn:schemas-microsoft-com:vml}" + name
    for name in ("group", "rect", "roundrect", "shape", "textbox")
)
LINES = (
    w("br"),
    w("cr"),
)  # also the end of a page within a paragraph: mammoth would glue its words


def choose_alternatives(root: Element) -> None:
    """Of what is drawn in two ways, the one that mammoth reads, unless the other has more words."""
    replace_children(root, _chosen)


def _chosen(_parent, inner):
    if inner.tag != COMPATIBLE + "AlternateContent":
        return [inner]
    new, old = (inner.find(COMPATIBLE + name) for name in ("Choice", "Fallback"))
    ways = [way for way in (old, new) if way is not None]
    return list(max(ways, key=lambda way: len(text_of(way).split()))) if ways else []


def bring_within_reach(root: Element) -> None:
    """Every word where mammoth reads it, with a blank or a line break where its reader sees one."""
    for drawing in list(root.iter(w("drawing"))):
        _free_boxes(drawing)
    for run in list(root.iter(w("r"))):
        _settle_run(run)
    replace_children(root, _readable)


def _free_boxes(drawing):
    """A text box that is drawn, as the older kind of text box."""
    boxes = dict.fromkeys(drawing.iter(w("txbxContent")))
    replace_children(drawing, lambda _parent, inner: [] if inner in boxes else [inner])
    drawing.extend(made("pict", box) for box in boxes)


def _settle_run(run):
    for piece in list(run):
        if piece.tag in LINES:
            piece.tag = w("br")
            piece.attrib.clear()
        elif piece.tag == w("ptab"):
            piece.tag = w("tab")
        elif piece.tag == w("softHyphen"):
            run.remove(piece)
        elif piece.tag == w("t"):
            piece.text = INVISIBLE.sub("", piece.text or "")
    _show_choice(run)


def _show_choice(run):
    """What is chosen in a form's list stands in no text."""
    options = child(run, "fldChar", "ffData", "ddList")
    if options is None:
        return
    entries = [entry.get(w("val"), "") for entry in options.findall(w("listEntry"))]
    at = next(
        (child(options, n) for n in ("result", "default") if child(options, n) is not None), None
    )
    chosen = number("" if at is None else at.get(w("val")))
    if 0 <= chosen < len(entries):
        run.append(run_of(entries[chosen])[0])


def _readable(_parent, inner):
    if inner.tag == w("ruby"):
        return _beside(inner)
    if inner.tag in READ or next(inner.iter(w("t")), None) is None or inner.tag == w("t"):
        return [inner]
    return list(inner)


def _beside(ruby):
    """Small words above others, in brackets behind them."""
    base, above = child(ruby, "rubyBase"), child(ruby, "rt")
    words = "" if above is None else " ".join(text_of(above).split())
    runs = [] if base is None else list(base)
    return [*runs, *([run_of(f" ({words})")] if words else [])]
