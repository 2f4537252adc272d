"""A translation beside its source: what it was made from, what changed since, and catching up."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editions.publish.publishing import withdraw
from guide.draft.translations import CannotFollow, follow, source_of
from tests.factories import (
    make_clinic,
    make_guide_editor,
    make_member,
    make_operator,
    make_reviewer,
    make_section,
    make_translation,
    make_user,
    publish_guide,
)
from tests.pages import form_on, text_of

pytestmark = pytest.mark.django_db


def translated(*keys):
    """(source, translation of its first edition), each with a section for every key."""
    sections = [{"key": key, "title": key.title(), "body": f"About {key}."} for key in keys]
    source = make_translation(sections=sections)
    edition = publish_guide(source)
    spanish = [row | {"title": f"ES {row['title']}"} for row in sections]
    text = make_translation(
        guide=source.guide, language="es", sections=spanish, translated_from=edition
    )
    return source, text


def change(source, key="", **fields):
    row = source.sections.get(key=key) if key else source
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def states(text):
    return {part.key: part.state for part in source_of(text).parts}


def page(row, deed="change"):
    return reverse(f"admin:guide_{row._meta.model_name}_{deed}", args=[row.pk])


def test_a_text_of_its_own_has_no_source():
    assert source_of(make_translation()) is None


def test_as_long_as_nothing_is_published_nothing_changed():
    source, text = translated("risks")
    change(source, "risks", body="Only a draft.")

    assert states(text) == {"": "same", "risks": "same"}
    assert not source_of(text).is_behind


def test_every_section_tells_what_became_of_it():
    source, text = translated("risks", "cost", "gone")
    change(source, "risks", body="About all risks.")
    source.sections.get(key="gone").delete()
    make_section(translation=source, key="later", position=9)
    change(source, emergency="Call 911.")
    publish_guide(source)

    assert states(text) == {
        "": "changed",
        "risks": "changed",
        "cost": "same",
        "later": "new",
        "gone": "removed",
    }
    [_title, body] = source_of(text).part("risks").fields
    assert body.words == (("same", "About "), ("new", "all "), ("same", "risks."))


def test_a_withdrawn_edition_is_nothing_to_catch_up_with():
    source, text = translated("risks")
    change(source, "risks", body="Wrong.")
    withdraw(publish_guide(source), by=make_operator(), reason="A slip.")

    assert not source_of(text).is_behind


def test_a_text_says_that_it_has_caught_up_and_its_history_keeps_who_said_so(client_of):
    source, text = translated("risks")
    change(source, "risks", body="More risks.")
    edition = publish_guide(source)
    person = make_guide_editor()

    client_of(person).post(page(text, "follow"), {"number": edition.number})

    text.refresh_from_db()
    assert text.translated_from == edition
    assert (text.history.first().history_user, text.version) == (person, 2)
    assert not source_of(text).is_behind


def test_what_came_out_meanwhile_has_to_be_looked_at_first(client_of):
    source, text = translated("risks")
    old = text.translated_from
    publish_guide(source)
    publish_guide(source)

    answer = client_of(make_guide_editor()).post(page(text, "follow"), {"number": 2}, follow=True)

    text.refresh_from_db()
    assert text.translated_from == old
    assert "Edition 3 is the newest one now." in text_of(answer)


@pytest.mark.parametrize("number", ["", "1", "99", "x", "9" * 5000])
def test_no_other_number_is_taken(client_of, number):
    source, text = translated("risks")
    old = text.translated_from
    publish_guide(source)

    client_of(make_guide_editor()).post(page(text, "follow"), {"number": number})

    text.refresh_from_db()
    assert text.translated_from == old


def test_a_text_of_its_own_cannot_catch_up():
    with pytest.raises(CannotFollow):
        follow(make_translation(), number=1, by=make_operator())


OUTSIDE = {
    "stranger": lambda: None,
    "patient": lambda: make_user(is_staff=False),
    "staff without a role": make_user,
    "reviewer": make_reviewer,
    "clerk": lambda: make_member(make_clinic()),
}


@pytest.mark.parametrize("who", OUTSIDE)
def test_only_the_central_team_says_that_a_text_has_caught_up(client_of, who):
    source, text = translated("risks")
    old, user = text.translated_from, OUTSIDE[who]()
    edition = publish_guide(source)
    client = client_of(user) if user else Client()

    answer = client.post(page(text, "follow"), {"number": edition.number})

    assert answer.status_code in (302, 404)
    text.refresh_from_db()
    assert text.translated_from == old


def test_looking_changes_nothing(client_of):
    _source, text = translated("risks")

    assert client_of(make_guide_editor()).get(page(text, "follow")).status_code == 405


def test_the_page_of_a_text_leads_to_what_has_to_be_done(client_of):
    source, text = translated("risks", "cost")
    change(source, "risks", body="More risks.")
    make_section(translation=source, key="later", kind="other", title="Later", position=9)
    publish_guide(source)
    editor, reader = client_of(make_guide_editor()), client_of(make_reviewer())

    shown = editor.get(page(text)).content.decode()
    read = text_of(reader.get(page(text)))

    add = f"{reverse('admin:guide_section_add')}?translation={text.pk}&amp;key=later&amp;kind=other"
    assert page(text.sections.get(key="risks")) in shown
    assert add in shown
    assert "This translation is up to date with edition 2" in shown
    assert "The newest is edition 2." in read
    assert "This translation is up to date" not in read


def test_a_section_is_written_beside_its_source_and_what_changed_in_it(client_of):
    source, text = translated("risks", "cost")
    change(source, "risks", body="About all risks.")
    publish_guide(source)
    client = client_of(make_guide_editor())

    risks = client.get(page(text.sections.get(key="risks"))).content.decode()
    cost = text_of(client.get(page(text.sections.get(key="cost"))))
    own = text_of(client.get(page(source.sections.get(key="risks"))))

    assert "About <ins>all </ins>risks." in risks
    assert '<dl class="source-words" lang="en">' in risks
    assert "Edition 2 left this section as it was." in cost
    assert "What this translates" not in own


def test_a_new_section_is_written_beside_the_one_it_translates(client_of):
    source, text = translated("risks")
    make_section(translation=source, key="later", body="Said later.")
    publish_guide(source)
    client = client_of(make_guide_editor())
    address = f"{reverse('admin:guide_section_add')}?translation={text.pk}&key=later&kind=other"

    shown = client.get(address)
    refused = client.post(address, form_on(shown) | {"title": ""})
    saved = client.post(address, form_on(shown) | {"title": "Más tarde"})

    for answer in (shown, refused):
        assert "This section is new in edition 2." in text_of(answer)
        assert "Said later." in text_of(answer)
    assert saved.status_code == 302
    assert text.sections.get(key="later").title == "Más tarde"


@pytest.mark.parametrize("query", ["", "?translation=x&key=y", "?translation=99999", "?key=risks"])
def test_a_form_that_knows_no_source_shows_none(client_of, query):
    translated("risks")

    answer = client_of(make_guide_editor()).get(reverse("admin:guide_section_add") + query)

    assert answer.status_code == 200
    assert "What this translates" not in text_of(answer)


def test_the_pages_cost_the_same_queries_however_much_changed(client_of, django_assert_num_queries):
    few, many = translated("a"), translated("a", "b", "c")
    for source, _text in (few, many):
        for section in source.sections.all():
            change(source, section.key, body="All new.")
        publish_guide(source)
    client = client_of(make_guide_editor())
    client.get(page(few[1]))  # what a process remembers from its first page on

    with CaptureQueriesContext(connection) as first:
        client.get(page(few[1]))
    with django_assert_num_queries(len(first)):
        client.get(page(many[1]))
