"""What makes somebody one of those who work here: the rooms above say which roles there are."""

from collections.abc import Callable

_roles: list[Callable] = []  # filled once, when the rooms above are ready


def gives_a_role(test: Callable) -> None:
    """`test(user)` is true of everybody who has a role of this kind."""
    _roles.append(test)


def has_a_role(user) -> bool:
    return any(test(user) for test in _roles)
