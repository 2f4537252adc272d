"""From the parser's flat tokens to a tree of plain dictionaries, which page and paper share."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markdown_it.token import Token

from guide.markup.blocks import box

FIRST_HEADING = 3
DEEPEST_HEADING = 6
TITLES = {
    "important": gettext_lazy("Important"),
    "emergency": gettext_lazy("Emergency"),
    "do": gettext_lazy("Do"),
    "dont": gettext_lazy("Don't"),
}
NAMES = {"fence": "code_block", "code_inline": "code"}


def build(
    tokens: Iterable[Token],
    *,
    heading: int = FIRST_HEADING,
    numbers: Mapping[str, int] | None = None,
    values: Mapping[str, str] | None = None,
) -> dict:
    """The tree of `tokens`; the first heading gets the level `heading`, and none is skipped.

    Nodes are {"t": type, "c": children, ...}. A citation becomes one `cite` per key, or text
    when its key has no number; without `numbers` they are left out. A token becomes the text of
    its value, or text as typed; without `values` it is a `placeholder`.
    """
    open_nodes, levels = [{"t": "root", "c": []}], []
    for token in _flat(tokens):
        if token.nesting < 0:
            open_nodes.pop()
        elif token.type == "citation":
            _cite(open_nodes[-1], token.meta["keys"], numbers)
        elif token.type == "placeholder":
            _place(open_nodes[-1], token.meta["name"], values)
        else:
            node = _node(token)
            if node["t"] == "heading":
                node["level"] = min(_level(levels, int(token.tag[1])) + heading, DEEPEST_HEADING)
            _append(open_nodes[-1], node)
            if token.nesting:
                open_nodes.append(node)
    return open_nodes[0]


def as_typed(name: str) -> str:
    """A token as staff write it: `{{ clinic.name }}`."""
    return "{{ " + name + " }}"


def _append(parent, node):
    """Neighbouring texts join; a cite behind another is `joined`, so 1 and 2 do not read as 12."""
    siblings = parent["c"]
    before = siblings[-1] if siblings else {"t": None}
    if before["t"] == node["t"] == "text":
        before["text"] += node["text"]
        return
    if before["t"] == node["t"] == "cite":
        node["joined"] = True
    siblings.append(node)


def _cite(parent, keys, numbers):
    for key in keys if numbers is not None else ():
        if key in numbers:
            _append(parent, {"t": "cite", "key": key, "number": numbers[key]})
        else:
            _append(parent, {"t": "text", "text": f"[@{key}]"})


def _place(parent, name, values):
    """A cost is the only thing in its paragraph, which keeps the key of the service."""
    if name.startswith("cost."):
        parent["cost"] = name.removeprefix("cost.")
    if values is None:
        _append(parent, {"t": "placeholder", "name": name})
    else:
        _append(parent, {"t": "text", "text": str(values.get(name, as_typed(name)))})


def _flat(tokens):
    for token in tokens:
        if token.type == "inline":
            yield from token.children
        else:
            yield token


def _level(levels, typed):
    """How deep a heading is under the open ones: 1, 3, 2 become 0, 1, 1."""
    while levels and levels[-1] >= typed:
        levels.pop()
    levels.append(typed)
    return len(levels) - 1


def _node(token):
    kind = token.type.removesuffix("_open")
    node = {"t": NAMES.get(kind, kind)}
    if token.nesting:
        node["c"] = []
    if kind in DETAILS:
        node.update(DETAILS[kind](token))
    return node


def _paragraph(token):
    return {"tight": True} if token.hidden else {}


def _box(token):
    """`title` is what stands on the box, in the current language; `typed` what staff wrote."""
    kind, typed = box(token.info)
    if kind == "details":
        return {"t": "details", "title": typed or _("More about this"), "typed": typed}
    title = str(TITLES[kind])
    if typed:
        title = _("%(kind)s: %(title)s") % {"kind": title, "title": typed}
    return {"t": "callout", "kind": kind, "title": title, "typed": typed}


def _code(token):
    """Words behind the opening fence name a language; here they are text, so they are kept."""
    words = token.info.strip()
    return {"text": f"{words}\n{token.content}" if words else token.content}


def _link(token):
    return {"href": token.attrs["href"], "title": token.attrs.get("title", "")}


def _image(token):
    return {key: token.attrs.get(key, "") for key in ("src", "alt", "title")}


def _cell(token):
    style = str(token.attrs.get("style", ""))
    return {"align": style.removeprefix("text-align:")} if style else {}


DETAILS = {
    "text": lambda token: {"text": token.content},
    "code_inline": lambda token: {"text": token.content},
    "code_block": _code,
    "fence": _code,
    "paragraph": _paragraph,
    "ordered_list": lambda token: {"start": token.attrs.get("start", 1)},
    "container_box": _box,
    "link": _link,
    "image": _image,
    "th": _cell,
    "td": _cell,
}
