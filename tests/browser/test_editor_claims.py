"""Claims are underlined while somebody writes: exactly their words, and only as long as they stand."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import STILL, barriers
from tests.browser.writing import opened, text_of
from tests.factories import make_section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BEFORE = "Café 😀, plainly told.\n\n"
PLAIN = "One of us may go on and on, so it is a bit of a way to go to the end of it.\n\n"
CHOSEN = "(area) => area.value.slice(area.selectionStart, area.selectionEnd)"
# The text behind the field must break into the same lines: as high as what the field can scroll.
SAME_LINES = """(area) => {
  const behind = document.querySelector("[data-underlines] > div");
  const shift = new DOMMatrix(getComputedStyle(behind).transform).f;
  return [behind.scrollHeight - area.scrollHeight, shift + area.scrollTop];
}"""
MARK_IN_FIELD = """(area) => {
  const field = area.getBoundingClientRect();
  const mark = document.querySelector("[data-underlines] mark").getBoundingClientRect();
  return mark.top >= field.top && mark.bottom <= field.bottom && mark.bottom <= innerHeight;
}"""


def underlined(page):
    return page.locator("[data-underlines] mark")


def told(page):
    return page.locator("[data-told]")


def found(page):
    return page.get_by_role("list", name="What the claim check finds in this text").locator("li")


def test_a_claim_is_underlined_exactly_until_it_is_mended(visit):
    page = opened(visit, make_section(kind="risks", body=""), **STILL)
    area = text_of(page)

    area.press_sequentially(f"{BEFORE}There is no risk.")
    expect(underlined(page)).to_have_text(["no risk"])
    expect(underlined(page)).to_have_class("blocks")
    expect(told(page)).to_have_text("1 claim stops publishing.")
    expect(found(page)).to_contain_text("Fix first")

    page.get_by_role("button", name="Line 3: “no risk”").click()
    expect(area).to_be_focused()
    assert area.evaluate(CHOSEN) == "no risk"

    page.keyboard.press("Home")
    page.keyboard.type("¡Oh 😀! ")
    assert underlined(page).all_text_contents() == ["no risk"]  # at once: it moves with its words

    assert barriers(page) == []
    area.fill(f"{BEFORE}There are risks.")
    expect(underlined(page)).to_have_count(0)
    expect(found(page)).to_have_count(0)
    expect(told(page)).to_contain_text("Nothing that these checks look for.")


def test_in_a_long_text_on_a_phone_the_way_leads_to_the_words(visit):
    """Whose kind decides what is a claim, at the moment when it is chosen."""
    section = make_section(kind="risks", body=f"{PLAIN * 600}{BEFORE}It helps most people.")
    page = opened(visit, section, viewport={"width": 320, "height": 640})
    area = text_of(page)
    expect(told(page)).not_to_be_empty()
    before = underlined(page).count()

    page.get_by_label("Kind:").select_option("benefits")
    expect(found(page).filter(has_text="It helps most people")).to_have_count(1)
    page.get_by_label("Kind:").select_option("risks")
    expect(underlined(page)).to_have_count(before)
    area.press("Control+End")
    page.keyboard.type(" It is a miracle.")
    expect(underlined(page).last).to_have_text("miracle")
    area.press("Control+Home")

    page.get_by_role("button", name="“miracle”").click()
    assert area.evaluate(CHOSEN) == "miracle"
    assert area.evaluate(SAME_LINES) == [0, 0]
    assert area.evaluate(MARK_IN_FIELD)
