"""A browser in which somebody signed in before, or opened a link from their mail, is known for them.

Strangers can use up the tries for a name, but not those of its owner's browser, which has a count of
its own. What says so is a signed cookie, which a new password makes void (OWASP: device cookies).
"""

import secrets

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "staff.known_browsers"
PEOPLE = 10  # who share one computer; who signed in last is kept


def remember(request, response, user) -> None:
    """From now on the browser that gets `response` is known for `user`, and still for the others."""
    others = [entry for entry in _entries(request) if entry[0] != user.pk]
    entries = [[user.pk, secrets.token_urlsafe(9), _digest(user)], *others][:PEOPLE]
    response.set_cookie(
        settings.BROWSER_COOKIE_NAME,
        signing.dumps(entries, salt=SALT),
        max_age=settings.BROWSER_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def known_as(request, accounts) -> str:
    """What to count this browser's tries by if it is known for one of `accounts`; else nothing."""
    digests = {user.pk: _digest(user) for user in accounts}
    for person, browser, digest in _entries(request):
        if person in digests and constant_time_compare(digest, digests[person]):
            return f"{person} {browser}"
    return ""


def _entries(request):
    cookie = request.COOKIES.get(settings.BROWSER_COOKIE_NAME, "")
    try:
        return signing.loads(cookie, salt=SALT, max_age=settings.BROWSER_COOKIE_AGE)
    except signing.BadSignature:
        return []


def _digest(user):
    return salted_hmac(SALT, user.get_session_auth_hash(), algorithm="sha256").hexdigest()[:22]
