"""Plain language, text by text: a hint at the worst sentence, and never what stops a publish."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clinics.draft.publishing import publish_clinic
from editions.models.public_text import PublicText
from guide.checks.checking import check
from guide.checks.reading import findings_on_reading, reading_of
from guide.draft.composing import compose
from guide.draft.editor_context import Place as EditorPlace
from guide.draft.editor_context import look_at
from guide.draft.publishing import publish
from guide.tools.readability import by_hardness
from tests.clinics.test_sample_guide import SECTIONS
from tests.factories import (
    make_clinic,
    make_guide,
    make_guide_editor,
    make_manager,
    make_note,
    make_translation,
    the_network,
)

PLAIN = "The shot can hurt. Ask your nurse. " * 20
HARD = (
    "Percutaneous administration necessitates multidisciplinary interventional consideration, "
    "notwithstanding individualized contraindications."
)
SPANISH = (
    "La administración percutánea necesita una consideración multidisciplinaria de las "
    "contraindicaciones individualizadas."
)


def hard(*sentences, language="en"):
    return [number for number, is_hard in by_hardness(sentences, language) if is_hard]


def found(text, language="en", *, is_markdown=True):
    texts = [PublicText(("body",), text, language, is_markdown)]
    return list(findings_on_reading(texts, lambda path: ("Place", "/address/")))


@pytest.mark.parametrize(("text", "language"), [(HARD, "en"), (SPANISH, "es")])
def test_a_short_text_is_told_its_hard_sentence_where_it_stands(text, language):
    typed = f"Ask us.\n\n- **Plain**. {text} Good."

    [finding] = found(typed, language)

    assert finding.quote == text
    assert typed[finding.start : finding.end] == text
    assert finding.message.startswith("This sentence is hard to read.")
    assert not finding.blocks


def test_one_bad_section_does_not_hide_behind_the_good_ones(db):
    guide = make_guide(regulatory_status="not-needed")
    sections = [{"title": f"Good {n}", "body": PLAIN} for n in range(9)]
    text = make_translation(
        guide=guide, sections=[*sections, {"title": "Bad", "body": f"{HARD} " * 20}]
    )

    findings = [f for f in check(text, compose(text)) if f.code == "hard-to-read"]

    [finding] = findings
    assert finding.place == "Bad"
    assert "Flesch-Kincaid grade" in finding.message
    assert finding.quote.startswith("Percutaneous")


def test_what_is_hard_to_read_stops_nothing(db):
    the_network()
    guide = make_guide(regulatory_status="not-needed")
    text = make_translation(guide=guide, sections=[{"body": HARD * 20}], main_message=HARD)
    clinic = make_clinic(guides=[guide], tagline={"en": HARD}, deposit={"es": SPANISH})
    make_note(clinic=clinic, body=HARD)

    assert publish(text, by=make_guide_editor()).override_reason == ""
    assert publish_clinic(clinic, by=make_manager(clinic)).override_reason == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ask.",
        "# Notwithstanding multidisciplinary considerations individually",
        "| a | b |\n| - | - |\n| c | d |",
    ],
)
def test_what_is_no_sentence_is_not_judged(text):
    assert found(text) == []


def test_capitals_all_over_hide_no_hard_words():
    assert hard(HARD.title()) == [0]


def test_a_hard_text_without_a_single_hard_sentence_shows_its_hardest():
    text = "Ask us. " + "Some injections may influence inflammation around the nerves. " * 20

    [finding] = found(text)

    assert "Flesch-Kincaid grade" in finding.message
    assert finding.quote.startswith("Some injections")
    assert reading_of(text, "en", is_markdown=True).hard == ()


def test_a_language_without_a_formula_and_names_of_places_are_not_judged():
    assert found(HARD * 20, "fr") == []
    assert look_at(HARD * 20, EditorPlace(language="fr"))["facts"] == [
        "Patients do not see this yet."
    ]
    assert (
        hard("Rules like these stand in the law of California, Pennsylvania and Massachusetts.")
        == []
    )


def test_a_long_sentence_is_hard_however_short_its_words():
    long = "We go to the shop and we buy a loaf of bread and then we go home and we eat it all and we sit and rest till it is dark."

    assert hard("Ask us.", long) == [1]


def test_the_editor_tells_of_this_very_text():
    facts = look_at(f"Ask us. {HARD}\n\n{HARD}", EditorPlace())["facts"]

    assert sum(fact.startswith("Hard to read: “Percutaneous") for fact in facts) == 2
    assert not any("from 100 words on" in fact for fact in facts)
    assert "Reading grade: from 100 words on." in look_at("Ask us.", EditorPlace())["facts"]


PIECES = ["Multidisciplinary ", "notwithstanding ", "contraindicaciones ", "individualized. "]
PIECES += [
    "**",
    "- ",
    "\n",
    "\n\n",
    "[@katz]",
    "](x)",
    "> ",
    "{{ clinic.phone }}",
    "| ",
    "ñ",
    "\u00ad",
]


@given(st.lists(st.sampled_from(PIECES), max_size=60), st.sampled_from(["en", "es"]), st.booleans())
@example([PIECES[0]] * 9, "en", True)
def test_no_text_gives_a_span_outside(pieces, language, is_markdown):
    text = "".join(pieces)
    reading = reading_of(text, language, is_markdown=is_markdown)

    for sentence in filter(None, [*reading.hard, reading.hardest]):
        assert 0 <= sentence.start < sentence.end <= len(text)
        first = re.search("[A-Za-z]{4,}", sentence.words)[0]
        assert first[:4] in text[sentence.start : sentence.end]


@pytest.mark.parametrize(("language", "section"), SECTIONS)
def test_no_sentence_of_the_sample_guide_is_hard(language, section):
    for name in ("body", "main_message"):
        hard = reading_of(section[name], language, is_markdown=name == "body").hard
        assert [sentence.words for sentence in hard] == []
