"""What patients saw at a moment, and will see: the same page, asked about another time."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from editions.publish.publishing import withdraw
from tests.factories import (
    make_clinic,
    make_cost,
    make_guide_editor,
    make_manager,
    make_member,
    make_operator,
    make_reviewer,
    make_service,
    make_translation,
    make_user,
    publish_guide,
    publish_the_clinic,
    publish_the_network,
)
from tests.pages import choices_on, form_on, text_of, tree_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FORM = "/admin/clinics/clinic/as-of/"


def on(day, hour=12):
    return time_machine.travel(datetime(2027, 3, day, hour, tzinfo=UTC))


def change(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def asked(clinic, text=None, day=1, time="12:00", **fields):
    return {
        "clinic": clinic.pk,
        "guide": text.guide.slug if text else "",
        "language": "en",
        "moment_0": f"2027-03-{day:02}",
        "moment_1": time,
    } | fields


def then(client, clinic, text=None, **fields):
    address = reverse("admin:clinics_clinic_then", args=[clinic.pk])
    return client.get(address, asked(clinic, text, **fields), follow=True)


@pytest.fixture
def story():
    """Published on the 2nd, changed on the 5th, one version scheduled for the 20th; now the 10th."""
    service = make_service()
    text = make_translation(title="Backs", sections=[{"kind": "risks", "body": "The first text."}])
    service.guides.add(text.guide)
    clinic = make_clinic(guides=[text.guide], name="First name", time_zone="America/Chicago")
    cost = make_cost(clinic=clinic, service=service, low=123, high=123)
    with on(2):
        change(cost, valid_from="2027-03-01", valid_until="2027-03-04", confirmed_on="2027-03-01")
        publish_the_network()
        publish_guide(text)
        publish_the_clinic(clinic)
    with on(5):
        change(text.sections.get(), body="The second text.")
        change(clinic, name="Second name")
        publish_guide(text)
        publish_the_clinic(clinic)
    with on(10):
        change(text.sections.get(), body="The third text.")
        publish_guide(text, live_from=datetime(2027, 3, 20, 12, tzinfo=UTC))
        yield text, clinic


@pytest.fixture
def clerk(client_of, story):
    with on(10):
        return client_of(make_member(story[1], time_zone="America/Chicago"))


def test_the_page_is_what_patients_saw_at_that_moment(clerk, story):
    text, clinic = story

    early = text_of(then(clerk, clinic, text, day=3))
    late = text_of(then(clerk, clinic, text, day=6))

    for words in ("The first text.", "First name", "$123"):
        assert words in early
    assert "As patients saw it: March 3, 2027, noon · Edition 1-1-1" in early
    for words in ("The second text.", "Second name"):
        assert words in late
    assert "$123" not in late  # lapsed on the 4th, in the clinic's own day


def test_it_is_word_for_word_the_public_page(clerk, story):
    text, clinic = story
    with on(6, 18):
        public = main_of(Client().get(f"/{clinic.slug}/{text.guide.slug}/"))

    assert main_of(then(clerk, clinic, text, day=6)) == public


def main_of(response):
    """The words of the text itself, without the ways to other pages."""
    [main] = [e for e in tree_of(response).iter("div") if e.get("class") == "body"]
    for stamp in [e for e in main.iter("p") if e.get("class") == "edition"]:
        main.remove(stamp)
    return " ".join(" ".join(main.itertext()).split())


def test_a_moment_is_in_the_readers_own_time_zone(client_of, story):
    text, clinic = story
    chicago, madrid = (
        client_of(make_manager(clinic, time_zone=zone))
        for zone in ("America/Chicago", "Europe/Madrid")
    )

    before = then(chicago, clinic, text, day=5, time="05:59")  # published at 6 a.m. in Chicago
    after = then(madrid, clinic, text, day=5, time="13:00")

    assert "The first text." in text_of(before)
    assert "The second text." in text_of(after)


def test_a_moment_to_come_shows_what_waits_for_its_day(clerk, story):
    text, clinic = story

    words = text_of(then(clerk, clinic, text, day=21))

    assert "The third text." in words
    assert "As patients will see it, unless somebody publishes before: March 21, 2027" in words


def test_what_was_withdrawn_is_still_what_patients_saw_before(clerk, story):
    text, clinic = story
    with on(11):
        withdraw(text.editions.get(number=2), by=make_operator(), reason="Wrong", for_safety=True)

        assert "The second text." in text_of(then(clerk, clinic, text, day=6))
        assert "The first text." in text_of(then(clerk, clinic, text, day=12))


def test_the_clinics_own_page_leads_to_its_guides_of_then(clerk, story):
    _text, clinic = story

    response = then(clerk, clinic, day=3)

    [link] = [e for e in tree_of(response).iter("a") if e.text == "Backs"]
    assert "First name" in text_of(response)
    assert "The first text." in text_of(clerk.get(link.get("href")))


@pytest.mark.parametrize(
    ("day", "guide", "words"),
    [
        (1, True, "the clinic had published nothing yet"),
        (1, False, "the clinic had published nothing yet"),
        (3, "other", "the clinic did not offer this guide"),
    ],
)
def test_where_there_was_nothing_it_says_why(clerk, story, day, guide, words):
    text, clinic = story
    asked_for = make_translation() if guide == "other" else text if guide else None

    assert words in text_of(then(clerk, clinic, asked_for, day=day))


def test_a_withdrawn_text_and_one_to_come_are_told_apart(client_of):
    text = make_translation()
    clinic = make_clinic(guides=[text.guide])
    with on(2):
        publish_the_clinic(clinic)
    with on(5):
        publish_guide(text)
    with on(7):
        withdraw(text.editions.get(), by=make_operator(), reason="Wrong")

    with on(10):
        client = client_of(make_member(clinic))
        early = text_of(then(client, clinic, text, day=3))
        late = text_of(then(client, clinic, text, day=8))

    assert "the guide's text was not published yet" in early
    assert "This guide is no longer offered here" in late  # which is what they read


def test_a_clinic_that_was_closed_shows_what_patients_read_then(clerk, story):
    text, clinic = story
    with on(12):
        change(clinic, state="closed")
        publish_the_clinic(clinic)

        assert "This clinic has closed" in text_of(then(clerk, clinic, text, day=13))
        assert "The second text." in text_of(then(clerk, clinic, text, day=11))


def test_the_form_leads_to_the_page_and_comes_back_filled_in(clerk, story):
    text, clinic = story
    opened = clerk.get(FORM, {"clinic": clinic.pk, "guide": text.guide.slug})

    sent = form_on(opened) | {"moment_0": "2027-03-03", "moment_1": "12:00"}
    shown = clerk.get(FORM, sent, follow=True)

    assert form_on(opened)["guide"] == [text.guide.slug]
    assert "The first text." in text_of(shown)
    [again] = [e for e in tree_of(shown).iter("a") if e.text == "Choose another moment"]
    asked_again = clerk.get(again.get("href"))
    assert form_on(asked_again)["moment_0"] == ["2027-03-03"]
    assert "Patients saw nothing then" not in text_of(asked_again)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("moment_0", "2027-02-30", "Enter a valid date."),
        ("moment_0", "0001-01-01", "between the years 2000 and 2100"),
        ("moment_0", "9999-12-31", "between the years 2000 and 2100"),
        ("moment_1", "25:00", "Enter a valid time."),
        ("clinic", "9" * 30, "Select a valid choice."),
        ("guide", "nowhere", "Select a valid choice."),
        ("language", "xx", "Select a valid choice."),
    ],
)
def test_a_mistake_is_told_and_what_was_typed_stays(clerk, story, field, value, words):
    text, clinic = story

    response = clerk.get(FORM, asked(clinic, text) | {field: value})

    assert response.status_code == 422
    assert words in text_of(response)
    address = reverse("admin:clinics_clinic_then", args=[clinic.pk])
    if field != "clinic":
        again = clerk.get(address, asked(clinic, text) | {field: value})
        assert again.url.startswith(FORM)


def test_it_is_private_and_runs_nothing(clerk, story):
    text, clinic = story

    for headers in (
        then(clerk, clinic, text, day=3).headers,
        then(clerk, clinic, day=3).headers,
    ):
        assert headers["Cache-Control"].startswith("private, no-store")
        assert headers["X-Robots-Tag"] == "noindex"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "script-src" not in headers["Content-Security-Policy"]


def test_it_has_the_colours_of_then(clerk, story):
    text, clinic = story
    with on(12):
        change(clinic, brand_colour="#aa0000")
        publish_the_clinic(clinic, live_from=datetime(2027, 3, 25, tzinfo=UTC))

        page = then(clerk, clinic, text, day=26)
        styles = [e.get("href") for e in tree_of(page).iter("link")]
        [own] = [href for href in styles if "/then/" in href]
        earlier = clerk.get(own.replace("3.css", "2.css"))
        assert clerk.get(own).content != earlier.content
        assert earlier.headers["Cache-Control"].startswith("private, no-store")


@pytest.mark.parametrize(
    ("make_person", "status"),
    [
        (lambda clinic: make_member(clinic), 200),
        (lambda clinic: make_guide_editor(), 200),
        (lambda clinic: make_reviewer(), 200),
        (lambda clinic: make_operator(), 200),
        (lambda clinic: make_manager(make_clinic()), 404),
        (lambda clinic: make_user(), 404),
    ],
)
def test_the_past_of_a_clinic_is_for_its_people_and_the_central_team(
    client_of, story, make_person, status
):
    text, clinic = story
    client = client_of(make_person(clinic))
    colours = reverse("admin:clinics_clinic_colours", args=[clinic.pk, 1])

    assert then(client, clinic, text, day=3).status_code == status
    assert client.get(colours).status_code == status
    if status == 404:
        sent = urlencode(asked(clinic, text))
        assert client.get(f"{FORM}?{sent}").status_code in (404, 422)


def test_people_choose_among_their_own_clinics(client_of, story):
    _text, clinic = story
    other = make_clinic(name="Another")

    assert set(choices_on(client_of(make_member(other)).get(FORM), "clinic")) <= {
        "",
        str(other.pk),
    }
    assert str(clinic.pk) in choices_on(client_of(make_guide_editor()).get(FORM), "clinic")
    assert client_of(make_user()).get(FORM).status_code == 404
