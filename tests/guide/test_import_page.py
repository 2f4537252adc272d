import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guide.models import Guide, Section, Translation
from guide.models.kinds import Kind
from tests.factories import (
    make_clinic,
    make_guide,
    make_guide_editor,
    make_manager,
    make_member,
    make_reviewer,
    make_section,
    make_translation,
    make_user,
    sign,
)
from tests.guide.import_steps import address, hidden, kinds, look, save, text, word


@pytest.fixture
def editor(client_of):
    return client_of(make_guide_editor())


def nothing_there():
    return not (Guide.objects.exists() or Translation.objects.exists() or Section.objects.exists())


def test_a_word_document_is_shown_first_and_saved_only_then(editor):
    page = look(editor)

    assert page.status_code == 200
    assert nothing_there()
    assert "Backs" in text(page)
    assert "What are the risks? new" in text(page)
    assert "<p>You may bleed.</p>" in page.content.decode()
    assert kinds(page)["kind_0"] == "risks"

    saved = save(editor, page)

    translation = Translation.objects.get(guide__slug="backs", language="en")
    assert saved.url == reverse("admin:guide_translation_change", args=[translation.pk])
    assert list(translation.sections.values_list("title", "position", "body")) == [
        ("What are the risks?", 10, "You may bleed."),
        ("What now?", 20, "Call us."),
    ]
    assert "Imported as a draft: “Backs”" in text(editor.get(saved.url))


def test_a_guess_can_be_corrected(editor):
    page = look(editor)

    save(editor, page, kind_1="questions")

    assert Section.objects.get(title="What now?").kind == Kind.QUESTIONS


def test_a_kind_that_is_none_is_refused_and_nothing_is_saved(editor):
    answer = save(editor, look(editor), kind_1="magic")

    assert answer.status_code == 422
    assert "magic is not one of the available choices" in text(answer)
    assert nothing_there()


def test_the_history_names_the_editor(client_of):
    person = make_guide_editor()
    client = client_of(person)

    save(client, look(client))

    assert {row.history_user for row in Section.history.all()} == {person}


def test_the_form_asks_in_words_that_are_tied_to_their_fields(editor):
    make_guide(slug="necks")

    page = editor.get(address()).content.decode()

    for name in ("file", "guide", "slug", "language", "title"):
        assert f'for="id_{name}"' in page
        assert re.search(rf'id="id_{name}"', page)
    assert "necks" in page
    assert 'enctype="multipart/form-data"' in page
    preview = look(editor).content.decode()
    assert '<label for="id_kind_0">' in preview


