"""What people type or copy from paper: phones, addresses, names, websites, time zones."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from clinics.models import Clinic
from clinics.tools.phones import dialled, is_phone, tidied
from staff.models import validate_time_zone
from tests.clinics.patients import make_shown, read, words_of
from tests.factories import (
    make_clinic,
    make_coverage,
    make_guide,
    make_manager,
    make_operator,
    make_payer,
    make_service,
    make_translation,
    publish_guide,
    publish_the_clinic,
    publish_the_network,
)
from tests.pages import form_on

pytestmark = pytest.mark.django_db
PHONES = {
    "(555) 555-0142": ("(555) 555-0142", "tel:555555-0142"),
    "555-555-0142 ext. 3": ("555-555-0142 ext. 3", "tel:555-555-0142,3"),
    "555-555-0142x12": ("555-555-0142x12", "tel:555-555-0142,12"),
    "555 555 0142, extensión 12": ("555 555 0142, extensión 12", "tel:5555550142,12"),
    "555–555–0142": ("555-555-0142", "tel:555-555-0142"),
    "555\u2011555\u20110142": ("555-555-0142", "tel:555-555-0142"),
    "555\xa0555\xa00142": ("555 555 0142", "tel:5555550142"),
    " +1 (555) 555.0142 ": ("+1 (555) 555.0142", "tel:+15555550142"),
    "+44 (0)20 7946 0000": ("+44 (0)20 7946 0000", "tel:+442079460000"),
}


@pytest.mark.parametrize("typed", PHONES)
def test_a_phone_is_taken_as_it_is_written_and_kept_tidy(typed):
    clinic = make_clinic()
    clinic.phone = typed

    clinic.full_clean()

    assert (clinic.phone, dialled(clinic.phone)) == PHONES[typed]


@pytest.mark.parametrize(
    "typed", ["call us", "555", "(555 555-0142", "555) 555-0142", "555-555-0142 ext.", "1" * 30]
)
def test_what_is_no_phone_is_refused(typed):
    assert not is_phone(tidied(typed))
    with pytest.raises(ValidationError):
        make_clinic(phone=typed).full_clean()


def test_a_page_links_to_what_is_dialled_and_shows_what_was_written(client):
    publish_the_clinic(make_clinic(slug="ridge", phone="(555) 555-0142 ext. 3"))

    for path in ("/ridge/", "/"):
        page = read(client, path)
        assert 'href="tel:555555-0142,3"' in page
        assert "(555) 555-0142 ext. 3" in page


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("/Ridge/", "/ridge/"),
        ("/RIDGE/Shots/?a=B", "/ridge/shots/?a=B"),
        ("/ES/Ridge/Shots/", "/es/ridge/shots/"),
        ("/ridge/shots/Benefits/", "/ridge/shots/benefits/"),
        ("/Ridge/shots/print/", "/ridge/shots/print/"),
        ("/ridge/Shots/handout.pdf", "/ridge/shots/handout.pdf"),
        ("/Record/", "/record/"),
    ],
)
def test_an_address_in_capitals_leads_to_the_one_in_small_letters(client, typed, place):
    make_shown()

    response = client.get(typed)

    assert (response.status_code, response.headers["Location"]) == (301, place)
    assert client.get(place).status_code == 200


@pytest.mark.parametrize(
    "typed", ["/Nowhere/", "/Ridge/Nothing/", "/ridge/Shots/nothing/", "/Admin/"]
)
def test_what_does_not_exist_does_not_exist_in_capitals_either(client, typed):
    make_shown()

    assert client.get(typed).status_code == 404


@pytest.mark.parametrize("name", ["O’Brien", "O'Brien"])
@pytest.mark.parametrize("asked", ["O'Brien", "o’brien", "OʼBrien"])
def test_a_clinic_is_found_by_any_apostrophe(client, name, asked):
    publish_the_clinic(make_clinic(name=name))

    assert name.replace("'", "&#x27;") in words_of(read(client, f"/?q={asked}"))


@pytest.mark.parametrize("name", ["O’Brien", "O'Brien"])
@pytest.mark.parametrize("asked", ["O'Brien", "o’brien", "OʼBrien"])
def test_staff_find_a_clinic_by_any_apostrophe(client_of, name, asked):
    make_clinic(name=name, city="Foundville")
    make_clinic(name="Obrien", city="Otherville")
    lists = reverse("admin:clinics_clinic_changelist")

    page = client_of(make_operator()).get(lists, {"q": asked}).content.decode()

    assert ("Foundville" in page, "Otherville" in page) == (True, False)


def test_a_website_without_its_beginning_gets_one(client_of):
    clinic = make_clinic(name="Ridge")
    client = client_of(make_manager(clinic))
    address = reverse("admin:clinics_clinic_change", args=[clinic.pk])
    page = client.get(address)

    client.post(address, form_on(page) | {"website": "www.example.org"})

    assert Clinic.objects.get().website == "https://www.example.org"
    assert 'type="url"' not in page.content.decode()  # which a browser would refuse


@pytest.mark.parametrize("name", ["localtime", "Factory", "posixrules"])
def test_a_time_zone_that_means_the_servers_own_is_refused(name):
    with pytest.raises(ValidationError, match="is not a time zone"):
        validate_time_zone(name)


@pytest.mark.parametrize(
    ("days", "prefix", "words"),
    [
        (1, "", "usually takes 1 day."),
        (2, "", "usually takes 2 days."),
        (1, "/es", "1 día."),
        (2, "/es", "2 días."),
    ],
)
def test_one_day_is_no_plural(client, days, prefix, words):
    guide = make_guide(slug="backs")
    cost = {"key": "insurance", "kind": "insurance", "title": "Insurance"}
    publish_guide(make_translation(guide=guide, sections=[cost]))
    service, payer = make_service(guides=[guide]), make_payer()
    clinic = make_clinic(slug="ridge", guides=[guide])
    make_coverage(
        clinic=clinic,
        service=service,
        payer=payer,
        prior_authorization="yes",
        authorization_days=days,
    )
    publish_the_network()
    publish_the_clinic(clinic)

    assert words in words_of(read(client, f"{prefix}/ridge/backs/"))
