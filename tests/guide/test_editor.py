"""The editor's two addresses: the live preview and the pictures, for who may edit that object."""

import io
import re
from pathlib import Path

import html5lib
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, reverse
from PIL import Image

from guide.draft.composing import compose
from guide.draft.rendering import render
from guide.markup.markdown import MAX_CHARACTERS
from tests.factories import (
    make_clinic,
    make_cost,
    make_guide_editor,
    make_manager,
    make_member,
    make_note,
    make_operator,
    make_reference,
    make_reviewer,
    make_section,
    make_service,
    make_translation,
    make_user,
    publish_guide,
    publish_the_clinic,
    publish_the_network,
)
from tests.pages import tree_of

pytestmark = pytest.mark.django_db
STORE = Path(settings.MEDIA_ROOT) / "pictures"


def preview_of(row):
    model = row._meta
    return reverse(f"admin:{model.app_label}_{model.model_name}_markdown", args=[row.pk])


def pictures_of(row):
    model = row._meta
    return reverse(f"admin:{model.app_label}_{model.model_name}_picture", args=[row.pk])


NEW_SECTION = ["/admin/guide/section/add/markdown/", "/admin/guide/section/add/picture/"]
NEW_NOTE = ["/admin/clinics/note/add/markdown/", "/admin/clinics/note/add/picture/"]


def png(colour=(10, 20, 30)):
    out = io.BytesIO()
    Image.new("RGB", (4, 4), colour).save(out, "PNG")
    return out.getvalue()


def photo(data=None, name="photo.png", kind="image/png"):
    return SimpleUploadedFile(name, png() if data is None else data, kind)


def send(client, address):
    """What the editor would send to either address."""
    body = {"image": photo()} if address.endswith("picture/") else {"content": "Some *text*."}
    return client.post(address, body)


def stored():
    return set(STORE.iterdir()) if STORE.exists() else set()


OUTSIDE = {
    "stranger": lambda clinic: None,
    "patient": lambda clinic: make_user(is_staff=False),
    "deactivated": lambda clinic: make_manager(clinic, is_active=False),
    "staff without a role": lambda clinic: make_user(),
    "reviewer": lambda clinic: make_reviewer(),
}


@pytest.mark.parametrize("who", [*OUTSIDE, "neighbour", "guide editor"])
def test_a_notes_addresses_are_closed_to_others(client_of, who):
    clinic = make_clinic()
    note = make_note(clinic=clinic)
    make = OUTSIDE | {
        "neighbour": lambda clinic: make_manager(make_clinic()),
        "guide editor": lambda clinic: make_guide_editor(),
    }
    user, before = make[who](clinic), stored()
    client = client_of(user) if user else Client()

    answers = [send(client, address) for address in (preview_of(note), pictures_of(note))]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert stored() == before


@pytest.mark.parametrize("who", [*OUTSIDE, "clinic manager"])
def test_a_sections_addresses_are_closed_to_others(client_of, who):
    section, clinic = make_section(), make_clinic()
    make = OUTSIDE | {"clinic manager": lambda clinic: make_manager(clinic)}
    user, before = make[who](clinic), stored()
    client = client_of(user) if user else Client()

    addresses = [preview_of(section), pictures_of(section), *NEW_SECTION]
    answers = [send(client, address) for address in addresses]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert stored() == before


@pytest.mark.parametrize("who", OUTSIDE)
def test_the_addresses_of_a_new_note_are_closed_to_who_has_no_clinic(client_of, who):
    make_clinic()
    user = OUTSIDE[who](make_clinic())
    client = client_of(user) if user else Client()

    assert [send(client, address).status_code for address in NEW_NOTE] == [403, 403]


def test_who_edits_an_object_may_use_its_addresses(client_of):
    section, clinic = make_section(), make_clinic()
    note = make_note(clinic=clinic)
    editor, member = client_of(make_guide_editor()), client_of(make_member(clinic))

    answers = [send(editor, a) for a in (preview_of(section), pictures_of(section), *NEW_SECTION)]
    answers += [send(member, a) for a in (preview_of(note), pictures_of(note), *NEW_NOTE)]

    assert [answer.status_code for answer in answers] == [200] * 8


