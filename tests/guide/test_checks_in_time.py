"""What is typed or pasted is checked in the time of an ordinary text, however odd it is."""

from itertools import count

import pytest

from guide.checks.checking import check
from guide.claims.checking import claims_in
from guide.claims.matching import World
from guide.draft.composing import compose
from tests.factories import make_section, make_translation
from tests.guide.hostile_texts import ORDINARY, seconds_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LENGTH = 10_000  # characters
MOST_TIMES = 4  # as long as for an ordinary text of the same length
LONG_WORDS = ["a", "1", "é", "a-", "a.", "1.1", "a'", "a@a", "@", "$", '"', "(", "/", "a/", "…"]
LONG_WORDS += ["www.", ".com", "http://", "555-", "1-1-1", "a\u200b", "aA", "[@a]", "*_", "&a"]
MANY_WORDS = [
    "a ",
    "A. ",
    "Dr. ",
    "no ",
    "not cure ",
    "cures ",
    "heal\n",
    "$1 ",
    "5 % ",
    "the best ",
]
MANY_WORDS += ["January 1 ", "MRN 1 ", "Maria Lopez ", "approved by ", "if ", "a\n\n", "\t", "…\n"]


@pytest.fixture
def seconds_for(db):
    """A function of a text, and of how little is enough: the seconds its check takes in a guide."""
    text = make_translation()
    section = make_section(translation=text)
    numbers = count()

    def checked(body):
        # The number makes it new: what was read a moment ago is kept.
        section.body = f"{next(numbers)} {body}"[:LENGTH]
        section.save()
        check(text, compose(text))

    return lambda body, enough=0.0: seconds_of(lambda: checked(body), enough)


def test_a_text_of_odd_words_is_checked_in_time(seconds_for):
    most = MOST_TIMES * seconds_for(ORDINARY)

    took = {piece: seconds_for(piece * LENGTH, most) for piece in [*LONG_WORDS, *MANY_WORDS]}

    assert {piece: seconds for piece, seconds in took.items() if seconds > most} == {}


def test_a_sentence_of_many_effects_and_citations_is_checked_in_time():
    def seconds(text):
        return seconds_of(lambda: claims_in(text[:50_000], "en", World.EFFECTS))

    assert seconds("cells " + "heal [@a] " * 5_000) <= MOST_TIMES * seconds(ORDINARY)
