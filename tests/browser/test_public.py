"""A patient's way: find the clinic, read, change the language, print; on a phone, by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.places import AT_NORTH, public_pages, too_wide

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 320, "height": 640}


def test_a_patient_finds_a_clinic_reads_its_guide_and_takes_it_home(page, demo):
    page.goto("/")
    page.get_by_label("Name, city or ZIP code").fill("sampleton")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="1 clinic found")).to_be_visible()
    page.get_by_role("link", name="North Ridge Spine Clinic").first.click()
    page.get_by_role("link", name="Stem cell therapy for spinal stenosis").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Stem cell therapy for spinal stenosis"
    )
    page.get_by_role("link", name="What does it cost?").click()
    expect(page.get_by_role("heading", name="What does it cost?")).to_be_in_viewport()

    page.get_by_role("link", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.locator("a[href$='/print/']").click()
    page.locator("[name=size][value=large]").check()
    page.expected = ["404 (Not Found)"]  # a PDF names no icon, so browsers ask for /favicon.ico
    with page.expect_request("**/handout.pdf?*") as asked:
        page.locator("form.choose button").click()

    handout = page.request.get(asked.value.url)
    assert "size=large" in asked.value.url
    assert handout.headers["content-type"] == "application/pdf"
    assert handout.body().startswith(b"%PDF-")


def test_a_section_of_its_own_leads_to_the_others(page, demo):
    page.goto(f"{AT_NORTH}benefits/")

    page.get_by_role("link", name="Read about the risks").click()
    expect(page).to_have_url(re.compile(r"/risks/$"))
    page.get_by_role("link", name="Read the whole guide on one page").click()
    expect(page).to_have_url(re.compile(f"{AT_NORTH}$"))


def test_every_public_page_fits_a_small_phone_without_script_or_cookie(visit, demo):
    page = visit(viewport=PHONE)
    page.expected = ["404 (Not Found)", "410 (Gone)"]

    wrong = {address: _wrong(page, address, status) for address, status in public_pages().items()}

    assert {address: what for address, what in wrong.items() if what} == {}
    assert page.context.cookies() == []


def _wrong(page, address, status):
    """What is wrong with the page, in words; empty when nothing is."""
    answer = page.goto(address)
    found = [] if answer.status == status else [f"status {answer.status}"]
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        if too_wide(page):
            found.append(f"{too_wide(page)} px too wide ({scheme})")
    if page.locator("script, style, [style], [onclick], [onload], [onerror]").count():
        found.append("a script or a style inside")
    return found


def test_the_keyboard_begins_at_a_way_past_the_header_and_is_always_seen(page, demo):
    page.goto(AT_NORTH)

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["width"] > 100
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()

    for _step in range(25):
        page.keyboard.press("Tab")
        line, width, is_in_main = page.evaluate(FOCUS)
        assert line == "solid"
        assert width >= 2
        assert is_in_main


FOCUS = """() => {
  const here = document.activeElement, style = getComputedStyle(here);
  return [style.outlineStyle, parseFloat(style.outlineWidth), !!here.closest("main")];
}"""


def test_paper_is_black_on_white_with_everything_opened(visit, demo):
    page = visit(color_scheme="dark")
    page.goto(AT_NORTH)
    questions = page.get_by_text("Can you send me the answer in writing?")
    expect(questions).to_be_hidden()

    page.emulate_media(media="print")

    assert questions.bounding_box()["height"] > 0
    expect(page.get_by_role("navigation", name="On this page")).to_be_hidden()
    inks = page.evaluate(INKS)
    assert inks
    assert [ink for ink in inks if not _is_black(ink)] == []
    assert page.pdf().startswith(b"%PDF-")


INKS = """() => {
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), inks = new Set();
  while (words.nextNode()) {
    const { parentElement: place } = words.currentNode;
    if (words.currentNode.data.trim() && place.checkVisibility()) inks.add(getComputedStyle(place).color);
  }
  return [...inks];
}"""


def _is_black(ink):
    return max(map(float, re.findall(r"[\d.]+", ink)[:3])) <= 0x22
