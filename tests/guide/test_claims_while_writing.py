"""What the claim check finds comes with the preview: at its place, by the rules of where the text stands."""

import pytest

from guide.claims.matching import World
from guide.draft.editor_context import Place, look_at
from guide.models import Section
from tests.factories import (
    make_clinic,
    make_guide_editor,
    make_member,
    make_note,
    make_section,
    make_translation,
)

pytestmark = pytest.mark.django_db
SOURCELESS = "Cells calm the swelling in many people."
CURE = "Café 😀, plainly told.\r\n\r\nThey cure back pain."


def claims(client, row, text=SOURCELESS, **fields):
    key = row.pk or "add"
    address = f"/admin/{row._meta.app_label}/{row._meta.model_name}/{key}/markdown/"
    return client.post(address, {"content": text, **fields}).json()["claims"]


@pytest.fixture
def editor(client_of):
    return client_of(make_guide_editor())


def test_a_claim_is_told_at_its_words_as_the_field_counts_them(editor):
    section = make_section(kind="risks")

    [claim] = claims(editor, section, CURE)

    typed = CURE.replace("\r\n", "\n")
    assert typed[claim["start"] : claim["end"]] == claim["quote"] == "cure"
    assert (claim["line"], claim["blocks"]) == (3, True)
    assert claim["words"].startswith("This promises a cure")
    assert claim["instead"].startswith("Say what may ease symptoms")


def test_the_kind_that_is_chosen_in_the_form_decides_what_may_stand(editor):
    section = make_section(kind="risks")

    assert claims(editor, section) == []
    assert len(claims(editor, section, kind="benefits")) == 1
    assert len(claims(editor, Section(), kind="benefits")) == 1
    assert claims(editor, Section(), kind="no such kind") == []


def test_the_language_of_the_text_decides_the_rules(editor):
    praise = "Somos la mejor clínica de la ciudad."
    texts = [make_translation(language=code, sections=[{}]) for code in ("es", "en")]

    found = [claims(editor, text.sections.get(), praise) for text in texts]

    assert [len(some) for some in found] == [1, 0]


def test_a_note_is_read_by_its_own_kind(client_of):
    clinic = make_clinic()
    note = make_note(clinic=clinic, section_kind="risks")
    client = client_of(make_member(clinic))

    assert claims(client, note) == []
    assert len(claims(client, note, section_kind="benefits")) == 1
    assert claims(client, note, "This therapy heals your back.", section_kind="cost")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ""),
        ("Ask your doctor.", "Nothing that these checks look for."),
        ("They cure back pain.", "1 claim stops publishing."),
        ("They cure back pain.\n\nNo risk.", "2 claims stop publishing."),
        ("We are the best clinic.\n\nNo risk.", "1 claim stops publishing. 1 claim to look at."),
    ],
)
def test_how_many_there_are_is_told_in_words(text, told):
    said = look_at(text, Place(world=World.ELSEWHERE))["told"]

    assert said.startswith(told)
    assert bool(said) == bool(told)
