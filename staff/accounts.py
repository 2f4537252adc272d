"""Whom somebody means who writes a user name or an address, and how somebody new comes in."""

import unicodedata
from itertools import chain, count

from django.db.models import Q

from staff.models import User


def fold(name: str) -> str:
    """The same for all ways of writing one name: capitals, wide letters, spaces around."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def accounts_called(name: str) -> list[User]:
    """Everybody with this user name or address; more than one where a name is another's address.

    The database only proposes: what it takes for equal differs, and an address that merely looks
    like somebody's (ı for i) must not count as another name of theirs.
    """
    wanted = fold(name)
    typed = unicodedata.normalize("NFKC", name).strip()
    proposed = User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed)).order_by(
        "pk"
    )
    return [user for user in proposed if wanted in (fold(user.username), fold(user.email))]


def whose_password(accounts: list[User], password: str) -> User | None:
    """The one of them who may sign in and has this password; with none, as much work for nothing."""
    if not accounts:
        User().set_password(password)
    matching = [user for user in accounts if user.check_password(password)]
    return matching[0] if len(matching) == 1 and matching[0].may_sign_in else None


def account_of(email: str) -> User | None:
    """Who reads the mail of this address, as far as we know."""
    found = User.objects.filter(email__iexact=email).order_by("pk")
    return next((user for user in found if fold(user.email) == fold(email)), None)


def new_account(email: str, *, language: str, time_zone: str) -> User:
    """Somebody who may sign in, once there is a password, and has no role yet; not saved."""
    user = User(username=_free_username(email), email=email.lower())
    user.language, user.time_zone = language, time_zone
    return user


def _free_username(email):
    """The address, with a number when somebody signs in by it who has another address by now."""
    wanted = email.lower()[:140]
    names = chain([wanted], (f"{wanted}-{number}" for number in count(2)))
    return next(name for name in names if not User.objects.filter(username=name).exists())
