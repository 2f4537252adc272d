"""The editor's toolbar, menus and windows: by mouse, by keys, on a phone, for everybody."""

import re

import pytest
from playwright.sync_api import expect

from guide.models import Reference
from tests.browser.axe import STILL, barriers
from tests.browser.places import too_wide
from tests.browser.writing import choose, opened, picture, preview_of, status_of, text_of
from tests.factories import (
    make_clinic,
    make_guide,
    make_member,
    make_reference,
    make_section,
    make_service,
    make_translation,
    publish_guide,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BUTTONS = ["Bold", "Italic", "List", "Numbers", "Link", "Table"]
MENUS = {
    "Heading": ["Heading", "Smaller heading"],
    "Box": ["Important", "Emergency", "Do", "Don't", "To open: more about this"],
    "Clinic info": ["Clinic's name", "Clinic's phone number", "Price: First visit"],
}


@pytest.fixture
def section(transactional_db):
    """One that may cite two references and tell the price of one service."""
    section = make_section(body="alpha")
    guide = section.translation.guide
    make_reference(guide=guide, key="doe-2020", text="Doe A. Backs. 2020.")
    make_reference(guide=guide, key="roe-2021", text="Roe Á. Knees. 2021.")
    make_reference(guide=make_guide(), key="foreign-2022")
    make_service(key="visit", names={"en": "First visit"}, guides=[guide])
    return section


def bar(page, name):
    return page.get_by_role("toolbar").get_by_role("button", name=name, exact=True)


def pick(page, menu, item):
    bar(page, menu).click()
    page.get_by_role("menuitem", name=item, exact=True).click()


def test_whatever_a_button_does_can_be_undone(visit, section):
    page = opened(visit, section)
    deeds = {name: lambda name=name: bar(page, name).click() for name in BUTTONS}
    for menu, items in MENUS.items():
        for item in items:
            deeds[f"{menu}: {item}"] = lambda menu=menu, item=item: pick(page, menu, item)

    for name, deed in deeds.items():
        text_of(page).select_text()
        deed()
        expect(text_of(page), name).not_to_have_value("alpha")
        expect(text_of(page), name).to_be_focused()
        page.keyboard.press("Control+z")
        expect(text_of(page), name).to_have_value("alpha")


def test_a_price_stands_in_a_paragraph_of_its_own(visit, section):
    page = opened(visit, section)

    text_of(page).press("End")
    pick(page, "Clinic info", "Price: First visit")

    expect(text_of(page)).to_have_value("alpha\n\n{{ cost.visit }}\n")
    expect(page.locator("[data-findings] li")).to_have_count(0)


def test_the_toolbar_is_one_stop_with_arrows_between_its_buttons(visit, section):
    page = opened(visit, section)

    text_of(page).focus()
    page.keyboard.press("Shift+Tab")
    expect(bar(page, "Bold")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Heading", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(bar(page, "Heading")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(text_of(page)).to_have_value("#### alpha")

    page.keyboard.press("Shift+Tab")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(bar(page, "Heading")).to_be_focused()


def test_keys_in_the_text_help_link_and_save(visit, section):
    page = opened(visit, section)
    text = text_of(page)

    text.press("Control+/")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(text).to_be_focused()
    text.select_text()
    page.keyboard.press("Control+k")
    page.keyboard.type("https://example.org/")
    expect(text).to_have_value("[alpha](https://example.org/)")
    with page.expect_navigation():
        page.keyboard.press("Control+s")

    assert re.search(r"/section/\d+/change/", page.url)
    section.refresh_from_db()
    assert section.body == "[alpha](https://example.org/)"
    preview_of(page).get_by_role("link", name="alpha").click()
    expect(preview_of(page)).to_have_text("alpha")  # a link of the preview leads nowhere


def test_a_reference_is_found_and_cited_by_keys_alone(visit, section):
    page = opened(visit, section)

    text_of(page).press("End")
    bar(page, "Citation").press("Enter")
    dialog = page.get_by_role("dialog", name="Cite a reference")
    expect(dialog.get_by_role("option")).to_have_count(2)
    page.keyboard.type("knees roe a")
    expect(dialog.get_by_role("option")).to_have_text(["roe-2021 Roe Á. Knees. 2021."])
    page.keyboard.press("Enter")

    expect(text_of(page)).to_have_value("alpha[@roe-2021]")
    expect(preview_of(page).locator(".cite")).to_be_visible()
    bar(page, "Citation").click()
    dialog.get_by_role("combobox").fill("nobody")
    expect(dialog.get_by_role("status")).to_have_text("Nothing found.")
    page.keyboard.press("Escape")
    expect(text_of(page)).to_have_value("alpha[@roe-2021]")


def test_a_reference_is_added_in_place_and_nothing_typed_is_lost(visit, section):
    page = opened(visit, section)
    page.expected = ["422 (Unprocessable Entity)", "net::ERR_INTERNET_DISCONNECTED"]

    text_of(page).press("End")
    bar(page, "Citation").click()
    dialog = page.get_by_role("dialog", name="Cite a reference")
    expect(dialog.get_by_role("option")).to_have_count(2)
    dialog.get_by_text("Add a new reference").click()
    dialog.get_by_label("Citation: authors").fill("Doe A, Poe B. More on backs. Spine J 2020;1:2")
    key = dialog.get_by_label("Key, as in")
    expect(key).to_have_value("doe-2020-b")
    key.fill("doe-2020")
    key.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("has a reference with this key already")
    key.fill("Doe 2020")
    key.press("Enter")
    expect(dialog.locator("[data-refused=key]")).to_contain_text("small letters")
    expect(key).to_be_focused()
    page.context.set_offline(True)
    key.fill("doe-2020-more")
    key.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("It is still here")
    page.context.set_offline(False)
    key.press("Enter")

    expect(text_of(page)).to_have_value("alpha[@doe-2020-more]")
    expect(dialog).to_be_hidden()
    assert Reference.objects.get(key="doe-2020-more").guide == section.translation.guide


def test_several_pictures_are_asked_for_one_by_one_and_each_refusal_is_said(visit, section):
    page = opened(visit, section)
    page.expected = ["400 (Bad", "413 (", "net::ERR_INTERNET_DISCONNECTED"]
    large = {"name": "large.png", "mimeType": "image/png", "buffer": b"x" * 6_000_000}
    drawn = {"name": "drawn.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"}
    dialog = page.get_by_role("dialog", name="Put in a picture")
    put_in, leave_out = (
        dialog.get_by_role("button", name=n) for n in ("Put it in", "Leave it out")
    )
    words = dialog.get_by_label("What does the picture show?")

    text_of(page).press("End")
    choose(page, picture("knee.png"), large, drawn, picture("hip.png", "blue"))
    expect(dialog).to_contain_text("1 of 4: knee.png")
    put_in.click()
    expect(dialog.get_by_role("alert")).to_contain_text("Describe the picture")
    words.fill("A knee")
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("2 of 4: large.png")
    words.fill("Too much")
    put_in.click()
    expect(dialog.get_by_role("alert")).to_contain_text("larger than 5 MB")
    leave_out.click()
    words.fill("A drawing")
    put_in.click()
    expect(dialog.get_by_role("alert")).to_contain_text("not a PNG, JPEG or WebP")
    leave_out.click()
    page.context.set_offline(True)
    dialog.get_by_label("It is only decoration").check()
    put_in.click()
    expect(dialog.get_by_role("alert")).to_contain_text("Your text is still here")
    page.context.set_offline(False)
    put_in.click()

    expect(dialog).to_be_hidden()
    address = r"\(/media/pictures/\w+\.png"
    whole = rf'alpha\n\n!\[A knee\]{address}\)\n\n!\[\]{address} "decorative"\)\n'
    expect(text_of(page)).to_have_value(re.compile(f"^{whole}$"))
    expect(status_of(page)).to_have_text("The picture is in the text.")


def test_what_is_wrong_is_said_below_and_leads_to_its_line(visit, section):
    page = opened(visit, section)

    text_of(page).fill("Fine.\n\nKnown [@nobody].")
    page.get_by_role("button", name="Line 3").click()

    expect(text_of(page)).to_be_focused()
    chosen = "area => area.value.slice(area.selectionStart, area.selectionEnd)"
    assert text_of(page).evaluate(chosen) == "Known [@nobody]."
    expect(page.locator("[data-facts]")).to_contain_text("Patients do not see this yet.")
    text_of(page).fill("Fine.")
    expect(page.get_by_role("button", name="Line 3")).to_be_hidden()


def test_a_note_is_shown_in_its_clinics_colors_and_the_admin_is_not(visit):
    text = make_translation()
    publish_guide(text)
    clinic = make_clinic(guides=[text.guide], brand_colour="#7a1fa2", name="Bay Clinic")
    user = make_member(clinic)
    page = visit(user)
    page.goto("/admin/clinics/note/add/")
    admin = page.locator("#header").evaluate("node => getComputedStyle(node).backgroundColor")

    text_of(page).fill("[{{ clinic.name }}](https://example.org/)\n\n[{{ clinic.name }}]")
    page.get_by_label("Language:").select_option("es")

    brand = "node => getComputedStyle(node).getPropertyValue('--brand').trim()"
    expect(preview_of(page)).to_contain_text("Bay Clinic")
    whole = page.frame_locator("iframe").locator("html")
    expect(whole).to_have_attribute("lang", "es")
    expect(whole).to_have_css("--brand", "#7a1fa2")
    assert page.locator("html").evaluate(brand) == ""
    header = page.locator("#header").evaluate("node => getComputedStyle(node).backgroundColor")
    assert header == admin
    bar(page, "Citation").click()
    expect(page.get_by_role("dialog")).to_contain_text("There is no reference yet.")
    expect(page.get_by_text("Add a new reference")).to_have_count(0)
    page.keyboard.press("Escape")


def test_on_a_phone_the_toolbar_shows_signs_that_still_have_names(visit, section):
    page = opened(visit, section, viewport={"width": 320, "height": 640})

    small = bar(page, "Bold")
    bar(page, "Clinic info").click()
    expect(page.get_by_role("menuitem", name="Price: First visit")).to_be_in_viewport()

    assert small.bounding_box()["width"] < 60
    assert small.bounding_box()["height"] >= 44
    assert too_wide(page) == 0


def test_no_window_of_the_editor_is_a_barrier(visit, section):
    page = opened(visit, section, **STILL)
    text_of(page).fill("Known [@nobody].")
    expect(page.get_by_role("button", name="Line 1")).to_be_visible()
    found = barriers(page)

    bar(page, "Box").click()
    found += barriers(page)
    page.keyboard.press("Escape")
    bar(page, "Keys").click()
    found += barriers(page)
    page.keyboard.press("Escape")
    bar(page, "Citation").click()
    page.get_by_text("Add a new reference").click()
    expect(page.get_by_role("dialog").get_by_role("option")).to_have_count(2)
    found += barriers(page)
    page.keyboard.press("Escape")
    choose(page, picture())
    page.get_by_role("button", name="Put it in").click()
    found += barriers(page)

    assert found == []
