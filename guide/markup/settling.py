"""Decides what of a line of words may stay; the rest becomes the text that was typed."""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from guide.markup.blocks import MAX_LEVELS, note_stray_colons
from guide.markup.inline import CITATION_KEY, TOKEN
from guide.markup.links import is_picture, safe_link
from guide.markup.problems import note, visible

LOOKS_SPECIAL = re.compile(r"\{\{[^{}\n]*\}{0,2}|\[@[^\]\n]*\]?|\]\([^()\]\n]*\)")
PROBLEM_OF = {"{": "unknown-token", "[": "citation-form", "]": "broken-link"}


def add_settling(md: MarkdownIt) -> None:
    """Let `md` judge every line of words after it was read."""
    md.core.ruler.after("inline", "settle", _settle)


def _settle(state):
    before = None
    for token in state.tokens:
        if token.type == "inline":
            in_paragraph = before.type == "paragraph_open"
            if in_paragraph:
                note_stray_colons(state.env, token.content, token.map[0])
            alone = in_paragraph and not before.hidden and len(token.children) == 1
            token.children = _Run(state.env, token.map[0], alone).settled(token.children)
        before = token


class _Run:
    """One run of words, walked once from left to right."""

    def __init__(self, env, line, is_alone):
        self.env, self.first_line, self.line, self.is_alone = env, line, line, is_alone
        self.open = []  # of every open link or emphasis: how it ends as text, or None if it stays
        self.in_link = False
        self.out = []

    def settled(self, children):
        for child in children:
            JUDGES.get(child.type, _Run.keep)(self, child)
        return self.out

    def keep(self, child):
        self.out.append(child)

    def type_out(self, text, problem=None, detail=None, line=None):
        """Show `text` as it was typed, and say why."""
        if problem:
            note(self.env, problem, self.line if line is None else line, detail or text)
        self.out.append(Token("text", "", 0, content=text))

    def text(self, child):
        for found in LOOKS_SPECIAL.findall(child.content):
            if found[0] == "]" and self.out and self.out[-1].type == "citation":
                note(self.env, "citation-in-link", self.line, self.out[-1].content)
            else:
                note(self.env, PROBLEM_OF[found[0]], self.line, found)
        self.text_special(child)

    def text_special(self, child):
        child.content = visible(child.content, self.env, self.line)
        self.keep(child)

    def line_break(self, child):
        self.line += 1
        self.keep(child)

    def emphasis_open(self, child):
        if self.open.count(None) < MAX_LEVELS:
            self.open.append(None)
            self.keep(child)
        else:
            self.open.append(child.markup)
            self.type_out(child.markup, "nesting")

    def close(self, child):
        typed = self.open.pop()
        if typed is None:
            self.keep(child)
        else:
            self.type_out(typed)

    def link_open(self, child):
        self.env["used_labels"].add(child.meta.get("label"))
        href = visible(child.attrs["href"], self.env, self.line)
        title = visible(child.attrs.get("title", ""), self.env, self.line)
        address = safe_link(href)
        if problem := self.link_problem(href + title, address):
            start, end = _as_typed(child, href, title)
            self.open.append(end)
            self.type_out(start, problem, href)
            return
        self.open.append(None)
        self.in_link = True
        child.attrs = {"href": address} | ({"title": title} if title else {})
        self.keep(child)

    def link_problem(self, typed, address):
        if "{{" in typed:
            return "token-in-link"
        if self.in_link:
            return "link-in-link"
        return None if address else "unsafe-link"

    def link_close(self, child):
        if self.open[-1] is None:
            self.in_link = False
            if self.out[-1].type == "link_open":
                self.type_out(self.out[-1].attrs["href"])
        self.close(child)

    def image(self, child):
        self.env["used_labels"].add(child.meta.get("label"))
        source = visible(child.attrs["src"], self.env, self.line)
        title = visible(child.attrs.get("title", ""), self.env, self.line)
        alt = visible(self.alternative(child.children), self.env, self.line)
        if not is_picture(source):
            problem = "token-in-link" if "{{" in source else "external-image"
            self.type_out(f"![{alt}]({source}{_quoted(title)})", problem, source)
            return
        is_decorative = title == "decorative"
        if not (alt.strip() or is_decorative):
            note(self.env, "missing-alt", self.line, source)
        child.attrs = {"src": source, "alt": alt.strip()}
        if title and not is_decorative:
            child.attrs["title"] = title
        self.keep(child)

    def alternative(self, children):
        """The words of an alternative text; what is special elsewhere is only text here."""
        words = []
        for child in children or ():
            self.env["used_labels"].add(child.meta.get("label"))
            if child.type in ("citation", "placeholder"):
                kind = "citation" if child.type == "citation" else "token"
                note(self.env, f"{kind}-in-link", self.line, child.content)
            is_break = child.type in ("softbreak", "hardbreak")
            inner = self.alternative(child.children) if child.type == "image" else child.content
            words.append(" " if is_break else inner)
        return "".join(words)

    def citation(self, child):
        line = self.first_line + child.meta["line"]
        child.meta["keys"] = CITATION_KEY.findall(child.content)
        self.env["cited"] += [(key, line + 1) for key in child.meta["keys"]]
        self.keep(child)

    def placeholder(self, child):
        line = self.first_line + child.meta["line"]
        name = TOKEN.match(child.content)[1]
        if self.is_in_an_address():
            self.type_out(child.content, "token-in-link", line=line)
        elif name.startswith("cost.") and not self.is_alone:
            self.type_out(child.content, "token-not-alone", line=line)
        else:
            child.meta["name"] = name
            self.env["placeholders"].append((name, line + 1))
            self.keep(child)

    def is_in_an_address(self):
        """Whether the text so far ends in "[words](tel:": with its spaces, a token ends no link."""
        before = self.out[-1].content if self.out and self.out[-1].type == "text" else ""
        _words, opened, address = before.rpartition("](")
        return bool(opened) and not re.search(r"[)\s]", address)


JUDGES = {
    "text": _Run.text,
    "text_special": _Run.text_special,
    "softbreak": _Run.line_break,
    "hardbreak": _Run.line_break,
    "em_open": _Run.emphasis_open,
    "strong_open": _Run.emphasis_open,
    "em_close": _Run.close,
    "strong_close": _Run.close,
    "link_open": _Run.link_open,
    "link_close": _Run.link_close,
    "image": _Run.image,
    "citation": _Run.citation,
    "placeholder": _Run.placeholder,
}


def _as_typed(link, href, title):
    if link.info == "auto":
        return "<", ">"
    return "[", f"]({href}{_quoted(title)})"


def _quoted(title):
    return f' "{title}"' if title else ""
