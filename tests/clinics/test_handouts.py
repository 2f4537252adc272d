"""The handout, from the address to the paper: what stands on it, and that machines can read it."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from guide.models import Guide, Translation
from tests.factories import (
    make_clinic,
    make_cost,
    make_note,
    make_service,
    make_translation,
    publish_guide,
    publish_the_clinic,
    publish_the_network,
)
from tests.pdf_structure import structure_of

SECTIONS = [
    {"key": "benefits", "kind": "benefits", "title": "Benefits", "body": "Perhaps less pain."},
    {
        "key": "risks",
        "kind": "risks",
        "title": "Risks",
        "body": "Infection.",
        "main_message": "It can harm.",
    },
    {"key": "cost", "kind": "cost", "title": "Cost", "body": "Ask first. {{ clinic.phone }}"},
]


def make_printed():
    text = make_translation(sections=SECTIONS, emergency="Go to an emergency room.")
    clinic = make_clinic(guides=[text.guide], time_zone="America/Chicago")
    service = make_service(guides=[text.guide], names={"en": "First visit", "es": "Primera visita"})
    make_cost(clinic=clinic, service=service, low=400, high=650)
    make_note(clinic=clinic, body="Our billing team helps.")
    publish_guide(text)
    publish_the_network()
    publish_the_clinic(clinic)
    return clinic


@pytest.fixture(scope="module", autouse=True)
def once(made):
    return made(make_printed)


@pytest.fixture
def clinic(once, db):
    return once()


def handout(client, clinic, query="", language="en"):
    guide = Guide.objects.get()
    return client.get(reverse(f"{language}:handout", args=[clinic.slug, guide.slug]) + query)


def words(response):
    return structure_of(response.content).text


def test_no_section_chosen_prints_all(client, clinic):
    text = words(handout(client, clinic))

    for expected in (
        "Perhaps less pain",
        "Infection",
        "Ask first",
        "Our billing team helps",
        "$400 – $650",
    ):
        assert expected in text


def test_only_the_chosen_sections_are_printed(client, clinic):
    text = words(handout(client, clinic, "?section=risks"))

    assert "Infection" in text
    assert "Perhaps less pain" not in text
    assert "$400" not in text


@pytest.mark.parametrize("chosen", ["benefits", "cost"])
def test_the_risks_message_comes_along(client, clinic, chosen):
    assert "It can harm" in words(handout(client, clinic, f"?section={chosen}"))


def test_the_emergency_comes_first_whatever_is_chosen(client, clinic):
    first = structure_of(handout(client, clinic, "?section=cost").content).pages[0].text

    assert "Go to an emergency room" in first


def test_every_page_tells_editions_day_and_count(client, clinic):
    pages = structure_of(handout(client, clinic).content).pages

    for number, page in enumerate(pages, 1):
        assert "Edition 1-1-1" in page.text
        assert f"page {number} of {len(pages)}" in page.text


def test_a_lapsed_price_is_not_printed(client, clinic):
    item = clinic.cost_items.get()
    after = timezone.now() + timedelta(days=(item.valid_until - timezone.localdate()).days + 2)

    with time_machine.travel(after):
        text = words(handout(client, clinic, "?section=cost"))

    assert "$400" not in text
    assert "Ask us for the price" in text


def test_the_same_editions_day_and_options_give_the_same_bytes(client, clinic):
    once = handout(client, clinic, "?size=large").content
    cache.clear()

    assert handout(client, clinic, "?size=large").content == once


@pytest.mark.parametrize("query", ["?section=nothing", "?size=huge", "?paper=foolscap"])
def test_an_unknown_choice_shows_the_form_again(client, clinic, query):
    response = handout(client, clinic, query)

    assert response.status_code == 404
    assert "text/html" in response["Content-Type"]
    assert "nothing" not in query or b"nothing" in response.content
    assert b'role="alert"' in response.content or b"error" in response.content


def test_a_draft_is_never_printed(client, clinic):
    Translation.objects.get().sections.filter(key="risks").update(body="Not published.")

    assert "Not published" not in words(handout(client, clinic))
