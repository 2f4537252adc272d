"""A content's names and values in the words that its forms use, as the reader writes them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from editions.diff.compare import Plainly, compare_words, replaced

ALWAYS_HIDDEN = {"schema_number", "key"}


@dataclass(frozen=True)
class Group:
    """One list of a content: its heading, the models it copies, and what an item is called.

    `hidden` fields are told by the item's name already; "order" among them: it follows by itself.
    """

    title: str
    models: tuple[type[models.Model], ...]
    item: Callable[[Mapping[str, str]], str] | None = None
    hidden: frozenset[str] = frozenset()


class Wording(Plainly):
    """`names` gives {value: words} for fields that hold keys; `amount` writes out money."""

    def __init__(self, groups: dict[str, Group], *, names=None, amount: Callable = str):
        self.groups, self.amount = groups, amount
        self.names = {"language": _languages(), **(names or {})}

    def group(self, name):
        return str(self.groups[name].title)

    def item(self, group, texts):
        name = self.groups[group].item
        return (name(texts) if name else "") or self.group(group)

    def hides(self, group, name):
        head = name.partition(".")[0]
        return head in ALWAYS_HIDDEN or head in self.groups[group].hidden

    def field(self, group, name):
        if name == "order":
            return _("Order")
        head, _dot, tail = name.partition(".")
        own = self._field(group, head)
        if own is None:
            return name
        label = capfirst(own.verbose_name)
        if not tail:
            return label
        inner = _languages().get(tail)
        if inner is None and own.related_model:
            inner = own.related_model._meta.get_field(tail).verbose_name
        inner = inner or tail  # a language that is none of the site's
        return _("%(field)s (%(part)s)") % {"field": label, "part": inner}

    def words(self, group, name, before, after):
        texts = self.value(group, name, before), self.value(group, name, after)
        return compare_words(*texts) if self._is_prose(group, name) else replaced(*texts)

    def value(self, group: str, name: str, text: str) -> str:
        """One stored value as the reader knows it: a label, a date or an amount written out."""
        own = self._field(group, name)
        if not text:
            return ""
        if isinstance(own, models.DateField):
            return date_format(date.fromisoformat(text))
        if isinstance(own, models.DecimalField):
            return self.amount(Decimal(text))
        known = self._known(own, name)
        return "\n".join(str(known.get(line, line)) for line in text.split("\n"))

    def _known(self, own, name):
        return self.names.get(name.rpartition(".")[2]) or dict(getattr(own, "flatchoices", ()))

    def _is_prose(self, group, name):
        own = self._field(group, name.partition(".")[0])
        is_text = isinstance(own, models.CharField | models.TextField | models.JSONField)
        return is_text and not self._known(own, name)

    def _field(self, group, name):
        for model in self.groups[group].models:
            try:
                return model._meta.get_field(name)
            except FieldDoesNotExist:
                continue
        return None


def _languages():
    return {code: _(name) for code, name in settings.LANGUAGES}
