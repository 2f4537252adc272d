"""The clinic's own words: which note stands where, in which language, on the page and on paper."""

import pytest

from tests.clinics.patients import make_shown, read, tree_of, words_of
from tests.factories import (
    make_guide,
    make_note,
    make_translation,
    publish_guide,
    publish_the_clinic,
    publish_the_network,
)
from tests.pdf_structure import structure_of

pytestmark = pytest.mark.django_db
FOR_ALL = "We give you the price in writing."
REMARKS = {
    "": "The clinic has written this in one language only: Spanish.",
    "/es": "La clínica ha escrito esto en un solo idioma: Inglés.",
}


def make_two_guides():
    """Two guides; the note on costs for all of them is in English."""
    text, clinic, _other = make_shown()
    other = make_guide(slug="knees")
    publish_guide(make_translation(guide=other, sections=[{"kind": "cost", "key": "cost"}]))
    clinic.guides.set([text.guide, other])
    publish_the_network()
    publish_the_clinic(clinic)
    return clinic


@pytest.fixture(scope="module", autouse=True)
def once(made):
    return made(make_two_guides)


@pytest.fixture
def clinic(once):
    return once()


def add(clinic, **fields):
    make_note(clinic=clinic, **fields)
    publish_the_clinic(clinic)


def page_and_paper(client, guide="shots", prefix=""):
    address = f"{prefix}/ridge/{guide}/"
    paper = structure_of(client.get(f"{address}handout.pdf?section=cost").content).text
    return [words_of(read(client, f"{address}cost/")), paper]


def own_note(client, prefix=""):
    tree = tree_of(read(client, f"{prefix}/ridge/shots/cost/"))
    return next(node for node in tree.iter("div") if node.get("class") == "own-note")


def test_a_guides_own_note_replaces_the_one_for_all_in_that_guide_alone(clinic, client):
    add(clinic, guide=clinic.guides.get(slug="shots"), body="For this guide.")

    for text in page_and_paper(client):
        assert "For this guide." in text
        assert FOR_ALL not in text
    for text in page_and_paper(client, "knees"):
        assert "For this guide." not in text
        assert FOR_ALL in text


def test_a_guides_own_note_beats_the_one_for_all_even_in_another_language(clinic, client):
    add(clinic, guide=clinic.guides.get(slug="shots"), body="Para esta guía.", language="es")

    for text in page_and_paper(client):
        assert "Para esta guía." in text
        assert REMARKS[""] in text
        assert FOR_ALL not in text


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_a_note_in_each_language_is_shown_in_its_own_without_a_remark(clinic, client, prefix):
    add(clinic, language="es", body="Le damos el precio por escrito.")
    languages = {"": ("en", FOR_ALL), "/es": ("es", "Le damos el precio por escrito.")}
    language, words = languages.pop(prefix)
    [(_other, hidden)] = languages.values()

    for text in page_and_paper(client, prefix=prefix):
        assert words in text
        assert hidden not in text
        assert not any(remark in text for remark in REMARKS.values())
    assert own_note(client, prefix).find("div").get("lang") == language


def test_a_missing_language_shows_the_other_marked_and_in_words(clinic, client):
    for text in page_and_paper(client, prefix="/es"):
        assert FOR_ALL in text
        assert REMARKS["/es"] in text

    assert own_note(client, "/es").find("div").get("lang") == "en"


def test_a_clinic_that_writes_spanish_alone_is_marked_on_the_english_page(clinic, client):
    clinic.notes.all().delete()
    add(clinic, language="es", body="Le damos el precio por escrito.")

    for text in page_and_paper(client):
        assert "Le damos el precio por escrito." in text
        assert REMARKS[""] in text
    assert own_note(client).find("div").get("lang") == "es"
