"""Each guide shows its own prices, and a token without one says how to ask: on page and paper."""

from datetime import timedelta

import pytest
from django.utils import timezone

from guide.models import Section
from tests.clinics.patients import read, words_of
from tests.factories import (
    make_clinic,
    make_cost,
    make_coverage,
    make_guide,
    make_note,
    make_payer,
    make_service,
    make_translation,
    publish_guide,
    publish_the_clinic,
    publish_the_network,
)
from tests.pdf_structure import structure_of

pytestmark = pytest.mark.django_db
BODY = (
    "Call {{ clinic.name }} at {{ clinic.phone }}.\n\n{{ cost.back-visit }}\n\n"
    "{{ cost.knee-visit }}\n\n{{ cost.nothing }}\n\n{{ cost.scan }}"
)
COST = {"key": "cost", "kind": "cost", "title": "Cost", "body": BODY}
BACK = "Back visit: $400 – $650 per visit. Last checked on"
KNEE = "Knee visit: $70 – $90 per visit. Last checked on"
ASK = "Ask us for the price today. Call 555-555-0142."
ASK_SCAN = "Scan: ask us for the price today. Call 555-555-0142."


def make_two_guides():
    """Two guides, each with a priced service of its own; “scan” is one of both and has no price."""
    guides = [make_guide(slug=slug) for slug in ("backs", "knees")]
    for guide in guides:
        publish_guide(make_translation(guide=guide, sections=[COST]))
    services = [
        make_service(key=f"{name}-visit", names={"en": f"{name.title()} visit"}, guides=[guide])
        for name, guide in zip(("back", "knee"), guides, strict=True)
    ]
    make_service(key="scan", names={"en": "Scan"}, guides=guides)
    clinic = make_clinic(slug="here", name="Ridge <Clinic>", guides=guides)
    make_cost(clinic=clinic, service=services[0])
    make_cost(clinic=clinic, service=services[1], low=70, high=90)
    for service in services:
        make_coverage(clinic=clinic, service=service, payer=make_payer())
    publish_the_network()
    publish_the_clinic(clinic)
    return clinic


@pytest.fixture(scope="module", autouse=True)
def once(made):
    return made(make_two_guides)


@pytest.fixture
def clinic(once):
    return once()


def page_and_paper(client, guide="backs", prefix=""):
    address = f"{prefix}/here/{guide}/"
    paper = structure_of(client.get(f"{address}handout.pdf").content).text
    return [words_of(read(client, address)), paper]


@pytest.mark.parametrize(
    ("guide", "own", "other"),
    [
        ("backs", ("$400", "Back visit"), ("$70", "Knee visit")),
        ("knees", ("$70", "Knee visit"), ("$400", "Back visit")),
    ],
)
def test_a_guide_shows_the_prices_and_answers_of_its_own_services(
    clinic, client, guide, own, other
):
    for text in page_and_paper(client, guide):
        assert all(words in text for words in own)
        assert not any(words in text for words in other)


def test_tokens_are_filled_with_what_the_guide_shows(clinic, client):
    (page, paper), (knee_page, knee_paper) = (
        page_and_paper(client, guide) for guide in ("backs", "knees")
    )

    assert "Call Ridge &lt;Clinic&gt; at 555-555-0142." in page
    assert "Call Ridge <Clinic> at 555-555-0142." in paper
    for text in (page, paper):
        assert BACK in text
        assert text.count(f" {ASK}") == 2, "another guide's service, and one that is unknown"
        assert ASK_SCAN in text
        assert "{{" not in text
    for text in (knee_page, knee_paper):
        assert KNEE in text
        assert text.count(f" {ASK}") == 2


def test_a_price_that_lapses_turns_its_token_into_how_to_ask(clinic, client, time_machine):
    last = clinic.cost_items.first().valid_until
    noon = timezone.now().replace(hour=17)
    time_machine.move_to(noon + (last - timezone.localdate()))
    assert all(BACK in text for text in page_and_paper(client))

    time_machine.move_to(timezone.now() + timedelta(days=1))

    for text in page_and_paper(client):
        assert "Back visit: ask us for the price today. Call 555-555-0142." in text
        assert "$400" not in text


def test_a_note_fills_tokens_as_the_guide_does(clinic, client):
    body = "We are {{ clinic.name }}.\n\n{{ cost.back-visit }}\n\n{{ cost.nothing }}"
    make_note(clinic=clinic, section_kind="insurance", body=body)
    publish_the_clinic(clinic)

    for text in page_and_paper(client):
        assert text.count(BACK) == 2, "in the text and in the note"
        assert text.count(f" {ASK}") == 3
    for text in page_and_paper(client, "knees"):
        assert "$400" not in text
        assert text.count(f" {ASK}") == 4


def test_a_sections_main_message_fills_tokens_too(clinic, client):
    Section.objects.update(main_message="Ask {{ clinic.name }} first. {{ nothing.known }}")
    for translation in clinic.guides.get(slug="backs").translations.all():
        publish_guide(translation)

    page, paper = page_and_paper(client)

    assert "Ask Ridge &lt;Clinic&gt; first. {{ nothing.known }}" in page
    assert "Ask Ridge <Clinic> first. {{ nothing.known }}" in paper


def test_tokens_speak_the_language_of_the_page(clinic, client):
    for text in page_and_paper(client, prefix="/es"):
        assert "$400 – $650" in text
        assert "Last checked on" not in text
