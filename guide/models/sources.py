"""What guides cite, and the words they explain."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from editions.models import Draft
from guide.models.address_field import validate_key
from guide.models.guide import Guide


class Reference(Draft):
    guide = models.ForeignKey(
        Guide, models.CASCADE, related_name="references", verbose_name=_("guide")
    )
    key = models.CharField(
        _("key"),
        max_length=60,
        validators=[validate_key],
        help_text=_("Cited as [@key]. Example: katz-2022"),
    )
    text = models.TextField(
        _("citation"),
        max_length=1000,
        help_text=_("Authors, title, journal, year. Example: Doe A, et al. Spine J 2022;1:2-3"),
    )
    url = models.URLField(
        _("link"), blank=True, help_text=_("Example: https://doi.org/10.1000/182")
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["guide", "key"]
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "key"],
                name="one_reference_per_key",
                violation_error_message=_("This guide has a reference with this key already."),
            )
        ]

    def __str__(self):
        return self.key


class Term(Draft):
    """A word patients may not know. Shown with every guide that uses it."""

    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    word = models.CharField(_("word"), max_length=100, help_text=_("Example: epidural"))
    definition = models.CharField(
        _("in plain words"),
        max_length=400,
        help_text=_("Example: into the space around the nerves"),
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["language", "word"]
        verbose_name = _("glossary word")
        verbose_name_plural = _("glossary")
        constraints = [
            models.UniqueConstraint(
                fields=["language", "word"],
                name="one_definition_per_word",
                violation_error_message=_("This word is in the glossary already."),
            )
        ]

    def __str__(self):
        return self.word
