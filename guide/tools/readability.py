"""How hard a text is to read: Flesch-Kincaid for English, INFLESZ for Spanish.

A grade is not comprehension: short bullets look easier than they are, so the count of words,
sentences and long sentences comes with it.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from guide.tools.sentences import sentence_spans

FEWEST_WORDS = 100
FEWEST_WORDS_OF_A_SENTENCE = 4
LONG_SENTENCE = 25
PLAIN_GRADE = 8  # at most, in English
PLAIN_INFLESZ = 55  # at least, in Spanish: "normal" and easier

HARD_SENTENCE = {"en": 12, "es": 40}  # by the same formulas, of a sentence alone
FEWEST_WORDS_OF_A_HARD_SENTENCE = 8  # fewer are judged by chance: one long name decides

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True)
class Readability:
    """`score` is a US school grade (lower is easier) or an INFLESZ score (higher is easier)."""

    formula: str
    score: float
    words: int
    sentences: int
    long_sentences: int
    is_plain: bool


def grade(blocks: list[str], language: str) -> Readability | None:
    """The readability of prose blocks, each of which ends a sentence.

    None under 100 words, where a score says nothing, and for a language without a formula.
    Sentences of fewer than four words are not counted.
    """
    measure = MEASURES.get(_own(language))
    sentences = [
        words for words in map(WORD.findall, _sentences(blocks, language)) if _counts(words)
    ]
    total = sum(map(len, sentences))
    if measure is None or total < FEWEST_WORDS:
        return None
    per_word = sum(syllables(word, language) for words in sentences for word in words) / total
    formula, score, is_plain = measure(total / len(sentences), per_word)
    long_sentences = sum(len(words) > LONG_SENTENCE for words in sentences)
    return Readability(formula, score, total, len(sentences), long_sentences, is_plain)


def _counts(words):
    return len(words) >= FEWEST_WORDS_OF_A_SENTENCE


def _sentences(blocks, language):
    for block in blocks:
        yield from (block[start:end] for start, end in sentence_spans(block, language))


def has_formula(language: str) -> bool:
    return _own(language) in MEASURES


def _own(language):
    return language.lower().partition("-")[0]


def by_hardness(sentences: Iterable[str], language: str) -> list[tuple[int, bool]]:
    """(number, whether it is hard) of these sentences, the hardest first.

    Hard is a sentence of more than LONG_SENTENCE words, and one beyond HARD_SENTENCE by itself;
    names of places and people are left out of its syllables, for nobody can write them shorter.
    Sentences of fewer than FEWEST_WORDS_OF_A_HARD_SENTENCE are left out, and all for a language
    without a formula.
    """
    own = _own(language)
    if own not in MEASURES:
        return []
    sign = 1 if own == "en" else -1  # a US grade rises with hardness, INFLESZ falls
    found = []
    for number, sentence in enumerate(sentences):
        words = WORD.findall(sentence)
        if len(words) >= FEWEST_WORDS_OF_A_HARD_SENTENCE:
            score = sign * MEASURES[own](len(words), _per_word(_without_names(words), own))[1]
            is_hard = score > sign * HARD_SENTENCE[own] or len(words) > LONG_SENTENCE
            found.append((-score, number, is_hard))
    return [(number, is_hard) for _score, number, is_hard in sorted(found)]


def _without_names(words):
    """A sentence that is mostly capitals is a heading, and names in it look like all else."""
    left = [
        word
        for place, word in enumerate(words)
        if not place or word[0].islower() or INITIALISM.fullmatch(word)
    ]
    return left if len(left) * 2 > len(words) else words


def _per_word(words, language):
    return sum(syllables(word, language) for word in words) / len(words)


def flesch_kincaid(words_per_sentence: float, syllables_per_word: float) -> float:
    """US school grade: 0.39 w/s + 11.8 syl/w - 15.59 (Kincaid et al., Research Branch Report 8-75,
    Naval Technical Training Command, 1975).
    """
    return 0.39 * words_per_sentence + 11.8 * syllables_per_word - 15.59


def inflesz(words_per_sentence: float, syllables_per_word: float) -> float:
    """0 to 100: 206.835 - 62.3 syl/w - w/s (Szigriszt-Pazos, 1993), on the INFLESZ scale made for
    health texts: up to 40 very hard, 55 rather hard, 65 normal, 80 rather easy, above very easy
    (Barrio-Cantalejo et al., An. Sist. Sanit. Navar. 2008;31:135-152).
    """
    return 206.835 - 62.3 * syllables_per_word - words_per_sentence


def _english(words_per_sentence, syllables_per_word):
    score = flesch_kincaid(words_per_sentence, syllables_per_word)
    return "Flesch-Kincaid grade", score, score <= PLAIN_GRADE


def _spanish(words_per_sentence, syllables_per_word):
    score = inflesz(words_per_sentence, syllables_per_word)
    return "INFLESZ", score, score >= PLAIN_INFLESZ


MEASURES: dict[str, Callable[[float, float], tuple[str, float, bool]]] = {
    "en": _english,
    "es": _spanish,
}


def syllables(word: str, language: str) -> int:
    """How many syllables a word has: by the rules of Spanish for "es", else of English.

    Capitals that cannot be said as a word are said letter by letter, as readers do: "FDA" has three
    in English and four in Spanish (efe, de, a), for the formulas count what is said. 0 for
    something that has no letter.
    """
    is_spanish = language.lower().startswith("es")
    word = POSSESSIVE.sub("", word)
    if INITIALISM.fullmatch(word) and not (SAYABLE.fullmatch(word) or word in SHOUTED):
        letters = SPANISH_LETTERS if is_spanish else ENGLISH_LETTERS
        return sum(letters.get(letter, 1) for letter in word if letter.isupper())
    return _spanish_syllables(word) if is_spanish else _english_syllables(word)


# MSC and MSCs; such as NASA, COVID and SIDA are words, for a vowel stands at least at each second place.
INITIALISM = re.compile(r"[A-ZÑ]{2,6}s?")
SAYABLE = re.compile(r"(?=.{4})[B-DF-HJ-NP-TV-Z]?(?:[AEIOU]{1,2}[B-DF-HJ-NP-TV-Z])+[AEIOU]{0,2}")
SHOUTED = frozenset(
    [
        "AIDS",
        "ALL",
        "ALWAYS",
        "AND",
        "ASK",
        "CALL",
        "DO",
        "DON",
        "GO",
        "MUST",
        "NEVER",
        "NO",
        "NOT",
        "NOW",
        "ONLY",
        "OR",
        "STOP",
        "YES",
        "YOU",
        "AHORA",
        "HOY",
        "LLAME",
        "NO",
        "NUNCA",
        "PARE",
        "PERO",
        "SI",
        "SÍ",
        "SOLO",
        "YA",
    ]
)  # everyday words that a text may print in capitals
POSSESSIVE = re.compile(r"['’]s$")
ENGLISH_LETTERS = {"W": 3}
# Names of the letters: Ortografía de la lengua española, RAE 2010.
SPANISH_LETTERS = dict.fromkeys("FHJLMNÑRSXZ", 2) | {"V": 2, "W": 4, "Y": 1}


IRREGULAR = {
    "area": 3, "being": 2, "business": 2, "create": 2, "diet": 2, "different": 3, "evening": 2,
    "every": 2, "fluid": 2, "idea": 3, "medicine": 3, "people": 2, "previous": 3, "quiet": 2,
    "really": 2, "science": 2, "serious": 3, "several": 3, "trial": 2,
}  # fmt: skip
SILENT_E = re.compile(r"[^aeiouyl]e$|[aeiouy]le$")
# "settled" and "needles" keep their e, "called" and "curled" do not.
SILENT_ED = re.compile(r"(?<![aeioutdy])(?<![^aeioulry]l)ed$")
SILENT_ES = re.compile(r"(?<!ch)(?<!sh)(?<![aeioucgsxyz])(?<![^aeioulry]l)es$")
INNER_SILENT_E = re.compile(r"[^aeiouy]e(?:ly|ment|less|ful|ness|some)s?$")
HIATUS = re.compile(
    r"ia(?!n$|l$|ge|bl)|i[ou]s(?=t)|eo(?!u)|io(?!n|us)|[^q]ua|uo|ue(?=n)|iu|ii|eu(?=m)|oi(?=ng)"
    r"|yi|ie(?=n|t)"
)
SYLLABIC_END = re.compile(r"(?:sm|thm|[^aeiouy]n't)$")


def _english_syllables(word):
    """Groups of vowels, less silent e's, plus vowels that part: exact for about 90 % of the
    117,493 words of CMUdict and 98 % of the words of a patient guide.
    """
    word = re.sub(r"'s$|'$", "", word.lower().replace("’", "'"))
    adds_one = bool(SYLLABIC_END.search(word))
    word = re.sub(r"[^a-z]", "", word)
    if word in IRREGULAR or len(word) <= 3:
        return IRREGULAR.get(word, min(1, len(word)))
    count = len(re.findall(r"[aeiouy]+", word)) + len(HIATUS.findall(word))
    silent = (SILENT_E, SILENT_ED, SILENT_ES)
    count -= any(ending.search(word) for ending in silent)
    count -= bool(INNER_SILENT_E.search(word))
    return max(1, count + adds_one)


def _spanish_syllables(word):
    """Each strong or accented vowel is a nucleus; weak ones beside each other share one."""
    word = re.sub(r"[^a-záéíóúüñ]", "", word.lower())
    word = re.sub(r"qu(?=[eéií])", "q", word)
    word = re.sub(r"gu(?=[eéií])", "g", word)
    word = re.sub(r"y(?![aeiouáéíóúü])", "i", word)
    runs = re.findall(r"[aeiouáéíóúü]+", word)
    nuclei = sum(max(1, len(re.findall(r"[aáeéoóíú]", run))) for run in runs)
    return max(min(1, len(word)), nuclei)
