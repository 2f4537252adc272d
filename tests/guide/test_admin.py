"""The central text in the admin: what can be changed, what stays, and in which order it stands."""

import pytest
from django.urls import reverse

from guide.models import Guide, Reference, Reviewer, Section, Term, Translation
from tests.factories import (
    make_clinic,
    make_guide,
    make_guide_editor,
    make_manager,
    make_member,
    make_note,
    make_operator,
    make_reference,
    make_reviewer,
    make_section,
    make_term,
    make_translation,
    make_user,
    publish_guide,
)
from tests.pages import choices_on, form_on, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client_of):
    return client_of(make_guide_editor())


def page(model, deed, *args):
    return reverse(f"admin:guide_{model._meta.model_name}_{deed}", args=args)


def save(client, row, **fields):
    address = page(type(row), "change", row.pk)
    return client.post(address, {**form_on(client.get(address)), **fields})


def add(client, model, query="", **fields):
    address = page(model, "add") + query
    return client.post(address, {**form_on(client.get(address)), **fields})


def test_an_editor_writes_a_guide_from_the_beginning(editor):
    add(editor, Guide, slug="back-pain", condition="Back pain")
    guide = Guide.objects.get()
    add(editor, Translation, f"?guide={guide.pk}", language="en", title="A guide to backs")
    text = Translation.objects.get()
    fields = {"title": "Risks", "key": "risks", "kind": "risks", "body": "There are *some*."}
    response = add(editor, Section, f"?translation={text.pk}", **fields)

    section = Section.objects.get()
    assert (text.guide, section.translation, section.body) == (guide, text, "There are *some*.")
    assert response.url == page(Translation, "change", text.pk)


def test_the_pages_of_a_guide_lead_to_each_other(editor):
    text = make_translation(sections=[{"title": "Risks"}])

    guide = editor.get(page(Guide, "change", text.guide.pk)).content.decode()
    whole = editor.get(page(Translation, "change", text.pk)).content.decode()

    assert page(Translation, "change", text.pk) in guide
    assert f"{page(Translation, 'add')}?guide={text.guide.pk}" in guide
    assert page(Section, "change", text.sections.get().pk) in whole
    assert f"{page(Section, 'add')}?translation={text.pk}" in whole


def test_a_new_section_comes_last_until_it_is_moved(editor):
    text = make_translation(sections=[{"title": "First"}, {"title": "Second"}])

    add(editor, Section, f"?translation={text.pk}", title="Third", key="third", kind="other")

    assert titles_of(text) == ["First", "Second", "Third"]


def test_the_address_of_a_guide_stays_once_it_was_published(editor):
    text = make_translation(guide=make_guide(slug="old"))
    save(editor, text.guide, slug="better")
    text.guide.refresh_from_db()
    assert text.guide.slug == "better"
    publish_guide(text)

    save(editor, text.guide, slug="best", condition="Changed")

    text.guide.refresh_from_db()
    assert (text.guide.slug, text.guide.condition) == ("better", "Changed")


def test_the_key_of_a_section_stays_once_it_was_published(editor):
    text = make_translation(sections=[{"key": "risk"}])
    section = text.sections.get()
    save(editor, section, key="risks")
    publish_guide(text)
    new = make_section(translation=text, key="new")

    save(editor, section, key="dangers", title="Changed")
    save(editor, new, key="newer")

    section.refresh_from_db()
    new.refresh_from_db()
    assert (section.key, section.title, new.key) == ("risks", "Changed", "newer")


def test_a_text_stays_with_its_guide_and_a_section_with_its_text(editor):
    text, other = make_translation(), make_translation()
    section = text.sections.get()

    save(editor, text, guide=other.guide.pk, language="es", title="Changed")
    save(editor, section, translation=other.pk)

    text.refresh_from_db()
    section.refresh_from_db()
    assert (text.guide, text.language, text.title) == (text.guide, "en", "Changed")
    assert text.guide != other.guide
    assert section.translation == text


@pytest.mark.parametrize("slug", ["admin", "media", "es", "print", "Back", "a b", "a--b", "-a"])
def test_a_word_that_the_site_needs_or_an_address_cannot_hold_is_refused(editor, slug):
    assert add(editor, Guide, slug=slug).status_code == 422
    assert not Guide.objects.exists()


def test_two_sections_of_a_text_cannot_have_one_key(editor):
    text = make_translation(sections=[{"key": "risks"}, {"key": "benefits"}])
    fields = {"title": "Again", "key": "risks", "kind": "risks"}

    added = add(editor, Section, f"?translation={text.pk}", **fields)
    renamed = save(editor, text.sections.get(key="benefits"), key="risks")

    for response in (added, renamed):
        assert response.status_code == 422
        assert "Another section of this text has this key." in text_of(response)
    assert sorted(text.sections.values_list("key", flat=True)) == ["benefits", "risks"]


