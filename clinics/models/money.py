"""A clinic's dated facts and its editions; with the clinic itself, all the nouns of this room."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from clinics.models.catalogue import Payer, Service
from clinics.models.clinic import Clinic
from clinics.models.content import ClinicContent
from clinics.tools.price_rules import impossible_answer, impossible_price
from editions.models import Draft, Edition
from editions.models.edition import EditionQuerySet
from guide.fields import TextsField, in_language

PRICE_HOLDS = timedelta(days=182)
COVERAGE_HOLDS = timedelta(days=90)


def six_months_on():
    return timezone.localdate() + PRICE_HOLDS


def ninety_days_on():
    return timezone.localdate() + COVERAGE_HOLDS


def last_day_at(clinic):
    """Today there, or for the person who writes, whichever is later; without a clinic the latter."""
    days = [clinic.day_at(timezone.now())] if clinic else []
    return max([*days, timezone.localdate()])


class CostItem(Draft):
    """What one service costs here. Amounts once, in the clinic's currency; words per language."""

    class Part(models.TextChoices):
        ALONE = "alone", _("Stands alone")
        COURSE = "course", _("Part of a typical course")
        ON_TOP = "on-top", _("May come on top")

    class Study(models.TextChoices):
        INSIDE = "inside", _("Inside a registered study")
        OUTSIDE = "outside", _("Outside a registered study")
        EXPLAINED = "explained", _("Only explained, not offered here")

    clinic = models.ForeignKey(
        Clinic, models.CASCADE, related_name="cost_items", verbose_name=_("clinic")
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        related_name="cost_items",
        null=True,
        blank=True,
        verbose_name=_("service"),
        help_text=_("Empty for a line of your own, which you name below."),
    )
    own_name = TextsField(
        _("own name"),
        max_characters=150,
        help_text=_("Only for a line that is not among the services. Example: Parking"),
    )
    unit = models.CharField(
        _("per what"),
        max_length=20,
        choices=Service.Unit,
        blank=True,
        help_text=_("Empty: as the service says."),
    )
    part = models.CharField(
        _("place in the costs"),
        max_length=10,
        choices=Part,
        default=Part.ALONE,
        help_text=_("The page adds up what is part of a typical course."),
    )
    times = models.PositiveSmallIntegerField(
        _("how many times"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("In a typical course. Example: 2"),
    )
    low = models.DecimalField(
        _("from"),
        max_digits=9,
        decimal_places=2,
        validators=[MinValueValidator(0)],
        help_text=_("The least a patient pays. Example: 400"),
    )
    high = models.DecimalField(
        _("to"),
        max_digits=9,
        decimal_places=2,
        validators=[MinValueValidator(0)],
        help_text=_("The most a patient pays; the same again for one price. Example: 650"),
    )
    study = models.CharField(
        _("how it is offered"),
        max_length=10,
        choices=Study,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "For a treatment that is not approved: patients read it beside the price. Empty: not said."
        ),
    )
    study_number = models.CharField(
        _("number of the study"),
        max_length=40,
        blank=True,
        default="",
        db_default="",
        help_text=_("As registered. Example: NCT01234567"),
    )
    study_url = models.URLField(
        _("link to the study"),
        blank=True,
        default="",
        db_default="",
        help_text=_("Empty: its page at ClinicalTrials.gov. Another registry needs its own link."),
    )
    study_oversight = models.CharField(
        _("who oversees the study"),
        max_length=150,
        blank=True,
        default="",
        db_default="",
        help_text=_("Example: the ethics board of Example University"),
    )
    included = TextsField(
        _("included"), max_characters=300, help_text=_("Example: the visit and the written report")
    )
    not_included = TextsField(
        _("not included"), max_characters=300, help_text=_("Example: the scan itself")
    )
    valid_from = models.DateField(_("valid from"), default=timezone.localdate)
    valid_until = models.DateField(
        _("valid until"),
        default=six_months_on,
        help_text=_("The last day on which it holds; then patients read how to ask instead."),
    )
    confirmed_on = models.DateField(_("confirmed on"), default=timezone.localdate)
    confirmed_by = models.CharField(
        _("confirmed by"), max_length=150, blank=True, help_text=_("Example: M. Lopez, billing")
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["clinic", "service__position", "service__key"]
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "service"],
                condition=Q(service__isnull=False),
                name="one_price_per_service",
                violation_error_message=_("The clinic has a price for this service already."),
            ),
            models.CheckConstraint(
                condition=Q(low__gte=0) & Q(high__gte=F("low")), name="price_range_in_order"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="price_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(times__gte=1), name="price_counts_at_least_once"),
        ]

    def __str__(self):
        language = get_language() or settings.LANGUAGE_CODE
        return str(self.service or in_language(self.own_name, language)[0])

    def clean(self):
        if errors := impossible_price(self, last_day_at(self.clinic_id and self.clinic)):
            raise ValidationError(errors)


