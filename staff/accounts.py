"""Whom somebody means who writes a user name or an address."""

import unicodedata

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
    """The one of them who works here and has this password; with none, as much work for nothing."""
    if not accounts:
        User().set_password(password)
    matching = [user for user in accounts if user.check_password(password)]
    return matching[0] if len(matching) == 1 and matching[0].works_here else None
