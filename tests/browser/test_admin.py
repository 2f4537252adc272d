"""Each role at its own desk: everything it can reach opens, and its good day goes as promised."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from clinics.models import Clinic
from guide.models import Section
from tests.browser.places import AT_NORTH, too_wide, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 320, "height": 640}
OF_A_CLINIC = {
    *("clinics/clinic/N/change/", "clinics/clinic/N/editions/", "clinics/clinic/N/preview/"),
    "clinics/clinic/N/preview/frame/",
    *("clinics/note/N/change/", "clinics/costitem/N/change/", "clinics/coverage/N/change/"),
    *("clinics/note/add/", "clinics/costitem/add/", "clinics/coverage/add/"),
}
REACHED = {
    "guide-editor": {
        *("guide/guide/import/", "guide/section/N/change/", "guide/translation/N/publish/"),
        *("clinics/clinic/preview/N/", "clinics/network/N/publish/", "clinics/notice/N/change/"),
    },
    "reviewer": {
        *("guide/translation/N/publish/", "guide/section/N/change/"),
        "guide/translation/N/review/",
    },
    "manager": OF_A_CLINIC | {"clinics/clinic/N/publish/", "clinics/clinic/N/people/"},
    "clerk": OF_A_CLINIC | {"clinics/clinic/N/review/"},
}
WITHIN = {"guide-editor": "", "reviewer": "guide/", "manager": "clinics/", "clerk": "clinics/"}


@pytest.mark.parametrize("role", REACHED)
def test_whatever_a_role_can_reach_opens_and_fits_a_phone(visit, demo, role):
    """An operator reaches everything: see the tests of accessibility."""
    page = visit(demo(role), viewport=PHONE)

    wide = {kind: too_wide(page) for kind in walk(page, within=WITHIN[role])}

    assert {kind: beyond for kind, beyond in wide.items() if beyond} == {}
    assert wide.keys() >= REACHED[role]


def sign_in(page, name, password):
    page.goto("/admin/login/")
    page.get_by_label("User name or email address").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/admin/")


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def publish(page, *, note):
    page.get_by_role("link", name="Publish…").click()
    page.get_by_label("What changed, and why").fill(note)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Patients see it now.")).to_be_visible()


# The text, and the review


def test_a_guide_editor_writes_a_reviewer_signs_and_patients_read_it(visit, demo):
    patient, editor, reviewer = visit(), visit(demo("guide-editor")), visit(demo("reviewer"))
    section = Section.objects.get(translation__language="en", key="risks")
    text = f"/admin/guide/translation/{section.translation_id}"

    editor.goto(f"{text}/change/")
    editor.get_by_role("link", name=section.title, exact=True).click()
    editor.get_by_role("textbox", name="Text:").press("Control+End")
    editor.keyboard.type("\n\nAsk who will be there **at night**.")
    expect(editor.frame_locator("iframe.mdx-frame").get_by_text("at night")).to_be_visible()
    save(editor)
    editor.goto(f"{text}/publish/")
    expect(editor.get_by_text("Medical words that no reviewer has signed")).to_be_visible()
    expect(editor.get_by_label("What changed, and why")).to_have_count(0)

    reviewer.goto(f"{text}/review/")
    expect(reviewer.get_by_label(section.title, exact=True)).to_be_checked()
    reviewer.get_by_role("button", name="I have read what is ticked").click()
    expect(reviewer.locator(".messagelist .success")).to_be_visible()
    editor.goto(f"{text}/change/")
    publish(editor, note="Who is there at night.")

    patient.goto(f"{AT_NORTH}risks/")
    expect(patient.get_by_text("Ask who will be there at night.")).to_be_visible()
    editor.get_by_role("link", name="Editions and undo").click()
    expect(edition(editor, 2).get_by_text("Reviewed")).to_be_visible()


def edition(page, number):
    return page.get_by_role("region", name=f"Edition {number}")


# A colleague


def test_an_invited_colleague_chooses_a_password_and_sees_the_own_clinic_alone(visit, demo):
    manager, colleague = visit(demo("manager")), visit()
    north = Clinic.objects.get(slug="north-ridge")
    manager.goto(f"/admin/clinics/clinic/{north.pk}/change/")
    manager.get_by_role("link", name="People").click()
    manager.get_by_label("Email address").fill("ana@north-ridge.example.org")
    manager.get_by_label("Name", exact=True).fill("Ana Lopez")
    manager.get_by_role("button", name="Send the invitation", exact=True).click()
    expect(manager.locator(".messagelist .success")).to_be_visible()
    [letter] = mail.outbox
    assert letter.to == ["ana@north-ridge.example.org"]

    colleague.goto(urlsplit(re.search(r"http\S+", letter.body)[0]).path)
    for label in ("New password", "New password confirmation"):
        colleague.get_by_label(label, exact=True).fill("Warm-Stone-77")
    colleague.get_by_role("button", name="Join North Ridge").click()
    expect(colleague.get_by_text("Welcome.")).to_be_visible()
    colleague.context.clear_cookies()
    sign_in(colleague, "ana@north-ridge.example.org", "Warm-Stone-77")

    colleague.goto(reverse("admin:clinics_clinic_changelist"))
    expect(colleague.locator("#result_list tbody th")).to_have_text(["North Ridge Spine Clinic"])
    colleague.goto(reverse("admin:clinics_costitem_changelist"))
    expect(colleague.locator("#result_list tbody tr")).to_have_count(north.cost_items.count())
