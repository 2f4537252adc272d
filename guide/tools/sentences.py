"""Where the sentences of a plain text begin and end, in English and Spanish.

A point ends one before a space or before a word that begins right behind it, so 5.5 and cms.gov
end nothing; nor does the point of "Dr.". An empty line ends one too.
"""

import re

# What follows belongs to them, so their point never ends a sentence.
ABBREVIATIONS = {
    "": ("Dr", "Dra", "Prof", "vs", "cf", "et al", "St", "Inc", "Ltd", "Ph.D", "Ave"),
    "en": ("Mr", "Mrs", "Ms", "e.g", "E.g", "i.e", "I.e", "approx", "U.S", "U.K", "a.m", "p.m"),
    "es": (
        *("Sr", "Sra", "Srta", "Dña", "Ud", "Uds", "Vd", "aprox", "EE", "EE. UU", "EE.UU"),
        *("p. ej", "P. ej", "p.ej", "a. m", "p. m", "a.m", "p.m", "Av"),
    ),
}
BEFORE_A_NUMBER = ("No", "no", "Nos", "Núm", "núm", "Fig", "fig", "p", "pp", "pág", "art", "Art")
BEFORE_SMALL_LETTERS = ("etc", "Etc")
LONGEST = 12  # characters before a point that are looked at

CLOSING = "\"'”’»)\\]"
OPENING = "\"'“‘«¿¡(["
GLUED = r"(?<=[a-záéíóúüñ][.!?])(?=[¿¡]?[A-ZÁÉÍÓÚÑ][a-záéíóúüñ])"
# Nothing is tried twice: a text of points alone takes no longer than another of its length.
END = re.compile(rf"(?<![.!?…])[.!?…]++[{CLOSING}]*+(?:\s++(?=\S)|{GLUED})|\n[ \t\r]*+\n\s*+")


def _before_a_point(words):
    longest_first = sorted(words, key=len, reverse=True)
    spaced = "|".join(re.escape(word).replace(r"\ ", r"\s") for word in longest_first)
    return re.compile(rf"(?<![^\W\d_])(?:{spaced})\.$")


INITIAL = re.compile(r"(?<![^\W\d_])[A-ZÁÉÍÓÚÑ]\.$")
NEVER_END = {
    language: _before_a_point([*ABBREVIATIONS[""], *ABBREVIATIONS[language]])
    for language in ("en", "es")
}
EVERY_LANGUAGE = _before_a_point({word for words in ABBREVIATIONS.values() for word in words})
PARTED = re.compile(r"\.\s(?:ej|m|UU)\.")  # the second part of p. ej., a. m., EE. UU.
NUMBERED, LISTED = _before_a_point(BEFORE_A_NUMBER), _before_a_point(BEFORE_SMALL_LETTERS)


def sentence_spans(text: str, language: str) -> list[tuple[int, int]]:
    """(start, end) of each sentence, without the space around it; together they hold every word."""
    never = NEVER_END.get(language.lower().partition("-")[0], EVERY_LANGUAGE)
    spans, start = [], len(text) - len(text.lstrip())
    for found in END.finditer(text):
        if found.start() > start and _ends_here(text, found, never):
            spans.append((start, found.start() + len(found[0].rstrip())))
            start = found.end()
    end = len(text.rstrip())
    return [*spans, (start, end)] if start < end else spans


def _ends_here(text, found, never):
    if found[0][0] == "\n":
        return True
    after = text[found.end() : found.end() + 3].lstrip(OPENING)[:1]
    marks = found[0].rstrip()
    if marks != ".":
        return marks in ("!", "?") or not after.islower()  # "Why?" he asked
    if PARTED.match(text, found.start()):
        return False
    before = text[max(0, found.start() - LONGEST) : found.start() + 1]
    if NUMBERED.search(before):
        return not after.isdigit()
    if LISTED.search(before):
        return not after.islower()
    return not (never.search(before) or INITIAL.search(before))
