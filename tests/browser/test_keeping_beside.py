"""What is typed beside the main forms (why, for whom, about what) comes back as it does in them."""

import re
from dataclasses import dataclass

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import expect

from clinics.models import ClinicEdition, Membership, ShareLink
from guide.models import ReviewRequest, Translation
from staff.models import User
from tests.browser.axe import STILL, barriers
from tests.browser.test_keeping import PASSWORD, sign_in
from tests.browser.waiting import until
from tests.factories import make_guide, make_guide_editor, make_manager, shown_guide
from tests.guide import import_steps

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('kept '))"
NONE_KEPT = f"() => {KEPT}.length === 0"
TYPED = "Thought about for an hour."


@dataclass(frozen=True)
class Beside:
    """A page with a text beside the main forms: whose it is, where, and what it makes."""

    label: str
    button: str
    person: User
    address: str
    made: object  # a queryset of what has been made with the text

    def opened(self, page):
        page.goto(self.address)
        return page

    def fill(self, page):
        page.get_by_label(self.label).fill(TYPED)

    def send(self, page, **options):
        page.get_by_role("button", name=self.button).first.click(**options)


def publish(clinic, by):
    made = ClinicEdition.objects.filter(note=TYPED)
    return Beside(
        "What changed, and why", "Publish", by, f"/admin/clinics/clinic/{clinic.pk}/publish/", made
    )


def withdraw(clinic, by):
    address = f"/admin/clinics/clinic/{clinic.pk}/editions/1/withdraw/"
    made = ClinicEdition.objects.filter(withdrawn_reason=TYPED)
    return Beside("Why", "Withdraw", by, address, made)


def several(clinic, by):
    address = f"/admin/clinics/clinic/publish/?clinic={clinic.pk}"
    made = ClinicEdition.objects.filter(note=TYPED)
    return Beside("What changed, and why", "Publish the chosen clinics", by, address, made)


def shares(clinic, by):
    made = ShareLink.objects.filter(note=TYPED)
    address = f"/admin/clinics/clinic/{clinic.pk}/shares/"
    return Beside("For whom", "Make a link", by, address, made)


def review(clinic, by):
    editor = make_guide_editor(username="gil", password=by.password)
    text = Translation.objects.get()
    made = ReviewRequest.objects.filter(comment=TYPED)
    address = f"/admin/guide/translation/{text.pk}/review/"
    return Beside("Comment", "Ask for a review", editor, address, made)


PAGES = [publish, withdraw, several, shares, review]


@pytest.fixture
def clinic():
    settled = make_guide(regulatory_status="not-needed")
    _text, clinic = shown_guide(guide=settled, sections=[{"kind": "risks"}])
    clinic.tagline = {"en": "Changed since."}
    clinic.save()
    return clinic


@pytest.fixture(params=PAGES, ids=lambda make: make.__name__)
def beside(request, clinic):
    password = make_password(PASSWORD, hasher="md5")
    return request.param(clinic, make_manager(clinic, username="ann", password=password))


def offer_on(page):
    return page.get_by_role("status").filter(has_text="You have text here that was not saved")


def killed_and_opened(page, beside):
    other = page.context.new_page()
    page.close(run_before_unload=False)
    return beside.opened(other)


def test_what_a_killed_tab_held_comes_back_and_goes_once_it_is_sent(visit, beside):
    page = beside.opened(visit(beside.person))
    beside.fill(page)

    again = killed_and_opened(page, beside)
    expect(offer_on(again).locator("dt")).to_have_text([beside.label])
    offer_on(again).get_by_role("button", name="Take it back").click()
    expect(again.get_by_label(beside.label)).to_have_value(TYPED)
    beside.send(again)

    expect(again.locator(".messagelist .success, [data-saved]")).to_be_visible()
    assert beside.made.count() == 1
    until(again, NONE_KEPT)
    expect(offer_on(beside.opened(again))).to_have_count(0)


