"""A draft that one person puts forward for another to decide about."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ProposalQuerySet(models.QuerySet):
    def open(self):
        """Those that still count: of one owner, one at most."""
        return self.filter(closed_at=None)

    def waiting(self):
        """Those that nobody has decided about yet."""
        return self.open().filter(outcome="")


class Proposal(models.Model):
    """Bound to the draft with this fingerprint; closed by publishing or by the next proposal."""

    class Outcome(models.TextChoices):
        SIGNED = "signed", _("Signed off")
        SENT_BACK = "sent-back", _("Sent back")

    OWNER = ""  # the name of the foreign key to the owner of the draft

    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    content = models.JSONField(_("content"), null=True)  # the draft as it was put forward
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    comment = models.TextField(_("comment"), blank=True)
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
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_by=None, decided_at=None)
                | ~Q(outcome="") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="%(class)s_decided_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{getattr(self, self.OWNER)}: {self.get_outcome_display() or _('waiting')}"

    @property
    def is_waiting(self):
        return self.closed_at is None and not self.outcome

    @property
    def is_signed(self):
        return self.closed_at is None and self.outcome == self.Outcome.SIGNED

    @property
    def is_sent_back(self):
        return self.closed_at is None and self.outcome == self.Outcome.SENT_BACK
