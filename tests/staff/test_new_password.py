"""A forgotten password: the mail, its link, and what a stranger learns."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from staff.models import User
from staff.new_password import ask
from tests.factories import make_user
from tests.staff.signing import PASSWORD, is_signed_in, make_person, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CHOOSE = "Please go to the following page and choose a new password:"  # Django has it in Spanish


def ask_for_a_link(user, **extra):
    address = reverse("admin_password_reset")
    return Client().post(address, {"email": user.email}, follow=True, **extra)


def link_in(mail):
    return re.search(r"https?://\S+", mail.body)[0]


def path_of(link):
    return link.removeprefix(settings.SITE_URL)


def test_a_forgotten_password_is_replaced_by_mail(mailoutbox):
    user, client = make_person(first_name="Ana", last_name="O'Hara & Sons"), Client()

    response = ask_for_a_link(user)
    form = client.get(path_of(link_in(mailoutbox[0])), follow=True)
    new = {"new_password1": "Warm-Stone-77", "new_password2": "Warm-Stone-77"}
    done = client.post(form.request["PATH_INFO"], new, follow=True)

    assert "on its way" in response.content.decode()
    assert mailoutbox[0].to == [user.email]
    assert "Hello Ana O'Hara & Sons," in mailoutbox[0].body
    assert f"You sign in as: {user.username}" in mailoutbox[0].body
    assert "within 3 days" in mailoutbox[0].body
    assert f'href="{reverse("admin:login")}"' in done.content.decode()
    sign_in(client, user, "Warm-Stone-77")
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "page", ["admin_password_reset", "password_reset_done", "password_reset_complete"]
)
def test_the_pages_around_passwords_bear_our_name_and_not_djangos(page):
    html = Client().get(reverse(page)).content.decode()

    assert re.search(r'<div id="site-name">\s*<a href="/admin/">Clinic Guide</a>', html)
    assert "| Clinic Guide" in html
    assert "Django" not in html


def test_a_weak_password_is_refused_with_the_reason(mailoutbox):
    user, client = make_person(), Client()
    ask_for_a_link(user)
    form = client.get(path_of(link_in(mailoutbox[0])), follow=True)

    weak = {"new_password1": "12345678", "new_password2": "12345678"}
    response = client.post(form.request["PATH_INFO"], weak)

    assert "too common" in response.content.decode()
    assert 'id="id_new_password1_helptext"' in form.content.decode()
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_a_link_works_once(mailoutbox):
    user, client = make_person(), Client()
    ask_for_a_link(user)
    path = path_of(link_in(mailoutbox[0]))
    form = client.get(path, follow=True)
    new = {"new_password1": "Warm-Stone-77", "new_password2": "Warm-Stone-77"}
    client.post(form.request["PATH_INFO"], new)

    again = Client().get(path, follow=True).content.decode()

    assert "does not work any more" in again
    assert reverse("admin_password_reset") in again


def test_a_link_runs_out(mailoutbox):
    ask_for_a_link(make_person())

    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        page = Client().get(path_of(link_in(mailoutbox[0])), follow=True).content.decode()

    assert "does not work any more" in page


def test_the_link_comes_from_the_settings_and_not_from_the_request(mailoutbox):
    ask_for_a_link(make_person(), HTTP_HOST="testserver", HTTP_X_FORWARDED_HOST="evil.example")

    assert link_in(mailoutbox[0]).startswith(f"{settings.SITE_URL}/admin/reset/")
    assert "testserver" not in mailoutbox[0].body
    assert "evil" not in mailoutbox[0].body


def test_a_link_is_https_where_the_site_is(mailoutbox, settings):
    settings.SITE_URL = "https://guide.example.org"

    ask_for_a_link(make_person())

    assert link_in(mailoutbox[0]).startswith("https://guide.example.org/admin/reset/")


def test_a_request_under_a_strange_name_is_refused(mailoutbox):
    response = ask_for_a_link(make_person(), HTTP_HOST="evil.example")

    assert response.status_code == 400
    assert mailoutbox == []


def test_the_mail_is_in_the_persons_language_whatever_the_browser_asks(mailoutbox):
    ask_for_a_link(make_person(language="es"), headers={"accept-language": "en"})
    ask_for_a_link(make_person(language="en"), headers={"accept-language": "es"})

    with translation.override("es"):
        spanish = gettext(CHOOSE)
    assert spanish != CHOOSE
    assert spanish in mailoutbox[0].body
    assert CHOOSE in mailoutbox[1].body


def test_it_is_asked_for_by_name_or_by_address_in_any_letters(mailoutbox):
    user = make_person(username="ana", email="Ana@clinic.example.org")

    for name in (" ANA ", "ana@CLINIC.example.org", "Ana@clinic.example.org "):
        Client().post(reverse("admin_password_reset"), {"email": name})

    assert [mail.to for mail in mailoutbox] == [[user.email]] * 3


def test_a_name_that_is_anothers_address_sends_each_their_own_link(mailoutbox):
    make_person(username="ben@example.org", email="ana@example.org")
    make_person(username="ben", email="ben@example.org")

    Client().post(reverse("admin_password_reset"), {"email": "ben@example.org"})

    assert {mail.to[0]: "as: ben@" in mail.body for mail in mailoutbox} == {
        "ana@example.org": True,
        "ben@example.org": False,
    }


def test_who_never_had_a_password_gets_a_link_for_the_first(mailoutbox):
    user = make_user(email="ana@example.org", password="!")

    ask_for_a_link(user)
    form = Client().get(path_of(link_in(mailoutbox[0])), follow=True)

    assert mailoutbox[0].to == ["ana@example.org"]
    assert "You were invited" in mailoutbox[0].body
    assert "old password" not in mailoutbox[0].body
    assert "new_password1" in form.content.decode()


def test_whose_password_an_operator_took_away_gets_no_link(mailoutbox):
    ask_for_a_link(make_user(last_login=timezone.now()))

    assert mailoutbox == []


def test_one_person_gets_three_mails_and_then_has_to_wait(mailoutbox):
    user = make_person()

    for number in range(8):
        ask_for_a_link(user, REMOTE_ADDR=f"9.9.9.{number}")
    assert len(mailoutbox) == 3
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        ask_for_a_link(user, REMOTE_ADDR="9.9.9.99")

    assert len(mailoutbox) == 4


def test_one_place_sends_five_mails_and_then_has_to_wait(mailoutbox):
    people = [make_person() for _ in range(8)]

    pages = {ask_for_a_link(user).content for user in people}
    ask_for_a_link(people[7], REMOTE_ADDR="9.9.9.9")

    assert [mail.to[0] for mail in mailoutbox] == [user.email for user in (*people[:5], people[7])]
    assert len({re.sub(rb'csrfmiddlewaretoken" value="\w+', b"", page) for page in pages}) == 1


def test_a_hundred_mails_an_hour_go_out_to_all_together(mailoutbox):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number in range(110):
            ask_for_a_link(make_person(), REMOTE_ADDR=f"9.9.9.{number}")
        assert len(mailoutbox) == 100
        clock.shift(timedelta(minutes=2))
        ask_for_a_link(make_person(), REMOTE_ADDR="9.9.8.1")

    assert len(mailoutbox) == 101


def test_a_known_browser_gets_its_mail_though_others_have_used_up_theirs(mailoutbox):
    user, client = make_person(), Client()
    sign_in(client, user)
    for _ in range(8):
        ask_for_a_link(make_person())

    client.post(reverse("admin_password_reset"), {"email": user.email})

    assert mailoutbox[-1].to == [user.email]


def test_the_answer_is_given_before_anybody_is_looked_for(django_assert_num_queries):
    request = RequestFactory().post("/", {"email": make_person().email})

    with django_assert_num_queries(0):
        response = ask(request)

    assert response.url == reverse("password_reset_done")
    with CaptureQueriesContext(connection) as queries:
        response.close()
    assert len(queries) > 0


@pytest.mark.parametrize("fields", [{"is_active": False}, {"email": "someone@example.net"}])
def test_a_stranger_learns_nothing_and_gets_no_mail(mailoutbox, fields):
    user = make_person(**fields)
    user.email = "someone@example.com" if "email" in fields else user.email

    response = ask_for_a_link(user)

    assert "on its way" in response.content.decode()
    assert mailoutbox == []
