"""Whether words name a treatment such as the claim check looks for."""

from functools import lru_cache

from guide.claims.denial import Marks
from guide.claims.folding import FoldedText
from guide.claims.rules import LANGUAGES, rules_of
from guide.markup.statements import statement_of_words


@lru_cache(maxsize=4096)
def names_therapy(words: str) -> bool:
    """By the claim check's own words for one, of every language: a name may stand in the wrong field."""
    return any(_names(words, language) for language in LANGUAGES)


def _names(words, language):
    text = FoldedText([statement_of_words(words, language)])
    marks = Marks(text, rules_of(language))
    return any(marks.has("therapy", number) for number in range(len(text)))
