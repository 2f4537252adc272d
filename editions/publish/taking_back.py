"""What the rooms above ask before an edition of theirs is undone or withdrawn, by whichever door."""

from collections.abc import Callable

from django.utils import timezone

from editions.models import Edition

_rules: dict[type, list[Callable]] = {}  # by model of the owner; filled once, in AppConfig.ready


def also_asked_before_taking_back(model: type, rule: Callable) -> None:
    """`rule(owner, edition, sequel, by)` raises CannotPublish; `sequel` shows instead, if any does."""
    _rules.setdefault(model, []).append(rule)


def ask_before_taking_back(owner, edition: Edition, *, by) -> None:
    """Asks nothing where no patient would see a difference, now or when the edition's day comes."""
    others = owner.editions.filter(withdrawn_at=None).exclude(pk=edition.pk)
    newer = others.filter(number__gt=edition.number, live_from__lte=timezone.now())
    if edition.withdrawn_at or newer.exists():
        return
    sequel = others.filter(number__lt=edition.number).order_by("-number").first()
    for rule in _rules.get(type(owner), ()):
        rule(owner, edition, sequel, by)
