"""Somebody with a password, and the form in which it is given."""

from django.contrib.auth.hashers import make_password
from django.urls import reverse

from tests.factories import make_user

PASSWORD = "Quiet-River-42"


def make_person(**fields):
    return make_user(password=make_password(PASSWORD), **fields)


def sign_in(client, user, password=PASSWORD, **extra):
    data = {"username": user.username, "password": password}
    return client.post(reverse("admin:login"), data, **extra)


def is_signed_in(client):
    return client.get(reverse("admin:index")).status_code == 200