def test_a_guide_has_one_text_in_each_language(editor):
    text = make_translation()

    response = add(editor, Translation, guide=text.guide.pk, language="en", title="Again")

    assert response.status_code == 422
    assert "This guide has a text in this language already." in text_of(response)


def test_the_date_of_a_review_cannot_be_written_by_hand(editor):
    reviewer = make_reviewer().reviewer
    section = make_section()
    forged = {"reviewed_on": "2026-01-01", "reviewer": reviewer.pk, "next_review": "2036-01-01"}

    response = save(editor, section, **forged)

    assert response.status_code == 302
    section.refresh_from_db()
    assert (section.reviewed_on, section.reviewer, section.next_review) == (None, None, None)


def test_a_text_can_follow_only_editions_of_its_guide_in_other_languages(editor):
    guide = make_guide()
    text, source = make_translation(guide=guide, language="es"), make_translation(guide=guide)
    edition, own, foreign = map(publish_guide, [source, text, make_translation()])

    response = editor.get(page(Translation, "change", text.pk))
    refused = save(editor, text, translated_from=foreign.pk)

    assert set(choices_on(response, "translated_from")) == {"", str(edition.pk)}
    assert refused.status_code == 422
    assert save(editor, text, translated_from=own.pk).status_code == 422
    assert save(editor, text, translated_from=edition.pk).status_code == 302


def test_only_medical_reviewers_can_be_named_as_who_signs(client_of):
    reviewer = make_reviewer(first_name="Rita")
    make_reviewer(is_active=False, first_name="Gone")
    make_user(first_name="Hidden")

    choices = choices_on(client_of(make_operator()).get(page(Reviewer, "add")), "user")

    assert set(choices) == {"", str(reviewer.pk)}


def test_a_published_guide_cannot_be_deleted(editor):
    text = make_translation()
    publish_guide(text)

    for row in (text, text.guide):
        editor.post(page(type(row), "delete", row.pk), {"post": "yes"})

    assert Translation.objects.get() == text


def test_an_unpublished_guide_that_clinics_write_about_stays_with_their_notes(editor):
    guide = make_guide()
    note = make_note(clinic=make_clinic(name="Hidden Hollow"), guide=guide)

    response = editor.post(page(Guide, "delete", guide.pk), {"post": "yes"})

    assert response.status_code == 403
    assert "Hidden Hollow" not in text_of(editor.get(page(Guide, "delete", guide.pk)))
    note.refresh_from_db()
    assert note.guide == guide


def titles_of(text):
    return list(text.sections.order_by("position", "pk").values_list("title", flat=True))


def shift(client, section, way):
    return client.post(page(Section, "move", section.pk, way))


def test_a_section_moves_up_and_down(editor):
    text = make_translation(sections=[{"title": "A"}, {"title": "B"}, {"title": "C"}])
    last = text.sections.get(title="C")

    response = shift(editor, last, "up")
    assert response.url == f"{page(Translation, 'change', text.pk)}#section-{last.pk}"
    assert titles_of(text) == ["A", "C", "B"]

    shift(editor, last, "up")
    assert titles_of(text) == ["C", "A", "B"]

    shift(editor, last, "down")
    assert titles_of(text) == ["A", "C", "B"]


def test_at_the_end_a_section_stays_and_the_page_says_so(editor):
    text = make_translation(sections=[{"title": "A"}, {"title": "B"}])

    up = editor.post(page(Section, "move", text.sections.get(title="A").pk, "up"), follow=True)
    down = editor.post(page(Section, "move", text.sections.get(title="B").pk, "down"), follow=True)

    assert titles_of(text) == ["A", "B"]
    assert "It cannot go further that way." in text_of(up)
    assert "It cannot go further that way." in text_of(down)


def test_sections_that_share_a_place_are_put_in_order(editor):
    text = make_translation(sections=[])
    for title in "ABC":
        make_section(translation=text, title=title, position=0)

    shift(editor, text.sections.get(title="C"), "up")

    assert titles_of(text) == ["A", "C", "B"]
    assert sorted(text.sections.values_list("position", flat=True)) == [10, 20, 30]


def test_a_move_is_in_the_history_and_makes_an_open_form_stale(client_of):
    user = make_guide_editor()
    text = make_translation(sections=[{"title": "A"}, {"title": "B"}])
    section = text.sections.get(title="A")
    address = page(Section, "change", section.pk)
    client = client_of(user)
    opened = form_on(client.get(address))

    shift(client, section, "down")

    assert section.history.latest().history_user == user
    assert client.post(address, {**opened, "title": "Stale"}).status_code == 409


