"""What patients read on the public pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clinics.models import Coverage
from tests.clinics.patients import make_shown, read, tree_of, words_of
from tests.factories import make_clinic, publish_the_clinic, shown_guide


@pytest.fixture(scope="module", autouse=True)
def once(made):
    return made(make_shown)


@pytest.fixture
def shown(once, db):
    return once()


def test_the_guide_shows_all_that_a_patient_needs(shown, client):
    page = words_of(read(client, "/ridge/shots/"))

    for words in (
        *("Shots for backs", "In plain words.", "Reviewed by Sample Reviewer, MD (demo)"),
        *("Next review due", "Go to an emergency room.", "Talk with your doctor first."),
        *("How sure we are: None", "Every shot has risks.", "From Ridge Clinic"),
        *("We give you the price in writing.", "First visit", "$400 – $650", "the exam"),
        *("All prices last checked", "555-555-0142", "8 to 5", "may ask for one in writing"),
        *("Example Plan", "Usually not covered", "Last checked", "What to ask your insurer"),
        *("somebody who heals", "Katz J. 2022.", "It does not replace advice"),
    ):
        assert words in page


def test_notices_stand_where_the_law_wants_them(shown, client):
    page = words_of(read(client, "/ridge/shots/"))

    benefits = page[page.rindex("Possible benefits") :]
    assert page.index("Law page-top.") < page.index("Talk with your doctor first.")
    assert benefits.index("Law before-benefits.") < benefits.index("Some plain text.")
    assert page.index("Law cost.") < page.index("$400")
    assert page.index("Law footer.") > page.index("Edition 1-1-1")
    assert "Law footer." in words_of(read(client, "/ridge/"))


def test_benefits_alone_come_with_the_main_message_of_the_risks(shown, client):
    page = words_of(read(client, "/ridge/shots/benefits/"))

    assert "Every shot has risks." in page
    assert "Read about the risks" in page
    assert "Law before-benefits." in page
    assert "Every shot has risks." not in words_of(read(client, "/ridge/shots/cost/"))


def test_a_section_leads_to_its_neighbours_and_to_the_whole(shown, client):
    page = read(client, "/ridge/shots/risks/")
    rel = {
        a.get("rel"): a.get("href")
        for a in tree_of(page).iter("a")
        if a.get("rel") in ("prev", "next")
    }

    assert rel == {"prev": "/ridge/shots/benefits/", "next": "/ridge/shots/cost/"}
    assert 'href="/ridge/shots/"' in page


def test_a_section_lists_the_sources_that_it_cites_and_no_others(shown, client):
    page = read(client, "/ridge/shots/risks/")

    assert 'id="ref-katz"' in page
    assert 'id="ref-unused"' not in page


def test_a_price_that_has_lapsed_says_how_to_ask(shown, client, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=200))

    page = words_of(read(client, "/ridge/shots/cost/"))

    assert "$400" not in page
    assert "Ask us for the price today" in page


def test_an_insurers_answer_that_is_overdue_says_so(shown, client, time_machine):
    checked = timezone.localdate()
    assert "ask us." not in words_of(read(client, "/ridge/shots/insurance/"))

    time_machine.move_to(timezone.now() + timedelta(days=100))

    page = words_of(read(client, "/ridge/shots/insurance/"))
    assert f"Last checked in {checked:%B %Y}; ask us." in page
    assert "Last checked:" not in page


def test_a_review_that_is_overdue_says_so(shown, client, time_machine):
    assert "This review is overdue." not in read(client, "/ridge/shots/")

    time_machine.move_to(timezone.now() + timedelta(days=2 * 366))

    assert "This review is overdue." in read(client, "/ridge/shots/")


def test_a_text_that_nobody_reviewed_says_so(db, client):
    translation, clinic = shown_guide()

    page = read(client, f"/{clinic.slug}/{translation.guide.slug}/")

    assert "Not yet reviewed by a clinician." in page


def test_a_guide_without_costs_and_insurance_still_says_how_to_ask(db, client):
    translation, clinic = shown_guide()

    page = words_of(read(client, f"/{clinic.slug}/{translation.guide.slug}/"))

    assert "We have not listed prices here." in page
    assert "the right to a Good Faith Estimate" in page
    assert "We have no answers from insurers to show." in page


@pytest.mark.parametrize("status", Coverage.Status.values)
def test_an_insurers_answer_is_told_in_words(shown, client, status):
    _translation, clinic, _other = shown
    clinic.coverages.update(
        status=status, conditions={"en": "after six weeks"}, policy_url="https://example.org/rules"
    )
    publish_the_clinic(clinic)

    page = read(client, "/ridge/shots/insurance/")

    assert str(Coverage.Status(status).label) in words_of(page)
    assert "after six weeks" in page
    assert 'href="https://example.org/rules"' in page


def test_the_front_finds_a_clinic_by_name_city_or_postcode(db, client):
    publish_the_clinic(make_clinic(name="Peñón Spine", city="Ávila", postcode="90210"))
    publish_the_clinic(make_clinic(name="Elsewhere", city="Springfield", postcode="02134"))

    for asked in ("penon", "AVILA", "90210", "pen avi"):
        page = read(client, f"/?q={asked}")
        assert "Peñón Spine" in page
        assert "Elsewhere" not in page
    assert "No clinic found for “atlantis”" in read(client, "/?q=atlantis")
    assert "Elsewhere" in read(client, "/?q=02134")


def test_names_of_digits_stay_names(db, client):
    _translation, clinic = shown_guide(title="2024")
    clinic.name, clinic.postcode = "1234", "00501"
    clinic.save()
    publish_the_clinic(clinic)

    assert "00501" in read(client, "/?q=1234")
    assert ">2024</a>" in read(client, f"/{clinic.slug}/")


@pytest.mark.slow
def test_the_front_shows_fifty_clinics_and_asks_to_search_for_more(db, client):
    for _number in range(51):
        publish_the_clinic(make_clinic())

    page = read(client, "/")

    assert page.count('class="card"') == 50
    assert "The first 50 are shown. Search to find yours." in words_of(page)


def test_the_print_page_offers_every_section_ticked_and_the_clinics_paper(shown, client):
    _translation, clinic, _other = shown
    clinic.paper = "a4"
    clinic.save()
    publish_the_clinic(clinic)

    inputs = list(tree_of(read(client, "/ridge/shots/print/")).iter("input"))

    ticked = [
        i.get("value") for i in inputs if i.get("name") == "section" and "checked" in i.attrib
    ]
    assert ticked == ["overview", "benefits", "risks", "cost", "insurance"]
    chosen = {
        i.get("name"): i.get("value")
        for i in inputs
        if i.get("type") == "radio" and "checked" in i.attrib
    }
    assert chosen == {"size": "normal", "paper": "a4"}


def test_a_handout_that_cannot_be_made_shows_the_form_with_its_errors(shown, client):
    page = read(client, "/ridge/shots/handout.pdf?section=nothing&size=giant", status=404)

    assert 'id="section_problem"' in page
    assert 'id="size_problem"' in page
    assert 'href="#size_choices"' in page
    tree_of(page)
