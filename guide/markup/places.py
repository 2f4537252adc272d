"""Where in the typed text the characters stand that a reader reads.

The parser keeps lines, not columns. So each line of words is found again in the lines it came from
(`TypedText`), and each of its tokens in that line (`Reading`). Whoever reads sees the parser's own
words, never a guess at them; where a place cannot be found, it is the place that was reached.
"""

import re
from html import unescape

from markdown_it.common.utils import isMdAsciiPunct, normalizeReference
from markdown_it.helpers import parseLinkDestination, parseLinkTitle
from markdown_it.token import Token

from guide.markup.problems import INVISIBLE

SOMEBODY = "\ufffc"  # stands in the words for a clinic's name, phone or price
NEWLINE = re.compile(r"\r\n?|\n")
BREAK = re.compile(r"[ \t]*\\?\n[ \t]*")
SPECIAL = re.compile(r"[\\&]")
ENTITY = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
LABEL = re.compile(r"\[((?:\\.|[^\[\]\\])*+)\]", re.DOTALL)
STOPS = set(".,;:!?")
SPACES = re.compile(r"[ \t\n]*+")
FAR = 500  # characters further on, where a token is looked for that is not where it should be


class TypedText:
    """A text line by line, as the parser saw it, with the place of every character."""

    def __init__(self, text: str):
        breaks = list(NEWLINE.finditer(text))
        self.text = text
        self.starts = [int(text.startswith("\ufeff")), *(found.end() for found in breaks)]
        self.ends = [*(found.start() for found in breaks), len(text)]

    def line(self, number):
        """(its visible characters, their places and the place behind the last)"""
        number = min(number, len(self.starts) - 1)
        start, end = self.starts[number], self.ends[number]
        typed = self.text[start:end]
        if not INVISIBLE.search(typed):
            return typed, range(start, end + 1)
        kept = [place for place in range(start, end) if not INVISIBLE.match(self.text, place)]
        return "".join(self.text[place] for place in kept), [*kept, end]

    def places(self, content, first_line, column=None):
        """(the place of each character of `content`, the column behind it)

        `column` is where to look in the line of a table, which holds several contents.
        """
        places, behind = [], column or 0
        for number, line in enumerate(content.split("\n"), first_line):
            seen, at = self.line(number)
            if number > first_line:
                places.append(self.ends[min(number, len(self.ends)) - 1])
            behind = _place_line(line, seen, at, places, column)
        return places, behind

    def found(self, words, start):
        """The places of words that have no line: each looked for behind the one before."""
        places = []
        for piece in re.split(r"(\s+)", words):
            at = -1 if piece.isspace() else self.text.find(piece, start)
            if at < 0:
                places += [min(start, len(self.text))] * len(piece)
            else:
                places += range(at, at + len(piece))
                start = at + len(piece)
        return places


def _place_line(line, seen, at, places, column):
    piece = line.strip()
    lead, behind = len(line) - len(line.lstrip()), len(line) - len(line.rstrip())
    whole = seen.rstrip()
    if column is None and whole.endswith(piece):
        start = len(whole) - len(piece)
    else:
        start = seen.find(piece, column or 0)
    places += [at[max(start, 0)]] * (lead if piece else 0)
    if start < 0:
        end = _place_letters(piece, seen, at, places, column or 0)
    else:
        end = start + len(piece)
        places += at[start:end]
    places += [at[end]] * (behind if piece else len(line))
    return end


def _place_letters(piece, seen, at, places, column):
    """Of a cell with \\| in it: its letters stand in the line, with others between."""
    for letter in piece:
        found = -1 if letter.isspace() else seen.find(letter, column, column + FAR)
        places.append(at[column if found < 0 else found])
        column = column if found < 0 else found + 1
    return column


