"""Saving a draft that somebody else saved meanwhile: nothing is lost, and nothing silently replaced."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from clinics.models import Note
from guide.models import Section
from tests.factories import (
    make_clinic,
    make_cost,
    make_coverage,
    make_guide,
    make_guide_editor,
    make_manager,
    make_member,
    make_operator,
    make_payer,
    make_section,
    make_service,
    make_translation,
)
from tests.pages import form_on, text_of, tree_of

pytestmark = pytest.mark.django_db


def address_of(row):
    model = row._meta
    return reverse(f"admin:{model.app_label}_{model.model_name}_change", args=[row.pk])


def opened(client, row):
    """The form as the person has it in front of them."""
    return form_on(client.get(address_of(row)))


def send(client, row, form, **fields):
    return client.post(address_of(row), {**form, **fields})


def conflicts_on(response):
    """{label: (saved meanwhile, one's own)} as the page shows them."""
    tree = tree_of(response)
    [part] = [e for e in tree.iter("section") if e.get("class") == "conflicts"]
    labels = [e.text for e in part.iter("h3")]
    texts = [e.text for e in part.iter("pre")]
    return {label: tuple(texts[2 * i : 2 * i + 2]) for i, label in enumerate(labels)}


def box_on(response):
    """The value of the box that chooses one's own text."""
    return form_boxes(response)["overwrite"]


def form_boxes(response):
    boxes = (e for e in tree_of(response).iter("input") if e.get("type") == "checkbox")
    return {box.get("name"): box.get("value") for box in boxes}


@pytest.fixture
def two(client_of):
    """(a section, Ann's browser, Ben's browser)"""
    section = make_section(body="As it was.", title="Risks")
    return section, client_of(make_guide_editor()), client_of(make_guide_editor())


def test_a_save_that_nobody_crossed_is_saved(two):
    section, ann, _ben = two

    assert send(ann, section, opened(ann, section), body="By Ann.").status_code == 302

    section.refresh_from_db()
    assert (section.body, section.version) == ("By Ann.", 2)


def test_two_saves_after_each_other_are_no_conflict(two):
    section, ann, ben = two
    send(ann, section, opened(ann, section), body="By Ann.")

    assert send(ben, section, opened(ben, section), body="By Ben.").status_code == 302

    section.refresh_from_db()
    assert section.body == "By Ben."


def test_a_stale_save_is_refused_and_shows_both_texts(two):
    section, ann, ben = two
    anns, bens = opened(ann, section), opened(ben, section)
    send(ann, section, anns, body="By Ann.")

    response = send(ben, section, bens, body="By Ben.")

    assert response.status_code == 409
    assert conflicts_on(response) == {"Text": ("By Ann.", "By Ben.")}
    assert form_on(response)["body"] == ["By Ben."]
    assert "Somebody else saved this while you were writing." in text_of(response)
    section.refresh_from_db()
    assert (section.body, section.version) == ("By Ann.", 2)


def test_what_the_other_changed_and_one_has_not_touched_is_shown_too(two):
    section, ann, ben = two
    anns, bens = opened(ann, section), opened(ben, section)
    send(ann, section, anns, title="Dangers", kind="risks")

    response = send(ben, section, bens, body="By Ben.")

    assert conflicts_on(response) == {
        "Title": ("Dangers", "Risks"),
        "Kind": ("Risks and side effects", "Other"),
        "Text": ("As it was.", "By Ben."),
    }


def test_the_same_again_without_a_choice_is_refused_again(two):
    section, ann, ben = two
    anns, bens = opened(ann, section), opened(ben, section)
    send(ann, section, anns, body="By Ann.")
    again = form_on(send(ben, section, bens, body="By Ben."))

    assert "overwrite" not in again
    assert send(ben, section, again).status_code == 409


def test_who_has_compared_both_saves_what_stands_in_the_form(two):
    section, ann, ben = two
    anns, bens = opened(ann, section), opened(ben, section)
    send(ann, section, anns, body="By Ann.")
    response = send(ben, section, bens, body="By Ben.")

    chosen = send(ben, section, form_on(response), body="By both.", overwrite=box_on(response))

    assert chosen.status_code == 302
    section.refresh_from_db()
    assert (section.body, section.version) == ("By both.", 3)
    assert section.history.count() == 3


def test_the_choice_counts_for_the_text_that_was_seen_and_no_later_one(two):
    section, ann, ben = two
    anns, bens = opened(ann, section), opened(ben, section)
    send(ann, section, anns, body="By Ann.")
    response = send(ben, section, bens, body="By Ben.")
    send(ann, section, opened(ann, section), body="By Ann, later.")

    second = send(ben, section, form_on(response), overwrite=box_on(response))

    assert second.status_code == 409
    assert conflicts_on(second) == {"Text": ("By Ann, later.", "By Ben.")}
    section.refresh_from_db()
    assert section.body == "By Ann, later."
    third = send(ben, section, form_on(second), overwrite=box_on(second))
    assert third.status_code == 302


def test_where_both_wrote_the_same_there_is_nothing_to_decide(two):
    section, ann, ben = two
    anns, bens = opened(ann, section), opened(ben, section)
    send(ann, section, anns, body="The same.")

    assert send(ben, section, bens, body="The same.").status_code == 302

    section.refresh_from_db()
    assert section.body == "The same."


@pytest.mark.parametrize("version", ["", "0", "abc", "-1", "99999999999999999999"])
def test_a_form_that_does_not_say_where_it_began_is_refused(two, version):
    section, ann, _ben = two
    form = opened(ann, section)

    assert send(ann, section, form, body="By Ann.", started_from=version).status_code in (409, 422)

    section.refresh_from_db()
    assert section.body == "As it was."


def test_the_texts_of_a_conflict_are_shown_as_text(two):
    section, ann, ben = two
    anns, bens = opened(ann, section), opened(ben, section)
    hostile = "</pre><script>alert(1)</script>"
    send(ann, section, anns, body=hostile)

    response = send(ben, section, bens, body=hostile + "!")

    assert conflicts_on(response) == {"Text": (hostile, hostile + "!")}
    assert b"<script>alert" not in response.content


def test_an_invalid_form_is_422_and_keeps_what_was_typed(two):
    section, ann, _ben = two

    response = send(ann, section, opened(ann, section), title="", body="Typed for an hour.")

    assert response.status_code == 422
    assert form_on(response)["body"] == ["Typed for an hour."]
    assert form_on(response)["started_from"] == ["1"]
    section.refresh_from_db()
    assert section.body == "As it was."


def test_a_form_both_stale_and_invalid_says_so_and_keeps_what_was_typed(two):
    section, ann, ben = two
    anns, bens = opened(ann, section), opened(ben, section)
    send(ann, section, anns, body="By Ann.")

    response = send(ben, section, bens, title="", body="By Ben.")

    assert response.status_code == 409
    assert conflicts_on(response)["Text"] == ("By Ann.", "By Ben.")
    assert form_on(response)["body"] == ["By Ben."]


def test_after_a_conflict_a_mistake_is_still_a_mistake(two):
    section, ann, ben = two
    anns, bens = opened(ann, section), opened(ben, section)
    send(ann, section, anns, body="By Ann.")
    response = send(ben, section, bens, body="By Ben.")

    wrong = send(ben, section, form_on(response), title="", overwrite=box_on(response))

    assert wrong.status_code == 422
    section.refresh_from_db()
    assert section.body == "By Ann."


def test_prices_choices_and_languages_are_compared_in_words(client_of):
    clinic = make_clinic()
    other = make_service(names={"en": "Second visit"})
    cost = make_cost(
        clinic=clinic,
        service=make_service(names={"en": "First visit"}),
        included={"en": "a letter", "es": "una carta"},
    )
    coverage = make_coverage(clinic=clinic, payer=make_payer(), service=other)
    ann, ben = client_of(make_member(clinic)), client_of(make_member(clinic))
    before = [(row, opened(ben, row)) for row in (cost, coverage)]
    send(ann, cost, opened(ann, cost), low="500", included_en="a call")
    send(ann, coverage, opened(ann, coverage), status="not-covered", next_check="2031-05-06")

    (cost, costs), (coverage, answers) = before
    first = conflicts_on(send(ben, cost, costs, service=other.pk))
    second = conflicts_on(send(ben, coverage, answers))

    assert first["Service"] == ("First visit", "Second visit")
    assert first["From"] == ("500.00", "400.00")
    assert first["Included"] == ("en: a call\nes: una carta", "en: a letter\nes: una carta")
    assert second["Answer"] == ("Not covered", "Usually not covered")
    assert second["Next check"][0] == "2031-05-06"
    assert set(second) == {"Answer", "Next check"}


def test_guides_on_offer_and_logos_are_compared_by_name(client_of, settings):
    first, second = make_guide(condition="Back pain"), make_guide(condition="Knee pain")
    clinic = make_clinic(guides=[first])
    ann, ben = client_of(make_manager(clinic)), client_of(make_manager(clinic))
    bens = opened(ben, clinic)
    send(ann, clinic, opened(ann, clinic), guides=[second.pk], logo=logo("red"))
    clinic.refresh_from_db()

    response = send(ben, clinic, bens, logo=logo("blue"))

    shown = conflicts_on(response)
    assert shown["Guides"] == ("Knee pain", "Back pain")
    assert shown["Logo"][0] == clinic.logo.name
    assert shown["Logo"][1].endswith(".png")
    assert "PNG" not in shown["Logo"][1]


def test_a_logo_whose_file_is_lost_does_not_stop_a_conflict(client_of):
    clinic = make_clinic()
    ben = client_of(make_manager(clinic))
    bens = opened(ben, clinic)
    type(clinic).objects.update(logo="logos/lost.png", version=2)

    response = send(ben, clinic, bens, **{"logo-clear": "on", "name": "Changed"})

    assert response.status_code == 409
    assert conflicts_on(response)["Logo"][0] == "logos/lost.png"


def logo(colour):
    out = io.BytesIO()
    Image.new("RGB", (4, 4), colour).save(out, "PNG")
    return SimpleUploadedFile("logo.png", ContentFile(out.getvalue()).read(), "image/png")


def test_pressing_save_twice_on_a_new_row_makes_one_and_says_so(client_of):
    clinic = make_clinic()
    client = client_of(make_member(clinic))
    address = reverse("admin:clinics_note_add")
    form = form_on(client.get(address)) | {
        "section_kind": "cost",
        "language": "en",
        "body": "Ours.",
    }

    first, second = client.post(address, form), client.post(address, form)

    assert (first.status_code, second.status_code) == (302, 422)
    assert "There is a note for this section and language already." in text_of(second)
    assert form_on(second)["body"] == ["Ours."]
    assert Note.objects.count() == 1


def test_pressing_save_twice_on_a_new_section_makes_one(client_of):
    text = make_translation(sections=[])
    client = client_of(make_guide_editor())
    address = reverse("admin:guide_section_add")
    form = form_on(client.get(f"{address}?translation={text.pk}"))
    form |= {"title": "Risks", "key": "risks", "kind": "risks", "body": "Some."}

    assert [client.post(address, form).status_code for _ in range(2)] == [302, 422]
    assert Section.objects.count() == 1


def test_what_was_deleted_meanwhile_is_told_and_not_made_again(two):
    section, ann, ben = two
    other = make_section()
    bens = opened(ben, section)
    ann.post(reverse("admin:guide_section_delete", args=[section.pk]), {"post": "yes"})

    response = ben.post(address_of(section), {**bens, "body": "By Ben."}, follow=True)

    assert "Perhaps it was deleted?" in text_of(response)
    assert Section.objects.get() == other


def test_the_version_rides_along_only_where_one_may_save(client_of):
    section = make_section()

    reader = client_of(make_member(make_clinic())).get(address_of(section))

    assert b"started_from" not in reader.content
    assert b"started_from" in client_of(make_operator()).get(address_of(section)).content


def test_the_log_names_the_fields_that_changed_and_no_inner_ones(two):
    section, ann, ben = two
    anns, bens = opened(ann, section), opened(ben, section)
    send(ann, section, anns, body="By Ann.")
    response = send(ben, section, bens, body="By Ben.")
    send(ben, section, form_on(response), overwrite=box_on(response))

    words = text_of(ben.get(reverse("admin:guide_section_history", args=[section.pk])))

    assert words.count("Changed: Text ") == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("deed", ["change", "delete", "history"])
def test_every_page_of_a_row_takes_a_post_outside_a_transaction_of_ours(client_of, deed):
    section = make_section()
    client = client_of(make_guide_editor())

    response = client.post(reverse(f"admin:guide_section_{deed}", args=[section.pk]), {})

    assert response.status_code < 500
