"""A text as the rules read it: plain ASCII, small letters and capitals as typed, one sentence a line.

Who writes "ｃúre" or "cu<soft hyphen>re" writes "cure": readers see no difference.
"""

import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from guide.markup.places import SOMEBODY
from guide.markup.statements import Sentence, Statement

UNKNOWN = "~"
SIGNS = {
    **dict.fromkeys("‘’‚‛′´`", "'"), **dict.fromkeys("“”„«»″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("\n\r\t\v\f", " "),
    "…": ".", "٪": "%", "¿": "?", "¡": "!", "×": "x", "º": "o", "ª": "a", SOMEBODY: "ourclinic",
}  # fmt: skip
# Letters of other alphabets that look like Latin ones.
LOOKALIKES = dict(
    zip("авеѕіјкмнорстухАВЕЅІЈКМНОРСТУХαεικνορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ⁄",
        "abesijkmhopctyxABESIJKMHOPCTYXaeikvoptuxABEZHIKMNOPTYX/", strict=True)
)  # fmt: skip


LOOKALIKES |= dict(
    zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢɡɑςⲥսꓚꓴꓣꓰ", "abcdefghijklmnoprstuvwyzgaccuCURE", strict=True)
)
# Letters in black squares and circles, which no decomposition knows.
LOOKALIKES |= {chr(start + at): chr(65 + at) for start in (0x1F150, 0x1F170) for at in range(26)}
# Letters by name, or nothing yet, that no font draws (Default_Ignorable_Code_Point).
UNSEEN = {0x115F, 0x1160, 0x3164, 0xFFA0, 0x2065, *range(0xFFF0, 0xFFF9), *range(0xE0000, 0xE1000)}
BLANK = "\N{BRAILLE PATTERN BLANK}"


class _Folded(dict):
    """{character: what it is folded to}; nothing for what nobody can see."""

    def __missing__(self, character):
        plain = "".join(
            LOOKALIKES.get(part, part if part.isascii() else _digit(part))
            for part in unicodedata.normalize("NFKD", character)
        ).strip("\x00")
        is_seen = ord(character) not in UNSEEN
        if (
            not plain
            and is_seen
            and unicodedata.category(character) not in ("Cf", "Mn", "Me", "Cc")
        ):
            plain = " " if character.isspace() or character == BLANK else UNKNOWN
        self[character] = plain.replace("\n", " ")
        return self[character]


def _digit(character):
    value = unicodedata.decimal(character, None)
    return "" if value is None else str(value)


FOLDED = _Folded(SIGNS)


def fold(words: str) -> tuple[str, list[int] | None]:
    """(folded words, where in `words` each of their characters comes from); None: at the same place."""
    if words.isascii() and words.isprintable():
        return words, None
    parts = [FOLDED[character] for character in words]
    if all(len(part) == 1 for part in parts):
        return "".join(parts), None
    return "".join(parts), [at for at, part in enumerate(parts) for _letter in part]


@dataclass(frozen=True)
class Hit:
    """Part of a sentence: `start` and `end` count in its folded words."""

    number: int  # of the sentence
    start: int
    end: int

    @property
    def begin(self) -> tuple[int, int]:
        return self.number, self.start

    def holds(self, other: "Hit") -> bool:
        """Whether the other begins in it."""
        return self.number == other.number and self.start <= other.start < self.end


def apart(places: list[Hit], others: list[Hit]) -> list[Hit]:
    """Those that no other touches; matches of one pattern never touch each other."""
    begins = [other.begin for other in others]

    def is_apart(place):
        after = bisect_left(begins, place.begin)
        near = others[max(0, after - 1) : after + 1]
        return not any(place.holds(other) or other.holds(place) for other in near)

    return [place for place in places if is_apart(place)]


class FoldedText:
    """All sentences of some statements, folded, each a line: a rule reads them at once."""

    def __init__(self, statements: list[Statement]):
        self.statements = statements
        self.sentences: list[tuple[Statement, Sentence]] = []
        self.lines: list[str] = []
        self.origins: list[list[int] | None] = []
        self.begins: list[int] = []
        length = 0
        for statement in statements:
            for sentence in statement.sentences:
                line, origin = fold(sentence.words)
                self.sentences.append((statement, sentence))
                self.lines.append(line)
                self.origins.append(origin)
                self.begins.append(length)
                length += len(line) + 1
        self.text = "\n".join(self.lines).encode("ascii")

    def __len__(self):
        return len(self.lines)

    def where(self, pattern) -> list[Hit]:
        """What a compiled pattern matches, in the order of the text."""
        found = []
        for match in pattern.finditer(self.text):
            number = bisect_right(self.begins, match.start()) - 1
            begin = self.begins[number]
            end = min(match.end() - begin, len(self.lines[number]))
            found.append(Hit(number, match.start() - begin, end))
        return found

    def typed(self, place: Hit) -> tuple[int, int]:
        """Where a part of a sentence stands in the typed text."""
        statement, sentence = self.sentences[place.number]
        origin = self.origins[place.number]
        start, last = place.start, max(place.end - 1, place.start)
        if origin is not None:
            start, last = origin[start], origin[last]
        return statement.place(sentence.first + start, sentence.first + last + 1)
