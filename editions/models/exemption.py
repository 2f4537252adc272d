"""A finding that somebody asked to let stand, and what a second person said."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ExemptionQuerySet(models.QuerySet):
    def of(self, model, owners):
        """Those of the drafts of `model` with these numbers."""
        return self.filter(kind=model._meta.label_lower, owner__in=owners)

    def waiting(self):
        return self.filter(outcome="", closed_at=None).order_by("asked_at", "pk")


class Exemption(models.Model):
    """Holds for one finding about exactly these words of one draft; the newest one counts.

    `finding` names both, see editions.publish.exempting. Who decides neither asked nor wrote. A
    warning is put aside by whoever publishes (`is_dismissal`); what stops a publish never so.
    """

    class Outcome(models.TextChoices):
        GIVEN = "given", _("Let stand")
        REFUSED = "refused", _("Not let stand")

    kind = models.CharField(max_length=100)  # the model of the draft
    owner = models.PositiveBigIntegerField()  # its number
    finding = models.CharField(max_length=64)
    place = models.CharField(_("place"), max_length=300, blank=True)
    quote = models.TextField(_("words"), blank=True)
    message = models.TextField(_("what was found"))
    reason = models.TextField(_("reason"))
    language = models.CharField(_("language"), max_length=10)  # of the reason
    is_dismissal = models.BooleanField(default=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    signed_as = models.JSONField(_("signed as"), default=dict)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        indexes = [models.Index(fields=["kind", "owner"], name="exemptions_of_a_draft")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "owner", "finding"],
                condition=Q(outcome="", closed_at=None),
                name="one_open_exemption_per_finding",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_by=None, decided_at=None)
                | ~Q(outcome="") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="exemption_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(is_dismissal=True)
                | Q(outcome="")
                | ~Q(decided_by=models.F("asked_by")),
                name="exemption_by_a_second_person",
            ),
        ]

    def __str__(self):
        return self.quote or self.message

    @property
    def is_waiting(self):
        return not self.outcome and self.closed_at is None

    @property
    def is_given(self):
        return self.outcome == self.Outcome.GIVEN
