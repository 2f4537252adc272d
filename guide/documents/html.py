"""A web page into headings and blocks: what it says is kept, how it looks is not."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from guide.documents.html_inline import LEFT_OUT, Page, inline_markdown, line_of, runs_of
from guide.documents.html_tables import first_number, is_layout, table_rows_of
from guide.documents.html_tree import BLOCKS, HEADINGS, Node, tree_of
from guide.documents.outline import Block, Heading
from guide.documents.promoting import promoted
from guide.documents.writing import (
    MAX_LIST_DEPTH,
    Run,
    in_lines,
    inline,
    nested_list,
    paragraph,
    quote,
    table,
)
from guide.markup.markdown import MAX_CHARACTERS

DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]+?(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.I
)
NOTE = re.compile(r"(foot|end)note-")


def declared_encoding(data: bytes) -> str:
    """The encoding that a page names in its first lines, or ""."""
    found = DECLARED.search(data[:4096])
    return found[1].decode("ascii", "replace") if found else ""


def read_html(
    page: str, *, prefers_title: bool = False, notes_title: str = ""
) -> tuple[str, list[Heading | Block], list[str]]:
    """(title, headings and blocks, remarks) of a page or a part of one.

    The title is the only h1, else <title>; `prefers_title` turns that round. With `notes_title`,
    footnotes become a section of that name.
    """
    title, root = tree_of(page)
    nodes = _all_nodes(root)
    for node in reversed(nodes):
        if node.parent is not None and (node.name in BLOCKS or node.holds_blocks):
            node.parent.holds_blocks = True
    top = [node for node in nodes if node.name == "h1"]
    state = Page(notes_title=notes_title)
    if len(top) == 1 and not (prefers_title and title):
        title, state.title_node = line_of(top[0]) or title, top[0]
    content = _main_part(root, nodes, state)
    items = separated(_outline(content, state, 0))
    return title, promoted(items), state.all_remarks()


def _all_nodes(root):
    """Every node, parents first; without recursion."""
    nodes = [root]
    for node in nodes:
        nodes += [child for child in node.childNodes if isinstance(child, Node)]
    return nodes


def _main_part(root, nodes, state):
    for name in ("main", "article"):
        found = [node for node in nodes if node.name == name]
        if len(found) == 1 and line_of(found[0]):
            if len(line_of(root)) > len(line_of(found[0])) + 20:
                state.left_out.append(_("Only the main part of the page was read."))
            return found[0]
    return root


def _outline(node, state, depth) -> Iterator[Heading | Block]:
    """What is in a container; neighbouring words and inline elements make paragraphs."""
    words: list[Node | str] = []
    for child in node.childNodes:
        if isinstance(child, str) or not (child.name in BLOCKS or child.holds_blocks):
            words.append(child)
            continue
        yield from _paragraphs(words, state)
        words = []
        if child is not state.title_node:
            yield from HANDLERS.get(child.name, _outline)(child, state, depth)
    yield from _paragraphs(words, state)


def _paragraphs(nodes, state):
    """One paragraph, or several where line breaks stand together."""
    if not nodes:
        return
    lines: list[list[Run]] = [[]]
    for run in runs_of(nodes, state):
        if run.text == "\n":
            lines.append([])
        elif run.text.strip() or lines[-1]:
            lines[-1].append(run)
    group: list[list[Run]] = []
    for line in [*lines, []]:
        if line:
            group.append(line)
        elif group:
            yield _paragraph(group)
            group = []
    if remarks := state.take():
        yield Block("", remarks)


def _paragraph(lines):
    runs = [run for line in lines for run in (*line, Run("\n"))][:-1]
    words = "".join(run.text for run in runs)
    bold = all(run.bold for run in runs if run.text.strip())
    words = " ".join(words.split()) if "\n" not in words else ""
    return Block(in_lines(inline(runs)), words=words, bold=bold)


def _heading(node, state, depth):
    text, markdown = inline_markdown(node, state)
    remarks = state.take()
    if not text:
        yield Block("", remarks)
    elif depth:
        yield Block(inline([Run(text, bold=True)]), remarks)
    else:
        markdown = re.sub(r"(?<=\s)#+$", r"\\\g<0>", markdown)
        yield Heading(int(node.name[1]), text, markdown, remarks)


def _label(node, state, depth):
    """The name of what follows (a term, a summary): a bold paragraph."""
    if node.holds_blocks:
        yield from _outline(node, state, depth)
        return
    text, _markdown = inline_markdown(node, state)
    yield Block(in_lines(inline([Run(text, bold=True)])), state.take())


def _list(node, state, depth):
    if depth >= MAX_LIST_DEPTH:
        yield from _outline(node, state, depth)
        return
    items: list[list[Block]] = []
    remarks: list[str] = []
    for child in node.childNodes:
        blocks = list(_outline_of(child, state, depth + 1))
        remarks += [remark for block in blocks for remark in block.remarks]
        blocks = [block for block in blocks if block.markdown]
        if isinstance(child, Node) and child.name in ("ul", "ol") and items:
            items[-1] += blocks  # a list between two items belongs to the one before
        elif blocks:
            items.append(blocks)
    if state.notes_title and not depth and _holds_notes(node):
        yield Heading(1, state.notes_title, fixed=True)
    ordered = node.name == "ol"
    markdown = nested_list(
        [joined(blocks) for blocks in items], ".-"[not ordered], first_number(node)
    )
    yield Block(markdown, tuple(remarks), marker=".-"[not ordered] if items else "")


def _outline_of(child, state, depth):
    if isinstance(child, str) or not (child.name in BLOCKS or child.holds_blocks):
        return _paragraphs([child], state)
    return HANDLERS.get(child.name, _outline)(child, state, depth)


def _holds_notes(node):
    items = [child for child in node.childNodes if isinstance(child, Node)]
    return bool(items) and all(NOTE.match(item.attributes.get("id", "")) for item in items)


def _quote(node, state, depth):
    if depth >= MAX_LIST_DEPTH:
        yield from _outline(node, state, depth)
        return
    blocks = list(_outline(node, state, depth + 1))
    markdown = joined([block for block in blocks if block.markdown])
    remarks = tuple(remark for block in blocks for remark in block.remarks)
    yield Block(quote(markdown) if markdown else "", remarks)


def _preformatted(node, state, depth):
    text = "".join(run.text for run in runs_of(node.childNodes, state, keeps_lines=True))
    fits = len(text) <= MAX_CHARACTERS  # or it will be refused: no need to take it apart
    for lines in re.split(r"\n\s*\n", text) if fits else [text]:
        yield Block(paragraph(re.sub(r"[ \t]+", " ", lines)) if lines.strip() else "")
    yield Block("", state.take())


def _table(node, state, depth):
    if depth or is_layout(node):
        yield from _outline(node, state, depth)
        return
    captions = [child for child in node.childNodes if _is(child, "caption")]
    for caption in captions:
        yield from _outline(caption, state, depth)
    rows = table_rows_of(node, state)
    yield Block(table(rows) if rows else "", state.take())


def _left_out(node, state, depth):
    """Parts of the site around the text; a form around a whole page is no such part."""
    if _heads_a_text(node) or (node.name == "form" and _holds_headings(node)):
        yield from _outline(node, state, depth)
        return
    words = line_of(node).split()
    if len(words) > 3:
        state.left_out.append(LEFT_OUT[node.name]() % {"words": " ".join(words[:8])[:80]})


def _heads_a_text(node):
    above = node.parent if node.name == "header" else None
    while above is not None and above.name not in ("main", "article", "section"):
        above = above.parent
    return above is not None


def _holds_headings(node):
    return any(inner.name in HEADINGS for inner in _all_nodes(node))


def _is(child, name):
    return isinstance(child, Node) and child.name == name


def _nothing(node, state, depth):
    return iter(())


def separated(items) -> list[Heading | Block]:
    """The same items; of two lists in a row, the second gets another sign, or they would merge."""
    kept: list[Heading | Block] = []
    before = ""
    for item in items:
        marker = item.marker if isinstance(item, Block) else ""
        if marker and marker == before:
            marker = {"-": "*", ".": ")"}[marker]
            pattern, sign = (r"(?m)^- ", "* ") if marker == "*" else (r"(?m)^(\d+)\. ", r"\1) ")
            item = Block(re.sub(pattern, sign, item.markdown), item.remarks, marker=marker)
        kept.append(item)
        if isinstance(item, Heading) or item.markdown:
            before = marker
    return kept


def joined(blocks: list[Block]) -> str:
    """Blocks of one list item or quotation; a list follows its sentence closely."""
    text = ""
    for block in separated(blocks):
        close = block.marker == "-" and "\n\n" not in block.markdown
        text += ("\n" if close else "\n\n") + block.markdown if text else block.markdown
    return text


HANDLERS = {
    **dict.fromkeys(HEADINGS, _heading),
    **dict.fromkeys(["dt", "summary", "legend"], _label),
    **dict.fromkeys(["ul", "ol"], _list),
    **dict.fromkeys(["nav", "aside", "footer", "form", "header"], _left_out),
    "blockquote": _quote,
    "pre": _preformatted,
    "table": _table,
    "hr": _nothing,
}