def test_an_ended_session_is_mended_where_one_stands_and_only_by_the_same_person(visit, beside):
    page = beside.opened(visit(beside.person))
    page.expected = ["403 (Forbidden)"]
    beside.fill(page)
    page.context.clear_cookies()

    beside.send(page)

    dialog = page.get_by_role("dialog", name="You are signed out")
    sign_in(dialog, "ben", PASSWORD)
    expect(dialog.get_by_role("alert")).to_contain_text("This page was opened by")
    sign_in(dialog, beside.person.username, PASSWORD)
    expect(page.locator(".messagelist .success, [data-saved]")).to_be_visible()
    assert beside.made.count() == 1


def test_without_a_server_the_text_stays_and_the_next_try_sends_it(visit, beside):
    page = beside.opened(visit(beside.person))
    page.expected = ["net::ERR_INTERNET_DISCONNECTED"]
    beside.fill(page)

    page.context.set_offline(True)
    beside.send(page)
    expect(page.get_by_text("There is no connection.")).to_be_visible()
    expect(page.get_by_label(beside.label)).to_have_value(TYPED)
    page.context.set_offline(False)
    beside.send(page)

    expect(page.locator(".messagelist .success, [data-saved]")).to_be_visible()
    assert beside.made.count() == 1


def test_a_server_lost_after_the_question_who_is_there_loses_nothing(visit, beside):
    page = beside.opened(visit(beside.person))
    page.expected = ["net::ERR_"]
    beside.fill(page)
    is_sent = re.compile(".*")
    page.route(
        is_sent,
        lambda route: (
            route.abort("connectionreset") if route.request.method == "POST" else route.fallback()
        ),
    )

    with page.expect_event("requestfailed"):
        beside.send(page)
    page.unroute(is_sent)

    expect(offer_on(beside.opened(page))).to_contain_text("Take it back")


def test_who_may_no_longer_send_it_finds_it_on_the_start_page(visit, beside):
    page = beside.opened(visit(beside.person))
    page.expected = ["403 (Forbidden)", "404 (Not Found)", "422"]
    beside.fill(page)
    Membership.objects.all().delete()
    beside.person.groups.clear()

    with page.expect_response(lambda answer: answer.request.method == "POST"):
        beside.send(page)
    other = page.context.new_page()
    other.goto("/admin/")

    listed = other.get_by_role("status").filter(has_text="You have text that was not saved")
    listed.get_by_text("Read it").click()
    expect(listed.get_by_text(TYPED)).to_be_visible()
    assert beside.made.count() == 0


def test_two_clicks_send_it_once(visit, beside):
    page = beside.opened(visit(beside.person))
    beside.fill(page)

    page.get_by_role("button", name=beside.button).first.dblclick()

    expect(page.locator(".messagelist .success, [data-saved]")).to_be_visible()
    assert beside.made.count() == 1


def test_another_person_is_offered_nothing_and_signing_out_clears_it(visit, beside, clinic):
    page, other = beside.opened(visit(beside.person)), visit(make_manager(clinic))
    beside.fill(page)
    own = page.context.cookies()
    page.context.add_cookies(other.context.cookies())
    again = page.context.new_page()
    page.close(run_before_unload=False)
    again.goto("/admin/")
    expect(again.get_by_role("status").filter(has_text="not saved")).to_have_count(0)

    again.context.add_cookies(own)
    expect(offer_on(beside.opened(again))).to_have_count(1)
    again.get_by_role("button", name="Log out").click()
    again.get_by_role("heading", name="Logged out").wait_for()

    until(again, NONE_KEPT)


def test_a_refused_text_stands_in_the_form_and_survives_a_crash_after_it(visit, clinic):
    beside = publish(clinic, make_manager(clinic))
    page = beside.opened(visit(beside.person))
    page.expected = ["422"]
    beside.fill(page)
    clinic.tagline = {"en": "Changed once more."}
    clinic.save()

    beside.send(page)
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.get_by_label(beside.label)).to_have_value(TYPED)
    again = killed_and_opened(page, beside)
    offer_on(again).get_by_role("button", name="Take it back").click()

    expect(again.get_by_label(beside.label)).to_have_value(TYPED)


def test_what_somebody_agreed_to_is_asked_again(visit, clinic):
    clinic.tagline = {}
    clinic.save()
    beside = publish(clinic, make_manager(clinic))
    page = beside.opened(visit(beside.person))
    beside.fill(page)
    consent = "Publish the same text again, as one more edition"
    page.get_by_label(consent).check()

    again = killed_and_opened(page, beside)
    offer_on(again).get_by_role("button", name="Take it back").click()

    expect(again.get_by_label(beside.label)).to_have_value(TYPED)
    expect(again.get_by_label(consent)).not_to_be_checked()


