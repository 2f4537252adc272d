"""The claim check itself: places, worlds, languages, questions, and that nothing hangs it."""

import pytest
from django.utils.translation import override
from hypothesis import example, given
from hypothesis import strategies as st

from guide.claims.checking import claims_in, claims_in_words, world_of
from guide.claims.folding import fold
from guide.claims.matching import World
from guide.models.kinds import Kind


def found(text, language="en", world=World.ELSEWHERE):
    return {
        (claim.rule, text[claim.start : claim.end]) for claim in claims_in(text, language, world)
    }


def severities(text, language="en", world=World.ELSEWHERE):
    return {claim.rule: claim.severity for claim in claims_in(text, language, world)}


UNSEEN = ["\u2065", "ᅟ", "ᅠ", "ㅤ", "ﾠ", "\ufff0", "\U000e0080", "⃝", "⃟", "҈"]
ALIKE = ["ᴄᴜʀᴇ", "🅲🆄🆁🅴", "🅒🅤🅡🅔", "ϲure", "ⲥure", "cսre", "ꓚꓴꓣꓰ"]


@pytest.mark.parametrize("word", [*ALIKE, *(f"cu{sign}re" for sign in UNSEEN)], ids=ascii)
def test_a_word_that_looks_like_a_claim_is_one(word):
    assert "cure" in {rule for rule, _words in found(f"They {word} it.")}


def test_signs_of_other_writing_are_read_as_what_they_look_like():
    for text in ("FDA\u2800approved", "٩٥٪ of our patients get better."):
        assert found(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("One. Stem cells *cu*re it.", "cu*re"),
        ("> - deep: **cured** at last", "cured"),
        ("R&amp;D &copy; *cure* [@k]!", "cure"),
        ("Ｃｕｒｅ of stenosis", "Ｃｕｒｅ"),
        ("They cu\u00ad\u200bre it", "cu\u00ad\u200bre"),
        ("They cu[re](/x) it", "cu[re"),
        ("| a | b |\n|--|--|\n| x | cure |\n", "cure"),
        ("ﬁne. Cure", "Cure"),
        ("![A cure](/media/a.png)", "cure"),
        ("```\ncure\n```", "cure"),
        ("# Cure", "Cure"),
        ("::: important Cure\nx\n:::", "Cure"),
        ("a\n\n[cure]: it cures", "cure"),
    ],
)
def test_a_claim_has_its_place_in_what_was_typed(text, words):
    assert ("cure", words) in found(text)


def test_words_that_are_no_markdown_are_taken_as_they_are():
    (claim,) = claims_in_words("*A* cure [@a]", "en")

    assert (claim.start, claim.end, claim.words) == (4, 8, "cure")


def test_an_empty_line_ends_what_is_denied():
    assert {c.rule for c in claims_in_words("Not proven by anyone\n\nWe cure it", "en")} == {"cure"}


def test_a_claim_is_told_in_the_readers_language_whatever_the_texts():
    (claim,) = claims_in("Es un milagro.", "es")

    with override("en"):
        assert claim.message == "The FDA lists this word as a sign of fraud."
        assert claim.instead.startswith("Leave it out")
    assert claim.source == "TIPS"


def test_a_question_weighs_less_but_one_that_presses():
    assert severities("Is it a miracle?") == {"miracle": "warn"}
    assert severities("Is it promising?") == {}
    assert severities("Why suffer?") == {"slogan": "warn"}


def test_a_citation_softens_what_a_trial_could_show_and_not_fraud():
    assert severities("Proven to work [@a].")["proven"] == "warn"
    assert severities("Proven to work.")["proven"] == "block"
    assert severities("It is a miracle [@a].")["miracle"] == "block"


@pytest.mark.parametrize(
    ("language", "text", "rule"),
    [
        ("en", "The cells cure it in rats{}.", "cure"),
        ("en", "Cells may repair discs, in theory{}.", "regrow"),
        ("en", "Surgery stops pain{}.", "cure"),
        ("es", "Las células lo curan en ratas{}.", "cure"),
        ("es", "En teoría reparan discos{}.", "regrow"),
        ("es", "La cirugía elimina el dolor{}.", "cure"),
    ],
)
def test_with_a_source_and_a_weighing_it_passes_and_without_a_source_it_stops(language, text, rule):
    assert severities(text.format(""), language)[rule] == "block"
    assert rule not in severities(text.format(" [@a]"), language)


def test_a_doubt_is_no_weighing_without_a_source_and_a_source_alone_is_none():
    assert severities("Cells cure it, and larger trials are needed.")["cure"] == "block"
    assert severities("Cells cure it [@a].")["cure"] == "warn"
    assert "hedge-as-praise" in severities("It is promising, but larger trials are needed.")


