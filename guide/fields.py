"""A short text in every language of the site, in one column: {"en": "Visit", "es": "Consulta"}."""

from django import forms
from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _


def in_language(texts: dict[str, str], language: str) -> tuple[str, str]:
    """(text, its language): the one asked for, else the default language's, else any, else ("", language)."""
    for code in (language, settings.LANGUAGE_CODE, *texts):
        if texts.get(code):
            return texts[code], code
    return "", language


class TextsWidget(forms.MultiWidget):
    """One labelled input for each language."""

    template_name = "guide/texts_widget.html"

    def __init__(self, rows=1, attrs=None):
        make = forms.TextInput if rows == 1 else forms.Textarea
        size = {"class": "vTextField"} if rows == 1 else {"rows": rows, "class": "vLargeTextField"}
        super().__init__({code: make({**size, "lang": code}) for code, _n in settings.LANGUAGES})

    def decompress(self, value):
        """A link to the form may say anything in place of the texts."""
        texts = value if isinstance(value, dict) else {}
        return [texts.get(code, "") for code, _name in settings.LANGUAGES]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for subwidget, (_code, language) in zip(
            context["widget"]["subwidgets"], settings.LANGUAGES, strict=True
        ):
            subwidget["language"] = _(language)
            subwidget["attrs"].pop("required", None)
        return context

    def id_for_label(self, id_):
        return ""  # a fieldset legend names the group; each input has a label of its own


class TextsFormField(forms.MultiValueField):
    def __init__(self, *, rows=1, max_length=500, encoder=None, decoder=None, **kwargs):
        fields = [
            forms.CharField(required=False, max_length=max_length) for _l in settings.LANGUAGES
        ]
        kwargs.setdefault("widget", TextsWidget(rows))
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, values):
        codes = [code for code, _name in settings.LANGUAGES]
        return {code: text.strip() for code, text in zip(codes, values, strict=False) if text}

    def has_changed(self, initial, data):
        return (initial or {}) != self.compress([text or "" for text in data or []])


class TextsField(models.JSONField):
    """`{language: text}`; blank languages are left out."""

    def __init__(self, *args, rows=1, max_characters=500, **kwargs):
        self.rows, self.max_characters = rows, max_characters
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def readable(self, texts):
        """For who only reads: a line for each language."""
        named = [(_(name), texts.get(code)) for code, name in settings.LANGUAGES]
        return "\n".join(f"{name}: {text}" for name, text in named if text) or "–"

    def formfield(self, **kwargs):
        kwargs.pop("widget", None)
        return models.Field.formfield(
            self,
            form_class=TextsFormField,
            rows=self.rows,
            max_length=self.max_characters,
            **kwargs,
        )
