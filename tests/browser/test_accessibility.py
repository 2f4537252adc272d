"""No known barrier for patients, nor for whoever signs in or made a mistake."""

import pytest

from staff.invitations import invite
from tests.browser.axe import STILL, barriers, barriers_at, only
from tests.browser.places import public_pages
from tests.factories import make_guide_editor, make_section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_patients_meet_no_barrier(visit, demo):
    page = visit(**STILL)
    page.expected = ["404 (Not Found)", "410 (Gone)"]

    assert barriers_at(page, public_pages()) == {}


def test_whoever_signs_in_meets_no_barrier(visit, mailoutbox):
    page = visit(**STILL)
    invite("ana@example.org", language="es", time_zone="UTC", place="North Ridge")
    link = mailoutbox[0].body.split("http://localhost")[1].split()[0]

    addresses = [
        *("/admin/login/", "/admin/password_reset/", "/admin/password_reset/done/"),
        *(link, "/admin/reset/done/", "/admin/reset/x/y/"),
    ]
    assert barriers_at(page, addresses) == {}


def test_whoever_made_a_mistake_meets_no_barrier(visit):
    page = visit(make_guide_editor(), **STILL)
    page.expected = ["409 (Conflict)", "422 (Unprocessable"]
    section = make_section(body="As it was.")
    form = f"/admin/guide/section/{section.pk}/change/"
    found = {}

    for name, spoil in {"conflict": _save_meanwhile, "no title": _empty_the_title}.items():
        page.goto(form)
        spoil(page, section)
        page.get_by_role("button", name="Save", exact=True).click()
        page.locator(".errornote").wait_for()
        found[name] = barriers(page)

    assert only(found) == {}


def _save_meanwhile(page, section):
    section.body = "What the first wrote."
    section.save()
    page.get_by_role("textbox", name="Text:").fill("What the second wrote.")


def _empty_the_title(page, _section):
    page.get_by_label("Title:").fill("")


def test_whoever_nearly_lost_a_text_meets_no_barrier(visit):
    page, section = visit(make_guide_editor(), **STILL), make_section(body="As it was.")
    page.expected = ["403 (Forbidden)", "410 (Gone)"]
    form = f"/admin/guide/section/{section.pk}/change/"
    save = page.get_by_role("button", name="Save", exact=True)
    found = {}

    page.goto(form)
    page.get_by_role("textbox", name="Text:").fill("As it was, and more.")
    page.goto(form)
    page.get_by_text("See the difference").click()
    found["kept"] = barriers(page)
    page.goto("/admin/")
    page.get_by_text("Read it").click()
    found["start"] = barriers(page)
    page.goto(form)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    save.click()
    page.get_by_role("dialog").wait_for()
    found["signed out"] = barriers(page)
    page.context.add_cookies(cookies)
    page.keyboard.press("Escape")
    section.delete()
    save.click()
    page.locator(".typed").first.wait_for()
    found["deleted"] = barriers(page)

    assert only(found) == {}
