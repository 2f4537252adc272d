"""From the tree of a text to HTML, behind a strict list of what may be in it."""

import nh3
from django.utils.html import escape
from django.utils.translation import gettext as _

from guide.markup.links import SCHEMES, is_external, is_link, is_picture
from guide.markup.nodes import TITLES

OPEN, CLOSE = "\ue000", "\ue001"


def write(node: dict, prefix: str) -> str:
    """Sanitised HTML of a tree; its tokens become placeholders."""
    return CLEANER.clean(_write(node, prefix))


def _write(node, prefix):
    inner = "".join(_write(child, prefix) for child in node.get("c", ()))
    if node["t"] == "cite":
        return _cite(node, prefix)
    return WRITERS[node["t"]](node, inner)


def _element(name, attributes="", end=""):
    return lambda _node, inner: f"<{name}{attributes}>{inner}</{name}>{end}"


def _cite(node, prefix):
    label = escape(_("Reference %(number)s") % {"number": node["number"]})
    target = escape(prefix + node["key"])
    comma = ", " if node.get("joined") else ""
    link = f'<a href="#{target}" aria-label="{label}">{node["number"]}</a>'
    return f'<sup class="cite">{comma}{link}</sup>'


def _paragraph(node, inner):
    if node.get("tight"):
        return inner
    kind = ' class="cost-line"' if "cost" in node else ""
    return f"<p{kind}>{inner}</p>\n"


def _ordered_list(node, inner):
    start = f' start="{node["start"]}"' if node["start"] != 1 else ""
    return f"<ol{start}>\n{inner}</ol>\n"


def _heading(node, inner):
    return f"<h{node['level']}>{inner}</h{node['level']}>\n"


def _link(node, inner):
    rel = ' rel="noopener noreferrer"' if is_external(node["href"]) else ""
    return f'<a href="{escape(node["href"])}"{_title(node)}{rel}>{inner}</a>'


def _image(node, _inner):
    source, alt = escape(node["src"]), escape(node["alt"])
    return f'<img src="{source}" alt="{alt}"{_title(node)} loading="lazy">'


def _title(node):
    return f' title="{escape(node["title"])}"' if node["title"] else ""


def _callout(node, inner):
    head = f'<p class="callout-title">{escape(node["title"])}</p>\n'
    return f'<div class="callout callout-{node["kind"]}" role="note">\n{head}{inner}</div>\n'


def _details(node, inner):
    return f"<details><summary>{escape(node['title'])}</summary>\n{inner}</details>\n"


def _table(node, inner):
    """A wide table scrolls by itself; the names of its columns tell one region from the next."""
    heads = [words(cell).strip() for cell in node["c"][0]["c"][0]["c"]]
    columns = ", ".join(head for head in heads if head)
    label = _("Table: %(columns)s") % {"columns": columns} if columns else _("Table")
    region = f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(label)}">'
    return f"{region}<table>\n{inner}</table></div>\n"


def words(node: dict) -> str:
    """The text inside a node; breaks are spaces, citations and tokens are left out."""
    if node["t"] in ("softbreak", "hardbreak"):
        return " "
    own = node.get("text", "") + node.get("alt", "")
    return own + "".join(words(child) for child in node.get("c", ()))


def _cell(name, attributes=""):
    def cell(node, inner):
        align = f' class="align-{node["align"]}"' if "align" in node else ""
        return f"<{name}{attributes}{align}>{inner}</{name}>\n"

    return cell


WRITERS = {
    "root": lambda _node, inner: inner,
    "text": lambda node, _inner: escape(node["text"]),
    "code": lambda node, _inner: f"<code>{escape(node['text'])}</code>",
    "code_block": lambda node, _inner: f"<pre><code>{escape(node['text'])}</code></pre>\n",
    "softbreak": lambda _node, _inner: "\n",
    "hardbreak": lambda _node, _inner: "<br>\n",
    "hr": lambda _node, _inner: "<hr>\n",
    "placeholder": lambda node, _inner: f"{OPEN}{node['name']}{CLOSE}",
    "paragraph": _paragraph,
    "heading": _heading,
    "em": _element("em"),
    "strong": _element("strong"),
    "link": _link,
    "image": _image,
    "bullet_list": _element("ul", end="\n"),
    "ordered_list": _ordered_list,
    "list_item": _element("li", end="\n"),
    "blockquote": _element("blockquote", end="\n"),
    "callout": _callout,
    "details": _details,
    "table": _table,
    "thead": _element("thead"),
    "tbody": _element("tbody"),
    "tr": _element("tr"),
    "th": _cell("th", ' scope="col"'),
    "td": _cell("td"),
}


def _checked(tag, name, value):
    """The last look at an address; None removes the attribute."""
    if name == "href":
        return value if is_link(value) else None
    if name == "src":
        return value if is_picture(value) else None
    return value


TAGS = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "strong", "em", "a", "img"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td", "blockquote", "code", "pre", "hr", "br"}
TAGS |= {"sup", "div", "details", "summary"}
ATTRIBUTES = {
    "a": {"href", "title", "aria-label"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "div": {"aria-label"},
}
FIXED_VALUES = {
    "a": {"rel": {"noopener noreferrer"}},
    "img": {"loading": {"lazy"}},
    "th": {"scope": {"col"}},
    "div": {"role": {"region", "note"}, "tabindex": {"0"}},
}
ALIGNMENTS = {"align-left", "align-center", "align-right"}
CLASSES = {
    "p": {"callout-title", "cost-line"},
    "div": {"scroll", "callout"} | {f"callout-{kind}" for kind in TITLES},
    "sup": {"cite"},
    "th": ALIGNMENTS,
    "td": ALIGNMENTS,
}
CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    attribute_filter=_checked,
    link_rel=None,
    tag_attribute_values=FIXED_VALUES,
    url_schemes=SCHEMES,
    allowed_classes=CLASSES,
)
