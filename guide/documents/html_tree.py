"""A web page as a small tree, built as browsers build it, within bounds.

html5lib decides how tags nest; it is quadratic in tags that are never closed, in attributes of
one tag and in comments. So it is given clean tags only, and stops at a depth and a count.
"""

# ruff: noqa: N802, N803, N815 - the names are html5lib's
import re
from html import escape, unescape

from django.utils.translation import gettext as _
from html5lib import HTMLParser
from html5lib.constants import namespaces
from html5lib.treebuilders import base

from guide.documents.outline import CannotImport

MAX_TAGS = 30_000
MAX_NODES = 60_000
MAX_TOKENS = 500_000
MAX_DEPTH = 100
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
ATTRIBUTES = {
    "a": ("href",),
    "img": ("alt",),
    "input": ("type",),
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


class Node(base.Node):
    """An element; `childNodes` holds nodes and pieces of text in their order."""

    def __init__(self, name, namespace, builder):
        super().__init__(name)
        self.namespace = namespace
        self.nameTuple = (namespace or namespaces["html"], name)
        self.builder = builder
        self.holds_blocks = False

    def appendChild(self, node):
        node.parent = self
        self.childNodes.append(node)

    def insertText(self, data, insertBefore=None):
        place = len(self.childNodes) if insertBefore is None else self._place(insertBefore)
        self.childNodes.insert(place, data)

    def insertBefore(self, node, refNode):
        node.parent = self
        self.childNodes.insert(self._place(refNode), node)

    def removeChild(self, node):
        del self.childNodes[self._place(node)]
        node.parent = None

    def reparentChildren(self, newParent):
        for child in self.childNodes:
            if isinstance(child, Node):
                child.parent = newParent
        newParent.childNodes += self.childNodes
        self.childNodes = []

    def cloneNode(self):
        clone = self.builder.elementClass(self.name, self.namespace)
        clone.attributes = dict(self.attributes)
        return clone

    def hasContent(self):
        return bool(self.childNodes)

    def _place(self, node):
        """From the end, where the parser works: searching from the front would be quadratic."""
        children = self.childNodes
        return next(n for n in range(len(children) - 1, -1, -1) if children[n] is node)


class BoundedTreeBuilder(base.TreeBuilder):
    """Builds Nodes; raises CannotImport at MAX_DEPTH and MAX_NODES."""

    def documentClass(self):
        self.nodes = 0
        return Node("#document", None, self)

    def elementClass(self, name, namespace):
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise CannotImport(too_complicated())
        return Node(name, namespace, self)

    def commentClass(self, data):
        return Node("#comment", None, self)

    doctypeClass = staticmethod(lambda name, public_id, system_id: Node("#doctype", None, None))

    def insertElementNormal(self, token):
        return self._within_depth(super().insertElementNormal(token))

    def insertElementTable(self, token):
        return self._within_depth(super().insertElementTable(token))

    def _within_depth(self, element):
        if len(self.openElements) > MAX_DEPTH:
            raise CannotImport(too_complicated())
        return element


class QuietParser(HTMLParser):
    """Keeps no list of errors: each would cost a search for its line."""

    def parseError(self, errorcode="", datavars=None):
        pass


def too_complicated():
    """The refusal of a document that is no ordinary text, whatever it is."""
    return _(
        "This document is built in too complicated a way to be read. Copy its text into a new"
        " Word document, save that as .docx and import it."
    )


def tree_of(page: str) -> tuple[str, Node]:
    """(words of the first <title>, root node) of a page; raises CannotImport beyond the bounds."""
    title, clean = _clean(page)
    root = QuietParser(BoundedTreeBuilder).parse("<!DOCTYPE html><body>" + clean)
    return title, root


def _clean(page):
    """(title, the page with the tags and attributes we read, and nothing else, well written)"""
    written, title, marks = [], "", 0
    for text, markup, found_title in _tokens(page):
        written += [_text(text), markup]
        title = title or found_title
        marks += written[-2].count("&") + bool(markup)
        if marks > MAX_TAGS or len(written) > MAX_TOKENS:
            raise CannotImport(too_complicated())
    return title, "".join(written)


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
        return "☐ " if "checkbox" in attributes else ""
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