def test_a_link_can_choose_the_guide_and_the_language(editor):
    guide = make_guide()

    page = editor.get(address(), {"guide": guide.pk, "language": "es"}).content.decode()

    assert f'<option value="{guide.pk}" selected>' in page
    assert '<option value="es" selected>' in page
    assert editor.get(address(), {"guide": "x' OR", "file": "y"}).status_code == 200


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("backs.docx", b"PK\x03\x04 broken", "not a Word document"),
        ("backs.pdf", b"%PDF-1.7", "can be imported"),
        ("backs.txt", b"", "is empty"),
        ("backs.txt", b"a" * (5 * 2**20 + 1), "larger than 5 MB"),
    ],
)
def test_a_bad_file_is_told_at_the_file_and_the_rest_stays(editor, name, content, words):
    answer = look(
        editor, SimpleUploadedFile(name, content), slug="my-backs", language="es", title="Espalda"
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in re.search(r'id="id_file_error">(.*?)</ul>', page, re.S)[1]
    assert 'value="my-backs"' in page
    assert 'value="Espalda"' in page
    assert '<option value="es" selected>' in page
    assert nothing_there()


@pytest.mark.parametrize(
    ("fields", "name", "words"),
    [
        ({"slug": "admin"}, "slug", "used by the site itself"),
        ({"slug": "Two Words"}, "slug", "small letters"),
        ({"slug": ""}, "slug", "needs an address"),
        ({"slug": "there"}, "slug", "There is a guide with this address"),
        ({"guide": "there"}, "slug", "Leave this empty"),
        ({"guide": "999999"}, "guide", "valid choice"),
        ({"language": "fr"}, "language", "valid choice"),
        ({"language": ""}, "language", "required"),
        ({"title": "a" * 201}, "title", "at most 200"),
        ({"file": ""}, "file", "required"),
    ],
)
def test_a_wrong_answer_is_told_at_its_field(editor, fields, name, words):
    guide = make_guide(slug="there")
    if fields.get("guide") == "there":
        fields = {"guide": guide.pk}

    answer = editor.post(
        address(), {"file": word(), "slug": "backs", "language": "en", "title": "", **fields}
    )

    assert answer.status_code == 422
    found = re.search(rf'id="id_{name}_error">(.*?)</ul>', answer.content.decode(), re.S)
    assert words in found[1]
    assert not Translation.objects.exists()


def test_a_second_language_joins_a_guide_that_is_there(editor):
    english = make_translation(guide=make_guide(slug="backs"))
    spanish = word(
        [("Heading1", "Espaldas"), ("Heading2", "¿Cuáles son los riesgos?"), ("", "Sí.")]
    )

    page = look(editor, spanish, guide=english.guide.pk, slug="", language="es")
    assert kinds(page) == {"kind_0": "risks"}
    assert 'lang="es"' in page.content.decode()
    save(editor, page)

    assert set(english.guide.translations.values_list("language", "title")) == {
        ("en", "A guide to backs"),
        ("es", "Espaldas"),
    }


def a_text(**risks):
    """A draft that the document of these tests differs from."""
    guide = make_guide(slug="backs")
    translation = make_translation(guide=guide, title="Backs", sections=[])
    make_section(
        translation=translation,
        key="risks",
        kind="risks",
        title="What are the risks?",
        position=10,
        **{"body": "None at **all**.", **risks},
    )
    make_section(translation=translation, key="old", title="Old words", position=20)
    return translation


def test_an_existing_text_is_compared_and_replaced_only_with_a_tick(editor):
    translation = a_text()

    page = look(editor, guide=translation.guide.pk, slug="")
    assert "What are the risks? changed: text" in text(page)
    assert "<strong>all</strong>" in page.content.decode()
    assert "What now? new" in text(page)
    assert "Old words not in the document" in text(page)

    answer = save(editor, page, kind_1="questions")
    assert answer.status_code == 422
    assert (
        "Tick this"
        in re.search(r'id="id_replace_error">(.*?)</ul>', answer.content.decode(), re.S)[1]
    )
    assert kinds(answer)["kind_1"] == "questions"
    assert translation.sections.get(key="risks").body == "None at **all**."

    assert save(editor, answer, replace="on").status_code == 302
    assert list(translation.sections.values_list("title", "kind")) == [
        ("What are the risks?", "risks"),
        ("What now?", "questions"),
    ]


def test_a_review_that_will_no_longer_count_is_announced(editor):
    translation = a_text()
    sign(translation)

    page = look(editor, guide=translation.guide.pk, slug="")

    assert "by Sample Reviewer. The words change, so this review will no longer count." in text(
        page
    )


def test_the_same_document_again_saves_nothing(editor):
    save(editor, look(editor))
    before = list(Section.objects.values())

    page = look(editor, guide=Guide.objects.get().pk, slug="")
    answer = save(editor, page)

    assert "says what the document says already" in text(page)
    assert "Nothing was saved" in text(editor.get(answer.url))
    assert list(Section.objects.values()) == before


def test_pressing_twice_imports_once(editor):
    page = look(editor)

    first, second = save(editor, page), save(editor, page)

    assert first.url == second.url
    assert Section.history.count() == 2


def test_what_somebody_saved_meanwhile_is_looked_at_first(editor):
    translation = a_text()
    page = look(editor, guide=translation.guide.pk, slug="")
    section = translation.sections.get(key="risks")
    section.body = "Written meanwhile."
    section.save()

    answer = save(editor, page, replace="on")
    assert answer.status_code == 422
    assert "Somebody changed the draft" in text(answer)
    assert "Written meanwhile." in text(answer)
    section.refresh_from_db()
    assert section.body == "Written meanwhile."

    save(editor, answer, replace="on")
    section.refresh_from_db()
    assert section.body == "You may bleed."


def test_a_document_that_was_tampered_with_starts_again(editor):
    sent = hidden(look(editor))["document"]

    for forged in (sent[:-1] + ("A" if sent[-1] != "A" else "B"), "x", ""):
        answer = editor.post(address(), {"document": forged, "replace": "on"})

        assert answer.status_code == 422
        assert "was changed. Choose the document again." in text(answer)
        assert 'name="file"' in answer.content.decode()
    assert nothing_there()


def test_a_preview_counts_for_who_looked_alone(editor, client_of):
    page = look(editor)

    answer = save(client_of(make_guide_editor()), page)

    assert answer.status_code == 422
    assert nothing_there()
    assert save(editor, page).status_code == 302


def test_a_preview_lasts_a_day(editor):
    page = look(editor)

    with time_machine.travel(timezone.now() + timezone.timedelta(hours=25), tick=False):
        answer = editor.post(address(), {**hidden(page), **kinds(page)})

    assert answer.status_code == 422
    assert "older than a day" in text(answer)
    assert nothing_there()


def test_hostile_words_are_shown_as_words(editor):
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    paragraphs = [("Heading1", evil), ("Heading2", evil), ("", evil), ("Heading2", "B"), ("", evil)]

    page = look(editor, word(paragraphs), title=evil).content.decode()

    assert "alert(1)" in page
    for tag in ("<script>alert", "<img src=x"):
        assert tag not in page
    answer = look(editor, word(paragraphs, name=f"{evil}.pdf"), slug=evil, title=evil)
    assert "<script>alert" not in answer.content.decode()
    assert "<img src=x" not in answer.content.decode()


def test_only_guide_editors_reach_it(client_of):
    clinic = make_clinic()
    people = [make_member(clinic), make_manager(clinic), make_reviewer(), make_user()]
    editor = client_of(make_guide_editor())
    sent = {**hidden(look(editor)), "kind_0": "risks", "kind_1": "other"}

    for person in people:
        client = client_of(person)
        assert client.get(address()).status_code == 403
        assert look(client).status_code == 403
        assert client.post(address(), sent).status_code == 403
    stranger = Client()
    for answer in (stranger.get(address()), stranger.post(address(), sent)):
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("admin:login"))
    assert nothing_there()
    assert editor.post(address(), sent).status_code == 302


def test_both_steps_need_the_token_of_their_own_page(db):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_guide_editor(), backend="django.contrib.auth.backends.ModelBackend")
    assert look(client).status_code == 403

    page = look(client, csrfmiddlewaretoken=token(client.get(address())))
    assert page.status_code == 200
    assert save(client, page).status_code == 403
    assert nothing_there()

    assert save(client, page, csrfmiddlewaretoken=token(page)).status_code == 302


def token(page):
    """That of the form in the content: the page's head has one too, for signing out."""
    main = page.content.decode().partition('id="content"')[2]
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', main)[1]


def test_nothing_on_the_pages_is_inline(editor):
    for answer in (editor.get(address()), look(editor)):
        page = answer.content.decode()

        assert not re.search(r"\sstyle=|\son\w+=|<style|javascript:", page)
        assert not re.search(r"<script(?![^>]*\ssrc=)[^>]*>\s*[^<\s]", page)
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_the_pages_speak_the_editors_language(client_of):
    client = client_of(make_guide_editor(language="es"))

    assert client.get(address()).headers["Content-Language"] == "es"
    assert '<option value="risks" selected>' in look(client).content.decode()
