"""The XML of a Word document as a tree: names without prefixes to type, and the ways through it."""

from collections.abc import Iterator
from xml.etree import ElementTree

from guide.documents.bytes import INVISIBLE

Element = ElementTree.Element
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
BETWEEN = {
    **dict.fromkeys(["tab", "ptab", "br", "cr", "p", "rt"], " "),
    "noBreakHyphen": "\u2011",
}
UNSEEN = ("del", "moveFrom", "pPr", "rPr")  # what stands in them is no text of the document


class NotXml(ValueError):
    """A part of the document is no XML with namespaces."""


def parsed(content: bytes) -> Element:
    """The root of a part whose size, depth and lack of a doctype were checked before."""
    try:
        root = ElementTree.fromstring(content)  # noqa: S314  no doctype, so no entities
    except ElementTree.ParseError as error:
        raise NotXml from error
    for element in root.iter():
        if element.tag.startswith(STRICT):
            element.tag = WORD + element.tag.removeprefix(STRICT)
        if any(name.startswith(STRICT) for name in element.attrib):
            element.attrib = {
                WORD + name.removeprefix(STRICT) if name.startswith(STRICT) else name: value
                for name, value in element.attrib.items()
            }
    return root


def written(root: Element) -> bytes:
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def w(name: str) -> str:
    """A name of Word's own namespace, as the tree spells it."""
    return WORD + name


def made(name: str, /, *children: Element, **attributes) -> Element:
    """A new element of Word's namespace."""
    element = Element(w(name), {w(key): str(value) for key, value in attributes.items()})
    element.extend(children)
    return element


def run_of(text: str) -> Element:
    words = made("t")
    words.text = text
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made("r", words)


def child(element: Element | None, *path: str) -> Element | None:
    """The first element at the end of a path of names."""
    for name in path:
        element = None if element is None else element.find(w(name))
    return element


def value(element: Element | None, *path: str) -> str:
    found = child(element, *path)
    return "" if found is None else found.get(w("val"), "")


def number(text: str | None, default: int = 0) -> int:
    """A whole number as Word writes it; whatever else stands there counts as the default."""
    try:
        return int(text or "") if len(text or "") < 10 else default
    except ValueError:
        return default


def is_on(element: Element | None) -> bool | None:
    """Whether a mark is set; None where nothing is said."""
    return None if element is None else element.get(w("val")) not in ("0", "false", "off")


def in_paragraphs(root: Element) -> Iterator[tuple[Element, Element | None]]:
    """Every element in reading order with the paragraph that it stands in."""
    waiting: list[tuple[Element, Element | None]] = [(root, None)]
    while waiting:
        element, paragraph = waiting.pop()
        yield element, paragraph
        inside = element if element.tag == w("p") else paragraph
        waiting += [(inner, inside) for inner in reversed(element)]


def replace_children(root: Element, replacement) -> None:
    """Lets `replacement(parent, child)` give what stands in a child's place, inner ones first."""
    for parent in reversed(list(root.iter())):
        children = [(inner, replacement(parent, inner)) for inner in parent]
        if any([*new] != [old] for old, new in children):
            parent[:] = [element for _old, new in children for element in new]


def text_of(element: Element, without=lambda element: False) -> str:
    """The words of a part as its reader sees them, those of text boxes at the end."""
    pieces: list[str] = []
    boxes: list[Element] = []
    waiting: list[Element | str] = [element]
    while waiting:
        current = waiting.pop()
        if isinstance(current, str):
            pieces.append(current)
        elif current.tag == w("txbxContent") and current is not element:
            boxes.append(current)
        elif (name := current.tag.rpartition("}")[2]) not in UNSEEN and not without(current):
            if current.tag == w("t"):
                pieces.append(INVISIBLE.sub("", current.text or ""))
            waiting += [BETWEEN.get(name, ""), *reversed(current), BETWEEN.get(name, "")]
    return " ".join(["".join(pieces), *(text_of(box, without) for box in boxes)])


def line_of_words(element: Element) -> str:
    return " ".join(text_of(element).split())
