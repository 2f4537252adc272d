"""A new password by mail: the form asked for it, how many mails go out, the page of the link."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from staff import attempts
from staff.accounts import accounts_called, fold
from staff.attempts import Limit, TooManyTries
from staff.client_address import client_address
from staff.known_browsers import known_as, remember
from staff.password_forms import NewPasswordForm

LINK_DAYS = settings.PASSWORD_RESET_TIMEOUT // (24 * 3600)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FROM_ADDRESS = Limit("mail-from", free=5, first=MINUTE, most=HOUR, leak=20 * MINUTE)
TO_PERSON = Limit("mail-to", free=3, first=10 * MINUTE, most=HOUR, leak=HOUR)
BY_ALL = Limit("mail", free=100, first=HOUR / 100, most=HOUR / 100, leak=HOUR / 100)
_also_asked: list[Callable] = []  # filled once, when the rooms above are ready


def also_ask(mails_for: Callable) -> None:
    """`mails_for(name)`: of whoever waits for another link at this address, what sends it again."""
    _also_asked.append(mails_for)


class AskForm(PasswordResetForm):
    """Django's form, with links from SITE_URL (never the Host header) in the person's language."""

    email = forms.CharField(
        label=_("User name or email address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )

    def get_users(self, name):
        """Somebody invited who never chose a password gets the link of the invitation again."""
        for user in accounts_called(name):
            if user.is_active and (user.has_usable_password() or user.last_login is None):
                yield user

    def send_to(self, user):
        site = urlsplit(settings.SITE_URL)
        self.get_users = lambda _name: [user]
        self.save(
            domain_override=site.netloc,
            use_https=site.scheme == "https",
            email_template_name="registration/password_reset_email.txt",
        )

    def send_mail(self, subject_template_name, email_template_name, context, *args, **kwargs):
        user = context["user"]
        context |= {"username": user.get_username(), "days": LINK_DAYS}
        with translation.override(user.language):
            super().send_mail(subject_template_name, email_template_name, context, *args, **kwargs)


class RedirectFirst(HttpResponseRedirect):
    """Does its deed when the answer has gone out, so that nobody learns by the time it takes."""

    def __init__(self, to, deed):
        super().__init__(to)
        self.deed = deed

    def close(self):
        try:
            self.deed()
        finally:
            super().close()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request):
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return RedirectFirst(reverse("password_reset_done"), lambda: _send(request, form))
    context = {"form": form, "title": _("Password reset")}
    return render(request, "registration/password_reset_form.html", context)


def _send(request, form):
    """A mail to everybody who is meant, unless too many went out; the page says the same anyway."""
    name = form.cleaned_data["email"]
    people = list(form.get_users(name))
    known = known_as(request, people)
    mails = [(str(user.pk), partial(form.send_to, user)) for user in people]
    for asked in _also_asked:
        mails += [(fold(name), mail) for mail in asked(name)]
    try:
        if not known:
            attempts.take((FROM_ADDRESS, client_address(request)))
        for person, mail in mails:
            attempts.take((TO_PERSON, person), *([] if known else [(BY_ALL, "")]))
            mail()
    except TooManyTries:
        return


class ChoosePassword(PasswordResetConfirmView):
    """Who holds the link reads the person's mail: this browser is theirs."""

    form_class = NewPasswordForm

    def get_user(self, uidb64):
        """Nobody, when an operator has ended the account since the mail went out."""
        user = super().get_user(uidb64)
        return user if user and user.may_sign_in else None

    def form_valid(self, form):
        response = super().form_valid(form)
        remember(self.request, response, self.user)
        return response
