"""Every way in which typed text could be lost, walked in a browser: in each one it comes back."""

import re

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from guide.models import Section
from tests.browser.writing import save, text_of
from tests.factories import make_guide_editor, make_section, make_translation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "Warm-Stone-77"


@pytest.fixture
def editor():
    return make_guide_editor(
        username="ann", first_name="Ann", password=make_password(PASSWORD, hasher="md5")
    )


@pytest.fixture
def section():
    return make_section(title="Risks", body="As it was.")


def form_of(section):
    return f"/admin/guide/section/{section.pk}/change/"


def opened(page, section):
    page.goto(form_of(section))
    return page


def saved(page, section):
    """The section, once the page after a save is there."""
    page.wait_for_url("**/guide/translation/**")
    section.refresh_from_db()
    return section


def offer_on(page):
    return page.get_by_role("status").filter(has_text="You have text here that was not saved")


# Two people at one text


def test_two_people_at_one_text_see_all_three_and_choose(visit, editor, section):
    first, second = visit(editor), visit(make_guide_editor())
    second.expected = ["409 (Conflict)"]
    opened(first, section), opened(second, section)
    text_of(first).fill("As the first wrote.")
    save(first)
    saved(first, section)

    text_of(second).fill("As the second wrote.")
    save(second)

    conflict = second.get_by_role("region", name="Two texts, one place")
    expect(conflict).to_contain_text("Saved in the meantime by Ann.")
    expect(conflict.locator("ins")).to_have_text(["the first wrote.", "the second wrote."])
    expect(text_of(second)).to_have_value("As the second wrote.")
    conflict.get_by_role("group", name="What to keep: text").get_by_label("Yours").check()
    save(second)

    assert saved(second, section).body == "As the second wrote."


# The session ends


def test_an_ended_session_is_said_before_anything_is_sent_and_the_save_goes_on(
    visit, editor, section
):
    page = opened(visit(editor), section)
    page.expected = ["403 (Forbidden)"]
    text_of(page).fill("All that was typed.")
    page.context.clear_cookies()

    save(page)

    dialog = page.get_by_role("dialog", name="You are signed out")
    sign_in(dialog, "ben", PASSWORD)
    expect(dialog.get_by_role("alert")).to_contain_text("This page was opened by ann.")
    sign_in(dialog, "ann", "a wrong one")
    expect(dialog.get_by_role("alert")).to_contain_text("do not belong together")
    sign_in(dialog, f" {editor.email.upper()} ", PASSWORD)
    assert saved(page, section).body == "All that was typed."


def sign_in(dialog, name, password):
    dialog.get_by_label("Username").fill(name)
    dialog.get_by_label("Password").fill(password)
    dialog.get_by_role("button", name="Sign in and go on").click()


def test_who_does_not_sign_in_again_keeps_the_text(visit, editor, section):
    page = opened(visit(editor), section)
    page.expected = ["403 (Forbidden)"]
    text_of(page).fill("All that was typed.")
    page.context.clear_cookies()

    save(page)
    page.get_by_role("dialog").get_by_role("button", name="Not now").click()

    expect(page.get_by_text("Not sent yet: you are signed out.")).to_be_visible()
    expect(text_of(page)).to_have_value("All that was typed.")


def test_a_locked_door_is_told_in_the_dialog(visit, editor, section):
    for _ in range(5):
        Client().post(reverse("admin:login"), {"username": "ann", "password": "a wrong one"})
    page = opened(visit(editor), section)
    page.expected = ["403 (Forbidden)", "429 (Too Many Requests)"]
    text_of(page).fill("All that was typed.")
    page.context.clear_cookies()
    save(page)

    dialog = page.get_by_role("dialog")
    sign_in(dialog, "ann", "a wrong one")

    expect(dialog.get_by_role("alert")).to_contain_text("too many wrong tries for this name")


