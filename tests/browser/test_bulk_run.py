"""Many clinics in steps: the page goes on by itself, and says so when it cannot."""

import pytest
from playwright.sync_api import expect

from clinics.draft import bulk_work
from clinics.models import BulkRun, ClinicEdition
from tests.browser.axe import STILL, barriers
from tests.factories import make_clinic, make_note, make_operator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def clinics(monkeypatch):
    monkeypatch.setattr(bulk_work, "STEP", 3)
    return [make_clinic(name=f"Clinic {number:03}") for number in range(8)]


@pytest.fixture
def page(visit):
    return visit(make_operator(), **STILL)


def choose_all(page):
    page.goto("/admin/clinics/clinic/")
    page.check("#action-toggle")
    page.select_option("select[name=action]", "publish_several")
    page.click("button[name=index]")


def test_it_goes_on_by_itself_to_what_a_person_decides_and_to_the_report(page, clinics):
    make_note(clinic=clinics[5], body="See [@nobody].")

    choose_all(page)
    page.get_by_label("What changed, and why").fill("New prices.")
    assert barriers(page) == []
    page.get_by_role("button", name="Publish 7 clinics").click()

    expect(page.get_by_text("All clinics were worked through.")).to_be_visible()
    assert ClinicEdition.objects.count() == 7
    expect(page.get_by_text("No reference has the key “nobody”")).to_be_visible()
    assert barriers(page) == []


def test_a_step_that_fails_is_said_and_the_button_goes_on(page, clinics):
    page.expected.append("503")
    page.route("**/many/*/", lambda route: route.fulfill(status=503, body="Away"), times=1)

    choose_all(page)

    expect(page.get_by_role("status").filter(has_text="It stopped here.")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("button", name="Publish 8 clinics")).to_be_visible()
    assert BulkRun.objects.count() == 1


def test_it_goes_on_without_a_script_by_its_button(visit, clinics):
    page = visit(make_operator(), java_script_enabled=False)
    page.expected.append("422")
    page.goto("/admin/clinics/clinic/offer/")
    page.get_by_role("button", name="Go on with all 8 clinics").click()
    page.get_by_role("button", name="Change 8 drafts").click()
    expect(page.get_by_text("This field is required.")).to_be_visible()
