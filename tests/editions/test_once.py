"""A form sent twice makes one row; a form sent to a row that is gone gives the text back."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.urls import reverse

from clinics.models import Note
from editions.models import Sending
from guide.models import Section
from tests.editions.writing import address_of, opened, send
from tests.factories import (
    make_clinic,
    make_guide_editor,
    make_manager,
    make_member,
    make_note,
    make_translation,
)
from tests.pages import form_on, text_of, tree_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ADD_SECTION = reverse("admin:guide_section_add")


def new_section(client, text, **fields):
    """The form of a new section, filled in."""
    form = form_on(client.get(f"{ADD_SECTION}?translation={text.pk}"))
    return form | {"title": "Risks", "key": "risks", "kind": "risks", "body": "Some.", **fields}


@pytest.fixture
def editor(client_of):
    return client_of(make_guide_editor())


def test_pressing_save_twice_on_a_new_row_makes_one_and_answers_the_same(editor):
    form = new_section(editor, make_translation(sections=[]))

    first, second = editor.post(ADD_SECTION, form), editor.post(ADD_SECTION, form)

    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    section = Section.objects.get()
    assert (section.version, section.history.count()) == (1, 1)


def test_what_was_typed_between_two_sendings_is_saved_in_the_row_that_was_made(editor):
    form = new_section(editor, make_translation(sections=[]))
    editor.post(ADD_SECTION, form)

    response = editor.post(ADD_SECTION, {**form, "body": "Some more."})

    assert response.status_code == 302
    assert Section.objects.get().body == "Some more."


def test_what_another_wrote_into_the_row_between_two_sendings_is_asked(editor, client_of):
    form = new_section(editor, make_translation(sections=[]))
    editor.post(ADD_SECTION, form)
    section, other = Section.objects.get(), client_of(make_guide_editor())
    send(other, section, opened(other, section), body="By somebody else.")

    response = editor.post(ADD_SECTION, {**form, "body": "Some more."})

    assert response.status_code == 409
    assert form_on(response)["body"] == ["Some more."]


def test_a_mistake_corrected_is_the_first_time_that_counts(editor):
    form = new_section(editor, make_translation(sections=[]), title="")
    wrong = editor.post(ADD_SECTION, form)

    assert wrong.status_code == 422
    assert form_on(wrong)["form_key"] == form["form_key"]
    assert editor.post(ADD_SECTION, form_on(wrong) | {"title": "Risks"}).status_code == 302
    assert Section.objects.count() == 1


def test_two_forms_make_two_rows(editor):
    text = make_translation(sections=[])

    editor.post(ADD_SECTION, new_section(editor, text))
    editor.post(ADD_SECTION, new_section(editor, text, key="more-risks"))

    assert Section.objects.count() == 2


def test_the_number_of_a_form_counts_for_its_own_person_alone(editor, client_of):
    text, other = make_translation(sections=[]), client_of(make_guide_editor())
    form = new_section(editor, text)
    editor.post(ADD_SECTION, form)

    other.post(ADD_SECTION, {**form, "key": "more-risks"})

    assert Section.objects.count() == 2


@pytest.mark.parametrize("number", ["", "abc", "0"])
def test_a_form_without_its_number_is_saved_as_any_other(editor, number):
    form = new_section(editor, make_translation(sections=[]), form_key=number)

    assert editor.post(ADD_SECTION, form).status_code == 302
    assert Section.objects.count() == 1


def test_old_numbers_are_forgotten(editor):
    form = new_section(editor, make_translation(sections=[]))
    editor.post(ADD_SECTION, form)
    Sending.objects.update(sent_at="2020-01-01T00:00Z")

    editor.post(ADD_SECTION, new_section(editor, make_translation(sections=[])))

    assert Sending.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_sendings_at_once_make_one_row(client_of):
    text, user = make_translation(sections=[]), make_guide_editor()
    form, start = new_section(client_of(user), text), Barrier(10)
    clients = [client_of(user) for _ in range(10)]

    def post(client):
        start.wait()
        try:
            return client.post(ADD_SECTION, form).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(post, clients))

    assert answers == [302] * 10
    assert Section.objects.count() == 1


# Deleted meanwhile


def delete(client, row):
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_delete", args=[row.pk])
    client.post(address, {"post": "yes"})


def typed_on(response):
    return [element.text for element in tree_of(response).iter("pre")]


def test_what_was_typed_for_a_deleted_row_is_given_back(two):
    section, ann, ben = two
    bens = opened(ben, section)
    delete(ann, section)

    response = send(ben, section, bens, body="By <b>Ben</b>.\n\nAll of it.")

    assert response.status_code == 410
    assert "This was deleted while you were writing" in text_of(response)
    assert "By <b>Ben</b>.\n\nAll of it." in typed_on(response)
    assert not Section.objects.exists()


def test_a_deleted_row_is_made_again_with_what_was_typed(two):
    section, ann, ben = two
    bens = opened(ben, section)
    delete(ann, section)
    response = send(ben, section, bens, body="By Ben.")

    made = ben.post(ADD_SECTION, form_on(response))

    assert made.status_code == 302
    again = Section.objects.get()
    assert (again.body, again.key, again.translation) == (
        "By Ben.",
        section.key,
        section.translation,
    )


def test_the_last_row_of_a_clinic_is_given_back_too(client_of):
    clinic = make_clinic()
    note, client = make_note(clinic=clinic), client_of(make_member(clinic))
    form = opened(client, note)
    delete(client, note)

    response = send(client, note, form, body="Typed for an hour.")

    assert response.status_code == 410
    assert client.post(reverse("admin:clinics_note_add"), form_on(response)).status_code == 302
    assert Note.objects.get().clinic == clinic


def test_who_may_not_add_reads_and_copies(client_of):
    clinic = make_clinic()
    person = make_manager(clinic)
    client, address = client_of(person), address_of(clinic)
    form = opened(client, clinic)
    person.memberships.all().delete()

    response = client.post(address, {**form, "name": "A better name"})

    assert response.status_code == 410
    assert "A better name" in typed_on(response)
    assert "Add it again" not in text_of(response)


def test_of_a_neighbours_row_nothing_is_told(client_of):
    theirs = make_note(clinic=make_clinic(), section_kind="risks", guide=None)
    clinic = make_clinic()
    make_note(clinic=clinic)
    client = client_of(make_member(clinic))

    response = client.post(address_of(theirs), {"body": "Mine."})

    assert response.status_code == 410
    assert str(theirs.clinic_id) not in form_on(response).get("clinic", [])


def test_a_new_row_sent_again_after_it_was_deleted_is_not_made_again_unasked(editor):
    form = new_section(editor, make_translation(sections=[]))
    editor.post(ADD_SECTION, form)
    delete(editor, Section.objects.get())

    response = editor.post(ADD_SECTION, form)

    assert response.status_code == 410
    assert "Some." in typed_on(response)
    assert not Section.objects.exists()