def test_nothing_is_sent_in_the_name_of_whoever_signed_in_since(visit, editor, section):
    page, other = opened(visit(editor), section), visit(make_guide_editor(username="ben"))
    page.expected = ["403 (Forbidden)"]
    text_of(page).fill("Ann typed this.")
    page.context.clear_cookies()
    page.context.add_cookies(other.context.cookies())

    save(page)

    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_contain_text("Somebody else has signed in")
    sign_in(dialog, "ann", PASSWORD)
    assert saved(page, section).history.first().history_user == editor


# The tab, the network, the row


def test_what_a_killed_tab_held_is_offered_and_taken_back(visit, editor, section):
    page = opened(visit(editor), section)
    text_of(page).fill("As it was. And more.")
    page.get_by_label("Evidence:").select_option("low")

    again = killed_and_opened(page, section)
    offer = offer_on(again)
    offer.get_by_text("See the difference").click()
    expect(offer.locator("dt")).to_have_text(["Text", "Evidence"])
    expect(offer.locator("ins")).to_contain_text(["And more.", "Low: small"])
    offer.get_by_role("button", name="Take it back").click()
    expect(text_of(again)).to_have_value("As it was. And more.")
    expect(offer).to_have_count(0)
    save(again)

    found = saved(again, section)
    assert (found.body, found.evidence) == ("As it was. And more.", "low")
    expect(offer_on(opened(again, section))).to_have_count(0)


def test_without_a_network_the_difference_is_two_whole_texts(visit, editor, section):
    page = opened(visit(editor), section)
    text_of(page).fill("As it was. And more.")
    again = killed_and_opened(page, section)
    again.expected = ["net::ERR_INTERNET_DISCONNECTED"]
    offer = offer_on(again)
    again.context.set_offline(True)

    offer.get_by_text("See the difference").click()

    expect(offer.locator("del")).to_have_text("As it was.")
    expect(offer.locator("ins")).to_have_text("As it was. And more.")
    again.context.set_offline(False)
    offer.get_by_role("button", name="Take it back").click()
    expect(text_of(again)).to_have_value("As it was. And more.")


def test_what_was_kept_is_sent_nowhere_before_somebody_asks_for_the_difference(
    visit, editor, section
):
    page = opened(visit(editor), section)
    text_of(page).fill("As it was. And more.")
    page.context.on("request", lambda request: sent.append(request.url))
    sent = []

    again = killed_and_opened(page, section)
    offer = offer_on(again)
    expect(offer).to_be_visible()
    assert not [url for url in sent if "/admin/words/" in url]
    offer.get_by_text("See the difference").click()
    expect(offer.locator("ins")).to_contain_text("And more.")

    assert len([url for url in sent if "/admin/words/" in url]) == 1


def killed_and_opened(page, section):
    """Another tab of the same browser, at the same form, after the first was closed unasked."""
    other = page.context.new_page()
    page.close(run_before_unload=False)
    return opened(other, section)


def test_what_is_taken_back_into_a_newer_version_is_asked_and_not_forced(visit, editor, section):
    page = opened(visit(editor), section)
    text_of(page).fill("By Ann, before the crash.")
    section.body = "By Ben, since."
    section.save()

    again = killed_and_opened(page, section)
    again.on("console", lambda message: None)
    expect(offer_on(again)).to_contain_text("Somebody saved it since")
    again.get_by_role("button", name="Take it back").click()
    save(again)

    conflict = again.get_by_role("region", name="Two texts, one place")
    expect(conflict.locator("pre")).to_contain_text(
        ["As it was.", "By Ben, since.", "By Ann, before the crash."]
    )


def test_what_is_discarded_is_gone_and_others_are_never_offered_it(visit, editor, section):
    page = opened(visit(editor), section)
    text_of(page).fill("Private to Ann.")
    other = visit(make_guide_editor(username="ben"))
    anns = page.context.cookies()

    page.context.add_cookies(other.context.cookies())
    expect(text_of(killed_and_opened(page, section))).to_have_value("As it was.")
    again = page.context.pages[-1]
    expect(offer_on(again)).to_have_count(0)
    again.context.add_cookies(anns)
    again.reload()
    offer_on(again).get_by_role("button", name="Discard").click()
    expect(offer_on(again)).to_have_count(0)
    again.reload()
    expect(offer_on(again)).to_have_count(0)


