"""Under which names somebody signs in and asks for a new password."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.staff.signing import PASSWORD, is_signed_in, make_person

pytestmark = pytest.mark.django_db


def signed_in_as(name, password=PASSWORD):
    """The user name of whoever is signed in by this name, or nothing."""
    client = Client()
    client.post(reverse("admin:login"), {"username": name, "password": password})
    return client.get(reverse("admin:session")).json()["name"] if is_signed_in(client) else ""


@pytest.mark.parametrize(
    "name",
    [
        *("ana", "ANA", " Ana ", "ana@clinic.example.org", "Ana@Clinic.Example.org"),
        "  ana@CLINIC.example.org\t",
    ],
)
def test_a_name_or_an_address_in_any_letters_signs_in(name):
    make_person(username="ana", email="Ana@clinic.example.org")

    assert signed_in_as(name) == "ana"


def test_the_form_says_that_both_are_taken():
    for page in ("admin:login", "admin_password_reset"):
        assert "User name or email address:" in Client().get(
            reverse(page)
        ).content.decode().replace("address<", "address:<")


@pytest.mark.parametrize("name", ["an", "ana@", "an_", "an%", "%", "", "aná", "ana\0"])
def test_what_only_resembles_a_name_does_not_sign_in(name):
    make_person(username="ana", email="ana@clinic.example.org")

    assert signed_in_as(name) == ""


def test_letters_that_only_look_alike_are_another_name():
    make_person(username="mina", email="mina@clinic.example.org")

    assert signed_in_as("m\u0131na") == ""


def test_a_name_that_is_anothers_address_signs_in_whom_the_password_belongs_to():
    make_person(username="ben@example.org", email="ana@example.org")
    ben = make_person(username="ben", email="ben@example.org")
    ben.set_password("Warm-Stone-77")
    ben.save()

    assert signed_in_as("ben@example.org", PASSWORD) == "ben@example.org"
    assert signed_in_as("ben@example.org", "Warm-Stone-77") == "ben"
    assert signed_in_as("Ben@Example.org", "wrong") == ""


def test_a_name_and_a_password_that_two_share_sign_in_nobody():
    make_person(username="ben@example.org", email="ana@example.org")
    make_person(username="ben", email="ben@example.org")

    assert signed_in_as("ben@example.org") == ""
    assert signed_in_as("ben") == "ben"
    assert signed_in_as("ana@example.org") == "ben@example.org"


def test_two_names_that_differ_in_capitals_are_told_apart_by_their_passwords():
    make_person(username="Ana")
    other = make_person(username="ana")
    other.set_password("Warm-Stone-77")
    other.save()

    assert signed_in_as("ana", PASSWORD) == "Ana"
    assert signed_in_as("ANA", "Warm-Stone-77") == "ana"
