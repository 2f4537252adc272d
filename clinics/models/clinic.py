"""The clinic itself, its people and its own words. Read with clinics/models/money.py."""

import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from clinics.tools.phones import LONGEST, is_phone, tidied
from clinics.tools.price_rules import PAYMENT_WORDS, promises
from editions.models import Draft
from guide.fields import TextsField
from guide.models import Guide, markdown_field
from guide.models.address_field import AddressField
from guide.models.kinds import Kind
from staff.models import validate_time_zone

LAST_MANAGER = _("This is the clinic's last manager. Make somebody else a manager first.")
ABOUT_MONEY = (Kind.COST, Kind.INSURANCE)
validate_colour = RegexValidator(
    r"^#[0-9a-fA-F]{6}\Z", _("Write # and six digits or letters a to f. Example: #0b5d66")
)
validate_country = RegexValidator(r"^[A-Z]{2}\Z", _("Write two capital letters. Example: US"))
validate_state = RegexValidator(r"^[A-Z0-9]{1,3}\Z", _("Write the short form. Example: CA"))
validate_currency = RegexValidator(r"^[A-Z]{3}\Z", _("Write three capital letters. Example: USD"))


def validate_phone(phone):
    if not is_phone(tidied(phone)):
        raise ValidationError(
            _("Write the number, and an extension if there is one. Example: 555-555-0142 ext. 3")
        )


class ClinicQuerySet(models.QuerySet):
    def not_closed(self):
        """Those that somebody still looks after, by their drafts; paused ones too."""
        return self.exclude(state=Clinic.State.CLOSED)