def test_the_start_page_lists_what_was_not_saved_even_for_a_row_that_is_gone(
    visit, editor, section
):
    page = opened(visit(editor), section)
    text_of(page).fill("Typed before the crash.")
    section.delete()
    other = page.context.new_page()
    page.close(run_before_unload=False)

    other.goto("/admin/")
    listed = other.get_by_role("status").filter(has_text="You have text that was not saved")
    expect(listed.get_by_role("link", name="Risks")).to_be_visible()
    listed.get_by_text("Read it").click()
    expect(listed.get_by_text("Typed before the crash.")).to_be_visible()
    listed.get_by_role("button", name="Discard").click()

    expect(listed).to_have_count(0)


def test_signing_out_clears_what_was_kept(visit, editor, section):
    page = opened(visit(editor), section)
    text_of(page).fill("Not for the next one at this machine.")
    kept = "Object.keys(localStorage).filter((name) => name.startsWith('kept '))"
    assert len(page.evaluate(kept)) == 1

    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("heading", name="Logged out").wait_for()

    assert page.evaluate(kept) == []


def test_without_a_network_the_text_stays_and_the_next_try_saves_it(visit, editor, section):
    page = opened(visit(editor), section)
    page.expected = ["net::ERR_INTERNET_DISCONNECTED"]
    text_of(page).fill("Typed in a tunnel.")

    page.context.set_offline(True)
    save(page)
    expect(page.get_by_text("There is no connection.")).to_be_visible()
    expect(text_of(page)).to_have_value("Typed in a tunnel.")
    page.context.set_offline(False)
    save(page)

    assert saved(page, section).body == "Typed in a tunnel."


def test_what_was_typed_for_a_deleted_row_is_given_back_and_makes_a_new_one(visit, editor, section):
    page = opened(visit(editor), section)
    page.expected = ["410 (Gone)", "403 (Forbidden)"]
    text_of(page).fill("Typed for an hour.")
    section.delete()

    save(page)
    expect(page.get_by_text("Typed for an hour.")).to_be_visible()
    page.get_by_role("button", name="Add it again").click()
    page.wait_for_url("**/guide/translation/**")

    assert Section.objects.get().body == "Typed for an hour."


def test_a_double_click_makes_one_row(visit, editor):
    text = make_translation(sections=[])
    page = visit(editor)
    page.goto(f"/admin/guide/section/add/?translation={text.pk}")
    page.get_by_label("Title:").fill("Risks")
    page.get_by_label("Key:").fill("risks")

    page.get_by_role("button", name="Save", exact=True).dblclick()
    page.wait_for_url("**/guide/translation/**")

    assert Section.objects.get().history.count() == 1


# Leaving


def test_leaving_asks_while_something_is_unsaved_and_not_after_saving(visit, editor, section):
    page = opened(visit(editor), section)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    text_of(page).press_sequentially("More. ")
    page.get_by_role("link", name="Home").click()
    page.wait_for_url(re.compile("/admin/$"))
    assert asked == ["beforeunload"]

    opened(page, section)
    text_of(page).press_sequentially("More. ")
    save(page)
    saved(page, section)
    page.get_by_role("link", name="Home").click()
    page.wait_for_url(re.compile("/admin/$"))
    assert asked == ["beforeunload"]


# The server refuses the whole body, unread


def test_what_was_too_large_to_be_read_is_offered_again_at_the_form(
    visit, editor, section, settings
):
    page = opened(visit(editor), section)
    text_of(page).fill("Long words. " * 40)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 200
    page.expected.append("413")

    save(page)
    expect(page.get_by_role("alert")).to_contain_text("larger than")
    page.get_by_role("link", name="Back to the form").click()
    offer_on(page).get_by_role("button", name="Take it back").click()

    assert text_of(page).input_value() == "Long words. " * 40
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10**6
    save(page)
    assert saved(page, section).body.strip() == ("Long words. " * 40).strip()
