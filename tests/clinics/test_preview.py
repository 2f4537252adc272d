"""The draft as patients would see it: for its own people and the central team, and kept nowhere."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import (
    make_clinic,
    make_cost,
    make_guide,
    make_guide_editor,
    make_manager,
    make_member,
    make_note,
    make_operator,
    make_reviewer,
    make_service,
    make_translation,
    make_user,
    publish_guide,
    publish_the_clinic,
    publish_the_network,
    shown_guide,
)
from tests.pages import choices_on, text_of, tree_of
from tests.pdf_structure import structure_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def of_text(translation):
    return reverse("admin:clinics_translation_preview", args=[translation.pk])


def of_clinic(clinic):
    return reverse("admin:clinics_clinic_preview", args=[clinic.pk])


def frame_of_text(translation):
    return reverse("admin:clinics_translation_preview_frame", args=[translation.pk])


def frame_of_clinic(clinic):
    return reverse("admin:clinics_clinic_preview_frame", args=[clinic.pk])


def paper_of_text(translation):
    return reverse("admin:clinics_translation_preview_handout", args=[translation.pk])


def paper_of_clinic(clinic):
    return reverse("admin:clinics_clinic_preview_handout", args=[clinic.pk])


def shown_in(response):
    """The address of what stands in the frame."""
    [frame] = tree_of(response).iter("iframe")
    return frame.get("src")


def words_of(pdf):
    """Page by page."""
    return [page.text for page in structure_of(pdf).pages]


def make_draft(words, **fields):
    return make_translation(sections=[{"kind": "risks", "body": words}], **fields)


def change(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def test_a_guide_editor_sees_the_draft_as_each_clinic_that_offers_it(client_of):
    text = make_draft("Only a draft. Call {{ clinic.phone }}.")
    first = make_clinic(guides=[text.guide], name="First", phone="555-555-0101")
    second = make_clinic(guides=[text.guide], name="Second", phone="555-555-0102")
    make_clinic(name="Does not offer it")
    client = client_of(make_guide_editor())

    page = client.get(of_text(text))
    other = client.get(of_text(text), {"clinic": second.pk})

    assert "Only a draft. Call 555-555-0101." in text_of(page)
    assert "Only a draft. Call 555-555-0102." in text_of(other)
    framed = client.get(frame_of_text(text))
    assert choices_on(framed, "clinic") == {str(first.pk): "First", str(second.pk): "Second"}


def test_a_clinic_is_shown_to_the_central_team_as_patients_see_it(client_of):
    text = make_draft("Read me.")
    clinic = make_clinic(guides=[text.guide], name="As published")
    note = make_note(clinic=clinic, section_kind="risks", body="A published note.")
    publish_the_clinic(clinic)
    change(clinic, name="As drafted")
    change(note, body="A drafted note.")

    words = text_of(client_of(make_guide_editor()).get(of_text(text), {"clinic": clinic.pk}))

    assert "As published" in words
    assert "A published note." in words
    assert "A drafted note." not in words


@pytest.mark.parametrize("make_person", [make_guide_editor, make_reviewer])
def test_of_an_unpublished_clinic_the_central_team_sees_the_frame_alone(client_of, make_person):
    text = make_draft("Read me.")
    clinic = make_clinic(guides=[text.guide], name="North Ridge")
    make_note(clinic=clinic, section_kind="risks", body="Not for others yet.")

    central = text_of(client_of(make_person()).get(of_text(text), {"clinic": clinic.pk}))
    own = text_of(client_of(make_member(clinic)).get(of_text(text)))

    assert "North Ridge" in central
    assert "Not for others yet." not in central
    assert "Not for others yet." in own


def test_a_clinics_people_see_their_own_draft(client_of):
    service = make_service()
    text = make_draft("Read me.")
    service.guides.add(text.guide)
    clinic = make_clinic(guides=[text.guide], name="As published")
    publish_guide(text)
    publish_the_network()
    publish_the_clinic(clinic)
    change(clinic, name="As drafted")
    make_note(clinic=clinic, section_kind="risks", body="A drafted note.")
    make_cost(clinic=clinic, service=service, low=123, high=456)

    words = text_of(client_of(make_member(clinic)).get(of_clinic(clinic)))

    for drafted in ("As drafted", "A drafted note.", "$123", "$456"):
        assert drafted in words
    assert "Draft: patients do not see this." in words


def test_a_clinics_preview_shows_the_guide_that_patients_read(client_of):
    text, clinic = shown_guide(sections=[{"body": "What is live."}])
    change(text.sections.get(), body="What is only drafted.")

    words = text_of(client_of(make_member(clinic)).get(of_clinic(clinic)))

    assert "What is live." in words
    assert "What is only drafted." not in words


def test_a_clinics_preview_shows_the_guide_that_was_asked_for(client_of):
    first, second = make_draft("The first."), make_draft("The second.", language="es")
    clinic = make_clinic(guides=[first.guide, second.guide])
    client = client_of(make_member(clinic))

    assert "The first." in text_of(client.get(of_clinic(clinic), {"guide": first.pk}))
    assert "The second." in text_of(client.get(of_clinic(clinic), {"guide": second.pk}))


def test_where_there_is_no_guide_the_preview_says_so(client_of):
    clinic = make_clinic(guides=[make_guide()])
    foreign = make_draft("Not offered here.")
    client = client_of(make_member(clinic))

    assert "Nothing to preview yet" in text_of(client.get(of_clinic(clinic)))
    assert "Nothing to preview yet" in text_of(client.get(of_clinic(clinic), {"guide": foreign.pk}))


def test_a_clinics_people_preview_as_their_own_clinic_whatever_they_ask(client_of):
    text = make_draft("Read me.")
    mine = make_clinic(guides=[text.guide], name="Mine")
    other = make_clinic(guides=[text.guide], name="Other")
    client = client_of(make_member(mine))

    page = client.get(of_text(text), {"clinic": other.pk})

    assert "Mine" in text_of(page)
    assert b"Other" not in page.content
    assert client.get(of_clinic(other)).status_code == 404
    assert client.get(reverse("admin:clinics_clinic_brand", args=[other.pk])).status_code == 404


@pytest.mark.parametrize(
    "make_person",
    [
        lambda clinic: make_user(),
        lambda clinic: make_guide_editor(),
        lambda clinic: make_manager(make_clinic()),
    ],
)
def test_a_clinics_draft_is_not_there_for_others(client_of, make_person):
    _text, clinic = shown_guide()

    client = client_of(make_person(clinic))
    for address in (of_clinic(clinic), frame_of_clinic(clinic), paper_of_clinic(clinic)):
        assert client.get(address).status_code == 404


def test_who_has_no_clinic_has_nothing_to_preview_as(client_of):
    text, _clinic = shown_guide()

    assert client_of(make_user()).get(of_text(text)).status_code == 404


def test_strangers_are_sent_to_sign_in():
    text, clinic = shown_guide()

    for address in every(text, clinic):
        assert Client().get(address).url.startswith(reverse("admin:login"))


def test_a_preview_is_private_and_runs_nothing(client_of):
    text, clinic = shown_guide()
    client = client_of(make_operator())

    for address in (of_text(text), of_clinic(clinic)):
        headers = client.get(address).headers

        assert "no-store" in headers["Cache-Control"]
        assert "private" in headers["Cache-Control"]
        assert "public" not in headers["Cache-Control"]
        assert headers["X-Robots-Tag"] == "noindex"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "script-src" not in headers["Content-Security-Policy"]
        assert "ETag" not in headers


def test_a_preview_leaves_nothing_on_the_public_page(client_of):
    text, clinic = shown_guide(sections=[{"body": "What is live."}])
    address = f"/{clinic.slug}/{text.guide.slug}/"
    change(text.sections.get(), body="What is only drafted.")

    client_of(make_operator()).get(of_text(text))

    for client in (Client(), client_of(make_operator())):
        words = text_of(client.get(address))
        assert "What is live." in words
        assert "What is only drafted." not in words


def test_a_preview_changes_nothing_and_takes_no_post(client_of):
    text, clinic = shown_guide()
    client = client_of(make_operator())

    for address in every(text, clinic):
        assert client.post(address).status_code == 405


def test_a_preview_has_the_drafts_colours(client_of):
    _text, clinic = shown_guide()
    address = reverse("admin:clinics_clinic_brand", args=[clinic.pk])
    client = client_of(make_member(clinic))
    before = client.get(address).content

    change(clinic, brand_colour="#aa0000")

    after = client.get(address)
    assert after.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "no-store" in after.headers["Cache-Control"]
    assert after.content != before
    assert address in client.get(of_clinic(clinic)).content.decode()


@pytest.mark.parametrize("key", ["abc", "-1", "9" * 30, "9" * 5000, "١", ""])
def test_a_strange_choice_is_no_choice(client_of, key):
    text, clinic = shown_guide()
    client = client_of(make_guide_editor())

    assert client.get(of_text(text), {"clinic": key}).status_code == 200
    assert client_of(make_member(clinic)).get(of_clinic(clinic), {"guide": key}).status_code == 200


@pytest.mark.parametrize("key", ["9" * 30, "9" * 5000, "abc", "%00"])
def test_a_strange_number_in_an_address_is_not_there(client_of, key):
    client = client_of(make_operator())

    for room, model, deed in [
        ("guide", "guide", "change"),
        ("guide", "translation", "change"),
        ("guide", "translation", "publish"),
        ("guide", "section", "markdown"),
        ("clinics", "clinic", "preview"),
        ("clinics", "note", "history"),
    ]:
        response = client.get(f"/admin/{room}/{model}/{key}/{deed}/")
        assert response.status_code in (302, 404, 405), response


def every(text, clinic):
    of_text_too = (of_text(text), frame_of_text(text), paper_of_text(text))
    return (*of_text_too, of_clinic(clinic), frame_of_clinic(clinic), paper_of_clinic(clinic))


def test_a_text_is_previewed_in_every_language_of_its_guide(client_of):
    text = make_draft("In English.")
    make_draft("En español.", guide=text.guide, language="es")
    make_clinic(guides=[text.guide])
    client = client_of(make_guide_editor())

    framed = client.get(frame_of_text(text), {"language": "es", "width": "360"})

    assert choices_on(framed, "language") == {"en": "English", "es": "Spanish"}
    shown = client.get(shown_in(framed))
    assert "En español." in text_of(shown)
    assert b'<html lang="es"' in shown.content
    assert "In English." in text_of(client.get(shown_in(client.get(frame_of_text(text)))))


def test_a_clinic_is_previewed_with_each_of_its_guides_in_each_language(client_of):
    text = make_draft("In English.", title="Backs")
    spanish = make_draft("En español.", guide=text.guide, language="es", title="Espaldas")
    other = make_draft("Knees.", title="Knees")
    clinic = make_clinic(guides=[text.guide, other.guide])
    client = client_of(make_member(clinic))

    framed = client.get(frame_of_clinic(clinic), {"guide": spanish.pk})

    assert set(choices_on(framed, "guide").values()) == {
        *("Backs (English)", "Espaldas (Spanish)", "Knees (English)")
    }
    assert "En español." in text_of(client.get(shown_in(framed)))


@pytest.mark.parametrize(
    ("asked", "width"),
    [("360", "360"), ("768", "768"), ("", "full"), ("9000", "full"), ("x' onload=", "full")],
)
def test_the_frame_has_the_width_of_a_phone_a_tablet_or_the_page(client_of, asked, width):
    text, _clinic = shown_guide()

    response = client_of(make_operator()).get(frame_of_text(text), {"width": asked})

    [frame] = tree_of(response).iter("iframe")
    assert frame.get("class") == f"preview-frame width-{width}"
    assert frame.get("title")


def test_a_preview_stands_in_our_own_frame_and_nothing_else_does(client_of):
    text, clinic = shown_guide()
    client = client_of(make_operator())

    for address in (of_text(text), of_clinic(clinic)):
        headers = client.get(address).headers
        assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "SAMEORIGIN"
    public = f"/{clinic.slug}/{text.guide.slug}/"
    for address in (frame_of_text(text), paper_of_text(text), public):
        headers = client.get(address).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"


def test_the_bar_speaks_the_readers_language_and_the_page_its_own(client_of):
    text, _clinic = shown_guide(sections=[{"title": "Risks"}])
    client = client_of(make_guide_editor(language="es"))

    response = client.get(of_text(text))

    [bar] = [e for e in tree_of(response).iter("aside") if e.get("class") == "preview-bar"]
    assert bar.get("lang") == "es"
    assert "Borrador" in " ".join(bar.itertext())
    assert "On this page" in text_of(response)
    assert frame_of_text(text) in response.content.decode()
    assert frame_of_text(text) not in client.get(of_text(text), {"framed": "1"}).content.decode()


@pytest.mark.parametrize("size", ["normal", "large"])
def test_the_handout_of_a_draft_is_the_real_one_and_says_that_it_is_a_draft(client_of, size):
    text = make_draft("Only a draft.\n\n- One risk\n- Another")
    clinic = make_clinic(guides=[text.guide])

    for person, address in [
        (make_guide_editor(), paper_of_text(text)),
        (make_member(clinic), paper_of_clinic(clinic)),
    ]:
        response = client_of(person).get(address, {"size": size})

        assert response.headers["Content-Type"] == "application/pdf"
        assert "no-store" in response.headers["Cache-Control"]
        assert "private" in response.headers["Cache-Control"]
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert structure_of(response.content).ua_part == "1"
        pages = words_of(response.content)
        assert "Only a draft." in " ".join(pages)
        assert all("Draft, not published" in words for words in pages)


def test_the_handout_of_an_edition_is_not_marked_as_a_draft():
    text, clinic = shown_guide()

    pages = words_of(Client().get(f"/{clinic.slug}/{text.guide.slug}/handout.pdf").content)

    assert not any("Draft" in words for words in pages)


def test_a_handout_of_what_cannot_be_chosen_is_not_there(client_of):
    text, _clinic = shown_guide()

    response = client_of(make_operator()).get(paper_of_text(text), {"size": "huge"})

    assert response.status_code == 404


def test_where_there_is_no_guide_frame_and_paper_say_so(client_of):
    clinic = make_clinic(guides=[make_guide()])
    client = client_of(make_member(clinic))

    for address in (frame_of_clinic(clinic), paper_of_clinic(clinic)):
        assert "Nothing to preview yet" in text_of(client.get(address))
