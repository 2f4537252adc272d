"""Whoever gets a link to a draft reads no claim in it, whichever of its three parts is a draft."""

import pytest
from django.urls import reverse

from clinics.models import ShareLink
from tests.factories import (
    make_clinic,
    make_guide,
    make_guide_editor,
    make_notice,
    make_operator,
    make_translation,
    publish_the_clinic,
    the_network,
)
from tests.pages import text_of

pytestmark = pytest.mark.django_db
OF_TEXT, OF_CLINIC = "admin:clinics_translation_shares", "admin:clinics_clinic_shares"


def text_with(body="Ask us."):
    the_network()
    guide = make_guide(slug="shots", regulatory_status="not-needed")
    return make_translation(guide=guide, sections=[{"kind": "conclusion", "body": body}])


def shared(client, person, name, row, what):
    client.force_login(person)
    sent = {"what": what.pk, "note": "Dr. Gray", "days": 14}
    return client.post(reverse(name, args=[row.pk]), sent)


def test_a_text_goes_out_with_no_claims_of_a_clinic_that_published_nothing(client):
    text, clinic = text_with(), make_clinic(tagline={"en": "Guaranteed cure"})

    answer = shared(client, make_guide_editor(), OF_TEXT, text, clinic)

    assert "This may not be told to anybody as it is." in text_of(answer)
    assert not ShareLink.objects.exists()


def test_a_clinic_goes_out_with_no_claims_of_a_text_that_is_not_live(client):
    text = text_with("Guaranteed cure, no risk, FDA-approved.")

    shared(client, make_operator(), OF_CLINIC, make_clinic(guides=[text.guide]), text)

    assert not ShareLink.objects.exists()


def test_neither_goes_out_with_claims_of_a_network_that_published_nothing(client):
    make_notice(texts={"en": "Guaranteed cure."}, applies_to="language")

    shared(client, make_guide_editor(), OF_TEXT, text_with(), make_clinic())

    assert not ShareLink.objects.exists()


def test_what_patients_read_already_hinders_no_link(client):
    clinic = make_clinic(tagline={"en": "Guaranteed cure"})
    publish_the_clinic(clinic)

    shared(client, make_guide_editor(), OF_TEXT, text_with(), clinic)

    assert ShareLink.objects.get().clinic == clinic