# A document that is being imported


def choose(page):
    file = import_steps.word()
    page.goto("/admin/guide/guide/import/")
    page.get_by_label("Document", exact=True).set_input_files(
        [{"name": file.name, "mimeType": "text/plain", "buffer": file.read()}]
    )
    page.get_by_label("Address of the new guide").fill("backs")
    page.get_by_label("Language of the document").select_option("en")
    page.get_by_label("Title", exact=True).fill("Backs, and how to keep them")


def look(page):
    page.get_by_role("button", name="Look at it").click()


def imported(page):
    page.get_by_role("button", name="Import as a draft").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    text = Translation.objects.get(guide__slug="backs")
    return text.title, list(text.sections.values_list("title", flat=True))


THE_BACKS = ("Backs, and how to keep them", ["What are the risks?", "What now?"])


def test_a_document_that_was_read_comes_back_with_its_title(visit):
    page = visit(make_guide_editor())
    choose(page)
    look(page)
    page.get_by_role("heading", name="Look before importing").wait_for()
    other = page.context.new_page()
    page.close(run_before_unload=False)

    other.goto("/admin/")
    listed = other.get_by_role("status").filter(has_text="You have text that was not saved")
    listed.get_by_text("Read it").click()
    expect(listed.get_by_text("The document that you chose, as it was read")).to_be_visible()
    listed.get_by_role("link").click()
    offer_on(other).get_by_role("button", name="Take it back").click()
    expect(other.get_by_text("The document is here as it was read.")).to_be_visible()
    expect(other.get_by_label("Title", exact=True)).to_have_value(THE_BACKS[0])
    look(other)

    assert imported(other) == THE_BACKS
    until(other, NONE_KEPT)


def test_a_session_that_ended_at_the_preview_costs_no_second_choice_of_the_file(visit):
    editor = make_guide_editor(username="ann", password=make_password(PASSWORD, hasher="md5"))
    page = visit(editor)
    page.expected = ["403 (Forbidden)"]
    choose(page)
    look(page)
    page.get_by_role("heading", name="Look before importing").wait_for()
    page.context.clear_cookies()

    page.get_by_role("button", name="Import as a draft").click()
    sign_in(page.get_by_role("dialog"), "ann", PASSWORD)

    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Translation.objects.get().title == THE_BACKS[0]


def test_a_refused_form_brings_the_document_along(visit):
    page = visit(make_guide_editor())
    page.expected = ["422"]
    choose(page)
    page.get_by_label("Address of the new guide").fill("")
    look(page)
    expect(page.get_by_text("A new guide needs an address.")).to_be_visible()
    expect(page.get_by_text("The document is here as it was read.")).to_be_visible()

    page.get_by_label("Address of the new guide").fill("backs")
    look(page)

    assert imported(page) == THE_BACKS


def test_the_title_alone_comes_back_too(visit):
    page = visit(make_guide_editor())
    choose(page)
    other = page.context.new_page()
    page.close(run_before_unload=False)
    other.goto("/admin/guide/guide/import/")

    offer_on(other).get_by_role("button", name="Take it back").click()

    expect(other.get_by_label("Title", exact=True)).to_have_value(THE_BACKS[0])
    expect(other.get_by_text("The document is here as it was read.")).to_be_hidden()


def test_a_document_kept_by_one_person_is_none_of_anothers(client_of):
    page = import_steps.look(client_of(make_guide_editor()))
    data = {**import_steps.hidden(page), "look": "", "slug": "backs", "language": "en"}

    answer = client_of(make_guide_editor()).post(import_steps.address(), data)

    assert answer.status_code == 422
    assert "Choose the document again" in answer.content.decode()


def test_an_offer_beside_a_form_is_no_barrier(visit, clinic):
    beside = publish(clinic, make_manager(clinic))
    page = beside.opened(visit(beside.person, **STILL))
    beside.fill(page)
    again = killed_and_opened(page, beside)
    offer_on(again).get_by_text("See the difference").click()

    assert barriers(again) == []
