"""Signing in and out, guessed passwords, cookies."""

import runpy
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from staff.models import User
from tests.factories import make_operator, make_user
from tests.staff.signing import is_signed_in, make_person, sign_in

pytestmark = pytest.mark.django_db


def guess(client, user, times, **extra):
    """The answer to the last of so many wrong passwords."""
    return [sign_in(client, user, "wrong", **extra) for _ in range(times)][-1]


def test_somebody_who_works_here_signs_in():
    client, user = Client(), make_person()

    response = sign_in(client, user)

    assert response.url == reverse("admin:index")
    assert is_signed_in(client)


def test_a_wrong_password_does_not_sign_in():
    client, user = Client(), make_person()

    response = sign_in(client, user, "wrong")

    assert response.status_code == 200
    assert not is_signed_in(client)


@pytest.mark.parametrize("fields", [{"is_active": False}, {"is_staff": False}])
def test_who_does_not_work_here_does_not_sign_in(fields):
    client, user = Client(), make_person(**fields)

    sign_in(client, user)

    assert not is_signed_in(client)


def test_somebody_deactivated_is_out_at_once(client_of):
    user = make_user()
    client = client_of(user)
    assert is_signed_in(client)

    User.objects.update(is_active=False)

    assert not is_signed_in(client)


def test_signing_out_ends_it():
    client, user = Client(), make_person()
    sign_in(client, user)

    client.post(reverse("admin:logout"))

    assert not is_signed_in(client)


def test_eight_wrong_passwords_lock_the_door():
    client, user = Client(), make_person()

    assert guess(client, user, 7).status_code == 200
    response = guess(client, user, 1)

    assert response.status_code == 429
    assert "registration/locked_out.html" in [t.name for t in response.templates]
    page = response.content.decode()
    assert "wrong 8 times" in page
    assert "15 minutes" in page
    assert reverse("admin_password_reset") in page


def test_behind_a_locked_door_the_right_password_does_not_help():
    client, user = Client(), make_person()
    guess(client, user, 8)

    assert sign_in(client, user).status_code == 429
    assert not is_signed_in(client)


def test_the_door_opens_again_after_a_quarter_of_an_hour():
    client, user = Client(), make_person()
    guess(client, user, 8)

    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        sign_in(client, user)
        assert is_signed_in(client)


def test_only_this_person_from_this_place_is_locked_out():
    user, other = make_person(), make_person()
    guess(Client(), user, 8)
    elsewhere, neighbour = Client(REMOTE_ADDR="192.0.2.7"), Client()

    sign_in(elsewhere, user)
    sign_in(neighbour, other)

    assert is_signed_in(elsewhere)
    assert is_signed_in(neighbour)


def test_somebody_signed_in_stays_in_while_another_guesses(client_of):
    user = make_person()
    client = client_of(user)

    guess(Client(), user, 8)

    assert is_signed_in(client)


def test_a_success_forgets_the_wrong_passwords_before_it():
    user = make_person()
    guess(Client(), user, 7)
    sign_in(Client(), user)

    assert guess(Client(), user, 7).status_code == 200


def test_the_locked_door_speaks_the_readers_language():
    user = make_person()

    response = guess(Client(), user, 8, headers={"accept-language": "es"})

    assert '<html lang="es"' in response.content.decode()


def test_the_form_for_signing_in_speaks_the_browsers_language():
    response = Client().get(reverse("admin:login"), headers={"accept-language": "es-MX,es;q=0.9"})

    assert "Iniciar sesión" in response.content.decode()


def test_the_form_for_signing_in_leads_to_a_new_password():
    login = Client().get(reverse("admin:login")).content.decode()

    assert f'href="{reverse("admin_password_reset")}"' in login
    assert "Send me the link" in Client().get(reverse("admin_password_reset")).content.decode()


def production(monkeypatch):
    """The settings as they are where SITE_URL is https."""
    monkeypatch.setenv("SITE_URL", "https://guide.example.org")
    return runpy.run_path(str(settings.BASE_DIR / "config" / "settings.py"))


def test_cookies_are_safe_in_production(monkeypatch, settings):
    live = production(monkeypatch)
    for name in live:
        if name.startswith(("SESSION_", "CSRF_COOKIE")):
            setattr(settings, name, live[name])
    client = Client()
    client.get(reverse("admin:login"), secure=True)

    sign_in(client, make_person(), secure=True)

    assert {"__Host-session", "__Host-csrf"} <= set(client.cookies)
    for name in ("__Host-session", "__Host-csrf"):
        cookie = client.cookies[name]
        assert (cookie["secure"], cookie["httponly"]) == (True, True)
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")


def test_production_sends_everybody_to_https(monkeypatch):
    live = production(monkeypatch)

    assert live["SECURE_SSL_REDIRECT"]
    assert live["SECURE_HSTS_SECONDS"] == 365 * 24 * 3600
    assert live["ALLOWED_HOSTS"] == ["guide.example.org"]


def test_cookies_of_a_trial_are_kept_from_scripts_too():
    client = Client()

    sign_in(client, make_person())

    cookie = client.cookies["session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", "")


def test_there_is_no_door_that_tells_the_address_of_any_object_by_its_number(client_of):
    with pytest.raises(NoReverseMatch):
        reverse("admin:view_on_site", args=[1, 1])
    assert client_of(make_operator()).get("/admin/r/1/1/").status_code == 404


def test_pages_of_the_admin_are_not_kept_by_caches(client_of):
    response = client_of(make_user()).get(reverse("admin:index"))

    assert "no-store" in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]
