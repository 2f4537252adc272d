"""Saving a draft that somebody else saved meanwhile: nothing is lost, and nothing silently replaced."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from guide.models import Section
from tests.editions.writing import conflicts_on, opened, send, taken_over_on
from tests.factories import (
    make_clinic,
    make_cost,
    make_coverage,
    make_guide,
    make_manager,
    make_member,
    make_payer,
    make_service,
)
from tests.pages import form_on, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MINE, THEIRS = "mine", "theirs"


def crossed(two, by_ann, by_ben):
    """(the section, both browsers, the answer to Ben): both opened it, Ann saved, then Ben did."""
    section, ann, ben = two
    anns, bens = opened(ann, section), opened(ben, section)
    send(ann, section, anns, **by_ann)
    response = send(ben, section, bens, **by_ben)
    section.refresh_from_db()
    return section, ann, ben, response


def test_a_stale_save_of_the_same_text_is_refused_and_shows_all_three(two):
    section, _ann, _ben, response = crossed(two, {"body": "By Ann."}, {"body": "By Ben."})

    assert response.status_code == 409
    assert conflicts_on(response) == {"Text": ("As it was.", "By Ann.", "By Ben.")}
    assert form_on(response)["body"] == ["By Ben."]
    words = text_of(response)
    assert "Somebody else saved this while you were writing." in words
    assert "Saved in the meantime by Ann." in words
    assert (section.body, section.version) == ("By Ann.", 2)


def test_words_that_went_and_came_are_marked(two):
    *_others, response = crossed(two, {"body": "As it is."}, {"body": "As it was not."})

    page = response.content.decode()
    was = 'As it <del data-word="Taken out">was.</del>'
    assert f'{was}<ins data-word="Put in">is.</ins>' in page
    assert f'{was}<ins data-word="Put in">was not.</ins>' in page


def test_texts_that_one_side_alone_touched_are_laid_together_and_said(two):
    section, _ann, ben, response = crossed(two, {"title": "Dangers"}, {"body": "By Ben."})

    assert response.status_code == 302
    assert (section.title, section.body, section.version) == ("Dangers", "By Ben.", 3)
    assert "Taken over from Ann: Title" in text_of(ben.get(response.url))


def test_what_is_taken_over_is_named_and_stands_in_the_form_while_another_field_is_asked(two):
    *_others, response = crossed(
        two, {"title": "Dangers", "kind": "risks"}, {"body": "By Ben.", "kind": "cost"}
    )

    assert conflicts_on(response) == {"Kind": ("Other", "Risks and side effects", "Cost")}
    assert taken_over_on(response) == ["Title"]
    assert form_on(response)["title"] == ["Dangers"]
    assert form_on(response)["body"] == ["By Ben."]


def test_a_choice_is_asked_even_when_one_side_alone_touched_it(two):
    *_others, response = crossed(two, {"kind": "risks"}, {"body": "By Ben."})

    assert conflicts_on(response) == {"Kind": ("Other", "Risks and side effects", "Other")}


def test_a_choice_that_is_missing_is_asked_again(two):
    section, _ann, ben, response = crossed(two, {"body": "By Ann."}, {"body": "By Ben."})

    again = send(ben, section, form_on(response))

    assert again.status_code == 409
    assert conflicts_on(again) == conflicts_on(response)


@pytest.mark.parametrize(("keep", "stands"), [(MINE, "By both."), (THEIRS, "By Ann.")])
def test_what_was_chosen_stands(two, keep, stands):
    section, _ann, ben, response = crossed(two, {"body": "By Ann."}, {"body": "By Ben."})

    chosen = send(ben, section, form_on(response), **{"body": "By both.", "keep-body": keep})

    assert chosen.status_code == 302
    section.refresh_from_db()
    assert (section.body, section.version) == (stands, 3)
    assert section.history.count() == 3


def test_each_field_has_a_choice_of_its_own(two):
    section, _ann, ben, response = crossed(
        two, {"body": "By Ann.", "title": "Ann's"}, {"body": "By Ben.", "title": "Ben's"}
    )
    halfway = send(ben, section, form_on(response), **{"keep-body": MINE})

    assert conflicts_on(halfway).keys() == {"Title"}
    send(ben, section, form_on(halfway), **{"keep-title": THEIRS})

    section.refresh_from_db()
    assert (section.title, section.body) == ("Ann's", "By Ben.")


@pytest.mark.parametrize("keep", [MINE, THEIRS])
def test_a_choice_counts_for_the_text_that_was_seen_and_no_later_one(two, keep):
    section, ann, ben, response = crossed(two, {"body": "By Ann."}, {"body": "By Ben."})
    send(ann, section, opened(ann, section), body="By Ann, later.")

    second = send(ben, section, form_on(response), **{"keep-body": keep})

    assert second.status_code == 409
    assert conflicts_on(second) == {"Text": ("As it was.", "By Ann, later.", "By Ben.")}
    section.refresh_from_db()
    assert section.body == "By Ann, later."
    assert send(ben, section, form_on(second), **{"keep-body": keep}).status_code == 302


def test_a_choice_still_counts_when_a_third_save_left_that_field_alone(two):
    section, ann, ben, response = crossed(two, {"body": "By Ann."}, {"body": "By Ben."})
    send(ann, section, opened(ann, section), title="Dangers")

    assert send(ben, section, form_on(response), **{"keep-body": MINE}).status_code == 302

    section.refresh_from_db()
    assert (section.title, section.body) == ("Dangers", "By Ben.")


def test_where_both_wrote_the_same_there_is_nothing_to_decide(two):
    section, _ann, _ben, response = crossed(two, {"body": "The same."}, {"body": "The same."})

    assert response.status_code == 302
    assert section.body == "The same."


def test_without_a_history_of_the_version_every_difference_is_asked(two):
    section, _ann, ben = two
    bens = opened(ben, section)
    Section.objects.update(version=7, title="Dangers", body="Brought in.")

    response = send(ben, section, bens | {"started_from": "5"}, body="By Ben.")

    assert response.status_code == 409
    assert conflicts_on(response) == {
        "Title": ("Dangers", "Risks"),
        "Text": ("Brought in.", "By Ben."),
    }


@pytest.mark.parametrize("version", ["", "0", "abc", "-1", "99999999999999999999"])
def test_a_form_that_does_not_say_where_it_began_is_refused(two, version):
    section, ann, _ben = two
    form = opened(ann, section)

    assert send(ann, section, form, body="By Ann.", started_from=version).status_code == 409

    section.refresh_from_db()
    assert section.body == "As it was."


def test_the_texts_of_a_conflict_are_shown_as_text(two):
    hostile = "</pre><script>alert(1)</script>"

    *_others, response = crossed(two, {"body": hostile}, {"body": hostile + "!"})

    assert conflicts_on(response) == {"Text": ("As it was.", hostile, hostile + "!")}
    assert b"<script>alert" not in response.content


def test_a_form_both_stale_and_invalid_says_so_and_keeps_what_was_typed(two):
    *_others, response = crossed(two, {"body": "By Ann."}, {"title": "", "body": "By Ben."})

    assert response.status_code == 409
    assert conflicts_on(response) == {"Text": ("As it was.", "By Ann.", "By Ben.")}
    assert form_on(response)["body"] == ["By Ben."]


@pytest.mark.parametrize(("keep", "stands"), [(MINE, "By Ben."), (THEIRS, "By Ann.")])
def test_after_a_choice_a_mistake_is_still_a_mistake_and_the_choice_holds(two, keep, stands):
    section, _ann, ben, response = crossed(two, {"body": "By Ann."}, {"body": "By Ben."})

    wrong = send(ben, section, form_on(response), **{"title": "", "keep-body": keep})

    assert wrong.status_code == 422
    section.refresh_from_db()
    assert section.body == "By Ann."
    send(ben, section, form_on(wrong), title="Risks")
    section.refresh_from_db()
    assert section.body == stands


def test_languages_of_one_text_are_laid_together_part_by_part(client_of):
    clinic = make_clinic()
    cost = make_cost(clinic=clinic, own_name={"en": "Parking", "es": "Aparcar"}, unit="visit")
    ann, ben = client_of(make_member(clinic)), client_of(make_member(clinic))
    bens = opened(ben, cost)
    send(ann, cost, opened(ann, cost), own_name_en="A parking place")

    assert send(ben, cost, bens, own_name_es="Un lugar").status_code == 302

    cost.refresh_from_db()
    assert cost.own_name == {"en": "A parking place", "es": "Un lugar"}


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
    first = conflicts_on(send(ben, cost, costs, service=other.pk, included_en="a word"))
    second = conflicts_on(send(ben, coverage, answers))

    assert first["Service"] == ("First visit", "First visit", "Second visit")
    assert first["From"] == ("400.00", "500.00", "400.00")
    assert first["Included"][1:] == ("en: a call\nes: una carta", "en: a word\nes: una carta")
    assert second["Answer"] == ("Usually not covered", "Not covered", "Usually not covered")
    assert second["Next check"][1] == "2031-05-06"
    assert set(second) == {"Answer", "Next check"}


@pytest.mark.parametrize("keep", [MINE, THEIRS])
def test_relations_and_files_are_compared_by_name_and_chosen(client_of, keep):
    first, second = make_guide(condition="Back pain"), make_guide(condition="Knee pain")
    clinic = make_clinic(guides=[first])
    clinic.save()
    ann, ben = client_of(make_manager(clinic)), client_of(make_manager(clinic))
    bens = opened(ben, clinic)
    send(ann, clinic, opened(ann, clinic), guides=[second.pk], logo=logo("red"))
    clinic.refresh_from_db()

    response = send(ben, clinic, bens, logo=logo("blue"))

    shown = conflicts_on(response)
    assert shown["Guides"] == ("Back pain", "Knee pain", "Back pain")
    assert shown["Logo"][1] == clinic.logo.name
    assert shown["Logo"][2].endswith(".png")
    assert "PNG" not in shown["Logo"][2]
    chosen = {"keep-guides": keep, "keep-logo": THEIRS, "logo": logo("blue")}
    assert send(ben, clinic, form_on(response), **chosen).status_code == 302
    assert list(clinic.guides.all()) == [first if keep == MINE else second]
    assert type(clinic).objects.get().logo.name == clinic.logo.name


def test_a_logo_whose_file_is_lost_does_not_stop_a_conflict(client_of):
    clinic = make_clinic()
    ben = client_of(make_manager(clinic))
    bens = opened(ben, clinic)
    type(clinic).objects.update(logo="logos/lost.png", version=2)

    response = send(ben, clinic, bens, **{"logo-clear": "on", "name": "Changed"})

    assert response.status_code == 409
    assert conflicts_on(response)["Logo"][1] == "logos/lost.png"


def logo(colour):
    out = io.BytesIO()
    Image.new("RGB", (4, 4), colour).save(out, "PNG")
    return SimpleUploadedFile("logo.png", ContentFile(out.getvalue()).read(), "image/png")


def test_the_log_names_the_fields_that_changed_and_no_inner_ones(two):
    section, _ann, ben, response = crossed(two, {"body": "By Ann."}, {"body": "By Ben."})
    send(ben, section, form_on(response), **{"keep-body": MINE})

    words = text_of(ben.get(reverse("admin:guide_section_history", args=[section.pk])))

    assert words.count("Changed: Text ") == 2
