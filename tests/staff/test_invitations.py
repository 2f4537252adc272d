"""Somebody is invited by mail, chooses a password, and is in."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from staff.invitations import invite
from staff.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NEW = {"language": "en", "time_zone": "America/Chicago", "place": "North Ridge"}
CHOOSE = "Please go to the following page and choose a new password:"


def link_in(mail):
    return re.search(r"https?://\S+", mail.body)[0]


def choose_password(link, password="Warm-Stone-77"):
    client = Client()
    form = client.get(link.removeprefix(settings.SITE_URL), follow=True)
    data = {"new_password1": password, "new_password2": password}
    return client.post(form.request["PATH_INFO"], data, follow=True)


def test_a_new_person_chooses_a_password_and_signs_in(mailoutbox):
    user = invite("Ana@Example.org", name="Ana  Maria Lopez", **NEW)

    choose_password(link_in(mailoutbox[0]))

    client = Client()
    data = {"username": user.username, "password": "Warm-Stone-77"}
    client.post(reverse("admin:login"), data)
    assert client.get(reverse("admin:index")).status_code == 200


def test_a_new_person_may_sign_in_and_nothing_more():
    user = invite("Ana@Example.org", name="Ana  Maria Lopez", **NEW)

    user.refresh_from_db()
    assert (user.username, user.email) == ("ana@example.org", "ana@example.org")
    assert (user.first_name, user.last_name) == ("Ana", "Maria Lopez")
    assert (user.language, user.time_zone) == ("en", "America/Chicago")
    assert user.works_here
    assert not user.is_superuser
    assert not user.has_usable_password()
    assert not user.groups.exists()


def test_the_mail_says_who_invites_where_and_how(mailoutbox):
    invite("ana@example.org", name="Ana", **{**NEW, "place": "O'Hara & <Sons>"})

    (mail,) = mailoutbox
    assert mail.to == ["ana@example.org"]
    assert mail.from_email == settings.DEFAULT_FROM_EMAIL
    assert mail.subject == "You are invited to edit O'Hara & <Sons>"
    assert "Hello Ana," in mail.body
    assert "pages of O'Hara & <Sons> in Clinic Guide" in mail.body
    assert "You sign in as: ana@example.org" in mail.body
    assert "within 3 days" in mail.body
    assert link_in(mail).startswith(f"{settings.SITE_URL}/admin/reset/")


def test_the_mail_is_in_the_new_persons_language(mailoutbox):
    invite("ana@example.org", **{**NEW, "language": "es"})

    with translation.override("es"):
        spanish = gettext(CHOOSE)
    assert spanish != CHOOSE
    assert spanish in mailoutbox[0].body
    assert translation.get_language() == "en"


def test_somebody_with_a_password_gets_the_news_and_is_not_changed(mailoutbox):
    ana = make_user(email="ana@example.org", first_name="Ana", password=make_password("Old-Oak-1"))
    before = User.objects.values().get()

    found = invite("ANA@example.org", name="Eve Evil", **{**NEW, "language": "es"})

    assert found == ana
    assert User.objects.values().get() == before
    assert link_in(mailoutbox[0]) == f"{settings.SITE_URL}/admin/"
    assert "reset" not in mailoutbox[0].body
    assert f"You sign in as: {ana.username}" in mailoutbox[0].body


def test_an_operator_who_is_invited_stays_one():
    operator = make_user(email="ana@example.org", is_superuser=True)

    invite("ana@example.org", **NEW)

    operator.refresh_from_db()
    assert operator.is_superuser


def test_somebody_deactivated_stays_so():
    ana = make_user(email="ana@example.org", is_active=False)

    invite("ana@example.org", **NEW)

    ana.refresh_from_db()
    assert not ana.is_active


def test_somebody_invited_twice_is_one_person_with_a_new_link(mailoutbox):
    first = invite("ana@example.org", **NEW)
    second = invite("ana@example.org", **{**NEW, "place": "South Ridge"})

    assert first == second
    assert "South Ridge" in mailoutbox[1].body
    assert "Your password is set" in choose_password(link_in(mailoutbox[1])).content.decode()


def test_a_name_that_somebody_signs_in_by_is_not_taken_from_them(mailoutbox):
    make_user(username="ana@example.org", email="ana@example.net")

    user = invite("ana@example.org", **NEW)

    assert user.username == "ana@example.org-2"
    assert "You sign in as: ana@example.org-2" in mailoutbox[0].body


def test_a_long_address_still_makes_a_name():
    address = f"{'a' * 64}@{'b' * 60}.{'c' * 60}.example.org"

    assert len(invite(address, **NEW).username) <= 150


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x85"])
def test_a_name_cannot_add_a_header(mailoutbox, end):
    evil = f"North{end}Bcc: eve@evil.example{end}{end}<p>Hello"

    invite("ana@example.org", name=evil, **{**NEW, "place": evil})

    (mail,) = mailoutbox
    message = mail.message()
    assert mail.recipients() == ["ana@example.org"]
    assert message["Bcc"] is None
    assert len(message["Subject"].splitlines()) == 1
    assert message.get_content_type() == "text/plain"


@pytest.mark.parametrize(
    "address",
    ["ana@example.org\nBcc: eve@evil.example", "ana@example.org, eve@evil.example", "ana", ""],
)
def test_what_is_no_address_is_refused_and_leaves_nothing(mailoutbox, address):
    with pytest.raises(ValidationError):
        invite(address, **NEW)

    assert mailoutbox == []
    assert not User.objects.exists()
