"""The words of a web page: runs of one look, links that lead somewhere, and what was left out."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from guide.documents.html_tree import Node
from guide.documents.outline import image_remark
from guide.documents.writing import Run, inline

ADDRESS = re.compile(r"(?:https?://|mailto:|tel:)\S+", re.I)
WAY_BACK = ("#footnote-ref-", "#endnote-ref-")  # mammoth's arrow after a footnote
RAISED = str.maketrans("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
LOWERED = str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")
LEFT_OUT = {  # called when used, in the language of the person who imports
    "nav": lambda: _("The page's menu was left out: “%(words)s…”"),
    "header": lambda: _("The head of the page was left out: “%(words)s…”"),
    "footer": lambda: _("The foot of the page was left out: “%(words)s…”"),
    "aside": lambda: _("A side column was left out: “%(words)s…”"),
    "form": lambda: _("A form was left out: “%(words)s…”"),
}


@dataclass
class Page:
    """What is found on the way through one page."""

    notes_title: str = ""
    title_node: Node | None = None
    left_out: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def take(self) -> tuple[str, ...]:
        """The remarks since the last time."""
        remarks, self.remarks = tuple(self.remarks), []
        return remarks

    def all_remarks(self) -> list[str]:
        """What concerns the page as a whole, and what no block took."""
        return [*self.left_out, *self.take()]


def line_of(node: Node) -> str:
    """All words of a node in one line."""
    pieces, waiting = [], [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, str):
            pieces.append(current)
        else:
            pieces.append(" " if current.name in ("br", "td", "th", "li", "p", "div") else "")
            waiting += reversed(current.childNodes)
    return " ".join("".join(pieces).split())


def inline_markdown(node: Node, state: Page) -> tuple[str, str]:
    """(plain words, inline Markdown with links but without emphasis) in one line."""
    runs = [
        run._replace(text=run.text.replace("\n", " "), bold=False, italic=False)
        for run in runs_of(node.childNodes, state)
    ]
    text = " ".join("".join(run.text for run in runs).split())
    return text, inline(runs).strip()


def runs_of(nodes, state: Page, look: Run = Run(""), keeps_lines: bool = False) -> list[Run]:  # noqa: B008
    """The runs of inline nodes; a line break is a run of its own."""
    runs: list[Run] = []
    for node in nodes:
        if isinstance(node, str):
            text = node if keeps_lines else re.sub(r"[ \t\n\r\f]+", " ", node)
            runs.append(look._replace(text=text))
        elif node.name in ("img", "embed", "s", "strike", "del"):
            _remark_on(node, state)
        elif node.attributes.get("href", "").startswith(WAY_BACK):
            continue
        elif node.name == "br":
            runs.append(Run("\n"))
        else:
            inner = runs_of(node.childNodes, state, _look_in(node, look, state), keeps_lines)
            runs += _changed(node.name, inner)
    return runs


def _look_in(node, look, state):
    if node.name in ("b", "strong"):
        return look._replace(bold=True)
    if node.name in ("i", "em", "cite"):
        return look._replace(italic=True)
    if node.name == "a":
        return look._replace(address=_address(node, state))
    return look


def _changed(name, runs):
    """10<sup>6</sup> must not become 106."""
    if name in ("sup", "sub"):
        table = RAISED if name == "sup" else LOWERED
        numeric = all(re.fullmatch(r"[\d+\-−n,–\s]*", run.text, re.A) for run in runs)
        return [run._replace(text=run.text.translate(table)) for run in runs] if numeric else runs
    if name == "q":
        return [Run("“"), *runs, Run("”")]
    return runs


def _address(node, state):
    address = node.attributes.get("href", "").strip()
    if ADDRESS.fullmatch(address):
        return address
    words = line_of(node)
    if words and address and not address.startswith("#"):
        remark = _("The link of “%(words)s” was left out: its address works only where it was.")
        state.remarks.append(remark % {"words": words[:80]})
    return ""


def _remark_on(node, state):
    if node.name == "img":
        state.remarks.append(image_remark(node.attributes.get("alt", "")))
    elif node.name == "embed":
        state.remarks.append(_("A video, map, drawing or formula was left out."))
    elif words := line_of(node):
        remark = _("Words that were struck through were left out: “%(words)s”.")
        state.remarks.append(remark % {"words": words[:80]})
