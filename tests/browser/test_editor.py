"""The Markdown editor in the hands of somebody who writes, with everything that can go wrong."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.writing import choose, opened, picture, preview_of, save, status_of, text_of
from tests.factories import make_guide_editor, make_reference, make_section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIGNED_OUT = re.compile("You are signed out")
LOST = re.compile("The preview did not arrive")


@pytest.fixture
def writing(visit):
    """A function of a text: its section opened in the editor, and the section itself."""

    def begin(body="", user=None):
        section = make_section(body=body)
        return opened(visit, section, user), section

    return begin


# What the hands do: buttons, keys, undo


@pytest.mark.parametrize("deed", ["button", "keys"])
def test_bold_is_set_by_button_or_keys_and_taken_back_by_undo(writing, deed):
    page, _section = writing("alpha")
    text = text_of(page)

    text.select_text()
    if deed == "button":
        page.get_by_role("button", name="Bold").click()
    else:
        text.press("Control+b")

    expect(text).to_have_value("**alpha**")
    text.press("Control+z")
    expect(text).to_have_value("alpha")


def test_a_list_is_made_of_the_chosen_lines_and_unmade_again(writing):
    page, _section = writing("one\ntwo")
    button = page.get_by_role("button", name="List")

    text_of(page).select_text()
    button.click()
    expect(text_of(page)).to_have_value("- one\n- two")

    text_of(page).select_text()
    button.click()
    expect(text_of(page)).to_have_value("one\ntwo")


def test_tab_leaves_the_editor(writing):
    page, _section = writing("alpha")

    text_of(page).focus()
    page.keyboard.press("Tab")

    expect(text_of(page)).to_have_value("alpha")
    expect(page.locator("iframe")).to_be_focused()


# What patients will see


def test_the_preview_shows_what_was_typed_as_patients_will_see_it(writing):
    page, section = writing()
    make_reference(guide=section.translation.guide, key="doe-2022")

    text_of(page).fill(
        "**Bold**\n\n| What | How |\n|---|---|\n| rest | often |\n\n"
        "::: important\nCall us.\n:::\n\n- one\n\nKnown [@doe-2022]."
    )

    preview = preview_of(page)
    expect(preview.locator("strong", has_text="Bold")).to_be_visible()
    expect(preview.get_by_role("cell", name="often")).to_be_visible()
    expect(preview.locator(".callout", has_text="Call us.")).to_be_visible()
    expect(preview.get_by_role("listitem")).to_have_text("one")
    expect(preview.get_by_role("link", name="1")).to_be_visible()


def test_the_table_button_makes_a_table(writing):
    page, _section = writing("Before.")

    text_of(page).press("Control+End")
    page.get_by_role("button", name="Table").click()

    expect(preview_of(page).get_by_role("columnheader", name="What")).to_be_visible()


def test_the_box_button_puts_the_chosen_words_into_a_box(writing):
    page, _section = writing("Call us today.")

    text_of(page).select_text()
    page.get_by_role("button", name="Box").click()
    page.get_by_role("menuitem", name="Important").click()

    expect(preview_of(page).locator(".callout")).to_contain_text("Call us today.")
    page.keyboard.type("Or tomorrow.")
    expect(preview_of(page).locator(".callout")).to_contain_text("Or tomorrow.")


def test_what_was_typed_is_saved(writing):
    page, section = writing("Old words.")

    text_of(page).fill("New words.")
    save(page)
    page.wait_for_url("**/guide/translation/**")

    section.refresh_from_db()
    assert section.body == "New words."


# Pictures


def test_a_picture_comes_in_by_button_with_words_for_who_cannot_see_it(writing):
    page, _section = writing("Before.")

    choose(page, picture())
    page.get_by_label("What does the picture show?").fill("A knee")
    page.get_by_role("button", name="Put it in").click()

    expect(text_of(page)).to_have_value(re.compile(r"!\[A knee\]\(/media/pictures/\w+\.png\)"))
    shown = preview_of(page).get_by_alt_text("A knee")
    expect(shown).to_have_js_property("naturalWidth", 8)
    expect(status_of(page)).to_have_text("The picture is in the text.")


def test_a_picture_may_be_decoration_that_nobody_needs_to_hear_of(writing):
    page, _section = writing()

    choose(page, picture())
    page.get_by_label("It is only decoration").check()
    page.get_by_role("button", name="Put it in").click()

    expect(text_of(page)).to_have_value(re.compile(r'!\[\]\(/media/\S+ "decorative"\)'))
    expect(preview_of(page).locator("img[alt='']")).to_have_js_property("naturalWidth", 8)


def test_a_picture_without_a_word_about_it_stays_out(writing):
    page, _section = writing("Before.")

    choose(page, picture())
    page.get_by_role("button", name="Put it in").click()

    expect(page.get_by_label("What does the picture show?")).to_be_focused()
    page.get_by_role("button", name="Leave it out").click()
    expect(text_of(page)).to_have_value("Before.")


@pytest.mark.parametrize("deed", ["paste", "drop"])
def test_a_picture_comes_in_by_paste_or_drop(writing, deed):
    page, _section = writing()

    text_of(page).evaluate(HAND_OVER, [deed, list(picture()["buffer"])])
    page.get_by_label("What does the picture show?").fill("A spine")
    page.keyboard.press("Enter")

    expect(text_of(page)).to_have_value(re.compile(r"!\[A spine\]\(/media/"))


HAND_OVER = """(area, [deed, bytes]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([new Uint8Array(bytes)], "a.png", { type: "image/png" }));
  const how = { bubbles: true, cancelable: true, clipboardData: carried, dataTransfer: carried };
  area.dispatchEvent(deed === "paste" ? new ClipboardEvent(deed, how) : new DragEvent(deed, how));
}"""


def test_what_is_no_picture_is_refused_in_the_editor_itself(writing):
    page, _section = writing("Before.")
    page.expected = ["400 (Bad Request)"]

    page_of_tricks = b"<html><script>alert(1)</script></html>"
    choose(page, {"name": "knee.png", "mimeType": "image/png", "buffer": page_of_tricks})
    page.get_by_label("What does the picture show?").fill("A knee")
    page.get_by_role("button", name="Put it in").click()

    expect(page.get_by_role("alert")).to_contain_text("not a PNG, JPEG or WebP picture")
    page.get_by_role("button", name="Leave it out").click()
    expect(text_of(page)).to_have_value("Before.")


# When the session or the network ends


def test_an_ended_session_is_said_and_the_text_stays(writing):
    page, _section = writing("Before.")
    page.expected = ["403 (Forbidden)"]
    expect(preview_of(page)).to_have_text("Before.")

    page.context.clear_cookies()
    text_of(page).fill("All that was typed.")

    expect(status_of(page)).to_have_text(SIGNED_OUT)
    expect(text_of(page)).to_have_value("All that was typed.")
    expect(preview_of(page)).to_have_text("Before.")


def test_who_signs_in_again_in_another_tab_goes_on_here(writing):
    user = make_guide_editor()
    user.set_password("Warm-Stone-77")
    user.save()
    page, section = writing("Before.", user)
    page.expected = ["403 (Forbidden)"]
    page.context.clear_cookies()
    text_of(page).fill("All that was typed.")
    expect(status_of(page)).to_have_text(SIGNED_OUT)

    sign_in_elsewhere(page, user)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # back in this tab
    expect(preview_of(page)).to_have_text("All that was typed.")
    expect(status_of(page)).to_be_empty()
    save(page)
    page.wait_for_url("**/guide/translation/**")

    section.refresh_from_db()
    assert section.body == "All that was typed."


def sign_in_elsewhere(page, user):
    other = page.context.new_page()
    other.goto("/admin/login/")
    other.get_by_label("User name or email address").fill(user.username)
    other.get_by_label("Password").fill("Warm-Stone-77")
    other.get_by_role("button", name="Log in").click()
    other.wait_for_url("**/admin/**")
    other.close()


def test_a_lost_network_is_said_and_the_editor_recovers(writing):
    page, _section = writing("Before.")
    page.expected = ["net::ERR_INTERNET_DISCONNECTED"]
    expect(preview_of(page)).to_have_text("Before.")

    page.context.set_offline(True)
    text_of(page).fill("Typed in a tunnel.")
    expect(status_of(page)).to_have_text(LOST)
    expect(text_of(page)).to_have_value("Typed in a tunnel.")

    page.context.set_offline(False)
    expect(preview_of(page)).to_have_text("Typed in a tunnel.")
    expect(status_of(page)).to_be_empty()
