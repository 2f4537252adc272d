"""What the law of a place asks of guides of one approval status, and whether somebody looked lately."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from clinics.models.clinic import Clinic, validate_country, validate_state
from clinics.models.notice import Notice
from editions.models import Draft
from guide.models.address_field import validate_key
from guide.models.kinds import RegulatoryStatus

YEAR, A_DAY_LATER = timedelta(days=365), timedelta(days=1)  # in the zone where it was checked


def is_verified(day: date | None, today: date) -> bool:
    """The one rule for notices and laws: somebody compared it with the law within twelve months."""
    return day is not None and today - YEAR <= day <= today + A_DAY_LATER


def verified_on(today: date) -> models.Q:
    """The same of rows."""
    return models.Q(verified_on__gte=today - YEAR, verified_on__lte=today + A_DAY_LATER)


class Jurisdiction(Draft):
    """A row for a whole country binds in its states too; where both say it, the state's holds."""

    class Permission(models.TextChoices):
        ALLOWED = "allowed", _("Allowed")
        TRIAL = "trial", _("Only inside a trial")
        FORBIDDEN = "forbidden", _("Forbidden: no clinic there may offer it to the public")

    class Shown(models.TextChoices):
        WEB = "web", _("On web pages")
        PAPER = "paper", _("On the first page of handouts")
        ADVERTISEMENT = "advertisement", _("In advertisements")

    key = models.CharField(
        _("key"),
        max_length=60,
        unique=True,
        validators=[validate_key],
        help_text=_("Example: us-tx-unapproved"),
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        validators=[validate_country],
        help_text=_("Two letters. Example: US"),
    )
    state = models.CharField(
        _("state or region"),
        max_length=3,
        blank=True,
        validators=[validate_state],
        help_text=_(
            "Empty for the whole country: it then counts for every state of it, also for those "
            "that nobody has looked at. Example: CA"
        ),
    )
    regulatory_status = models.CharField(
        _("approval status"),
        max_length=20,
        choices=RegulatoryStatus,
        default=RegulatoryStatus.UNAPPROVED,
        help_text=_("For guides of this status. Add a row for each status that the law names."),
    )
    permission = models.CharField(
        _("whether it may be offered"),
        max_length=10,
        choices=Permission,
        blank=True,
        help_text=_("For a state, leave it empty where the country's row says it."),
    )
    notice_on = models.JSONField(_("where a notice must stand"), default=list, blank=True)
    notices = models.ManyToManyField(
        Notice,
        related_name="jurisdictions",
        blank=True,
        verbose_name=_("notices that do it"),
        help_text=_("Their text is what the law prescribes, pasted in."),
    )
    door_paper = models.CharField(
        _("door sheet"),
        max_length=10,
        choices=Clinic.Paper,
        blank=True,
        help_text=_("The paper of a notice at the entrance; empty where none is asked for."),
    )
    door_points = models.PositiveSmallIntegerField(
        _("print size of the door sheet"),
        default=0,
        help_text=_("In points; 0 where none is asked for. Example: 40"),
    )
    consent_form = models.BooleanField(_("asks for a signed consent form"), default=False)
    duty = models.TextField(
        _("what the law asks"),
        blank=True,
        help_text=_("In your words, for staff; patients do not see it."),
    )
    effective_from = models.DateField(_("in force from"), null=True, blank=True)
    effective_to = models.DateField(_("in force until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, help_text=_("Example: 45 CFR 149.610"))
    source_url = models.URLField(_("link to the source"), blank=True)
    verified_on = models.DateField(
        _("verified on"),
        null=True,
        blank=True,
        help_text=_("The day on which somebody compared this row with the law. Holds a year."),
    )
    verified_by = models.CharField(
        _("verified by"), max_length=150, blank=True, help_text=_("Example: A. Lawyer, counsel")
    )
    history = HistoricalRecords(m2m_fields=[notices])

    class Meta:
        ordering = ["country", "state", "regulatory_status", "key"]
        verbose_name = _("law of a place")
        verbose_name_plural = _("laws by place")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(effective_to=None)
                | models.Q(effective_from=None)
                | models.Q(effective_to__gte=models.F("effective_from")),
                name="law_ends_after_it_begins",
                violation_error_message=_("The last day comes before the first day."),
            ),
            models.CheckConstraint(
                condition=models.Q(verified_on=None, verified_by="")
                | (models.Q(verified_on__isnull=False) & ~models.Q(verified_by="")),
                name="law_verified_by_somebody",
                violation_error_message=_(
                    "Say both: who compared it with the law, and on which day."
                ),
            ),
        ]

    def __str__(self):
        return f"{place_name(self.country, self.state)}: {self.get_regulatory_status_display()}"

    def clean(self):
        errors = {}
        if not self.state and not self.permission:
            errors["permission"] = _("Choose one: no wider row says it for a whole country.")
        if bool(self.door_paper) != bool(self.door_points):
            errors["door_points"] = _("Give a door sheet both: its paper and its print size.")
        if self.verified_on and self.verified_on > timezone.localdate() + A_DAY_LATER:
            errors["verified_on"] = _("This day is still to come. Give the day of the check.")
        if errors:
            raise ValidationError(errors)


def place_name(country: str, state: str) -> str:
    """As the forms have it: “US, CA”."""
    return ", ".join(filter(None, [country, state]))
