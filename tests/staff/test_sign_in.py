"""Signing in and out, and cookies; test_guessing.py has the wrong passwords."""

import runpy

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse

from staff.models import User
from tests.factories import make_operator, make_user
from tests.staff.signing import is_signed_in, make_person, sign_in

pytestmark = pytest.mark.django_db


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


def test_a_header_makes_a_request_secure_only_where_the_site_is(monkeypatch, settings):
    def is_secure():
        return RequestFactory().get("/", headers={"X-Forwarded-Proto": "https"}).is_secure()

    in_a_trial = is_secure()
    settings.SECURE_PROXY_SSL_HEADER = production(monkeypatch)["SECURE_PROXY_SSL_HEADER"]

    assert (in_a_trial, is_secure()) == (False, True)


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
