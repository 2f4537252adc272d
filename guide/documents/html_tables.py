"""The tables of a web page as rows of inline Markdown."""

import re
from itertools import pairwise

from django.utils.translation import gettext as _

from guide.documents.html_inline import Page, runs_of
from guide.documents.html_tree import HEADINGS, Node
from guide.documents.writing import Run, inline

MAX_COLUMNS = 20
CELLS = ("td", "th")


def is_layout(node: Node) -> bool:
    """Whether a table only arranges the page: one row or column, or whole texts in its cells."""
    rows = _rows(node)
    if len(rows) < 2 or max(len(_cells(row)) for row in rows) < 2:
        return True
    return any(_has_texts(cell) for row in rows for cell in _cells(row))


def table_rows_of(node: Node, state: Page) -> list[list[str]]:
    """Rows of equal or smaller width, the head first; merged cells stand once, beside empty ones."""
    taken: dict[int, int] = {}  # of each column, how many more rows a cell above reaches down
    rows, merged = [], False
    for row in _rows(node):
        line: list[str] = []
        for cell in _cells(row):
            _fill(line, taken)
            within = len(line) < MAX_COLUMNS
            across, down = [_span(cell, f"{way}span") if within else 1 for way in ("col", "row")]
            merged = merged or across > 1 or down > 1
            for column in range(len(line), len(line) + across):
                taken[column] = down
            line += [_cell_markdown(cell, state), *[""] * (across - 1)]
        _fill(line, taken)
        taken = {column: down - 1 for column, down in taken.items() if down > 1}
        rows.append(line)
    if merged:
        state.remarks.append(_("A table had merged cells: check that its rows read right."))
    head = [index for index, row in enumerate(_rows(node)) if _is_head(row)]
    if not head:
        state.remarks.append(_("A table had no head: its first row was taken."))
    return [row for row in rows if any(row)]


def first_number(node: Node) -> int:
    """The number that a list begins with."""
    start = node.attributes.get("start", "")
    return int(start) if re.fullmatch(r"\d{1,6}", start, re.A) else 1


def _fill(line, taken):
    while taken.get(len(line), 0) > 0 and len(line) in taken:
        line.append("")


def _rows(node):
    """Rows of the table itself, those of its head first."""
    parts = [child for child in node.childNodes if isinstance(child, Node)]
    parts.sort(key=lambda part: {"thead": 0, "tfoot": 2}.get(part.name, 1))
    return [
        row
        for part in parts
        for row in ([part] if part.name == "tr" else part.childNodes)
        if isinstance(row, Node) and row.name == "tr"
    ]


def _cells(row):
    return [child for child in row.childNodes if isinstance(child, Node) and child.name in CELLS]


def _is_head(row):
    return row.parent.name == "thead" or all(cell.name == "th" for cell in _cells(row))


def _has_texts(cell):
    """Headings, tables or more than a few paragraphs inside."""
    waiting, paragraphs = [cell], 0
    while waiting:
        node = waiting.pop()
        if node.name == "table" or node.name in HEADINGS:
            return True
        paragraphs += node.name == "p"
        waiting += [child for child in node.childNodes if isinstance(child, Node)]
    return paragraphs > 3


def _span(cell, name):
    value = cell.attributes.get(name, "")
    return min(max(int(value), 1), MAX_COLUMNS) if re.fullmatch(r"\d{1,6}", value, re.A) else 1


def _cell_markdown(cell, state):
    runs = [run._replace(text=run.text.replace("\n", " ")) for run in _runs(cell, state)]
    return inline(runs).strip()


def _runs(cell, state):
    """Paragraphs and list items of a cell stand in one line; a numbered list keeps its numbers."""
    runs: list[Run] = []
    number = first_number(cell)
    pairs = pairwise([None, *cell.childNodes])
    for before, child in pairs:
        if isinstance(child, str) or not (child.holds_blocks or child.name in ("p", "div", "li")):
            runs += runs_of([child], state)
            continue
        if before is not None and runs:
            runs.append(Run("; " if child.name == "li" and runs[-1].text.strip() else " "))
        if child.name == "li" and cell.name == "ol":
            runs.append(Run(f"{number}. "))
            number += 1
        runs += _runs(child, state)
    return runs
