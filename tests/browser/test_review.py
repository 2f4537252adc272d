"""A text's way through review, walked by the two people whose work it is."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from guide.models import Section
from tests.browser.axe import STILL, barriers
from tests.browser.test_admin import edition, publish, save

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_text_is_sent_back_improved_signed_off_and_later_corrected(visit, demo):
    patient = visit()
    editor, reviewer = visit(demo("guide-editor"), **STILL), visit(demo("reviewer"))
    section = Section.objects.get(translation__language="en", key="risks")
    other = Section.objects.get(translation__language="en", key="cost")
    text = f"/admin/guide/translation/{section.translation_id}/change/"

    write(editor, section, "Ask who will be there at night.")
    decide(editor, text, "Ask for a review", "The night is new.")
    expect(state(editor)).to_contain_text("Waiting for review.")

    link = re.search(r"http://localhost(\S+)", mail.outbox[-1].body)[1]
    reviewer.goto(link)
    expect(reviewer.get_by_text("Ask who will be there at night.")).to_be_visible()
    decide(reviewer, text, "Send it back with this comment", "Say whom to ask.")
    editor.goto(text)
    expect(state(editor)).to_contain_text("Say whom to ask.")

    write(editor, section, "Ask your nurse.")
    decide(editor, text, "Ask for a review")
    decide(reviewer, text, "I have read what is ticked and sign it in my name")
    editor.goto(text)
    expect(state(editor)).to_contain_text("Signed off. Sample Reviewer")
    publish(editor, note="With the reviewer's signature.")

    write(editor, other, "Ask at the desk too.")
    editor.goto(text)
    publish(editor, note="A correction that nobody signed.")
    editor.get_by_role("link", name="Editions and undo").click()
    expect(edition(editor, 2).get_by_text("Reviewed")).to_be_visible()
    expect(edition(editor, 3).get_by_text("Reviewed")).to_have_count(0)
    patient.goto("/north-ridge/stem-cell-therapy-spinal-stenosis/")
    expect(patient.locator(".review")).to_contain_text("Changed since the review:")
    expect(patient.locator(".review")).to_contain_text(f"{other.title}, ")


def test_publish_and_review_pages_full_of_changes_are_no_barrier(visit, demo):
    page = visit(demo("reviewer"), **STILL)
    section = Section.objects.get(translation__language="en", key="risks")
    owner = f"/admin/guide/translation/{section.translation_id}"
    section.body = f"{section.body}\n\nOne more line."
    section.save()
    section.translation.sections.last().delete()

    found = {}
    for deed in ("publish", "review"):
        page.goto(f"{owner}/{deed}/")
        page.get_by_text("stay as they are").click()
        found[deed] = barriers(page)
    page.goto(f"/admin/clinics/clinic/preview/{section.translation_id}/frame/?width=360")
    found["preview"] = barriers(page)

    assert found == {"publish": [], "review": [], "preview": []}


def write(page, section, words):
    page.goto(f"/admin/guide/section/{section.pk}/change/")
    page.get_by_role("textbox", name="Text:").press("Control+End")
    page.keyboard.type(f"\n\n{words}")
    save(page)


def decide(page, text, button, comment=""):
    page.goto(text)
    page.get_by_role("link", name="Review…").click()
    page.get_by_label("Comment").fill(comment)
    page.get_by_role("button", name=button).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def state(page):
    return page.locator(".desk .proposal")
