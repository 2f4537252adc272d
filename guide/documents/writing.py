"""Plain words into Markdown that reads the same: escaping, emphasis, links, lists and tables."""

import re
import unicodedata
from itertools import groupby
from typing import NamedTuple

MAX_LIST_DEPTH = 5
SPECIAL = re.compile(
    r"[\\*`\[\]]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # snake_case cannot become emphasis
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#?\w{1,32};)"
    r"|\{(?=\{)|(?<=\{)\{|^\{|\{\Z"  # "{{" may come together from two runs
)
LINE_START = re.compile(
    r"(?:\#{1,6}(?=\s|$)|>|[-+](?=\s|$)|~{3}|:{3}|\||[-=](?=[-=\s]*$)|[-:](?=[-:|\s]*$))|(\d{1,9})(?=[.)](?:\s|$))"
)
UNSAFE_IN_ADDRESS = re.compile(r"[\s<>()\[\]\\`|{}\"]")


class Run(NamedTuple):
    """Words of one look; "\\n" in `text` is a line break."""

    text: str
    bold: bool = False
    italic: bool = False
    address: str = ""


class Item(NamedTuple):
    """A list item of a plain list: how deep, its number (None for a bullet), its words."""

    depth: int
    number: int | None
    text: str


def paragraph(text: str) -> str:
    """Plain text as one Markdown paragraph; its line breaks stay."""
    return in_lines(_escaped(text))


def in_lines(inline: str) -> str:
    """Inline Markdown as the lines of a block: no line may begin like other Markdown."""
    lines = [_safe_start(line.strip()) for line in inline.strip().split("\n")]
    return "\\\n".join(lines)


def _safe_start(line):
    found = LINE_START.match(line)
    if not found:
        return line
    return f"{found[1]}\\{line[found.end() :]}" if found[1] else "\\" + line


def inline(runs: list[Run]) -> str:
    """Runs as inline Markdown, with line breaks as newlines; emphasis only where it is sure to work."""
    written = ""
    groups = [(address, list(group)) for address, group in groupby(_merged(runs), _address)]
    for index, (address, group) in enumerate(groups):
        after = groups[index + 1][1][0].text[:1] if index + 1 < len(groups) else ""
        if not address:
            written += _words(group, written[-1:], after)
            continue
        words = _words([run._replace(text=run.text.replace("\n", " ")) for run in group], "[", "]")
        if words.strip():
            before, core, behind = _apart(words)
            if written.endswith("!") and not before:
                written = written[:-1] + r"\!"  # or the link would be a picture
            core = re.sub("^@", r"\\@", core)  # or the link would be a citation
            written += f"{before}[{core}]({_safe_address(address)}){behind}"
    return written


def _address(run):
    return run.address


def _merged(runs):
    """Neighbours of one look joined, white space collapsed, no style on line breaks and spaces."""
    kept, last = [], ""
    for run in runs:
        text = run.text.lstrip(" ") if last in (" ", "\n") else run.text
        if text:
            look = run if text.strip() else Run("", address=run.address)
            kept.append(look._replace(text=text))
            last = text[-1]
    groups = [list(group) for _look, group in groupby(kept, lambda run: run[1:])]
    return [group[0]._replace(text="".join(run.text for run in group)) for group in groups]


def _words(runs, before, after):
    written = ""
    for index, run in enumerate(runs):
        follows = runs[index + 1].text[:1] if index + 1 < len(runs) else after
        mark = "*" * (2 * run.bold + run.italic)
        written += _marked(run.text, mark, written[-1:] or before, follows)
    return written


def _marked(text, mark, before, after):
    """Text between `mark`s. CommonMark ignores marks beside a blank, and most beside punctuation."""
    left, core, right = _apart(text)
    if left:
        before = " "
    if right:
        after = " "
    while core and _in_word(before) and not _in_word(core[0]):
        left, core = left + core[0], core[1:]
        before = left[-1]
    while core and _in_word(after) and not _in_word(core[-1]):
        core, right = core[:-1], core[-1] + right
        after = right[0]
    if (
        not mark
        or not core.strip()
        or core != core.strip()
        or "*" in (before, after)
        or "\n" in core
    ):
        return _escaped(text)
    return "".join([_escaped(left), mark, _escaped(core), mark, _escaped(right)])


def _in_word(character):
    """Neither blank, punctuation nor symbol, as CommonMark tells them apart."""
    return bool(character) and unicodedata.category(character)[0] in "LMN"


def _escaped(text):
    return SPECIAL.sub(r"\\\g<0>", text)


def _apart(text):
    """(leading white space, core, trailing white space)"""
    core = text.strip()
    start = len(text) - len(text.lstrip())
    return text[:start], core, text[start + len(core) :]


def _safe_address(address):
    return UNSAFE_IN_ADDRESS.sub(
        lambda found: "".join(f"%{b:02X}" for b in found[0].encode()), address
    )


def plain_list(items: list[Item]) -> str:
    """List items in reading order as one tight Markdown list, nested by their depth."""
    lines, open_lists = [], []  # of each open list: [width of its marker, number, delimiter]
    for item in items:
        del open_lists[item.depth + 1 :]
        if len(open_lists) <= item.depth:
            open_lists.append([0, None, "."])
        begins = open_lists[-1][1] is None or item.number not in _continuing(open_lists[-1][1])
        marker = _marker(open_lists[-1], item.number)
        indent = " " * sum(width for width, *_rest in open_lists[:-1])
        open_lists[-1][0] = len(marker)
        if lines and begins and item.number not in (None, 1):
            lines.append("")  # only a list that begins with 1 may follow a line of text closely
        lines.append(indent + marker + in_lines(_escaped(item.text)))
    return "\n".join(lines)


def _continuing(last):
    """The numbers that go on with a list: the next one, or the same (all written as 1)."""
    return (last, last + 1)


def _marker(current, number):
    """The next marker; a number out of order begins another list, or it would be renumbered."""
    _width, last, delimiter = current
    if number is None:
        current[1] = None
        return "- "
    if last is not None and number not in _continuing(last):
        delimiter = ")" if delimiter == "." else "."
    current[1:] = [number, delimiter]
    return f"{number}{delimiter} "


def nested_list(items: list[str], marker: str, start: int = 1) -> str:
    """Items (each one or more Markdown blocks) as a list; `marker` is "-", "*", "." or ")"."""
    lines = []
    for number, item in enumerate(items, start):
        sign = f"{marker} " if marker in "-*" else f"{number}{marker} "
        indented = item.replace("\n", "\n" + " " * len(sign))
        lines.append(sign + re.sub(r"(?m)^ +$", "", indented))
    return "\n".join(lines)


def quote(markdown: str) -> str:
    """The same blocks as a quotation."""
    return re.sub(r"(?m)^", "> ", markdown).replace("> \n", ">\n")


def table(rows: list[list[str]]) -> str:
    """Rows of inline Markdown as a pipe table; the first row is its head."""
    width = max(map(len, rows))
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    lines = ["| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |" for row in full]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])
