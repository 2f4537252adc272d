"""Whoever finds an error on a page or a sheet can say so, by a mail that names the very editions."""

from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from clinics.models import Clinic
from tests.clinics.patients import make_shown, read, words_of
from tests.factories import make_operator, publish_the_clinic, publish_the_network, the_network
from tests.pages import tree_of
from tests.pdf_structure import structure_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return make_shown()[1]


def links_on(response):
    links = {"".join(a.itertext()).strip(): a.get("href") for a in tree_of(response).iter("a")}
    return [
        unescape(address) for address in links.values() if "mailto:" in address and "?" in address
    ]


def paper(client):
    return structure_of(client.get("/ridge/shots/handout.pdf").content).text


@pytest.mark.parametrize(
    "path", ["/ridge/shots/", "/ridge/shots/risks/", "/ridge/shots/editions/1-2-1/"]
)
def test_the_network_hears_of_it_with_the_address_of_the_editions(client, clinic, path):
    publish_the_network_with("errors@example.org")
    publish_the_clinic(clinic)
    path = path.replace("1-2-1", "1-2-2")

    [link] = links_on(client.get(path))

    sent = urlsplit(link)
    assert sent.path == "errors@example.org"
    asked = parse_qs(sent.query)
    assert "Shots for backs" in asked["subject"][0]
    assert "/ridge/shots/editions/1-2-2/" in asked["body"][0]
    assert "nothing about your health" in asked["body"][0]


def publish_the_network_with(email):
    the_network(contact_email=email)
    publish_the_network()


def test_without_a_network_address_the_clinic_hears_of_it_and_paper_says_so_too(client, clinic):
    Clinic.objects.filter(pk=clinic.pk).update(email="ridge@example.org")
    publish_the_clinic(clinic)

    assert all(
        link.startswith("mailto:ridge@example.org")
        for link in links_on(client.get("/ridge/shots/"))
    )
    said = words_of(read(client, "/ridge/shots/"))
    assert "Report an error on this page" in said
    assert "Write to ridge@example.org and name edition 1-2-1" in paper(client)


def test_where_nobody_has_an_address_nothing_is_offered(client, clinic):
    assert "Report an error" not in read(client, "/ridge/shots/")
    assert "Found an error?" not in paper(client)


def test_a_draft_is_nobodys_edition_to_report(client_of, clinic):
    Clinic.objects.filter(pk=clinic.pk).update(email="ridge@example.org")
    address = reverse("admin:clinics_clinic_preview_handout", args=[clinic.pk])

    printed = structure_of(client_of(make_operator()).get(address).content).text

    assert "Draft: not for patients" in printed
    assert "Found an error?" not in printed
