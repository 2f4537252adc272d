"""Where a draft is hard to read, text by text: hints for whoever writes, which stop nothing."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from editions.models.public_text import PublicText
from editions.tools.findings import Finding
from guide.markup.statements import Sentence, statement_of_words, statements_of
from guide.tools.readability import Readability, by_hardness, grade

ADDRESS = re.compile(r"://|www\.|\.(?:gov|org|com|net)\b")  # a word with it is looked at, not read
PROSE = ("paragraph", "bullet", "title")


class ReadingEase(NamedTuple):
    """How one text reads: `level` from a hundred words on, its sentences that are hard, the hardest
    first, and the hardest of all, be it hard or not."""

    level: Readability | None
    hard: tuple[Sentence, ...]
    hardest: Sentence | None


@lru_cache(maxsize=4096)
def reading_of(text: str, language: str, *, is_markdown: bool) -> ReadingEase:
    """Kept, for most texts are asked about again: by a page, then by what it publishes."""
    said = statements_of(text, language) if is_markdown else [statement_of_words(text, language)]
    prose = [statement for statement in said if statement.kind in PROSE]
    sentences = [sentence for statement in prose for sentence in statement.sentences]
    found = by_hardness([_without_addresses(sentence.words) for sentence in sentences], language)
    ranked = [(sentences[number], is_hard) for number, is_hard in found]
    level = grade([_without_addresses(statement.words) for statement in prose], language)
    hard = tuple(sentence for sentence, is_hard in ranked if is_hard)
    return ReadingEase(level, hard, ranked[0][0] if ranked else None)


def findings_on_reading(
    texts: Iterable[PublicText], place_of: Callable[[tuple], tuple[str, str]]
) -> Iterator[Finding]:
    """One finding for each text that is hard to read, or has a hard sentence: the worst is quoted."""
    for text in texts:
        reading = reading_of(text.text, text.language, is_markdown=text.is_markdown)
        is_hard = reading.level is not None and not reading.level.is_plain
        if not (is_hard or reading.hard):
            continue
        place, address = place_of(text.path)
        worst = reading.hardest
        yield Finding(
            _level(reading.level) if is_hard else _sentences(len(reading.hard)),
            place,
            False,
            address,
            "hard-to-read",
            quote=worst.words if worst else "",
            path=text.path,
            start=worst.start if worst else 0,
            end=worst.end if worst else 0,
        )


def _without_addresses(words):
    """Word by word: one pattern for the whole takes the square of the time for a very long word."""
    return " ".join(word for word in words.split() if not ADDRESS.search(word))


def _level(level):
    words = _("Hard to read: %(formula)s %(score)s. Use shorter sentences and everyday words.")
    return words % {"formula": level.formula, "score": round(level.score, 1)}


def _sentences(count):
    words = ngettext(
        "This sentence is hard to read. Make two of it, or use everyday words.",
        "%(count)s sentences are hard to read, this one most. Make them shorter, or use everyday "
        "words.",
        count,
    )
    return words % {"count": count}
