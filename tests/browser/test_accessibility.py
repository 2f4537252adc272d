"""No known barrier for patients, nor for whoever signs in or made a mistake."""

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from clinics.people.inviting import invite
from tests.browser.axe import STILL, barriers, barriers_at, only
from tests.browser.places import public_pages
from tests.browser.writing import save, text_of
from tests.factories import (
    make_clinic,
    make_guide_editor,
    make_manager,
    make_section,
    make_user,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_patients_meet_no_barrier(visit, demo):
    page = visit(**STILL)
    page.expected = ["404 (Not Found)", "410 (Gone)"]

    assert barriers_at(page, public_pages()) == {}


def test_whoever_signs_in_meets_no_barrier(visit):
    page = visit(**STILL)
    page.expected = ["410 (Gone)"]
    clinic = make_clinic()
    manager = make_manager(clinic)
    _asked, token = invite(clinic, email="ana@example.org", role="editor", by=manager)
    known = make_user(password=make_password("Old-Oak-1"))
    _asked, hers = invite(clinic, email=known.email, role="editor", by=manager)
    forgotten = make_user(password=make_password("Old-Oak-1"))
    reset = [urlsafe_base64_encode(force_bytes(forgotten.pk))]
    link = reverse(
        "password_reset_confirm", args=[*reset, default_token_generator.make_token(forgotten)]
    )

    addresses = [
        *("/admin/login/", "/admin/password_reset/", "/admin/password_reset/done/"),
        *(link, "/admin/reset/done/", "/admin/reset/x/y/"),
        *(f"/admin/invitation/{token}/", f"/admin/invitation/{hers}/", "/admin/invitation/x/"),
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
        save(page)
        page.locator(".errornote").wait_for()
        found[name] = barriers(page)

    assert only(found) == {}


def _save_meanwhile(page, section):
    section.body = "What the first wrote."
    section.save()
    text_of(page).fill("What the second wrote.")


def _empty_the_title(page, _section):
    page.get_by_label("Title:").fill("")


def test_whoever_nearly_lost_a_text_meets_no_barrier(visit):
    page, section = visit(make_guide_editor(), **STILL), make_section(body="As it was.")
    page.expected = ["403 (Forbidden)", "410 (Gone)"]
    form = f"/admin/guide/section/{section.pk}/change/"
    found = {}

    page.goto(form)
    text_of(page).fill("As it was, and more.")
    page.goto(form)
    page.get_by_text("See the difference").click()
    found["kept"] = barriers(page)
    page.goto("/admin/")
    page.get_by_text("Read it").click()
    found["start"] = barriers(page)
    page.goto(form)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    save(page)
    page.get_by_role("dialog").wait_for()
    found["signed out"] = barriers(page)
    page.context.add_cookies(cookies)
    page.keyboard.press("Escape")
    page.get_by_text("Not sent yet").wait_for()
    section.delete()
    save(page)
    page.locator(".typed").first.wait_for()
    found["deleted"] = barriers(page)

    assert only(found) == {}
