"""Signs that only some fields understand are named before patients read them as typed."""

import pytest

from clinics.checks.checking import check_clinic
from clinics.draft.composing import compose_clinic
from editions.models.public_text import PublicText
from guide.checks.checking import check
from guide.checks.signs import signs_as_typed
from guide.draft.composing import compose
from tests.factories import make_clinic, make_reference, make_translation
from tests.guide.hostile_texts import ORDINARY, seconds_of

pytestmark = pytest.mark.django_db
WORDS = "What {{ clinic.name }} can do [@katz-2022]"


def found_in(translation):
    findings = check(translation, compose(translation))
    return [finding for finding in findings if finding.code == "signs-as-typed"]


@pytest.mark.parametrize("field", ["title", "description"])
def test_signs_in_what_a_text_is_called_stop_publishing(field):
    found = found_in(make_translation(**{field: WORDS}))

    assert [finding.blocks for finding in found] == [True, True]
    assert "“{{ clinic.name }}”" in found[0].message
    assert "“[@katz-2022]”" in found[1].message
    assert all(finding.address for finding in found)


@pytest.mark.parametrize("field", ["title", "main_message"])
def test_signs_in_the_short_words_of_a_section_stop_publishing(field):
    found = found_in(make_translation(sections=[{field: WORDS}]))

    assert [finding.blocks for finding in found] == [True, True]


@pytest.mark.parametrize("words", ["A **bold** word", "# Backs", "See [here](https://a.example)"])
def test_signs_that_are_only_unsightly_are_said_and_stop_nothing(words):
    [found] = found_in(make_translation(title=words))

    assert not found.blocks


@pytest.mark.parametrize("words", ["Number #1", "2 * 3 ** 4", "C# 5", "a [note] (here)"])
def test_the_same_signs_alone_mean_nothing(words):
    assert found_in(make_translation(title=words)) == []


def test_fields_that_understand_the_signs_may_have_them():
    translation = make_translation(
        main_message="**Call** {{ clinic.phone }}.", sections=[{"body": f"# A\n\n{WORDS}"}]
    )
    make_reference(guide=translation.guide, key="katz-2022")

    assert found_in(translation) == []


def test_a_clinics_own_words_are_looked_at_too():
    clinic = make_clinic(tagline={"en": "Call {{ clinic.phone }}"})

    found = check_clinic(clinic, compose_clinic(clinic))

    assert "signs-as-typed" in {finding.code for finding in found if finding.blocks}


@pytest.mark.parametrize("piece", ["[", "[@", "[a](", "**a", "{{", "# ", "[a]", "* ", "{{ a "])
def test_many_signs_take_no_square_of_the_time(piece):
    def seconds(words):
        text = PublicText(("title",), words[:25_000], "en")
        return seconds_of(lambda: list(signs_as_typed([text], lambda _path: ("", ""))))

    assert seconds(piece * 25_000) <= 100 * seconds(ORDINARY.replace("[", "").replace("*", ""))