class Reading:
    """The words of one line of tokens, each character with its place in the typed text."""

    def __init__(self, content: str, places: list[int], length: int):
        self.typed, self.places, self.length = content, places, length
        self.at = 0
        self.words: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.citations: list[tuple[int, tuple[str, ...], int, int]] = []
        self.asides: list[tuple[str, list[int], list[int]]] = []
        self.links: list[Token] = []

    def read(self, tokens):
        for token in tokens:
            READERS.get(token.type, Reading.pass_by)(self, token)
        return self

    def say(self, words, start, end):
        """`words` stand in the line from `start` to `end`, letter for letter or as a whole."""
        self.words.append(words)
        places = self.places[start:end]
        if len(places) == len(words):
            self.starts += places
            self.ends += [place + 1 for place in places]
        else:
            self.starts += [self.place(start)] * len(words)
            self.ends += [self.place(end)] * len(words)

    def place(self, at):
        if at < len(self.places):
            return self.places[at]
        return min(self.places[-1] + 1, self.length) if self.places else 0

    def text(self, token):
        piece, done = token.content, 0
        if self.citations and piece[:1] in STOPS:
            self.close_gap()
        while done < len(piece):
            left = len(piece) - done
            special = SPECIAL.search(self.typed, self.at, self.at + left)
            length = special.start() - self.at if special else left
            if length and self.typed.startswith(piece[done : done + length], self.at):
                self.say(piece[done : done + length], self.at, self.at + length)
                self.at += length
            elif special and not length:
                length = self.escaped(piece, done)
            else:
                length = self.somewhere(piece[done:])
            done += length

    def close_gap(self):
        """A citation leaves a space before the full stop that stands behind it."""
        if (
            self.citations[-1][0] == len(self.starts)
            and self.words[-1:]
            and self.words[-1][-1:] == " "
        ):
            self.words[-1] = self.words[-1][:-1]
            self.starts.pop()
            self.ends.pop()

    def escaped(self, piece, done):
        """At a backslash or an ampersand; how many letters of the piece it stands for."""
        if self.typed[self.at] == "\\":
            follower = self.typed[self.at + 1 : self.at + 2]
            taken = 2 if follower and isMdAsciiPunct(ord(follower)) else 1
            said = follower if taken == 2 else "\\"
        else:
            entity = ENTITY.match(self.typed, self.at)
            taken = len(entity[0]) if entity else 1
            said = unescape(entity[0]) if entity else "&"
            if said == (entity and entity[0]):
                taken, said = 1, "&"
        self.at += taken
        if not piece.startswith(said, done):
            return 0
        self.say(said, self.at - taken, self.at)
        return len(said)

    def somewhere(self, piece):
        found = self.typed.find(piece, self.at, self.at + len(piece) + FAR)
        start = self.at if found < 0 else found
        end = min(start + len(piece), len(self.typed))
        self.say(piece, start, end)
        self.at = self.at if found < 0 else end
        return len(piece)

    def line_break(self, _token):
        found = BREAK.match(self.typed, self.at)
        end = found.end() if found else self.at
        self.say(" ", self.at, end)
        self.at = end

    def code(self, token):
        if self.typed.startswith(token.markup, self.at):
            self.at += len(token.markup)
        end = self.at + len(token.content)
        shift = 0 if self.typed.startswith(token.markup, end) else 1  # "` a `" reads "a"
        self.say(token.content, self.at + shift, end + shift)
        self.at = min(end + 2 * shift + len(token.markup), len(self.typed))

    def mark(self, token):
        if self.typed.startswith(token.markup, self.at):
            self.at += len(token.markup)

    def pass_by(self, token):
        if token.content:
            self.text(token)

    def citation(self, token):
        start, end = self.stretch(token)
        self.citations.append((len(self.starts), tuple(token.meta["keys"]), start, end))

    def placeholder(self, token):
        start = self.at
        self.stretch(token)
        self.say(SOMEBODY, start, self.at)

    def stretch(self, token):
        """Passes what was typed as one; its places."""
        start = max(self.at, self.typed.find(token.content, self.at, self.at + FAR))
        self.at = min(start + len(token.content), len(self.typed))
        return self.place(start), self.behind(start)

    def behind(self, start):
        """The place behind what was passed since `start`."""
        return min(self.place(max(self.at - 1, start)) + 1, self.length)

    def link_open(self, token):
        self.links.append(token)
        if self.typed[self.at : self.at + 1] in ("[", "<"):
            self.at += 1

    def link_close(self, _token):
        link = self.links.pop()
        start = self.at
        if link.info == "auto":
            self.at += self.typed.startswith(">", self.at)
        elif self.words[-1:] == [link.attrs["href"]] and self.typed.startswith(")", self.at):
            self.at += 1  # without words of its own, a link shows its address
        else:
            self.at = behind_link(self.typed, self.at, link.meta.get("label"))
        self.aside(link.attrs.get("title", ""), start)

    def image(self, token):
        """Its alternative text is read by itself, not as part of the sentence."""
        start = self.at
        outer = self.words, self.starts, self.ends
        self.words, self.starts, self.ends = [], [], []
        self.at += 2 if self.typed.startswith("![", self.at) else 0
        for child in token.children or ():
            if child.type != "image":
                self.pass_by(child)
        self.asides.append(("".join(self.words), self.starts, self.ends))
        self.words, self.starts, self.ends = outer
        self.at = behind_link(self.typed, self.at, token.meta.get("label"))
        self.aside(token.attrs.get("title", ""), start)

    def aside(self, words, start):
        if words:
            ends = [self.behind(start)] * len(words)
            self.asides.append((words, [self.place(start)] * len(words), ends))


READERS = {
    "text": Reading.text,
    "code_inline": Reading.code,
    "softbreak": Reading.line_break,
    "hardbreak": Reading.line_break,
    "em_open": Reading.mark,
    "em_close": Reading.mark,
    "strong_open": Reading.mark,
    "strong_close": Reading.mark,
    "citation": Reading.citation,
    "placeholder": Reading.placeholder,
    "link_open": Reading.link_open,
    "link_close": Reading.link_close,
    "image": Reading.image,
}


def behind_link(typed: str, at: int, label: str | None) -> int:
    """The place behind the end of a link, `](address "title")` or `][label]`, that begins at `at`."""
    bracket = typed.find("]", at, at + FAR)
    if bracket < 0:
        return at
    at = bracket
    if label is None:
        return _behind_address(typed, at + 1)
    found = LABEL.match(typed, at + 1)
    is_its_label = found and (not found[1] or normalizeReference(found[1]) == label)
    return found.end() if is_its_label else at + 1


def _behind_address(typed, at):
    limit = min(at + 4 * FAR, len(typed))
    start = SPACES.match(typed, at + 1).end()
    address = parseLinkDestination(typed, start, limit)
    at = SPACES.match(typed, address.pos if address.ok else start).end()
    title = parseLinkTitle(typed, at, limit)
    if title.ok:
        at = SPACES.match(typed, title.pos).end()
    return at + 1 if typed.startswith(")", at) else at
