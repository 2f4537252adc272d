"""A new password changes nothing else: what an operator decides while it is hashed stays decided."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core import mail
from django.test import Client
from django.urls import reverse

from clinics.models import Membership
from clinics.people.inviting import invite
from staff.models import User
from tests.factories import make_clinic, make_manager, make_operator
from tests.staff.signing import PASSWORD, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NEW = "Warm-Stone-77"
TWICE = {"new_password1": NEW, "new_password2": NEW}
meanwhile = []  # what happens while a password is hashed


class Slow(PBKDF2PasswordHasher):
    """Hashing is when others act."""

    def encode(self, *arguments):
        for deed in meanwhile:
            deed()
        return super().encode(*arguments)


@pytest.fixture
def slow(settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.Slow"]
    yield
    meanwhile.clear()


def by_reset(person, _client_of):
    client = Client()
    client.post(reverse("admin_password_reset"), {"email": person.username})
    link = re.search(rf"{settings.SITE_URL}(\S+)", mail.outbox[-1].body)[1]
    page = client.get(link, follow=True)
    return client, page.redirect_chain[-1][0], TWICE


def by_oneself(person, client_of):
    return client_of(person), reverse("admin:password_change"), {"old_password": PASSWORD, **TWICE}


def by_an_operator(person, client_of):
    address = reverse("admin:auth_user_password_change", args=[person.pk])
    fields = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    return client_of(make_operator()), address, fields


def end(person):
    def deed():
        User.objects.filter(pk=person.pk).update(is_active=False, is_superuser=False)

    return deed


@pytest.mark.parametrize("way", [by_reset, by_oneself, by_an_operator])
def test_who_is_ended_while_a_password_is_hashed_stays_ended(client_of, slow, way):
    person = make_person(is_superuser=True)
    client, address, fields = way(person, client_of)
    meanwhile.append(end(person))

    answer = client.post(address, fields)

    person.refresh_from_db()
    assert answer.status_code == 302
    assert person.check_password(NEW)
    assert (person.is_active, person.is_superuser) == (False, False)


def test_who_is_ended_while_joining_neither_joins_nor_comes_back(slow):
    clinic, person = make_clinic(), make_person()
    User.objects.update(password="!")
    _asked, token = invite(clinic, email=person.email, role="editor", by=make_manager(clinic))
    meanwhile.append(end(person))

    answer = Client().post(reverse("invitation", args=[token]), {**TWICE, "answer": "yes"})

    person.refresh_from_db()
    assert answer.status_code == 410
    assert (person.is_active, person.has_usable_password()) == (False, False)
    assert not Membership.objects.filter(user=person).exists()


def test_the_link_in_a_mail_ends_with_the_account():
    person = make_person()
    client, address, fields = by_reset(person, None)
    end(person)()

    answer = client.post(address, fields)

    person.refresh_from_db()
    assert answer.status_code == 200
    assert person.check_password(PASSWORD)
