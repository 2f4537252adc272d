"""The form for signing in, and who may not try for now."""

from datetime import timedelta
from math import ceil
from threading import BoundedSemaphore

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import UsernameField
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables

from staff import attempts
from staff.accounts import accounts_called, fold, whose_password
from staff.attempts import Limit, TooManyTries
from staff.client_address import client_address
from staff.known_browsers import known_as
from staff.turns import turn

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
BY_NAME = Limit("name", free=5, first=MINUTE, most=15 * MINUTE, leak=HOUR)
BY_ADDRESS = Limit("address", free=10, first=5 * SECOND, most=HOUR, leak=20 * MINUTE)
BY_BROWSER = Limit("browser", free=8, first=MINUTE, most=15 * MINUTE, leak=HOUR)
OLD_PASSWORD = Limit("old-password", free=5, first=MINUTE, most=15 * MINUTE, leak=HOUR)


class Busy(Exception):
    """As many passwords as this worker can bear are being checked."""


# Strangers who keep their places taken do not take those of browsers that are known.
_places = {known: BoundedSemaphore(settings.PASSWORDS_AT_ONCE) for known in (True, False)}


def a_place(*, known: bool):
    """Checking a password costs half a second of a core: only so many at once, others are told."""
    return turn(_places[known], seconds=settings.PASSWORDS_WAIT_SECONDS, refusal=Busy())


class SignInForm(AdminAuthenticationForm):
    username = UsernameField(
        label=_("User name or email address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": _(
            "This name and this password do not belong together. Write the user name or the email"
            " address you are known by; in the password, capital letters count."
        ),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs["maxlength"] = 254

    @sensitive_variables()
    def clean(self):
        """Raises TooManyTries or Busy, before any password is looked at."""
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if name and password:
            self.user_cache = _person(self.request, name, password)
            if self.user_cache is None:
                raise self.get_invalid_login_error()
        return self.cleaned_data


@sensitive_variables()
def _person(request, name, password):
    accounts = accounts_called(name)
    tries = _take(request, name, known_as(request, accounts))
    known = tries[0][0] is BY_BROWSER
    try:
        with a_place(known=known):
            person = whose_password(accounts, password)
    except Busy:
        attempts.give_back(*tries)
        raise
    if person:
        attempts.forget(tries[0])
        attempts.give_back(*tries[1:])
    return person


def _take(request, name, browser):
    """A known browser has tries of its own; when they are used up, it is one like any other."""
    if browser:
        try:
            attempts.take((BY_BROWSER, browser))
        except TooManyTries:
            pass
        else:
            return [(BY_BROWSER, browser)]
    tries = [(BY_NAME, fold(name)), (BY_ADDRESS, client_address(request))]
    attempts.take(*tries)
    return tries


def too_many(request, wait: timedelta):
    """The page for who has to wait. It is the same whether or not anybody has the name."""
    return _refusal(request, 429, ceil(wait.total_seconds()))


def busy(request):
    return _refusal(request, 503, 5)


def _refusal(request, status, seconds):
    context = {"busy": status == 503, "wait": _in_words(seconds), "page": request.get_full_path()}
    response = render(request, "registration/locked_out.html", context, status=status)
    response.headers["Retry-After"] = str(seconds)
    return response


def _in_words(seconds):
    if seconds <= 90:
        return ngettext("%(count)s second", "%(count)s seconds", seconds) % {"count": seconds}
    minutes = ceil(seconds / 60)
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
