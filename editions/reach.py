"""Whose pages a publish changes. A room above, which knows, tells it; the desk below asks."""

from collections.abc import Callable

_tellers: dict[type, Callable] = {}


def told_by(model: type) -> Callable:
    """Decorates a function of an owner of this model that names the clinics it reaches now."""

    def register(teller):
        _tellers[model] = teller
        return teller

    return register


def reach(owner) -> list[str] | None:
    """The names of the clinics whose patients read what `owner` publishes; None where it is clear."""
    teller = _tellers.get(type(owner))
    return teller(owner) if teller else None