@pytest.mark.parametrize("key", ["999999", "-1", "abc", "0", "9" * 5000])
def test_an_object_that_is_not_there_is_like_one_of_others(client_of, key):
    client = client_of(make_member(make_clinic()))
    foreign = make_note(clinic=make_clinic())

    for deed in ("markdown", "picture"):
        missing = send(client, f"/admin/clinics/note/{key}/{deed}/")
        theirs = send(client, f"/admin/clinics/note/{foreign.pk}/{deed}/")
        assert (missing.status_code, theirs.status_code) == (403, 403)


def test_without_the_forms_token_nothing_is_taken(client_of):
    section, before = make_section(), stored()
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_operator(), backend="django.contrib.auth.backends.ModelBackend")

    for address in (preview_of(section), pictures_of(section), *NEW_SECTION, *NEW_NOTE):
        assert send(client, address).status_code == 403
    assert stored() == before


def test_only_post_is_answered_and_no_answer_is_kept(client_of):
    section = make_section()
    client = client_of(make_guide_editor())

    for address in (preview_of(section), pictures_of(section)):
        assert client.get(address).status_code == 405
        assert client.put(address).status_code == 405
        assert "no-store" in send(client, address).headers["Cache-Control"]


@pytest.mark.parametrize("name", ["markdownx_upload", "markdownx_markdownify"])
def test_markdownxs_own_addresses_do_not_exist(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("path", ["/markdownx/upload/", "/markdownx/markdownify/"])
def test_nothing_answers_where_markdownx_would(client_of, path):
    client = client_of(make_operator())

    assert client.get(path).status_code == 404
    assert client.post(path, {"content": "x"}).status_code == 405


def test_a_form_holds_the_addresses_of_its_own_object(client_of):
    section = make_section()
    client = client_of(make_guide_editor())

    for address, place in [
        (f"/admin/guide/section/{section.pk}/change/", section.pk),
        ("/admin/guide/section/add/", "add"),
    ]:
        [area] = [
            area
            for area in tree_of(client.get(address)).iter("textarea")
            if area.get("name") == "body"
        ]
        assert area.get("data-markdownx-urls-path") == f"/admin/guide/section/{place}/markdown/"
        upload = area.get("data-markdownx-upload-urls-path")
        assert upload == f"/admin/guide/section/{place}/picture/"
        assert area.get("maxlength") == str(MAX_CHARACTERS)


def test_the_form_does_not_load_markdownxs_own_script(client_of):
    page = client_of(make_guide_editor()).get("/admin/guide/section/add/")

    scripts = [script.get("src") for script in tree_of(page).iter("script")]
    assert "/static/admin_guide/editor.js" in scripts
    assert not [source for source in scripts if source and "markdownx" in source]


TEXT = """### A heading

Some *text* with a [link](https://example.org/) and a source [@first].

::: important
Read this.
:::

| What | How |
|---|---|
| Rest | A day |
"""


@pytest.mark.parametrize(("language", "label"), [("en", "Important"), ("es", "Importante")])
def test_the_preview_of_a_section_is_what_the_page_shows(client_of, language, label):
    text = make_translation(language=language, sections=[{"body": TEXT}])
    make_reference(guide=text.guide, key="first")
    make_reference(guide=text.guide, key="another")
    section = text.sections.get()
    clinic = make_clinic(guides=[text.guide])
    publish_guide(text)
    publish_the_clinic(clinic)

    answer = client_of(make_guide_editor()).post(preview_of(section), {"content": TEXT})

    shown = answer.json()["html"]
    assert shown == render(compose(text)).sections[section.key]
    assert label in shown
    prefix = "" if language == "en" else "/es"
    page = Client().get(f"{prefix}/{clinic.slug}/{text.guide.slug}/")
    assert shown in page.content.decode()


def test_the_preview_of_a_note_is_what_the_page_shows(client_of):
    service = make_service(key="visit", names={"en": "Visit"})
    text = make_translation(sections=[{"kind": "risks"}])
    service.guides.add(text.guide)
    clinic = make_clinic(guides=[text.guide], name="Bay & Sons", phone="555-555-0177")
    make_cost(clinic=clinic, service=service, low=100, high=200)
    body = "Call {{ clinic.name }} at {{ clinic.phone }}.\n\n{{ cost.visit }}"
    note = make_note(clinic=clinic, section_kind="risks", guide=text.guide, body=body)
    publish_guide(text)
    publish_the_network()
    publish_the_clinic(clinic)

    answer = client_of(make_member(clinic)).post(preview_of(note), {"content": body})

    shown = answer.json()["html"]
    assert "Bay &amp; Sons" in shown
    assert "$100" in shown
    page = Client().get(f"/{clinic.slug}/{text.guide.slug}/")
    assert shown in page.content.decode()


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=alert(1)>"],
)
def test_the_preview_runs_nothing(client_of, text):
    section = make_section()

    answer = client_of(make_guide_editor()).post(preview_of(section), {"content": text})

    shown = answer.json()["html"]
    tags = {element.tag for element in html5lib.parse(shown, namespaceHTMLElements=False).iter()}
    assert not tags & {"script", "img"}
    assert not re.search(r'(href|src)="javascript', shown)


