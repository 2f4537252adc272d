"""Whose pages a publish changes. A room above, which knows, tells it; the desk below asks."""

from collections.abc import Callable

_tellers: dict[type, Callable] = {}


def told_by(model: type, teller: Callable) -> None:
    """`teller`, a function of an owner of this model, names the clinics it reaches now."""
    _tellers[model] = teller


def reach(owner) -> list[str] | None:
    """The names of the clinics whose patients read what `owner` publishes; None where it is clear."""
    teller = _tellers.get(type(owner))
    return teller(owner) if teller else None
