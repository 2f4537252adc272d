"""A notice's text in languages that the site does not speak: one line for each, told by its code."""

import re

from babel import Locale, UnknownLocaleError
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _

LINE = re.compile(r"([A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?)[ \t]*:[ \t]*(\S.*)")
MOST = 20_000


def language_name(code: str) -> str:
    """In the reader's language, such as “Vietnamese”; the code where nobody has a name for it."""
    base = code.partition("-")[0]
    return Locale.parse(get_language() or settings.LANGUAGE_CODE, sep="-").languages.get(base, code)


def direction_of(code: str) -> str:
    """“rtl” for Arabic and its like, else “ltr”."""
    try:
        return Locale.parse(code.partition("-")[0]).text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


def as_lines(texts: dict[str, str]) -> str:
    """By their codes: a database may give them in any order."""
    return "\n".join(f"{code}: {text}" for code, text in sorted((texts or {}).items()))


def texts_of(lines: str) -> dict[str, str]:
    """The inverse of `as_lines`. Raises ValidationError for a line that is none."""
    texts = {}
    for number, line in enumerate(lines.splitlines(), 1):
        if not line.strip():
            continue
        found = LINE.fullmatch(line.strip())
        if found is None or language_name(found[1].lower()) == found[1].lower():
            words = _("Line %(line)s: write the code of a language, a colon and the text.")
            raise ValidationError(words % {"line": number})
        code = found[1].lower()
        if code in texts or code in dict(settings.LANGUAGES):
            words = _("Line %(line)s: this language has its text already.")
            raise ValidationError(words % {"line": number})
        texts[code] = found[2].strip()
    return texts


class OtherTextsFormField(forms.Field):
    """No CharField: what two people wrote at once is asked about, not laid together as a text."""

    def __init__(self, *, encoder=None, decoder=None, **kwargs):
        attrs = {"rows": 6, "class": "vLargeTextField", "maxlength": MOST}
        super().__init__(widget=forms.Textarea(attrs=attrs), **kwargs)

    def prepare_value(self, value):
        return as_lines(value) if isinstance(value, dict) else value

    def to_python(self, value):
        if len(value or "") > MOST:
            raise ValidationError(_("At most %(count)s characters.") % {"count": MOST})
        return texts_of(value or "")

    def has_changed(self, initial, data):
        return as_lines(initial or {}) != "\n".join((data or "").split("\r\n")).strip()


class OtherTextsField(models.JSONField):
    """`{code: text}`, of languages beside the site's."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def readable(self, texts):
        return as_lines(texts) or "–"

    def formfield(self, **kwargs):
        kwargs.pop("widget", None)
        return models.Field.formfield(self, form_class=OtherTextsFormField, **kwargs)