def test_a_text_that_is_too_long_is_told_so(client_of):
    client, section = client_of(make_guide_editor()), make_section()

    longest = client.post(preview_of(section), {"content": "a" * MAX_CHARACTERS})
    longer = client.post(preview_of(section), {"content": "a" * (MAX_CHARACTERS + 1)})

    assert longest.status_code == 200
    assert longer.status_code == 413
    assert "too long" in longer.content.decode()


def test_an_empty_text_has_an_empty_preview(client_of):
    answer = client_of(make_guide_editor()).post(NEW_SECTION[0], {})

    assert (answer.status_code, answer.json()["html"]) == (200, "")


def test_a_picture_is_stored_and_its_address_told(client_of, client):
    answer = client_of(make_guide_editor()).post(NEW_SECTION[1], {"image": photo()})

    address = answer.json()["address"]
    assert re.fullmatch(r"/media/pictures/[0-9a-f]{32}\.png", address)
    picture = client.get(address)
    assert picture.headers["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(picture.getvalue())).size == (4, 4)
    picture.close()


def test_the_same_picture_twice_is_one_file(client_of):
    client, data = client_of(make_guide_editor()), png((1, 2, 3))

    first = client.post(NEW_SECTION[1], {"image": photo(data, "a.png")}).json()["address"]
    before = stored()
    second = client.post(NEW_SECTION[1], {"image": photo(data, "b.png")}).json()["address"]

    assert first == second
    assert stored() == before


@pytest.mark.parametrize("name", ["evil.html", "evil.svg", 'a.png"><script>', "../../../evil.png"])
def test_the_name_of_a_picture_counts_for_nothing(client_of, name):
    answer = client_of(make_guide_editor()).post(NEW_SECTION[1], {"image": photo(name=name)})

    assert re.fullmatch(r"/media/pictures/[0-9a-f]{32}\.png", answer.json()["address"])


@pytest.mark.parametrize(
    "data",
    [b"<script>alert(1)</script>", b"<?php ?>", b"<svg onload='alert(1)'/>", b"GIF89a", b"x"],
)
def test_what_is_no_picture_is_refused_in_words_and_leaves_no_file(client_of, data):
    before = stored()

    answer = client_of(make_guide_editor()).post(NEW_SECTION[1], {"image": photo(data)})

    assert answer.status_code == 400
    assert "not a PNG, JPEG or WebP" in answer.json()["error"]
    assert stored() == before


def test_a_picture_that_is_too_large_is_told_so(client_of, settings):
    settings.PICTURE_MAX_BYTES = 50
    before = stored()

    answer = client_of(make_guide_editor()).post(NEW_SECTION[1], {"image": photo()})

    assert answer.status_code == 413
    assert "larger than 5 MB" in answer.json()["error"]
    assert stored() == before


def test_where_no_picture_arrives_the_answer_says_so(client_of):
    client = client_of(make_guide_editor())

    for body in ({}, {"image": "words"}, {"file": photo()}):
        answer = client.post(NEW_SECTION[1], body)
        assert answer.status_code == 400
        assert "No picture arrived" in answer.json()["error"]


def test_the_answers_are_in_the_editors_language(client_of):
    client = client_of(make_guide_editor(language="es"))

    assert "imagen" in client.post(NEW_SECTION[1], {}).json()["error"]
