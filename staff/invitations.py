"""Somebody new is invited by mail, sets a password by the link in it, and is in."""

from itertools import chain, count

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from staff.models import User

LINK_DAYS = settings.PASSWORD_RESET_TIMEOUT // (24 * 3600)


def invite(email: str, *, name: str = "", language: str, time_zone: str, place: str) -> User:
    """The person with this address, made if new, and told by mail that `place` awaits them.

    A new person gets a link for choosing a password (good for PASSWORD_RESET_TIMEOUT seconds);
    somebody who has a password only gets the news. Raises ValidationError for what is no address.
    """
    validate_email(email)
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        first, _space, last = " ".join(name.split()).partition(" ")
        user = User(username=_free_username(email), email=email.lower())
        user.first_name, user.last_name = first, last
        user.language, user.time_zone, user.is_staff = language, time_zone, True
        user.set_unusable_password()
        user.save()
    elif not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    _send_invitation(user, place)
    return user


def _free_username(email):
    """The address, with a number when somebody signs in by it who has another address by now."""
    wanted = email.lower()[:140]
    names = chain([wanted], (f"{wanted}-{number}" for number in count(2)))
    return next(name for name in names if not User.objects.filter(username=name).exists())


def _send_invitation(user, place):
    place = " ".join(place.split())
    with translation.override(user.language):
        context = {"user": user, "username": user.get_username(), "place": place}
        context |= {"link": _link(user), "days": LINK_DAYS}
        body = render_to_string("registration/invitation_email.txt", context)
        subject = _("You are invited to edit %(place)s") % {"place": place}
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [user.email])


def _link(user):
    if user.has_usable_password():
        return settings.SITE_URL + reverse("admin:index")
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return settings.SITE_URL + reverse("password_reset_confirm", args=[uid, token])