@pytest.mark.parametrize(
    ("make_person", "status"),
    [
        (lambda: make_user(), 404),
        (lambda: make_reviewer(), 404),
        (lambda: make_manager(make_clinic()), 404),
        (lambda: make_operator(), 302),
    ],
)
def test_who_may_move_a_section(client_of, make_person, status):
    text = make_translation(sections=[{"title": "A"}, {"title": "B"}])

    response = shift(client_of(make_person()), text.sections.get(title="A"), "down")

    assert response.status_code == status
    assert titles_of(text) == (["B", "A"] if status == 302 else ["A", "B"])


def test_a_move_is_posted_and_knows_two_ways(editor):
    section = make_section()

    assert editor.get(page(Section, "move", section.pk, "up")).status_code == 405
    assert shift(editor, section, "sideways").status_code == 404
    assert editor.post(page(Section, "move", 999_999, "up")).status_code == 404


def arrange(client, text, order, seen, moved):
    keys = {section.title: section.pk for section in text.sections.all()}
    listed = {
        name: ",".join(str(keys[title]) for title in titles)
        for name, titles in (("order", order), ("seen", seen))
    }
    return client.post(page(Translation, "order", text.pk), listed | {"moved": keys[moved]})


def test_all_sections_are_put_into_a_new_order_at_once(client_of):
    user = make_guide_editor()
    text = make_translation(sections=[{"title": title} for title in "ABCD"])

    response = arrange(client_of(user), text, "BCDA", "ABCD", "A")

    assert response.json() == {"words": "“A” is number 4 now."}
    assert titles_of(text) == list("BCDA")
    assert text.sections.get(title="A").history.latest().history_user == user


@pytest.mark.parametrize(
    ("order", "seen"), [("BA", "BA"), ("AA", "AB"), ("A", "AB"), ("", "AB"), ("BA", "")]
)
def test_an_order_of_another_list_is_refused_and_nothing_moves(editor, order, seen):
    text = make_translation(sections=[{"title": "A"}, {"title": "B"}])

    response = arrange(editor, text, order, seen, "A")

    assert response.status_code == 409
    assert "Somebody changed the list in the meantime." in response.json()["words"]
    assert titles_of(text) == ["A", "B"]


def test_only_an_editor_orders_and_by_post_alone(client_of, editor):
    text = make_translation(sections=[{"title": "A"}, {"title": "B"}])

    for person in (make_user(), make_reviewer(), make_manager(make_clinic())):
        assert arrange(client_of(person), text, "BA", "AB", "A").status_code == 404
    assert editor.get(page(Translation, "order", text.pk)).status_code == 405
    assert editor.post(page(Translation, "order", text.pk), {"order": "x"}).status_code == 404
    assert titles_of(text) == ["A", "B"]


def test_who_only_reads_sees_the_sections_and_no_way_to_change_them(client_of):
    text = make_translation(sections=[{"title": "Risks"}, {"title": "Costs"}])
    client = client_of(make_member(make_clinic()))

    whole = client.get(page(Translation, "change", text.pk))
    section = client.get(page(Section, "change", text.sections.first().pk))
    listed = client.get(page(Guide, "changelist"))

    assert "Risks" in text_of(whole)
    for response in (whole, section, listed):
        body = response.content.decode()
        assert 'name="_save"' not in body
        assert "/move/" not in body
        assert page(Section, "add") not in body
        assert reverse("admin:guide_import") not in body
    assert "data-markdownx-urls-path" not in section.content.decode()


def test_a_list_costs_the_same_for_one_row_and_for_three(
    editor, django_assert_num_queries, django_assert_max_num_queries
):
    text = make_translation()
    makers = {
        Translation: lambda n: make_translation(),
        Section: lambda n: make_section(translation=text),
        Reference: lambda n: make_reference(guide=text.guide),
        Term: lambda n: make_term(word=f"word {n}"),
        Reviewer: lambda n: make_reviewer(),
    }
    for model, make in makers.items():
        make(0)
        with django_assert_max_num_queries(20) as first:
            editor.get(page(model, "changelist"))
        make(1)
        make(2)
        with django_assert_num_queries(len(first)):
            editor.get(page(model, "changelist"))


def test_a_long_guide_costs_its_page_as_much_as_a_short_one(
    editor, django_assert_num_queries, django_assert_max_num_queries
):
    text = make_translation()
    editor.get(page(Translation, "change", text.pk))  # what a process or a session asks but once
    with django_assert_max_num_queries(40) as first:
        editor.get(page(Translation, "change", text.pk))
    for _number in range(3):
        make_section(translation=text)

    with django_assert_num_queries(len(first)):
        editor.get(page(Translation, "change", text.pk))
