"""The database goes away while somebody writes: what was typed is there afterwards."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import STILL, barriers, barriers_at
from tests.browser.writing import save, text_of
from tests.database import without_waiting
from tests.factories import make_guide_editor, make_section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AWAY = ["503 (Service Unavailable)"]
TYPED = "All that was typed."


@pytest.fixture
def away(monkeypatch):
    with without_waiting(monkeypatch) as put:
        yield put


@pytest.fixture
def section():
    return make_section(title="Risks", body="As it was.")


@pytest.fixture
def page(away, visit, section):
    """A guide editor's, who has typed."""
    page = visit(make_guide_editor())
    page.expected = AWAY
    page.goto(f"/admin/guide/section/{section.pk}/change/")
    text_of(page).fill(TYPED)
    return page


def saved(page, section):
    page.wait_for_url("**/guide/translation/**")
    section.refresh_from_db()
    return section.body


def test_a_form_is_not_sent_while_the_database_is_away_and_goes_when_it_is_back(
    page, section, away
):
    away(True)
    save(page)

    expect(page.get_by_role("alert").filter(has_text="cannot save just now")).to_be_visible()
    expect(text_of(page)).to_have_value(TYPED)
    away(False)
    save(page)

    assert saved(page, section) == TYPED


def test_a_form_that_was_sent_too_late_is_given_back_and_can_be_sent_again(page, section, away):
    away(True)
    page.evaluate("document.getElementById('section_form').submit()")

    expect(page.get_by_role("heading", name="The database cannot be reached")).to_be_visible()
    expect(page.locator("pre").filter(has_text=TYPED)).to_be_visible()
    away(False)
    page.get_by_role("button", name="Send it again").click()

    assert saved(page, section) == TYPED


def test_the_browser_offers_what_was_typed_when_the_form_is_opened_again(page, section, away):
    away(True)
    page.evaluate("document.getElementById('section_form').submit()")
    expect(page.get_by_role("heading", name="The database cannot be reached")).to_be_visible()
    away(False)
    page.get_by_role("link", name="Open the page again").click()

    offer = page.get_by_role("status").filter(has_text="You have text here that was not saved")
    offer.get_by_role("button", name="Take it back").click()
    expect(text_of(page)).to_have_value(TYPED)


def test_nobody_meets_a_barrier_while_the_database_is_away(visit, away, section):
    patient, staff = visit(**STILL), visit(make_guide_editor(), **STILL)
    patient.expected = staff.expected = AWAY
    staff.goto(f"/admin/guide/section/{section.pk}/change/")
    text_of(staff).fill(f"{TYPED}\n" * 20)

    away(True)
    staff.evaluate("document.getElementById('section_form').submit()")
    staff.get_by_role("heading", name="The database cannot be reached").wait_for()

    assert barriers(staff) == []
    assert barriers_at(patient, ["/ridge/shots/", "/es/ridge/"]) == {}
    assert barriers_at(staff, ["/admin/"]) == {}
