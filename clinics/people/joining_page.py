"""What the link in an invitation opens: joining a clinic, or not. Nobody joins without a yes."""

from contextlib import suppress

from django.contrib import messages
from django.contrib.auth import login
from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from clinics.people.inviting import CannotInvite, accept, decline, invitation_of
from clinics.public.answers import PRIVATE
from editions.publish.publishing import Gone
from staff.accounts import account_of, new_account
from staff.known_browsers import remember
from staff.password_forms import FirstPasswordForm
from staff.session import begin

BACKEND = "django.contrib.auth.backends.ModelBackend"


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    """Every reason why a link does not work looks the same."""
    asked = invitation_of(token)
    response = _over(request) if asked is None else _answer(request, asked)
    # Its own address is a secret to others, and has to be told to this site when the form is sent.
    for header, value in {**PRIVATE, "Referrer-Policy": "same-origin"}.items():
        response.headers[header] = value
    return response


def _answer(request, asked):
    if request.POST.get("answer") == "no":
        with suppress(Gone):  # with its clinic: then nobody waits for the answer
            decline(asked)
        return _over(request, declined=True)
    account = account_of(asked.email)  # told to nobody but whoever holds the link
    state = _state(request.user, account)
    form = None
    if state == "new":
        person = account or new_account(
            asked.email, language=get_language(), time_zone=asked.clinic.time_zone
        )
        person.first_name, person.last_name = _names(person, asked.name)
        form = FirstPasswordForm(person, request.POST or None)
    if request.method == "POST" and (state == "agree" or (form and form.is_valid())):
        return _joined(request, asked, form)
    context = {"invitation": asked, "state": state, "form": form, "title": _title(asked)}
    status = 422 if form and form.errors else 200
    return render(request, "registration/invitation.html", context, status=status)


def _state(user, account):
    """What has to come before the yes: nothing, signing in, a password, or an operator's word."""
    if account is None:
        return "new"
    if account.is_superuser or not account.may_sign_in:
        return "operator"
    if not account.has_usable_password():  # never had one, or an operator took it away
        return "operator" if account.last_login else "new"
    if user == account:
        return "agree"
    return "other" if user.is_authenticated else "sign-in"


def _joined(request, asked, form):
    user = form.save(commit=False) if form else request.user  # hashed while nothing is held
    try:
        with transaction.atomic():
            if form:
                form.write(user)
            accept(asked, user=user)
    except (CannotInvite, IntegrityError, Gone):  # opened twice at once, or without its clinic now
        return _over(request)
    if form:
        login(request, user, backend=BACKEND)
        begin(request)
    words = _("Welcome. You are one of the people of %(clinic)s now.")
    messages.success(request, words % {"clinic": asked.clinic})
    response = HttpResponseRedirect(reverse("admin:index"))
    remember(request, response, user)
    return response


def _over(request, *, declined=False):
    context = {"title": _("Invitation"), "declined": declined}
    return render(request, "registration/invitation_over.html", context, status=410)


def _names(person, name):
    if person.first_name or not name:
        return person.first_name, person.last_name
    first, _space, last = name.partition(" ")
    return first[:150], last[:150]


def _title(asked):
    return _("Invitation: %(clinic)s") % {"clinic": asked.clinic}
