"""The words of our Markdown: citations and tokens, read where CommonMark reads links."""

import re

from markdown_it import MarkdownIt

KEY = r"@[A-Za-z0-9_-]+"
CITATION = re.compile(rf"\[{KEY}(?:\s*;\s*{KEY})*\s*\]")
CITATION_KEY = re.compile(r"@([A-Za-z0-9_-]+)")
TOKEN = re.compile(r"\{\{[ \t]*([A-Za-z0-9_.-]+)[ \t]*\}\}")
KNOWN_TOKEN = re.compile(r"clinic\.(?:name|phone)|cost\.[A-Za-z0-9_-]+")


def add_words(md: MarkdownIt) -> None:
    """Teach `md` citations and tokens; links and pictures are judged by `settling`."""
    md.validateLink = lambda _address: True
    md.normalizeLink = md.normalizeLinkText = lambda address: address
    md.options["store_labels"] = True
    md.inline.ruler.before("link", "citation", _citation)
    md.inline.ruler.before("link", "placeholder", _placeholder)


def _citation(state, silent):
    found = CITATION.match(state.src, state.pos, state.posMax)
    return bool(found) and _push(state, silent, "citation", found[0])


def _placeholder(state, silent):
    found = TOKEN.match(state.src, state.pos, state.posMax)
    known = found and KNOWN_TOKEN.fullmatch(found[1])
    return bool(known) and _push(state, silent, "placeholder", found[0])


def _push(state, silent, kind, typed):
    if not silent:
        token = state.push(kind, "", 0)
        token.content = typed
        token.meta["line"] = state.src.count("\n", 0, state.pos)
    state.pos += len(typed)
    return True