def test_an_approval_of_some_others_deserves_a_look():
    assert severities("Only FDA-approved products may be sold.") == {"fda-approved": "warn"}
    assert severities("Solo productos aprobados por la FDA.", "es") == {"fda-approved": "warn"}


def test_what_stops_a_text_stops_it_in_any_language():
    assert severities("Es un milagro.", "en") == {"miracle": "block"}
    assert severities("It is a miracle. It is promising.", "es") == {"miracle": "block"}
    assert severities("It is a miracle.", "fr") == {"miracle": "block"}
    assert severities("It is a miracle.", "en-US") == {"miracle": "block"}


def test_one_rule_says_it_once_in_a_sentence_and_the_severest():
    text = "A proven therapy, proven to work. A proven one."

    assert [c.start for c in claims_in(text, "en") if c.rule == "proven"] == [2, 36]


def test_a_warning_adds_nothing_to_what_stops_the_same_words():
    assert "people-counted" not in severities("95 % of patients improve.")
    assert "effect-without-source" not in severities("Stem cells ease pain and cure it.")


@pytest.mark.parametrize("kind", ["how-it-works", "benefits", "success-rate", "timeframe"])
def test_effects_are_told_in_sections_that_there_are(kind):
    assert kind in Kind.values
    assert world_of(kind) == World.EFFECTS
    assert world_of("risks") == World.ELSEWHERE


@pytest.mark.parametrize(
    "words",
    [
        "Stem cells for relief", "Our team heals backs", "The shot that works", "Better with our treatment",
        "{{ clinic.name }}", "{{ clinic.phone }} relief",
    ],
)  # fmt: skip
def test_no_effect_stands_in_a_short_text(words):
    rules = severities(words, world=World.SHORT)

    assert ("effect-in-short-text" in rules) == (words != "{{ clinic.name }}")


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("Terapia que alivia", "es"), ("Nuestro equipo cura espaldas", "es"),
        ("Inyección segura", "es"), ("Mejor con nuestra clínica", "es"),
    ],
)  # fmt: skip
def test_no_effect_stands_in_a_short_text_in_spanish(words, language):
    assert severities(words, language, World.SHORT)


@pytest.mark.parametrize(
    "words",
    [
        "Calm answers for a sore back (demo)", "Your back, your choice (demo)", "Visit", "MRI",
        "Stem cell injection", "Steroid injection (epidural)", "Physical therapy, first visit",
        "Better sleep starts here", "We give you the full price in writing.", "We help you write.",
        "Language help at each visit and treatment", "Regenerative medicine, first visit", "Our shots are not a relief for all",
        "Straight talk about back pain (demo)", "The price does not include a second shot.",
    ],
)  # fmt: skip
def test_a_plain_name_or_line_passes(words):
    assert severities(words, world=World.SHORT) == {}


@pytest.mark.parametrize(
    "words",
    [
        "Inyección de células madre", "Terapia física, primera visita", "Mejor duerma bien",
        "Le ayudamos con el formulario de la inyección.",
        "Nuestras inyecciones no son un alivio para todos.",
    ],
)  # fmt: skip
def test_a_plain_name_or_line_passes_in_spanish(words):
    assert severities(words, "es", World.SHORT) == {}


def test_an_effect_in_a_heading_of_effects_stops_and_hedged_or_cited_warns():
    rule = "effect-without-source"

    assert severities("# Stem cells ease pain", world=World.EFFECTS)[rule] == "block"
    assert (
        severities("Unknown how. They think cells may ease pain.", world=World.EFFECTS)[rule]
        == "warn"
    )
    assert severities("Cells ease pain. It was seen [@a].", world=World.EFFECTS)[rule] == "warn"
    assert severities("# Stem cells ease pain")[rule] == "warn"


PIECES = st.lists(
    st.sampled_from(
        ["cure", "no ", "not ", "risk", "without ", " safe", "95 %", "FDA-approved", "stem cells", "?",
         ". ", "\n\n", "- ", "[@k]", "*", "\u00ad", "é", "ﬁ", "Ｃ", "células madre ", "sin riesgos", ", ", "but ",
         "| a |\n|--|\n| b |\n", ":", "\x00", "😀", "½", "autism ", "ALS ", "lupus ", "diabetes "]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@given(PIECES | st.text(), st.sampled_from(["en", "es", "xx", ""]), st.sampled_from(World))
@example("\u0345", "en", World.SHORT)
def test_no_text_crashes_it_or_gives_a_place_outside(text, language, world):
    for claim in [*claims_in(text, language, world), *claims_in_words(text, language, world)]:
        assert 0 <= claim.start <= claim.end <= len(text)


@given(st.text())
def test_what_is_folded_keeps_its_place(words):
    folded, origin = fold(words)

    assert folded.isascii()
    assert "\n" not in folded
    assert len(folded) == len(words if origin is None else origin)
    assert all(0 <= at < len(words) for at in origin or ())
