"""A first day at a clinic, following only what the screen says. Its pictures are those of docs/staff.md.

`make pictures` keeps them in docs; otherwise they are taken and thrown away.
"""

import os
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from playwright.sync_api import expect

from clinics.management.commands.load_demo import PASSWORD
from clinics.models import CostItem
from staff.models import User
from tests.browser.places import AT_NORTH
from tests.screenshots import shows_something

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WINDOW = {"width": 1100, "height": 760}


@pytest.fixture
def take(tmp_path):
    """A function of a page and a name: takes the picture."""
    folder = Path(os.environ.get("PICTURES") or tmp_path)

    def taken(page, name):
        page.wait_for_load_state()
        page.evaluate("document.fonts.ready")
        picture = folder / f"{name}-{translation.get_language()}.png"
        page.screenshot(path=picture)
        assert shows_something(picture), picture.name

    return taken


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_price_is_changed_previewed_published_and_taken_back(visit, demo, take, language):
    demo("manager")
    User.objects.filter(username="manager").update(language=language)
    page, patient = visit(viewport=WINDOW, locale=language), visit()
    with translation.override(language):
        sign_in(page, take)
        change_the_price(page, take)
        look_at_it(page, take)
        assert "$220" in price_for(patient)
        publish(page, take)
        assert "$225" in price_for(patient)
        undo(page, take)
        assert "$220" in price_for(patient)


def sign_in(page, take):
    page.goto("/admin/")
    page.get_by_label(_("User name or email address")).fill("manager")
    page.get_by_label(capfirst(_("password")), exact=False).fill(PASSWORD)
    take(page, "sign-in")
    page.get_by_role("button", name=_("Log in")).click()


def change_the_price(page, take):
    take(page, "start")
    page.get_by_role("link", name=_("Edit costs")).click()
    take(page, "prices")
    page.get_by_role("link", name=first_visit()).click()
    field = page.get_by_label(
        f"{capfirst(CostItem._meta.get_field('low').verbose_name)}:", exact=True
    )
    field.fill("225")
    take(page, "price")
    page.get_by_role("button", name=_("Save"), exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def look_at_it(page, take):
    home(page)
    expect(page.get_by_text(_("The draft holds changes that are not published."))).to_be_visible()
    take(page, "changed")
    page.get_by_role("link", name=_("Preview"), exact=True).click()
    expect(page.get_by_text(_("Draft: patients do not see this.")).first).to_be_visible()
    shown = page.frame_locator("iframe").get_by_role("row").filter(has_text="225")
    shown.first.scroll_into_view_if_needed()
    expect(shown.first).to_be_visible()
    take(page, "preview")


def publish(page, take):
    home(page)
    page.get_by_role("link", name=_("Publish…"), exact=True).click()
    page.get_by_label(_("What changed, and why")).fill("Visit: $225.")
    take(page, "publish")
    page.get_by_role("button", name=_("Publish"), exact=True).click()
    expect(
        page.get_by_text(_("Edition %(number)s is live. Patients see it now.") % {"number": 2})
    ).to_be_visible()


def undo(page, take):
    home(page)
    page.get_by_role("link", name=_("Undo the last publish…")).click()
    take(page, "undo")
    page.locator("form[action$='/undo/'] button").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def home(page):
    page.get_by_role("link", name=_("Home"), exact=True).click()


def first_visit():
    """The name of the service as the screen writes it."""
    return str(
        CostItem.objects.get(
            clinic__slug="north-ridge", service__names__en="First visit with a doctor"
        )
    )


def price_for(patient):
    patient.goto(f"{AT_NORTH}cost/")
    return patient.get_by_role("row", name="First visit with a doctor").first.inner_text()
