"""What was published, to be read, compared and put back into the draft."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from clinics.models import CostItem, Note
from editions.publish.publishing import withdraw
from guide.models import Section
from tests.factories import (
    make_clinic,
    make_cost,
    make_guide_editor,
    make_manager,
    make_member,
    make_note,
    make_operator,
    make_reviewer,
    make_section,
    make_service,
    make_translation,
    make_user,
    publish_guide,
    publish_the_clinic,
)
from tests.pages import form_on, text_of, tree_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def page(owner, deed, *args):
    model = owner._meta
    return reverse(f"admin:{model.app_label}_{model.model_name}_{deed}", args=[owner.pk, *args])


def change(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def links_on(response):
    return [link.get("href") for link in tree_of(response).iter("a")]


@pytest.fixture
def clinic():
    return make_clinic(name="North Ridge", time_zone="America/Chicago")


@pytest.fixture
def clerk(client_of, clinic):
    return client_of(make_member(clinic, time_zone="America/Chicago"))


# Reading


def test_the_list_says_from_when_to_when_patients_saw_each(clerk, clinic):
    with time_machine.travel("2027-01-10T12:00:00Z"):
        publish_the_clinic(clinic)
    with time_machine.travel("2027-01-12T15:00:00Z"):
        publish_the_clinic(clinic)

    words = text_of(clerk.get(page(clinic, "editions")))

    assert "from Jan. 12, 2027, 9 a.m. on" in words
    assert "from Jan. 10, 2027, 6 a.m. to Jan. 12, 2027, 9 a.m." in words


def test_an_edition_that_never_showed_says_so(clerk, clinic):
    edition = publish_the_clinic(clinic, live_from=timezone.now() + timedelta(days=2))
    withdraw(edition, by=make_operator(), reason="Too early")

    assert "Patients saw it never" in text_of(clerk.get(page(clinic, "editions")))


def test_a_long_list_comes_in_pages(clerk, clinic, monkeypatch):
    monkeypatch.setattr("editions.admin.edition_pages.PER_PAGE", 2)
    for _number in range(3):
        publish_the_clinic(clinic)

    first = text_of(clerk.get(page(clinic, "editions")))
    second = text_of(clerk.get(page(clinic, "editions"), {"p": 2}))

    assert ("Edition 3 Live" in first, "No note. Patients" in first) == (True, True)
    assert "Page 1 of 2" in first
    assert second.count("Fingerprint") == 1
    assert clerk.get(page(clinic, "editions"), {"p": "x" * 99}).status_code == 200


def test_an_edition_has_a_page_with_what_it_changed_and_all_that_it_says(clerk, clinic):
    make_note(clinic=clinic, section_kind="cost", body="As it was.")
    publish_the_clinic(clinic, note="The first")
    change(clinic, phone="555-555-0199")
    publish_the_clinic(clinic, note="A new phone", by=make_operator(first_name="Olga"))

    response = clerk.get(page(clinic, "edition", 2))

    words = text_of(response)
    assert "A new phone" in words
    assert "Olga" in words
    assert "What it changed against edition 1" in words
    assert [e.text for e in tree_of(response).iter("ins")] == ["555-555-0199"]
    assert "As it was." in words
    assert "It was the first" in text_of(clerk.get(page(clinic, "edition", 1)))
    assert clerk.get(page(clinic, "edition", 3)).status_code == 404


def test_what_an_edition_changed_is_told_against_what_stood_when_it_was_published(clerk, clinic):
    publish_the_clinic(clinic)
    withdraw(publish_the_clinic(clinic), by=make_operator(), reason="Wrong")
    publish_the_clinic(clinic)

    assert "against edition 1" in text_of(clerk.get(page(clinic, "edition", 3)))


def test_any_two_editions_are_compared_and_one_with_the_draft(clerk, clinic):
    for name in ("First", "Second", "Third"):
        change(clinic, name=name)
        publish_the_clinic(clinic)
    change(clinic, name="Draft")

    def differences(**query):
        tree = tree_of(clerk.get(page(clinic, "compare"), query))
        return [e.text for name in ("del", "ins") for e in tree.iter(name)]

    assert differences(old=1, new=3) == ["First", "Third"]
    assert differences(old=3, new=1) == ["Third", "First"]
    assert differences(old=2, new="draft") == ["Second", "Draft"]
    same = clerk.get(page(clinic, "compare"), {"old": 2, "new": 2})
    assert "Nothing. Both say the same." in text_of(same)


@pytest.mark.parametrize("query", [{"old": "9", "new": "1"}, {"old": "x"}, {"new": "1" * 5000}])
def test_a_comparison_with_what_is_not_there_asks_again(clerk, clinic, query):
    publish_the_clinic(clinic)

    response = clerk.get(page(clinic, "compare"), query)

    assert "Choose two editions from the lists." in text_of(response)


# Putting back


def restore(client, owner, number, item=None):
    """Opens the page that asks, and says yes."""
    address = page(owner, "restore", number)
    query = {"item": json.dumps(item)} if item else {}
    form = form_on(client.get(address, query))
    target = f"{address}?item={json.dumps(item)}" if item else address
    return client.post(target, form, follow=True)


def test_the_page_that_asks_shows_what_would_change_and_changes_nothing(clerk, clinic):
    note = make_note(clinic=clinic, section_kind="cost", body="As it was.")
    publish_the_clinic(clinic)
    change(note, body="As it is.")

    response = clerk.get(page(clinic, "restore", 1))

    tree = tree_of(response)
    assert ["".join(e.itertext()) for e in tree.iter("del")] == ["is."]
    assert ["".join(e.itertext()) for e in tree.iter("ins")] == ["was."]
    note.refresh_from_db()
    assert note.body == "As it is."


def test_one_item_comes_back_into_the_draft_and_never_live(clerk, clinic):
    note = make_note(clinic=clinic, section_kind="cost", body="As it was.")
    other = make_note(clinic=clinic, section_kind="risks", body="As it was.")
    publish_the_clinic(clinic)
    for row in (note, other):
        change(row, body="As it is.")

    response = restore(clerk, clinic, 1, ["notes", "cost", "", "en"])

    assert "The draft says again what edition 1 says." in text_of(response)
    assert Note.objects.get(pk=note.pk).body == "As it was."
    assert Note.objects.get(pk=other.pk).body == "As it is."
    assert clinic.editions.count() == 1


def test_everything_comes_back_and_what_stays_out_is_told(clerk, clinic):
    service = make_service()
    make_cost(clinic=clinic, service=service)
    note = make_note(clinic=clinic)
    publish_the_clinic(clinic)
    note.delete()
    CostItem.objects.all().delete()
    service.delete()

    asked = text_of(clerk.get(page(clinic, "restore", 1)))
    told = text_of(restore(clerk, clinic, 1))

    remark = f"“{service.key}” is not there any more"
    assert "What cannot come back as it was" in asked
    assert remark in asked
    assert remark in told
    assert clinic.notes.count() == 1


def test_a_draft_that_changed_since_the_page_was_opened_is_shown_again(clerk, clinic):
    publish_the_clinic(clinic)
    change(clinic, name="Second")
    form = form_on(clerk.get(page(clinic, "restore", 1)))
    change(clinic, name="Third")

    response = clerk.post(page(clinic, "restore", 1), form)

    assert response.status_code == 409
    assert "Somebody changed the draft since you opened this page." in text_of(response)
    assert [e.text for e in tree_of(response).iter("del")] == ["Third"]
    clinic.refresh_from_db()
    assert clinic.name == "Third"
    assert clerk.post(page(clinic, "restore", 1), form_on(response)).status_code == 302


@pytest.mark.parametrize(
    "item",
    ['["notes","risks","","en"]', "[]", "{}", "x", '["costs"]', "1" * 5000, '["",1]'],
)
def test_an_item_that_the_edition_does_not_hold_is_not_there(clerk, clinic, item):
    publish_the_clinic(clinic)

    assert clerk.get(page(clinic, "restore", 1), {"item": item}).status_code == 404


def test_the_publish_page_offers_to_put_the_live_text_back_item_by_item(client_of):
    text = make_translation(sections=[{"key": "rest", "title": "Rest", "body": "Two days."}])
    publish_guide(text)
    change(text.sections.get(), body="Three days.")
    make_section(translation=text, key="new")
    client = client_of(make_guide_editor())

    offered = [x for x in links_on(client.get(page(text, "publish"))) if x and "/restore/" in x]

    assert len(offered) == 1  # and none for the section that patients never saw
    client.post(offered[0], form_on(client.get(offered[0])))
    assert Section.objects.get(key="rest").body == "Two days."
    assert Section.objects.filter(key="new").exists()


@pytest.mark.parametrize(
    ("make_person", "reads", "writes"),
    [
        (lambda clinic: make_member(clinic), 200, 302),
        (lambda clinic: make_manager(clinic), 200, 302),
        (lambda clinic: make_operator(), 200, 302),
        (lambda clinic: make_manager(make_clinic()), 404, 404),
        (lambda clinic: make_guide_editor(), 404, 404),
        (lambda clinic: make_reviewer(), 404, 404),
        (lambda clinic: make_user(), 404, 404),
    ],
)
def test_a_clinics_record_is_its_own_peoples(client_of, clinic, make_person, reads, writes):
    publish_the_clinic(clinic)
    client = client_of(make_person(clinic))
    change(clinic, name="Other")
    expected = form_on(client_of(make_operator()).get(page(clinic, "restore", 1)))

    for deed, args in [("editions", []), ("edition", [1]), ("compare", []), ("restore", [1])]:
        assert client.get(page(clinic, deed, *args)).status_code == reads
    assert client.post(page(clinic, "restore", 1), expected).status_code == writes


@pytest.mark.parametrize("make_person", [make_reviewer, lambda: make_member(make_clinic())])
def test_who_only_reads_the_text_reads_its_record_and_puts_nothing_back(client_of, make_person):
    text = make_translation()
    publish_guide(text)
    client = client_of(make_person())

    response = client.get(page(text, "edition", 1))

    assert response.status_code == 200
    assert page(text, "restore", 1) not in links_on(response)
    assert client.get(page(text, "restore", 1)).status_code == 403
    assert client.post(page(text, "restore", 1)).status_code == 403


def test_the_pages_of_a_long_guide_cost_as_many_queries_as_of_a_short_one(
    client_of, django_assert_num_queries, django_assert_max_num_queries
):
    text = make_translation()
    publish_guide(text)
    client = client_of(make_guide_editor())
    addresses = [page(text, "editions"), page(text, "edition", 1), page(text, "restore", 1)]
    counts = []
    for address in addresses:
        with django_assert_max_num_queries(40) as first:
            client.get(address)
        counts.append(len(first))
    for _number in range(3):
        make_section(translation=text)
        publish_guide(text)

    addresses = [page(text, "editions"), page(text, "edition", 4), page(text, "restore", 4)]
    for address, count in zip(addresses, counts, strict=True):
        with django_assert_num_queries(count):
            client.get(address)
