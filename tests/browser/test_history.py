"""The record in a browser: put back, shared by a link, and seen as patients saw it."""

from datetime import timedelta
from urllib.parse import urlencode, urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from clinics.models import Clinic, Note
from tests.browser.axe import STILL, barriers, barriers_at, only
from tests.browser.places import STEM_CELLS
from tests.browser.waiting import until
from tests.factories import publish_the_clinic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def north(demo):
    """Published twice, with a note that was changed since the second time."""
    clinic = Clinic.objects.get(slug="north-ridge")
    note = clinic.notes.get(section_kind="cost", language="en")
    for words in ("Bring your list.", "Bring your papers."):
        note.body = words
        note.save()
        publish_the_clinic(clinic, by=demo("manager"), note=words)
    note.body = "Typed in a hurry."
    note.save()
    return clinic


def at(clinic, place):
    return f"/admin/clinics/clinic/{clinic.pk}/{place}"


def see_wide_moments(page):
    """A date and a time can be read as they are typed."""
    expect(fields := page.locator(".moment input")).to_have_count(2)
    for field in fields.all():
        until(field, "(it) => it.getBoundingClientRect().width > 90")


def test_a_manager_puts_the_live_note_back_from_the_publish_page(visit, demo, north):
    page = visit(demo("manager"))
    page.goto(at(north, "publish/"))
    see_wide_moments(page)

    page.get_by_role("link", name="Put the live text back").click()
    expect(page.locator("ins")).to_contain_text("Bring your papers.")
    page.get_by_role("button", name="Put it into the draft").click()

    expect(page.get_by_text("The draft says again what edition 3 says.")).to_be_visible()
    assert Note.objects.filter(body="Bring your papers.").exists()


def test_a_draft_is_shared_read_and_taken_back(visit, demo, north):
    page, reader = visit(demo("clerk"), **STILL), visit(**STILL)
    reader.expected = ["404 (Not Found)"]
    page.goto(at(north, "change/"))
    page.get_by_role("link", name="Links to the draft").click()
    page.get_by_label("For whom").fill("Dr. Gray")
    page.get_by_role("button", name="Make a link").click()
    link = urlsplit(page.get_by_label("Copy it now").input_value()).path
    assert only({"shares": barriers(page)}) == {}

    reader.goto(link)
    expect(reader.get_by_text("A draft, shared with you until")).to_be_visible()
    expect(reader.get_by_text("Typed in a hurry.")).to_be_visible()
    assert reader.context.cookies() == []
    assert only({"shared": barriers(reader)}) == {}

    page.get_by_role("button", name="Take back the link for Dr. Gray").click()
    expect(page.get_by_text("The link is taken back.")).to_be_visible()
    reader.goto(link)
    expect(reader.get_by_role("heading", name="This link shows nothing")).to_be_visible()
    assert only({"nothing": barriers(reader)}) == {}


def test_a_clerk_sees_the_page_as_patients_saw_it(visit, demo, north):
    page = visit(demo("clerk"), **STILL)
    page.goto(at(north, "change/"))
    page.get_by_role("link", name="As patients saw it").click()
    see_wide_moments(page)
    page.get_by_label("Page").select_option(STEM_CELLS)
    page.get_by_role("button", name="Show the page").click()

    expect(page.get_by_text("As patients saw it:")).to_be_visible()
    assert only({"then": barriers(page)}) == {}
    page.get_by_role("link", name="Choose another moment").click()
    page.get_by_label("Date").fill("2020-01-01")
    page.get_by_role("button", name="Show the page").click()
    expect(page.get_by_text("the clinic had published nothing yet")).to_be_visible()


def test_the_pages_of_the_record_are_without_barriers(visit, demo, north):
    page = visit(demo("manager"), **STILL)
    note = north.notes.get(body="Typed in a hurry.")
    first = note.history.last().history_id
    gone = north.notes.exclude(pk=note.pk).first()
    gone.delete()
    history = f"/admin/clinics/note/{note.pk}/history/"
    later = timezone.now() + timedelta(days=30)
    moment = {"moment_0": later.date(), "moment_1": "10:00", "language": "en"}

    addresses = [
        *(at(north, f"editions/{deed}") for deed in ("", "2/", "compare/?old=1&new=draft")),
        *(at(north, "editions/1/restore/"), at(north, "deleted/"), history),
        *(f"{history}{first}/restore/", at(north, f"then/?{urlencode(moment)}")),
        f"/admin/clinics/note/deleted/{gone.history.model.objects.first().history_id}/restore/",
    ]
    assert barriers_at(page, addresses) == {}
