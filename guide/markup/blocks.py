"""The blocks of our Markdown: boxes, a limit on nesting, and tables that lose no cell."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import blockquote, list_block, table
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from guide.markup.problems import note

BOXES = ("important", "emergency", "do", "dont", "details")
MAX_LEVELS = 6
MAX_COLUMNS = 20
MAX_ROWS = 200
MAX_CELLS = 5_000  # of all tables of a text
STARTS_A_BOX = re.compile(r"^ {0,3}(:{3,})[ \t]*(\S*)", re.MULTILINE)
UNESCAPED_PIPE = re.compile(r"(?<!\\)\|")


def add_blocks(md: MarkdownIt) -> None:
    """Teach `md` our blocks; its `env` must come from `markdown.parse`."""
    container_plugin(md, "box", validate=lambda params, _markup: box(params)[0] in BOXES)
    rules = dict(zip(md.block.ruler.get_active_rules(), md.block.ruler.getRules(""), strict=True))
    everywhere = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    outside_lists = {"alt": ["paragraph", "reference", "blockquote"]}
    md.block.ruler.at("blockquote", _limited("quote", blockquote), everywhere)
    md.block.ruler.at("list", _limited("list", list_block), outside_lists)
    md.block.ruler.at("container_box", _single(rules["container_box"]), everywhere)
    md.block.ruler.at("table", _bounded_table, {"alt": ["paragraph", "reference"]})


def box(params: str) -> tuple[str, str]:
    """The kind and the title behind the colons: `" details Why"` gives `("details", "Why")`."""
    kind, _space, title = params.strip().partition(" ")
    return kind.lower(), title.strip()


def _line(state, number):
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _limited(name, rule):
    """At level six a marker is text: deeper, the parser would skip what it holds."""

    def within(state, start, end, silent):
        inside = state.env["inside"]
        if len(inside) >= MAX_LEVELS:
            if rule(state, start, end, True):
                note(state.env, "nesting", start, _line(state, start))
            return False
        inside.append(name)
        found = rule(state, start, end, silent)
        inside.pop()
        return found

    return within


def _single(rule):
    """A box does not hold a box, and says so when it is not closed."""
    limited = _limited("box", rule)

    def within(state, start, end, silent):
        if "box" in state.env["inside"]:
            if rule(state, start, end, True):
                note(state.env, "nested-container", start, _line(state, start))
            return False
        first = len(state.tokens)
        if not limited(state, start, end, silent):
            return False
        if not silent:
            _check_box(state, state.tokens[first], start)
        return True

    return within


def _check_box(state, opening, start):
    if state.line == opening.map[1]:
        note(state.env, "unclosed-container", start, _line(state, start))
    if title := re.search(r"\{\{|\[@", opening.info):
        note(state.env, "token-in-title", start, opening.info[title.start() :])


def note_stray_colons(env: dict, text: str, first_line: int) -> None:
    """Report lines of a paragraph that look like the start or the end of a box."""
    for found in STARTS_A_BOX.finditer(text) if ":::" in text else ():
        line = first_line + text.count("\n", 0, found.start())
        if not found[2]:
            note(env, "unopened-container", line, found[1])
        elif found[2].lower() not in BOXES:
            note(env, "unknown-container", line, found[2])


def _bounded_table(state, start, end, silent):
    """A table of a size that a page can hold: 2 kB of pipes would become 65,000 cells."""
    if not table(state, start, end, True):
        return False
    columns = len(_cells(_line(state, start)))
    if columns > MAX_COLUMNS:
        note(state.env, "table-columns", start, str(MAX_COLUMNS))
        return False
    if state.env["cells"] > MAX_CELLS:
        note(state.env, "table-cells", start, str(MAX_CELLS))
        return False
    return silent or _table(state, start, end, columns)


def _table(state, start, end, columns):
    first, last = len(state.tokens), start + 2 + MAX_ROWS
    table(state, start, min(end, last), False)
    if state.line == last < end and not state.isEmpty(last):
        note(state.env, "table-rows", last, str(MAX_ROWS))
    state.env["cells"] += columns * (state.line - start)
    _keep_every_cell(state, state.tokens[first:], columns)
    return True


def _cells(line):
    cells = UNESCAPED_PIPE.split(line.strip())
    return cells[not cells[0] : len(cells) - (not cells[-1])]


def _keep_every_cell(state, tokens, columns):
    """The parser drops cells beyond the last column; put them into the last cell."""
    for token in tokens:
        if token.type == "inline":
            cell = token
        elif token.type == "tr_close":
            cells = _cells(_line(state, cell.map[0]))
            if any(extra := [text.strip() for text in cells[columns:]]):
                note(state.env, "table-row", cell.map[0], " | ".join(extra))
                cell.content += " | " + " | ".join(extra).replace("\\|", "|")


def with_lost_definitions(tokens: list[Token], env: dict, text: str) -> list[Token]:
    """`tokens` with the definitions `[label]: address` that no link uses, as typed.

    CommonMark leaves them out, so "[Warning]: fever" would be gone without a word.
    """
    lines, lost = text.split("\n"), _lost(env)
    shown = []
    for token in tokens:
        while lost and token.level == 0 and token.map and token.map[0] >= lost[0][0]:
            shown += _literal(env, lines, *lost.pop(0))
        shown.append(token)
    for start, end in lost:
        shown += _literal(env, lines, start, end)
    return shown


def _lost(env):
    """The line ranges of definitions that no link uses, in the order of the text."""
    first = env.get("references", {})
    unused = [first[label] for label in first.keys() - env["used_labels"]]
    return sorted(tuple(found["map"]) for found in unused + env.get("duplicate_refs", []))


def _literal(env, lines, start, end):
    text = "\n".join(lines[start:end]).strip()
    note(env, "unused-definition", start, text)
    return as_words(text)


def as_words(text: str) -> list[Token]:
    """One paragraph of `text` as it was typed; nothing for no text."""
    if not text:
        return []
    inline = Token("inline", "", 0, content=text, children=[Token("text", "", 0, content=text)])
    return [Token("paragraph_open", "p", 1), inline, Token("paragraph_close", "p", -1)]
