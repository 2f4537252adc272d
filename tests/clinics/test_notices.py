"""Legal notices from the central draft to the patient: by place, on the page and on paper, for good.

The texts are made up; what a law says is pasted in by the network's counsel.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.models.notice import Notice
from tests.clinics.patients import read, tree_of, words_of
from tests.factories import (
    make_clinic,
    make_cost,
    make_guide,
    make_guide_editor,
    make_manager,
    make_note,
    make_service,
    make_translation,
    publish_guide,
    publish_the_clinic,
    publish_the_network,
)
from tests.pages import form_on, text_of
from tests.pdf_structure import structure_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SECTIONS = [
    {"key": "benefits", "kind": "benefits", "title": "Benefits", "body": "Perhaps less pain."},
    {"key": "risks", "kind": "risks", "title": "Risks", "main_message": "It can harm."},
    {"key": "cost", "kind": "cost", "title": "Cost", "body": "Ask first."},
]
CALIFORNIA = "Placeholder for the words of California."
WASHINGTON = "Placeholder for the words of Washington."
ESTIMATE = "Placeholder for the words on estimates."
EVERY_NOTICE = {CALIFORNIA, WASHINGTON, ESTIMATE}
PAGES = [
    *("/here/shots/", "/here/shots/cost/", "/here/shots/benefits/"),
    *("/here/shots/handout.pdf", "/here/shots/handout.pdf?section=cost"),
]


def make_notice(key, text, **fields):
    usual = {
        "country": "US",
        "applies_to": "unapproved",
        "placements": ["page-top", "handout"],
        "titles": {"en": "To all patients"},
        "texts": {"en": text},
        "verified_on": timezone.localdate(),
    }
    return Notice.objects.create(key=key, **usual | fields)


def make_here():
    """In California, with a price, beside the notices of two states and of the country."""
    guide = make_guide(slug="shots", regulatory_status="unapproved")
    make_notice("california", CALIFORNIA, state="CA")
    make_notice("washington", WASHINGTON, state="WA")
    make_notice("estimate", ESTIMATE, applies_to="price", placements=["cost", "handout"])
    clinic = make_clinic(slug="here", guides=[guide], state_code="CA")
    service = make_service(guides=[guide], names={"en": "First visit"})
    make_cost(clinic=clinic, service=service)
    publish_guide(make_translation(guide=guide, sections=SECTIONS))
    publish_the_network()
    publish_the_clinic(clinic)
    return clinic


@pytest.fixture(scope="module", autouse=True)
def once(made):
    return made(make_here)


@pytest.fixture
def clinic(once):
    return once()


def moved(clinic, **fields):
    for name, value in fields.items():
        setattr(clinic, name, value)
    clinic.save()
    publish_the_clinic(clinic)


def text_at(client, address):
    if "handout.pdf" in address:
        return structure_of(client.get(address).content).text
    return words_of(read(client, address))


def notices_at(client, address):
    text = text_at(client, address)
    return {notice for notice in EVERY_NOTICE if notice in text}


@pytest.mark.parametrize("address", PAGES)
def test_a_clinic_shows_the_notices_of_its_place(clinic, client, address):
    estimate = set() if "benefits" in address else {ESTIMATE}
    assert notices_at(client, address) == {CALIFORNIA} | estimate

    moved(clinic, state_code="WA")
    assert notices_at(client, address) == {WASHINGTON} | estimate

    moved(clinic, state_code="TX")
    assert notices_at(client, address) == estimate

    moved(clinic, state_code="CA", country="MX")
    assert notices_at(client, address) == set()


def test_a_place_counts_from_its_publishing_on(clinic, client):
    clinic.state_code = "WA"
    clinic.save()
    Notice.objects.update(texts={"en": "Not published."})

    assert notices_at(client, "/here/shots/") == {CALIFORNIA, ESTIMATE}
    assert "Not published." not in read(client, "/here/shots/")


@pytest.mark.parametrize("address", ["/here/shots/cost/", "/here/shots/handout.pdf?section=cost"])
def test_the_estimate_is_told_of_by_its_notice_where_a_price_stands_and_in_a_sentence_elsewhere(
    clinic, client, address, time_machine
):
    right = "the law gives you the right to a Good Faith Estimate"
    assert right not in text_at(client, address)

    time_machine.move_to(timezone.now() + timedelta(days=200))

    text = text_at(client, address)
    assert ESTIMATE not in text
    assert right in text
    moved(clinic, country="MX")
    assert right not in text_at(client, address)


@pytest.mark.parametrize("size", ["normal", "large"])
def test_a_handout_of_the_costs_alone_carries_what_belongs_to_them(clinic, client, size):
    text = text_at(client, f"/here/shots/handout.pdf?section=cost&size={size}")

    checked = clinic.cost_items.get().confirmed_on
    for words in (
        *(CALIFORNIA, ESTIMATE, "It can harm.", "$400 – $650", "ask for one in writing"),
        f"last checked: {checked:%B} {checked.day}, {checked.year}",
    ):
        assert words in text
    assert "Perhaps less pain." not in text


def test_the_guide_of_something_approved_needs_no_such_notice(clinic, client):
    guide = clinic.guides.get()
    guide.regulatory_status = "approved"
    guide.save()
    publish_guide(guide.translations.get())

    assert notices_at(client, "/here/shots/") == {ESTIMATE}


@pytest.mark.parametrize(
    ("days", "stands"), [((1, None), False), ((0, 0), True), ((-9, -1), False), ((None, 0), True)]
)
def test_a_notice_stands_from_its_first_to_its_last_day(clinic, client, days, stands):
    first, last = (
        None if day is None else clinic.day_at(timezone.now()) + timedelta(days=day) for day in days
    )
    Notice.objects.filter(key="california").update(effective_from=first, effective_to=last)
    publish_the_network()

    assert (CALIFORNIA in notices_at(client, "/here/shots/")) == stands


def test_a_notice_without_spanish_words_is_marked_as_english(clinic, client):
    page = tree_of(read(client, "/es/here/shots/"))

    boxes = [box for box in page.iter("div") if box.get("class") == "notice"]
    assert {box.get("lang") for box in boxes} == {"en"}
    paper = structure_of(client.get("/es/here/shots/handout.pdf?section=cost").content)
    assert CALIFORNIA in paper.text
    assert "en" in {tag.language[:2] for tag in paper.tags if tag.language}


def test_a_token_in_a_notice_is_filled_alike_on_page_and_paper(clinic, client):
    Notice.objects.filter(key="california").update(texts={"en": "Call {{ clinic.phone }} now."})
    publish_the_network()

    for address in PAGES:
        assert "Call 555-555-0142 now." in text_at(client, address)


# ------------------------------------------------------------------ a clinic cannot remove them


def test_nothing_that_a_clinic_writes_or_chooses_takes_a_notice_away(clinic, client, client_of):
    manager = client_of(make_manager(clinic))
    for kind in ("benefits", "cost", "approval"):
        make_note(clinic=clinic, section_kind=kind, body="# Our words\n\nNothing else counts.")
    moved(clinic, spanish=False, paper="a4", tagline={"en": "Ours"})

    notice = Notice.objects.get(key="california")
    doors = [reverse("admin:clinics_notice_add")]
    doors += [
        reverse(f"admin:clinics_notice_{deed}", args=[notice.pk]) for deed in ("change", "delete")
    ]
    fields = form_on(manager.get(doors[1])) | {"post": "yes", "texts_en": "Ours."}
    assert [manager.post(door, fields).status_code for door in doors] == [403, 403, 403]
    publish_the_network()
    for address in PAGES:
        assert CALIFORNIA in notices_at(client, address)


@pytest.mark.parametrize("key", ["benefits", "risks", "cost", "insurance"])
@pytest.mark.parametrize("options", ["", "&size=large&paper=a4"])
def test_every_choice_of_sections_prints_it(clinic, client, key, options):
    address = f"/here/shots/handout.pdf?section={key}{options}"

    assert CALIFORNIA in notices_at(client, address)


def test_a_permanent_address_keeps_the_notices_of_its_editions(clinic, client):
    moved(clinic, state_code="WA")

    assert notices_at(client, "/here/shots/editions/1-1-1/") == {CALIFORNIA, ESTIMATE}
    assert notices_at(client, "/here/shots/editions/1-2-1/") == {WASHINGTON, ESTIMATE}


# ------------------------------------------------------------------ checked against the law


@pytest.mark.parametrize(
    ("days_ago", "warns"), [(None, True), (366, True), (365, False), (0, False), (-30, True)]
)
def test_a_notice_that_nobody_checked_for_a_year_warns_at_publish(
    clinic, client_of, days_ago, warns
):
    day = None if days_ago is None else timezone.localdate() - timedelta(days=days_ago)
    Notice.objects.filter(key="california").update(verified_on=day)
    publish_the_network()
    pages = [
        client_of(make_guide_editor()).get(reverse("admin:clinics_network_publish", args=[1])),
        client_of(make_manager(clinic)).get(
            reverse("admin:clinics_clinic_publish", args=[clinic.pk])
        ),
    ]

    for page in pages:
        assert ("Nobody has checked this notice" in text_of(page)) == warns


def test_the_notices_of_other_places_do_not_warn_a_clinic(clinic, client_of):
    Notice.objects.filter(key="washington").update(verified_on=None)
    publish_the_network()

    page = client_of(make_manager(clinic)).get(
        reverse("admin:clinics_clinic_publish", args=[clinic.pk])
    )

    assert "Nobody has checked this notice" not in text_of(page)
