"""What patients see while there is next to nothing."""

from tests.clinics.patients import read, words_of
from tests.factories import make_clinic, publish_the_clinic, publish_the_network, shown_guide


def test_empty_pages_say_what_to_do(db, client):
    assert "No clinic is here yet" in read(client, "/")
    publish_the_clinic(make_clinic(slug="alone"))
    assert "We have no guides here yet. Call us at 555-555-0142" in words_of(
        read(client, "/alone/")
    )


def test_before_there_was_a_network_its_number_is_zero(db, client):
    text, clinic = shown_guide()
    address = f"/{clinic.slug}/{text.guide.slug}/editions/1-1-0/"
    assert "It is the current one." in words_of(read(client, address))

    publish_the_network()

    assert "It is not the current one" in words_of(read(client, address))
