"""A web page as a small tree, built as browsers build it, within bounds.

Lexbor decides how tags nest, as the standard says. It is quadratic in tags that are never closed, so it
is given clean tags only, and few that stay open; its tree is read to a depth and a count.
"""

import re
from collections import Counter
from html import escape, unescape

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser

from guide.documents.outline import CannotImport

MAX_TAGS = 30_000
MAX_NODES = 60_000
MAX_TOKENS = 500_000
MAX_DEPTH = 100
MAX_OPEN = 3_000
MAX_ATTRIBUTE = 2_000
PARTS_OF_PAGE = ("header", "footer", "nav", "aside", "form", "fieldset", "legend")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = frozenset(
    [
        *PARTS_OF_PAGE,
        *HEADINGS,
        *("main", "article", "section", "div", "center", "p", "pre", "blockquote", "address", "hr"),
        *("ul", "ol", "li", "dl", "dt", "dd", "details", "summary", "figure", "figcaption"),
        *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
    ]
)
WORDS = ("a", "b", "strong", "i", "em", "cite", "q", "s", "strike", "del", "sub", "sup")
KEPT = BLOCKS.union(WORDS, ["br", "img", "embed"])
CLOSED_BY_OTHERS = frozenset(
    [
        *("p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "caption"),
        *("br", "hr", "img", "embed"),
    ]
)
ATTRIBUTES = {
    "a": ("href",),
    "img": ("alt",),
    "input": ("type", "checked"),
    "li": ("id",),
    "ol": ("start",),
    "td": ("colspan", "rowspan"),
    "th": ("colspan", "rowspan"),
}
SILENT = ("script", "style", "noscript", "template", "select", "textarea", "noembed", "noframes")
EMBEDDED = ("iframe", "object", "video", "audio", "canvas", "svg", "math")
UNREAD = (*SILENT, *EMBEDDED, "title")  # their content is text, or not ours to read
MARK = re.compile(r"<(?:(!--)|[!?]|(/?)([a-zA-Z][^\s/>]*))")
ATTRIBUTE = re.compile(
    r"""[\s/]*([^\s/>=][^\s/>=]*)?(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?"""
)


class Node:
    """An element; `childNodes` holds nodes and pieces of text in their order."""

    __slots__ = ("attributes", "childNodes", "holds_blocks", "name", "parent")

    def __init__(self, name, parent=None, attributes=()):
        self.name, self.parent, self.holds_blocks = name, parent, False
        self.attributes = {key: value or "" for key, value in dict(attributes).items()}
        self.childNodes: list = []


def too_complicated():
    """The refusal of a document that is no ordinary text, whatever it is."""
    return _(
        "This document is built in too complicated a way to be read. Copy its text into a new"
        " Word document, save that as .docx and import it."
    )


def tree_of(page: str) -> tuple[str, Node]:
    """(words of the first <title>, root node) of a page; raises CannotImport beyond the bounds."""
    title, clean = _clean(page)
    parsed = LexborHTMLParser("<!DOCTYPE html><body>" + clean).root
    return title, _copied(parsed)


def _copied(parsed):
    """The parser's own tree as Nodes, without recursion; raises CannotImport beyond the bounds."""
    root = Node("#document")
    waiting: list = [(parsed, root, 1)]
    count = 0
    while waiting:
        found, parent, depth = waiting.pop()
        if found.is_text_node:
            parent.childNodes.append(found.text_content or "")
            continue
        count += 1
        if depth > MAX_DEPTH or count > MAX_NODES:
            raise CannotImport(too_complicated())
        node = Node(found.tag, parent, found.attributes)
        parent.childNodes.append(node)
        children, child = [], found.first_child
        while child is not None:
            children.append((child, node, depth + 1))
            child = child.next
        waiting += reversed(children)
    return root


def _clean(page):
    """(title, the page with the tags and attributes we read, and nothing else, well written)"""
    written, title, marks = [], "", 0
    still_open: Counter = Counter()
    for text, markup, found_title in _tokens(page):
        written += [_text(text), markup]
        title = title or found_title
        marks += written[-2].count("&") + bool(markup)
        if markup:
            _count(markup, still_open)
        if marks > MAX_TAGS or len(written) > MAX_TOKENS or still_open.total() > MAX_OPEN:
            raise CannotImport(too_complicated())
    return title, "".join(written)


def _count(markup, still_open):
    """Keeps how many tags of each name wait for their end; what the next one ends does not count."""
    name = re.match(r"</?(\w*)", markup)
    if not name or name[1] in CLOSED_BY_OTHERS:
        return
    if markup.startswith("</"):
        still_open[name[1]] = max(0, still_open[name[1]] - 1)
    else:
        still_open[name[1]] += 1


def _tokens(page):
    """(text, markup that goes on in its place, title) from mark to mark, in one pass."""
    position, title = 0, ""
    never_closed: set[str] = set()
    while found := MARK.search(page, position):
        text, name = page[position : found.start()], (found[3] or "").lower()
        attributes, content = "", ""
        if name:
            attributes, position = _attributes(page, found.end(), name)
        else:
            position = _after(page, "-->" if found[1] else ">", found.end())
        if not found[2] and name in UNREAD:
            content, position = _raw(page, name, position, never_closed)
        if name == "title" and not title:
            title, content = _without_tags(content), ""
        yield text, _markup(name, found[2], attributes, content), title
    yield page[position:], "", title


def _markup(name, closing, attributes, content):
    if name in KEPT:
        return f"</{name}>" if closing else f"<{name}{attributes}>"
    if name == "title" and content:  # a second title is text that must not get lost
        return f"<p>{_text(content)}</p>"
    if name == "svg" and "<text" not in content.lower():
        return ""  # an ornament
    if name == "input":
        return "☐☑"[" checked=" in attributes] + " " if '"checkbox"' in attributes else ""
    return "<embed>" if name in EMBEDDED and not closing else ""


def _without_tags(content):
    return " ".join(unescape(re.sub(r"<[^<>]*>", "", content)).split())


def _text(text):
    return escape(unescape(text), quote=False) if "&" in text or "<" in text else text


def _after(page, closing, position):
    end = page.find(closing, position)
    return len(page) if end < 0 else end + len(closing)


def _raw(page, name, position, never_closed):
    """(content, position after it) of an element whose tags are not ours to read."""
    found = None
    if name not in never_closed:
        found = re.compile(rf"</{name}\b[^>]*>?", re.I).search(page, position)
    if found:
        return page[position : found.start()], found.end()
    never_closed.add(name)
    return "", len(page) if name in ("script", "style") else position


def _attributes(page, position, name):
    """(the attributes we read, written again, position after the tag)"""
    kept: dict[str, str] = {}
    wanted = ATTRIBUTES.get(name, ())
    while position < len(page) and page[position] != ">":
        found = ATTRIBUTE.match(page, position)
        position = max(found.end(), position + 1)
        key = (found[1] or "").lower()
        value = next((text for text in found.groups()[1:] if text is not None), "")
        if key in wanted and key not in kept and len(value) <= MAX_ATTRIBUTE:
            kept[key] = f' {key}="{escape(unescape(value))}"'
    return "".join(kept.values()), position + 1
