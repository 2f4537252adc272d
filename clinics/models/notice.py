"""What the law of a place wants said."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from clinics.models.clinic import validate_country, validate_state
from clinics.models.other_texts import OtherTextsField
from editions.models import Draft
from guide.fields import TextsField, in_language
from guide.models.address_field import validate_key


class Notice(Draft):
    """What the law of a place wants said, in words that the network's counsel has confirmed."""

    class AppliesTo(models.TextChoices):
        UNAPPROVED = "unapproved", _("Guides to something not approved")
        PRICE = "price", _("Pages that show a price")
        LANGUAGE = "language", _("Every page: help with language, nondiscrimination")

    class Placement(models.TextChoices):
        PAGE_TOP = "page-top", _("Top of the page")
        BEFORE_BENEFITS = "before-benefits", _("Before the first benefit")
        COST = "cost", _("With the costs")
        FOOTER = "footer", _("Foot of the page")
        HANDOUT = "handout", _("First page of a handout")
        DOOR = "door", _("Sheet at the door")

    key = models.CharField(
        _("key"),
        max_length=60,
        unique=True,
        validators=[validate_key],
        help_text=_("Example: us-good-faith-estimate"),
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        validators=[validate_country],
        help_text=_("Two letters; empty for all. Example: US"),
    )
    state = models.CharField(
        _("state"),
        max_length=3,
        blank=True,
        validators=[validate_state],
        help_text=_("Empty for the whole country. Example: CA"),
    )
    applies_to = models.CharField(_("applies to"), max_length=20, choices=AppliesTo)
    placements = models.JSONField(_("where it stands"), default=list)
    rank = models.PositiveSmallIntegerField(
        _("rank"),
        null=True,
        blank=True,
        help_text=_(
            "Smaller numbers come first, on page and paper. Empty: 10 for something not approved, "
            "20 with a price, 30 on every page. Example: 5"
        ),
    )
    titles = TextsField(_("title"), help_text=_("Example: Not approved by the FDA"))
    texts = TextsField(_("text"), rows=5, max_characters=5000)
    other_texts = OtherTextsField(
        _("text in other languages"),
        db_default={},
        help_text=_(
            "One line for each: the code of the language, a colon, the text. The notice is then "
            "shown in every language at once. Example: vi: Chúng tôi giúp quý vị miễn phí."
        ),
    )
    print_points = models.PositiveSmallIntegerField(
        _("smallest print size"), default=0, help_text=_("In points; 0 for no rule. Example: 14")
    )
    door_points = models.PositiveSmallIntegerField(
        _("print size at the door"),
        default=40,
        db_default=40,
        validators=[MinValueValidator(12), MaxValueValidator(96)],
        help_text=_("In points, for the sheet at the door. Example: 40"),
    )
    duty = models.TextField(
        _("what the law asks"), blank=True, help_text=_("For staff; patients do not see it.")
    )
    effective_from = models.DateField(_("in force from"), null=True, blank=True)
    effective_to = models.DateField(_("in force until"), null=True, blank=True)
    source = models.CharField(
        _("source"), max_length=300, blank=True, help_text=_("Example: 45 CFR 149.610")
    )
    source_url = models.URLField(_("link to the source"), blank=True)
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    verified_by = models.CharField(
        _("verified by"), max_length=150, blank=True, help_text=_("Example: A. Lawyer, counsel")
    )
    history = HistoricalRecords(table_name="guide_historicalnotice")

    class Meta:
        db_table = "guide_notice"  # where it began; a table is not renamed under the old code
        ordering = ["country", "state", "key"]
        verbose_name = _("legal notice")
        verbose_name_plural = _("legal notices")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(effective_to=None)
                | models.Q(effective_from=None)
                | models.Q(effective_to__gte=models.F("effective_from")),
                name="notice_ends_after_it_begins",
                violation_error_message=_("The last day comes before the first day."),
            )
        ]

    def clean(self):
        if self.state and not self.country:
            message = _(
                "A state belongs to a country. Say which country, or leave the state empty."
            )
            raise ValidationError({"country": message})

    def __str__(self):
        return in_language(self.titles, settings.LANGUAGE_CODE)[0] or self.key
