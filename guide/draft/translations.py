"""What a translation was made from, and what became of that text since."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from editions.diff.compare import FieldChange, compare_words
from guide.models import Section, Translation, TranslationEdition, access

OF_THE_WHOLE = ("title", "description", "main_message", "emergency")
OF_A_SECTION = ("title", "main_message", "body")


class CannotFollow(Exception):
    """The words say why, to whoever translates."""


@dataclass(frozen=True)
class SourcePart:
    """One section of the source; `state` is "same", "changed", "new" or "removed" since then.

    `fields` hold the words that were translated, and what came and went of them since. The part
    with no key stands for what the text says outside its sections.
    """

    key: str
    kind: str
    title: str
    state: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Source:
    """The edition that was translated, and the newest one of the same text."""

    followed: TranslationEdition
    newest: TranslationEdition
    parts: tuple[SourcePart, ...]

    @property
    def is_behind(self) -> bool:
        return self.newest.number > self.followed.number

    @property
    def changes(self) -> list[SourcePart]:
        return [part for part in self.parts if part.state != "same"]

    def part(self, key: str) -> SourcePart | None:
        return next((part for part in self.parts if part.key == key), None)


def source_of(translation: Translation) -> Source | None:
    """None for a text that was not translated from another; three queries."""
    followed = translation.translated_from
    if followed is None:
        return None
    newest = followed.newest()
    return Source(
        followed, newest, tuple(_parts(followed.in_todays_fields(), newest.in_todays_fields()))
    )


@transaction.atomic
def follow(translation: Translation, *, number: int, by) -> TranslationEdition:
    """Say that `translation` is up to date with that edition of its source. Raises CannotFollow.

    Refused when the source has a newer one: nobody has looked at what changed in it.
    """
    here = Translation.objects.select_for_update(of=("self",)).filter(pk=translation.pk)
    row = access.editable(here, by).select_related("translated_from").first()
    if row is None or row.translated_from is None:
        raise CannotFollow(_("This text does not follow another one."))
    newest = row.translated_from.newest()
    if newest.number != number:
        raise CannotFollow(
            _("Edition %(number)s is the newest one now. Look at what changed, then say it again.")
            % {"number": newest.number}
        )
    if newest != row.translated_from:
        row.translated_from = newest
        row.save(update_fields=["translated_from"])
    return newest


def _parts(then: dict, now: dict) -> Iterator[SourcePart]:
    yield SourcePart("", "", now["title"], *_change(Translation, OF_THE_WHOLE, then, now))
    before = {section["key"]: section for section in then["sections"]}
    after = {section["key"]: section for section in now["sections"]}
    for key in dict.fromkeys([*after, *before]):
        was, becomes = before.get(key, {}), after.get(key, {})
        section = becomes or was
        change = _change(Section, OF_A_SECTION, was, becomes)
        yield SourcePart(key, section["kind"], section["title"], *change)


def _change(model, names, was, now):
    """(state, fields) of what `names` said then and say now."""
    pairs = {name: (was.get(name, ""), now.get(name, "")) for name in names}
    fields = tuple(
        FieldChange(capfirst(model._meta.get_field(name).verbose_name), compare_words(*pair))
        for name, pair in pairs.items()
        if any(pair)
    )
    if not was or not now:
        return ("removed" if was else "new"), fields
    is_same = all(then == since for then, since in pairs.values())
    return ("same" if is_same else "changed"), fields