class Coverage(Draft):
    """What one insurer does for one service here, and when that was last checked."""

    class Status(models.TextChoices):
        COVERED = "covered", _("Covered")
        CONDITIONS = "conditions", _("Covered with conditions")
        USUALLY_NOT = "usually-not", _("Usually not covered")
        NOT_COVERED = "not-covered", _("Not covered")
        UNKNOWN = "unknown", _("Not known: ask the insurer")

    class PriorAuthorization(models.TextChoices):
        YES = "yes", _("Needed before the visit")
        NO = "no", _("Not needed")
        UNKNOWN = "unknown", _("Not known")

    clinic = models.ForeignKey(
        Clinic, models.CASCADE, related_name="coverages", verbose_name=_("clinic")
    )
    payer = models.ForeignKey(
        Payer, models.PROTECT, related_name="coverages", verbose_name=_("insurer")
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="coverages", verbose_name=_("service")
    )
    status = models.CharField(
        _("answer"), max_length=20, choices=Status, default=Status.USUALLY_NOT
    )
    conditions = TextsField(
        _("conditions"), max_characters=300, help_text=_("Example: after six weeks of therapy")
    )
    prior_authorization = models.CharField(
        _("prior authorization"),
        max_length=10,
        choices=PriorAuthorization,
        default=PriorAuthorization.UNKNOWN,
    )
    files_authorization = models.CharField(
        _("who asks for it"),
        max_length=10,
        choices=[("clinic", _("We do")), ("patient", _("The patient does"))],
        blank=True,
    )
    authorization_days = models.PositiveSmallIntegerField(
        _("days until an answer"), null=True, blank=True, help_text=_("Usually. Example: 14")
    )
    network_status = models.CharField(
        _("are we in its network"),
        max_length=10,
        choices=[
            ("in", _("In network")),
            ("out", _("Out of network")),
            ("unknown", _("Not known")),
        ],
        default="unknown",
    )
    instead = TextsField(
        _("usually covered instead"), max_characters=300, help_text=_("Example: physical therapy")
    )
    policy_name = models.CharField(
        _("policy"), max_length=200, blank=True, help_text=_("Example: Medical policy 123")
    )
    appeal = TextsField(
        _("if it says no"),
        rows=3,
        max_characters=600,
        help_text=_("How to appeal, by when, and who helps. Example: write within 180 days"),
    )
    policy_number = models.CharField(
        _("policy number"), max_length=60, blank=True, help_text=_("Example: CP.MP.123")
    )
    policy_date = models.DateField(_("date of the policy"), null=True, blank=True)
    policy_url = models.URLField(
        _("link to the policy"), blank=True, help_text=_("Needed when the answer is “Covered”.")
    )
    checked_on = models.DateField(_("checked on"), default=timezone.localdate)
    checked_by = models.CharField(
        _("checked by"), max_length=150, blank=True, help_text=_("Example: M. Lopez, billing")
    )
    next_check = models.DateField(_("next check"), default=ninety_days_on)
    history = HistoricalRecords()

    class Meta:
        ordering = ["clinic", "payer__position", "payer__key", "service__position"]
        verbose_name = _("insurer's answer")
        verbose_name_plural = _("insurers' answers")
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "payer", "service"],
                name="one_answer_per_payer_and_service",
                violation_error_message=_(
                    "This insurer's answer for this service is here already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(next_check__gte=F("checked_on")), name="next_check_after_the_last"
            ),
        ]

    def __str__(self):
        return f"{self.payer}: {self.service}"

    def clean(self):
        if errors := impossible_answer(self, last_day_at(self.clinic_id and self.clinic)):
            raise ValidationError(errors)


class ClinicEditionQuerySet(EditionQuerySet):
    def open_at(self, moment):
        """What is live of the clinics whose pages patients see."""
        return self.live_at(moment).filter(content__state=Clinic.State.OPEN)


class ClinicEdition(Edition):
    OWNER = "clinic"
    CONTENT = ClinicContent

    clinic = models.ForeignKey(
        Clinic, models.PROTECT, related_name="editions", verbose_name=_("clinic")
    )
    slug = models.CharField(_("address"), max_length=80)

    objects = ClinicEditionQuerySet.as_manager()

    class Meta(Edition.Meta):
        abstract = False
        verbose_name = _("edition of a clinic")
        verbose_name_plural = _("editions of clinics")
        constraints = [
            *Edition.Meta.constraints,
            models.UniqueConstraint(fields=["clinic", "number"], name="clinic_edition_number"),
        ]
        indexes = [models.Index(fields=["slug", "-number"], name="clinic_edition_live")]

    def __str__(self):
        return f"{self.slug}, {super().__str__()}"
