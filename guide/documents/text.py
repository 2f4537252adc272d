"""Plain text into headings and blocks: what a reader sees as a heading or a list becomes one."""

import re
from dataclasses import dataclass
from itertools import groupby, pairwise

from guide.documents.outline import Block, Heading
from guide.documents.section_kinds import guess_kind
from guide.documents.writing import MAX_LIST_DEPTH, Item, paragraph, plain_list
from guide.models.kinds import Kind

MAX_HEADING = 120
MAX_WRAP, MIN_WRAP = 100, 60  # hard-wrapped text has lines up to somewhere between
BULLETS = "-*•·◦▪‣●○∙–\uf0b7"
ITEM = re.compile(rf"(?:[{re.escape(BULLETS)}]|(\d{{1,3}})[.)])\s+(?=\S)")
LETTERED = re.compile(r"\(?(?:[A-Za-z]|[ivxIVX]{2,4}|\d{1,3})[.)]\s")
FIRST_LETTERED = re.compile(r"\(?[aAi][.)]\s+\S")
SMALL_LETTERED = re.compile(r"\(?(?:[A-Za-z]|[ivx]{2,4})\)\s+\S|[a-z]\.\s+\S")
UNDERLINE = re.compile(r"\s*([-=~*_#])(?: ?\1){2,}\s*")
INNER_STOP = re.compile(r"\w{3,}[.!?]\s+\S")
SENTENCE_END = tuple(".!?:;…")
# Before a colon these make a sentence of a line, not the name of a subject.
SENTENCE_WORDS = re.compile(
    r"\b(are|is|can|may|might|could|will|should|includ\w+|following|as|you|we|it|this|these"
    r"|son|es|puede|pueden|debe|deben|incluy\w+|siguientes?|como|usted|est[aeo]s?)\b"
)


@dataclass
class Piece:
    """A paragraph or a list item of the source: its lines, to be joined to its text."""

    lines: list[str]
    indent: int = 0
    is_item: bool = False
    number: int | None = None
    underlined: bool = False
    text: str = ""


NOTHING = Piece([])


def read_text(text: str) -> list[Heading | Block]:
    """Headings and blocks of a plain text; each line is a paragraph unless it is hard-wrapped."""
    pieces = _with_numbered_headings(_pieces(text.expandtabs(4).splitlines()))
    are_headings = [_introduces(*pair) for pair in pairwise([*pieces, NOTHING])]
    outline: list[Heading | Block] = []
    for is_heading, group in groupby(
        zip(are_headings, pieces, strict=True), lambda pair: (pair[0], pair[1].is_item)
    ):
        members = [piece for _heading, piece in group]
        if is_heading[0]:
            outline += [Heading(2, _heading_words(piece.text)) for piece in members]
        elif is_heading[1]:
            outline.append(Block(_list(members), marker="-"))
        else:
            outline += [Block(paragraph(piece.text)) for piece in members]
    return _with_title(outline, pieces, are_headings)


def looks_like_heading(line: str, following: str, *, before_list: bool = False) -> bool:
    """Whether a paragraph of one line reads as the heading of what follows."""
    return _has_heading_shape(line) and _leads_into(line, following, before_list)


def is_label(line: str) -> bool:
    """Whether a short line that ends with a colon names a subject ("Risks:")."""
    return (
        line.endswith(":")
        and len(line.split()) <= 5
        and not SENTENCE_WORDS.search(line.casefold())
        and guess_kind(line) != Kind.OTHER
    )


def _has_heading_shape(line):
    letter = next((char for char in line if char.isalpha()), "")
    if not letter or letter.islower() or len(line) > MAX_HEADING or LETTERED.match(line):
        return False
    if line.endswith("?"):
        return True
    if line.endswith(":"):
        return is_label(line)
    return line[-1] not in ".,;!…" and not INNER_STOP.search(line)


def _leads_into(line, following, before_list):
    """What follows must be longer, a list, or at least the answer to a question."""
    if before_list:
        return True
    if not following or following.endswith("?"):
        return len(following) > MAX_HEADING
    if line.endswith("?") or guess_kind(line) == Kind.CONCLUSION:
        return True
    return len(following) > len(line) and (len(following) >= 80 or following[-1] in ".!")


def _introduces(piece, following):
    if piece.is_item or not following.text:
        return False
    if piece.underlined:
        return True
    if piece.indent or len(piece.lines) > 1:
        return False
    return looks_like_heading(piece.text, following.text, before_list=following.is_item)


def _heading_words(text):
    return re.sub(r"^\d{1,3}[.)]\s+", "", text).rstrip(":").strip()


