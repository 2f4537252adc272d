"""A guide and its texts, as drafts."""

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from markdownx.models import MarkdownxField
from simple_history.models import HistoricalRecords

from editions.models import Draft
from guide.markup.markdown import MAX_CHARACTERS
from guide.models.address_field import AddressField
from guide.models.content import OVERDUE_GRACE_MONTHS
from guide.models.evidence import GROUPED
from guide.models.kinds import SETTLED, Kind, RegulatoryStatus
from guide.models.reviewer import Reviewer


def markdown_field(*args, **kwargs):
    """A MarkdownxField, with the limit that the renderer sets."""
    return MarkdownxField(*args, validators=[MaxLengthValidator(MAX_CHARACTERS)], **kwargs)


class Guide(Draft):
    """One subject, once for all languages: what it is about and what it cites."""

    slug = AddressField(
        _("address"),
        unique=True,
        help_text=_("The word in its web address. Example: stem-cell-therapy-spinal-stenosis"),
    )
    condition = models.CharField(
        _("condition"), max_length=200, blank=True, help_text=_("Example: Spinal stenosis")
    )
    treatment = models.CharField(
        _("treatment"), max_length=200, blank=True, help_text=_("Example: Stem cell therapy")
    )
    regulatory_status = models.CharField(
        _("approval status"),
        max_length=20,
        choices=RegulatoryStatus,
        default=RegulatoryStatus.UNAPPROVED,
        help_text=_("Decides which notices the law asks for on its pages."),
    )
    icd10_codes = models.CharField(
        _("ICD-10-CM codes"),
        max_length=200,
        blank=True,
        help_text=_("With commas between. Example: M48.061, M48.062"),
    )
    snomed_codes = models.CharField(
        _("SNOMED CT codes"),
        max_length=200,
        blank=True,
        help_text=_("With commas between. Example: 76107001"),
    )
    requires_signature = models.BooleanField(
        _("requires a signature"),
        null=True,
        blank=True,
        choices=[(None, _("Decided by the approval status")), (True, _("Yes")), (False, _("No"))],
        help_text=_(
            "Whether medical words that no reviewer has signed may not go live. Without a choice "
            "here: yes, unless it is approved for this use, or needs no approval."
        ),
    )
    review_months = models.PositiveSmallIntegerField(
        _("months until the next review"),
        default=24,
        db_default=24,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("How long a signature counts as fresh. Example: 24"),
    )
    overdue_grace_months = models.PositiveSmallIntegerField(
        _("months until an overdue part is folded"),
        default=OVERDUE_GRACE_MONTHS,
        db_default=OVERDUE_GRACE_MONTHS,
        validators=[MaxValueValidator(36)],
        help_text=_(
            "After the day on which the review was due. Then patients open benefits, success rate "
            "and time to results by themselves, below a line that says why. Example: 6"
        ),
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("guide")
        verbose_name_plural = _("guides")

    def __str__(self):
        return ": ".join(filter(None, [self.condition, self.treatment])) or self.slug

    @property
    def needs_signature(self) -> bool:
        if self.requires_signature is None:
            return self.regulatory_status not in SETTLED
        return self.requires_signature


class Translation(Draft):
    """The guide in one language: the owner of sections and of editions."""

    guide = models.ForeignKey(
        Guide, models.CASCADE, related_name="translations", verbose_name=_("guide")
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    title = models.CharField(
        _("title"),
        max_length=200,
        help_text=_("As patients read it. Example: Stem cell therapy for spinal stenosis"),
    )
    description = models.CharField(
        _("description"),
        max_length=200,
        blank=True,
        help_text=_("One sentence for search engines and lists."),
    )
    main_message = models.TextField(
        _("main message"),
        blank=True,
        max_length=1000,
        help_text=_("The few sentences a patient should remember. Shown in a box at the top."),
    )
    emergency = models.TextField(
        _("when to get help at once"),
        blank=True,
        max_length=1000,
        help_text=_(
            "Signs that must not wait, and where to go. First on every page and printed handout."
        ),
    )
    translated_from = models.ForeignKey(
        "TranslationEdition",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("translated from"),
        help_text=_("The edition in the other language that this text says the same as."),
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["guide__slug", "language"]
        verbose_name = _("guide text")
        verbose_name_plural = _("guide texts")
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "language"],
                name="one_translation_per_language",
                violation_error_message=_("This guide has a text in this language already."),
            )
        ]

    def __str__(self):
        return f"{self.title} ({self.get_language_display()})"


class Section(Draft):
    TOLD_OF = {"kind_confirmed": "kind"}

    translation = models.ForeignKey(
        Translation, models.CASCADE, related_name="sections", verbose_name=_("guide text")
    )
    key = AddressField(
        _("key"),
        max_length=60,
        help_text=_("The same in every language; part of the web address. Example: risks"),
    )
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=Kind,
        default=Kind.OTHER,
        help_text=_("What it is about. Clinics' notes, prices and coverage are shown with this."),
    )
    # False: an import guessed it from the heading, and nobody has looked yet.
    kind_confirmed = models.BooleanField(
        _("kind confirmed"), default=True, db_default=True, editable=False
    )
    position = models.PositiveIntegerField(
        _("position"), default=0, help_text=_("Smaller numbers come first. Example: 30")
    )
    title = models.CharField(
        _("title"), max_length=200, help_text=_("Example: What are the risks and side effects?")
    )
    main_message = models.CharField(
        _("main message"),
        max_length=500,
        blank=True,
        help_text=_("One or two plain sentences. The risks' one is printed beside the benefits."),
    )
    body = markdown_field(_("text"), blank=True)
    evidence = models.CharField(
        _("evidence"),
        max_length=10,
        choices=GROUPED,
        blank=True,
        help_text=_("How sure we are, or what it rests on. It names the sources of the text."),
    )
    # Of the release before, whose code may run again on this database; signatures are in Signature.
    # They go with the release after this one.
    reviewed_on = models.DateField(_("last reviewed"), null=True, blank=True, editable=False)
    reviewer = models.ForeignKey(
        Reviewer,
        models.PROTECT,
        related_name="sections",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("reviewer"),
    )
    signed_as = models.JSONField(_("signed as"), null=True, blank=True, editable=False)
    next_review = models.DateField(_("next review due"), null=True, blank=True, editable=False)
    history = HistoricalRecords()

    class Meta:
        ordering = ["translation", "position", "pk"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [
            models.UniqueConstraint(
                fields=["translation", "key"],
                name="one_section_per_key",
                violation_error_message=_("Another section of this text has this key."),
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_on=None, reviewer=None)
                | models.Q(reviewed_on__isnull=False, reviewer__isnull=False),
                name="reviewed_by_somebody",
            ),
        ]

    def __str__(self):
        return self.title
