"""A form sent from an older version of its row: field by field, whose words stand."""

from dataclasses import dataclass

from django import forms
from django.core.files import File
from django.utils.translation import gettext as _

from editions.admin.scoping import key_in
from editions.diff.compare import compare_words
from editions.diff.merging import merge, straight
from editions.history.row_history import UNKNOWN, Past, same

THEIRS, MINE = "theirs", "mine"
Runs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Conflict:
    """A field in which two saves differ. `before` is None when no history holds it."""

    name: str
    label: str
    anchor: str
    before: str | None
    theirs: Runs
    mine: Runs


class Settlement:
    """Decides every field that differs from what is saved, or asks; once, inside `clean()`.

    A text that one side alone touched is that side's. Amounts, dates, choices and relations lean
    on each other, so these are always asked. A choice counts for the value that was shown.
    """

    def __init__(self, form):
        self.form = form
        self.past = Past(form.instance)
        self.now = form.instance.version
        self.started = form.cleaned_data.get("started_from")
        self.origin = key_in(form.data.get("origin", "")) or self.started
        self.asked = form.data.getlist("asked")
        self.savers, self.conflicts, self.taken_over = "", [], []

    def settle(self):
        if self.started == self.now and not self.asked:
            return
        self.savers = ", ".join(self.past.savers_since(self.origin)) or _("Somebody else")
        for name in [*self.form.changed_data]:
            if name in self.asked:
                self._settle_what_was_asked(name)
            elif self.started != self.now:
                self._settle_what_is_new(name)

    def _settle_what_was_asked(self, name):
        keep = self.form.data.get(f"keep-{name}")
        seen, theirs = self.past.value(name, self.started), self.past.value(name, self.now)
        if keep not in (THEIRS, MINE) or not same(seen, theirs):
            self.conflicts.append(self._conflict(name))
        elif keep == THEIRS:
            self.form.put(name, self._saved(name))

    def _settle_what_is_new(self, name):
        merged, mine = self._merged(name), self._mine(name)
        if merged is None:
            self.conflicts.append(self._conflict(name))
        elif not same(merged, mine):
            self.form.put(name, merged)
            self.taken_over.append(str(self.form[name].label))

    def _merged(self, name):
        """Both texts in one; None where only a person can tell."""
        base, theirs = self.past.value(name, self.started), self.past.value(name, self.now)
        mine = self._mine(name)
        if not _is_text(self.form.fields[name]) or base is UNKNOWN or isinstance(mine, list):
            return None
        return merge(base, theirs, mine)

    def _mine(self, name):
        """What was typed, as the form understood it, or as it came when it is wrong."""
        return self.form.cleaned_data.get(name, self.form[name].data)

    def _saved(self, name):
        value = getattr(self.form.instance, name)
        return list(value.all()) if hasattr(value, "all") else value

    def _conflict(self, name):
        bound = self.form[name]
        before = self.past.value(name, self.origin)
        theirs = shown(bound.field, self.past.value(name, self.now))
        mine = shown(bound.field, self._mine(name))
        known = None if before is UNKNOWN else shown(bound.field, before)
        return Conflict(
            name=name,
            label=str(bound.label),
            anchor=bound.id_for_label,
            before=known,
            theirs=compare_words(theirs if known is None else known, theirs),
            mine=compare_words(theirs if known is None else known, mine),
        )


def _is_text(field):
    parts = field.fields if isinstance(field, forms.MultiValueField) else [field]
    return all(isinstance(part, forms.CharField) for part in parts)


def shown(field, value) -> str:
    """A field's value as a person reads it; "" for nothing."""
    choices = dict(getattr(field, "choices", None) or [])
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, File):
        return value.name
    if isinstance(value, dict):
        return "\n".join(f"{key}: {text}" for key, text in straight(value).items())
    if hasattr(value, "__iter__") and not isinstance(value, str):
        return "\n".join(str(choices.get(one, one)) for one in value)
    return straight(str(choices.get(value, value)))
