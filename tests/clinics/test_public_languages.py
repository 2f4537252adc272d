"""What is shown in which language, and how a page says so where it is not the one asked for."""

import pytest

from tests.clinics.patients import make_shown, read, tree_of
from tests.factories import (
    make_note,
    make_translation,
    publish_guide,
    publish_the_clinic,
    shown_guide,
)


@pytest.fixture(scope="module", autouse=True)
def once(made):
    return made(make_shown)


@pytest.fixture
def shown(once, db):
    return once()


def test_a_missing_language_shows_the_default_one_and_says_so(shown, client):
    tree = tree_of(read(client, "/es/ridge/shots/"))

    assert tree.get("lang") == "es"
    assert tree.find(".//h1").get("lang") == "en"
    assert languages_of(tree, "prose") == {"en"}
    banners = [n for n in tree.iter("div") if n.get("class") == "banner"]
    assert len(banners) == 1


def languages_of(tree, name):
    """The languages in which the boxes of this class are, each by the mark nearest to it."""
    parents = {child: parent for parent in tree.iter() for child in parent}
    found = set()
    for node in tree.iter("div"):
        if node.get("class") == name:
            while not node.get("lang"):
                node = parents[node]
            found.add(node.get("lang"))
    return found


def test_each_language_has_its_own_text_under_its_own_address(shown, client):
    text, _clinic, _other = shown
    publish_guide(make_translation(guide=text.guide, language="es", title="Para la espalda"))

    spanish = read(client, "/es/ridge/shots/")

    assert "Para la espalda" in spanish
    assert 'class="banner"' not in spanish
    assert "Shots for backs" in read(client, "/ridge/shots/")


def test_a_guide_in_spanish_alone_shows_under_the_default_address_too(db, client):
    text, clinic = shown_guide(language="es", title="Para la espalda")

    tree = tree_of(read(client, f"/{clinic.slug}/{text.guide.slug}/"))

    assert tree.get("lang") == "en"
    assert tree.find(".//h1").get("lang") == "es"


def test_a_translation_that_is_behind_its_source_says_so(shown, client):
    text, _clinic, _other = shown
    source = text.editions.get()
    spanish = make_translation(
        guide=text.guide, language="es", title="Para la espalda", translated_from=source
    )
    publish_guide(spanish)
    assert 'class="overdue"' not in read(client, "/es/ridge/shots/print/")
    assert read(client, "/es/ridge/shots/").count('class="overdue"') == 0

    publish_guide(text)

    assert read(client, "/es/ridge/shots/").count('class="overdue"') == 1
    assert read(client, "/ridge/shots/").count('class="overdue"') == 0


def test_a_clinics_note_in_one_language_is_marked_in_the_other(shown, client):
    _text, clinic, _other = shown
    tree = tree_of(read(client, "/es/ridge/shots/cost/"))
    own = next(node for node in tree.iter("div") if node.get("class") == "own-note")
    assert own.find("div").get("lang") == "en"
    assert own.find("p").get("class") == "aside"

    make_note(clinic=clinic, language="es", body="Le damos el precio por escrito.")
    publish_the_clinic(clinic)

    page = read(client, "/es/ridge/shots/cost/")
    assert 'class="prose" lang="es"' in page
    assert "Le damos el precio por escrito." in page
    assert "We give you the price in writing." not in page