def _with_title(outline, pieces, are_headings):
    """The first line as the document's title: it names no subject of its own, or a heading follows."""
    if len(pieces) < 2 or pieces[0].is_item or not _has_heading_shape(pieces[0].text):
        return outline
    names_nothing = guess_kind(pieces[0].text) == Kind.OTHER and not pieces[0].text.endswith("?")
    if are_headings[1] or (are_headings[0] and names_nothing and any(are_headings[1:])):
        return [Heading(0, _heading_words(pieces[0].text)), *outline[1:]]
    return outline


def _with_numbered_headings(pieces):
    """Numbered lines that stand alone before longer text are headings ("1. What is it?")."""
    around = zip([NOTHING, *pieces], pieces, [*pieces[1:], NOTHING], strict=False)
    found = [
        piece
        for before, piece, after in around
        if piece.number is not None
        and not (before.is_item or after.is_item or piece.indent)
        and looks_like_heading(piece.text, after.text)
    ]
    if len(found) > 1:
        for piece in found:
            piece.is_item = False
    return pieces


def _pieces(lines):
    wrap = _wrap_width(lines)
    pieces: list[Piece] = []
    follows_directly = False
    for line in lines:
        if not line.strip():
            follows_directly = False
        elif UNDERLINE.fullmatch(line):
            if follows_directly and not pieces[-1].is_item:
                pieces[-1].underlined = len(pieces[-1].lines) == 1
            follows_directly = False
        elif _is_lettered(line, pieces):
            pieces.append(_lettered(line))
            follows_directly = True
        elif follows_directly and _continues(pieces[-1], line, wrap):
            pieces[-1].lines.append(line.strip())
        else:
            pieces.append(_piece(line))
            follows_directly = True
    for piece in pieces:
        # a line that was broken at a hyphen of its own goes on without a blank
        piece.text = re.sub(r"(?<=\w-)\n(?=\w)", "", "\n".join(piece.lines)).replace("\n", " ")
    return pieces


def _piece(line):
    words = line.strip()
    indent = len(line) - len(line.lstrip())
    found = ITEM.match(words)
    if not found:
        return Piece([words], indent)
    number = int(found[1]) if found[1] else None
    return Piece([words[found.end() :]], indent, is_item=True, number=number)


def _is_lettered(line, pieces):
    """Whether a line is a lettered step below a list item, from "a)" on."""
    words, indent = line.strip(), len(line) - len(line.lstrip())
    if not indent or not SMALL_LETTERED.match(words):
        return False
    above = next((piece for piece in reversed(pieces) if piece.indent <= indent), NOTHING)
    if not above.is_item or not pieces[-1].is_item:
        return False
    if above.indent < indent:
        return bool(FIRST_LETTERED.match(words))
    return bool(LETTERED.match(above.lines[0]))


def _lettered(line):
    """Its letter stays a part of its words: Markdown counts in numbers only."""
    return Piece([line.strip()], len(line) - len(line.lstrip()), is_item=True)


def _continues(piece, line, wrap):
    """Whether a line goes on with the paragraph above: it would not have fitted on its last line."""
    words, indent = line.strip(), len(line) - len(line.lstrip())
    if ITEM.match(words):
        return False
    if piece.is_item and indent > piece.indent:
        return True
    if not wrap or (indent > piece.indent and not piece.is_item):
        return False
    above = piece.lines[-1]
    ended = above.endswith(SENTENCE_END)
    if ended and (words.endswith("?") or (_has_heading_shape(words) and len(words) < wrap / 2)):
        return False
    if len(piece.lines) == 1 and above.endswith("?") and _has_heading_shape(above):
        return False
    room = len(above) + 1 + len(words.split()[0])
    return room > 0.75 * wrap or (not ended and words[0].islower())


def _wrap_width(lines):
    """The width a text was wrapped at, or 0 when each of its lines is a paragraph."""
    widths = [len(line.rstrip()) for line in lines if line.strip()]
    if sum(width > MAX_WRAP for width in widths) * 50 > len(widths):
        return 0
    inner = [
        line.rstrip()
        for line, after in pairwise(lines)
        if line.strip() and after.strip() and not ITEM.match(after.strip())
    ]
    width = max((len(line) for line in inner if len(line) <= MAX_WRAP), default=0)
    full = [line for line in inner if len(line) > 0.75 * width and not line.endswith(SENTENCE_END)]
    return width if width >= MIN_WRAP and len(full) * 2 >= len(inner) else 0


def _list(pieces):
    indents: list[int] = []
    items = []
    for piece in pieces:
        while indents and piece.indent < indents[-1]:
            indents.pop()
        if not indents or piece.indent > indents[-1]:
            indents.append(piece.indent)
        depth = min(len(indents), MAX_LIST_DEPTH) - 1
        items.append(Item(depth, piece.number, piece.text))
    return plain_list(items)
