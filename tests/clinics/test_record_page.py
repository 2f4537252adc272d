"""The record's head, where patients and outsiders can see it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from editions.models import RecordEntry
from editions.publish.publishing import withdraw
from tests.clinics.patients import make_shown
from tests.factories import make_clinic, make_operator, publish_guide, publish_the_clinic
from tests.pdf_structure import structure_of

pytestmark = pytest.mark.django_db
HANDOUT = "/ridge/shots/handout.pdf"


def page(client, path="/record/"):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def newest():
    return RecordEntry.objects.newest()


def words(pdf):
    return " ".join(structure_of(pdf).text.split())


def test_an_empty_record_says_so(client):
    assert "Nothing was published yet" in page(client)


@pytest.mark.parametrize("path", ["/record/", "/es/record/"])
def test_the_page_shows_the_head_of_now_after_every_deed(client, path):
    edition = publish_the_clinic(make_clinic())
    first = newest()
    assert first.head_in_groups in page(client, path)

    withdraw(edition, by=make_operator(), reason="Wrong price")

    assert newest().head != first.head
    assert newest().head_in_groups in page(client, path)
    assert first.head_in_groups not in page(client, path)


def test_it_tells_how_many_editions_and_when(client):
    edition = publish_the_clinic(make_clinic())
    publish_the_clinic(make_clinic())
    withdraw(edition, by=make_operator(), reason="Wrong price")

    said = page(client)

    assert "2 published editions" in said
    assert "(UTC)" in said


def test_the_last_entry_alone_is_read(client, django_assert_num_queries):
    for _ in range(3):
        publish_the_clinic(make_clinic())

    with django_assert_num_queries(2):
        page(client)


def test_no_clinic_can_take_the_address_of_the_record():
    with pytest.raises(ValidationError, match="used by the site itself"):
        make_clinic(slug="record").full_clean()


def test_a_handout_names_the_head_of_its_newest_edition(client):
    _text, clinic, _other = make_shown()
    head = RecordEntry.objects.of(clinic.editions.get()).get().short_head

    assert f"Record {head} of" in words(client.get(HANDOUT).content)


def test_a_handout_does_not_change_when_somebody_else_publishes(client):
    make_shown()
    before = client.get(HANDOUT).content

    publish_the_clinic(make_clinic())

    assert client.get(HANDOUT).content == before


def test_a_handout_has_a_new_head_when_one_of_its_editions_is_new(client):
    text, _clinic, _other = make_shown()
    publish_guide(text)

    assert newest().short_head in words(client.get(HANDOUT).content)


def test_what_is_scheduled_or_taken_back_does_not_change_the_handout_of_today(client):
    text, _clinic, _other = make_shown()
    before = client.get(HANDOUT).content
    waiting = publish_guide(text, live_from=timezone.now() + timedelta(days=2))
    withdraw(waiting, by=make_operator(), reason="Not yet")

    assert client.get(HANDOUT).content == before
