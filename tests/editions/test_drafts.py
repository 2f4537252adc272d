"""The form of a draft: saving, what is wrong in it, and the version that rides along."""

import pytest
from django.urls import reverse

from tests.editions.writing import address_of, opened, send
from tests.factories import (
    make_clinic,
    make_guide_editor,
    make_member,
    make_operator,
    make_section,
)
from tests.pages import form_on, text_of

pytestmark = pytest.mark.django_db


def test_a_save_that_nobody_crossed_is_saved(two):
    section, ann, _ben = two

    assert send(ann, section, opened(ann, section), body="By Ann.").status_code == 302

    section.refresh_from_db()
    assert (section.body, section.version) == ("By Ann.", 2)


def test_two_saves_after_each_other_are_no_conflict(two):
    section, ann, ben = two
    send(ann, section, opened(ann, section), body="By Ann.")

    assert send(ben, section, opened(ben, section), body="By Ben.").status_code == 302

    section.refresh_from_db()
    assert section.body == "By Ben."


def test_an_invalid_form_is_422_and_keeps_what_was_typed(two):
    section, ann, _ben = two

    response = send(ann, section, opened(ann, section), title="", body="Typed for an hour.")

    assert response.status_code == 422
    assert form_on(response)["body"] == ["Typed for an hour."]
    assert form_on(response)["started_from"] == ["1"]
    section.refresh_from_db()
    assert section.body == "As it was."


def test_the_version_rides_along_only_where_one_may_save(client_of):
    section = make_section()

    reader = client_of(make_member(make_clinic())).get(address_of(section))

    assert b"started_from" not in reader.content
    assert b"started_from" in client_of(make_operator()).get(address_of(section)).content


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("deed", ["change", "delete", "history"])
def test_every_page_of_a_row_takes_a_post_outside_a_transaction_of_ours(client_of, deed):
    section = make_section()
    client = client_of(make_guide_editor())

    response = client.post(reverse(f"admin:guide_section_{deed}", args=[section.pk]), {})

    assert response.status_code < 500


def test_line_ends_of_the_browser_are_no_change(two):
    section, ann, _ben = two
    section.body = "One.\n\nTwo."
    section.save()

    send(ann, section, opened(ann, section), body="One.\r\n\r\nTwo.", title="Dangers")

    section.refresh_from_db()
    assert section.body == "One.\n\nTwo."
    words = text_of(ann.get(reverse("admin:guide_section_history", args=[section.pk])))
    assert "Changed: Title " in words


def test_saving_twice_by_a_double_click_changes_it_as_one_click_would(two):
    section, ann, _ben = two
    form = opened(ann, section)

    answers = [send(ann, section, form, body="By Ann.").status_code for _ in range(2)]

    assert answers == [302, 302]
    section.refresh_from_db()
    assert section.body == "By Ann."