class Clinic(Draft):
    class State(models.TextChoices):
        OPEN = "open", _("Open: patients see its pages")
        PAUSED = "paused", _("Paused: its pages say so and how to reach it")
        CLOSED = "closed", _("Closed: its pages say that it has closed")

    class Paper(models.TextChoices):
        LETTER = "letter", _("Letter")
        A4 = "a4", _("A4")

    slug = AddressField(
        _("address"), unique=True, help_text=_("The word in its web address. Example: north-ridge")
    )
    name = models.CharField(
        _("name"), max_length=150, help_text=_("Example: North Ridge Spine Clinic")
    )
    tagline = TextsField(
        _("tagline"), max_characters=150, help_text=_("A few words below the name.")
    )
    logo = models.ImageField(
        _("logo"),
        upload_to="logos",
        blank=True,
        help_text=_("PNG, JPEG or WebP, up to 5 MB. Wide ones look best. Example: 800 × 200"),
    )
    brand_colour = models.CharField(
        _("color"),
        max_length=7,
        default="#0b5d66",
        validators=[validate_colour],
        help_text=_("The pages derive readable colors from it. Example: #0b5d66"),
    )
    phone = models.CharField(
        _("phone"),
        max_length=LONGEST,
        validators=[validate_phone],
        help_text=_("Example: 555-555-0142"),
    )
    email = models.EmailField(_("email"), blank=True, help_text=_("Example: hello@example.org"))
    website = models.URLField(_("website"), blank=True, help_text=_("Example: https://example.org"))
    hours = TextsField(
        _("hours"), max_characters=200, help_text=_("Example: Monday to Friday, 8 am to 5 pm")
    )
    street = models.CharField(
        _("street"), max_length=150, blank=True, help_text=_("Example: 12 Invented Way")
    )
    city = models.CharField(_("city"), max_length=100, help_text=_("Example: Springfield"))
    state_code = models.CharField(
        _("state or region"),
        max_length=3,
        blank=True,
        validators=[validate_state],
        help_text=_("Decides which legal notices appear on its pages. Example: CA"),
    )
    postcode = models.CharField(
        _("ZIP code"), max_length=12, blank=True, help_text=_("Example: 90000")
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        default="US",
        validators=[validate_country],
        help_text=_("Two letters. Example: US"),
    )
    place_set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name=_("place looked up by"),
    )
    place_set_on = models.DateField(_("place looked up"), null=True, editable=False)
    time_zone = models.CharField(
        _("time zone"),
        max_length=50,
        default="America/New_York",
        validators=[validate_time_zone],
        help_text=_("A price ends with the clinic's own day. Example: America/Chicago"),
    )
    currency = models.CharField(
        _("currency"), max_length=3, default="USD", validators=[validate_currency]
    )
    paper = models.CharField(_("paper"), max_length=10, choices=Paper, default=Paper.LETTER)
    self_pay_discount = TextsField(
        _("discount for paying yourself"),
        rows=2,
        max_characters=400,
        help_text=_("Who gets it and how. Example: 10 percent off visits paid on the day"),
    )
    deposit = TextsField(
        _("deposit and refund"),
        rows=2,
        max_characters=400,
        help_text=_("Example: $200 when you book, returned if you cancel two days before"),
    )
    financing = TextsField(
        _("payment plan"),
        rows=2,
        max_characters=400,
        help_text=_("Say what the interest is and that nobody must decide the same day."),
    )
    spanish = models.BooleanField(
        _("its own words come in Spanish too"),
        default=True,
        help_text=_("Missing Spanish notes are then listed before publishing."),
    )
    guides = models.ManyToManyField(
        Guide,
        related_name="clinics",
        blank=True,
        verbose_name=_("guides"),
        help_text=_("The guides that it offers to its patients."),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    history = HistoricalRecords(m2m_fields=[guides])

    objects = ClinicQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("clinic")
        verbose_name_plural = _("clinics")

    def __str__(self):
        return self.name

    def clean_fields(self, exclude=None):
        self.phone = tidied(self.phone)
        super().clean_fields(exclude=exclude)

    def clean(self):
        if errors := promises(self, PAYMENT_WORDS):
            raise ValidationError(errors)

    @property
    def is_closed(self):
        return self.state == self.State.CLOSED

    def day_at(self, moment):
        """The calendar day it is in the clinic at `moment`."""
        return moment.astimezone(zoneinfo.ZoneInfo(self.time_zone)).date()


class Membership(Draft):
    HELD_FIRST = "clinic"  # so that two managers cannot both be the last to go

    class Role(models.TextChoices):
        MANAGER = "manager", _("Manager: edits, publishes, invites")
        EDITOR = "editor", _("Editor: edits")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="memberships",
        verbose_name=_("person"),
    )
    clinic = models.ForeignKey(
        Clinic, models.CASCADE, related_name="memberships", verbose_name=_("clinic")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.EDITOR)
    history = HistoricalRecords()

    class Meta:
        ordering = ["clinic", "user"]
        verbose_name = _("member of a clinic")
        verbose_name_plural = _("members of clinics")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "clinic"],
                name="one_membership_per_person",
                violation_error_message=_("This person belongs to the clinic already."),
            )
        ]

    def __str__(self):
        return f"{self.user}, {self.clinic}"

    def clean(self):
        if self.role != self.Role.MANAGER and self.is_last_manager:
            raise ValidationError({"role": LAST_MANAGER})

    @property
    def is_last_manager(self):
        """As the database has it: without this membership nobody would publish and invite."""
        managers = type(self).objects.filter(clinic=self.clinic_id, role=self.Role.MANAGER)
        able = managers.filter(user__is_active=True)
        return managers.filter(pk=self.pk).exists() and not able.exclude(pk=self.pk).exists()


class Note(Draft):
    """The clinic's own words at one kind of section; a guide's own note replaces the one for all."""

    clinic = models.ForeignKey(
        Clinic, models.CASCADE, related_name="notes", verbose_name=_("clinic")
    )
    section_kind = models.CharField(
        _("shown with"),
        max_length=20,
        choices=Kind,
        help_text=_("The section it appears in. Example: Cost"),
    )
    guide = models.ForeignKey(
        Guide,
        models.CASCADE,
        related_name="notes",
        null=True,
        blank=True,
        verbose_name=_("guide"),
        help_text=_(
            "Leave it empty and the note appears in every guide that has no note of its own."
        ),
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    body = markdown_field(
        _("text"),
        help_text=_("In your own words. Prices belong in the price list, where they are dated."),
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["clinic", "section_kind", "guide", "language"]
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "section_kind", "language"],
                condition=Q(guide=None),
                name="one_note_for_all_guides",
                violation_error_message=_("There is a note for this section and language already."),
            ),
            models.UniqueConstraint(
                fields=["clinic", "section_kind", "guide", "language"],
                condition=Q(guide__isnull=False),
                name="one_note_per_guide",
                violation_error_message=_("There is a note for this section and language already."),
            ),
        ]

    def __str__(self):
        return f"{self.get_section_kind_display()} ({self.get_language_display()})"

    def clean(self):
        if self.section_kind in ABOUT_MONEY and (errors := promises(self, ("body",))):
            raise ValidationError(errors)
