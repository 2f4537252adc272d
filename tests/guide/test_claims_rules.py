"""The rules as data, and the engine that reads them."""

import re
import sys
import tomllib
from datetime import date

import pytest
import re2

from guide.claims.checking import claims_in
from guide.claims.matching import World
from guide.claims.rules import BLOCK, FOLDER, LANGUAGES, RULES, WARN, rules_of
from guide.markup.markdown import MAX_CHARACTERS, parse

TWELVE = {
    "cure", "guarantee", "miracle", "fda-approved", "no-risk", "considered-safe", "success-number",
    "breakthrough", "proven", "regrow", "better-than-surgery", "many-diseases",
}  # fmt: skip
SHAPES = {
    "promised-outcome", "people-counted", "lent-approval", "superlative", "others-run-down",
    "anecdote", "hedge-as-praise", "slogan", "bait-price", "coverage-promise", "pressure", "testimonial",
}  # fmt: skip
OF_EFFECTS = {"no-source-no-doubt", "number-without-source"}
OF_WHOLE_PAGES = {
    "risks-missing", "risks-lower", "risks-shorter", "risks-none", "no-alternatives",
    "no-treatment-missing", "approval-missing", "approval-late",
}  # fmt: skip


def test_twelve_stop_a_text_and_shapes_warn():
    assert {RULES[rule].severity for rule in TWELVE} == {BLOCK}
    assert {RULES[rule].severity for rule in SHAPES - {"testimonial"}} == {WARN}
    assert RULES["testimonial"].severity == BLOCK


def test_each_rule_says_why_what_instead_where_from_and_when_checked():
    for rule in RULES.values():
        assert rule.message.endswith(".")
        assert rule.instead.endswith(".")
        assert rule.source
        assert rule.checked <= date(2026, 12, 31)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_patterns_for_every_rule_of_sentences(language):
    having = {pattern.rule for pattern in rules_of(language).patterns}

    assert set(RULES) - OF_WHOLE_PAGES - OF_EFFECTS == having


def test_all_languages_have_the_same_lists():
    assert {frozenset(rules_of(language).words) for language in LANGUAGES} == {
        frozenset(rules_of("en").words)
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_patterns_stay_within_a_sentence_and_read_what_is_folded(language):
    said = (FOLDER / f"{language}.toml").read_text()
    patterns = "\n".join(re.findall(r"'''(.*?)'''", said))

    assert patterns.isascii()
    assert r"\s" not in patterns
    assert r"\W" not in patterns
    assert not re.search(r"\[\^(?![^\]]*\\n)", patterns)
    assert not re.search(r"%\\b|%\|percent\)\\b", patterns), "no word ends behind a percent sign"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_pattern_is_there_twice(language):
    with (FOLDER / f"{language}.toml").open("rb") as file:
        patterns = [text for entry in tomllib.load(file)["pattern"] for text in entry["find"]]

    assert len(patterns) > 100
    doubled = {text for text in patterns if patterns.count(text) > 1}
    assert doubled == set()


def test_every_pattern_runs_on_the_linear_engine():
    for language in LANGUAGES:
        rules = rules_of(language)
        compiled = [*rules.words.values(), *(pattern.find for pattern in rules.patterns)]
        assert {type(one) for one in compiled} == {type(re2.compile(b"a"))}


SHAPES_OF_TEXT = [
    "no cure ", "cure. ", "not ", "no risk, ", "[@k] cure. ", "stem cells help ", "95 % better ",
    "- autism\n- ALS\n", "does not mean no risk ", "a\n\n", "| cure |", "é cure ", '"', ".", "without surgery ",
    "{{ clinic.name }} cures ", "&amp;", "*cure*",
]  # fmt: skip


def steps(text):
    """How many functions are called, in Python and below it."""
    document = parse(text)
    count = 0

    def note(_frame, event, _argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        claims_in(text, "en", World.EFFECTS, document)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("shape", SHAPES_OF_TEXT)
def test_twice_the_text_is_twice_the_work(shape):
    claims_in("Warm.", "en")
    half = (shape * (6_000 // len(shape)))[:5_000]

    assert steps(half * 2) <= 2.3 * steps(half) + 500


def test_the_longest_text_is_checked():
    text = ("No cure. It cures all, " * 5_000)[:MAX_CHARACTERS]

    assert claims_in(text, "en")
