"""Somebody asked to become one of a clinic's people. Read with clinics/models/money.py."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.models.clinic import Clinic, Membership


class InvitationQuerySet(models.QuerySet):
    def unanswered(self):
        """Those that stand, run out or not."""
        return self.filter(outcome="")

    def open(self):
        return self.unanswered().filter(expires_at__gt=timezone.now())

    def outdated(self):
        """Ended, or run out without an answer, so long ago that nobody asks what came of it."""
        long_ago = timezone.now() - timedelta(days=settings.INVITATIONS_KEPT_DAYS)
        return self.filter(Q(ended_at__lt=long_ago) | Q(outcome="", expires_at__lt=long_ago))


class Invitation(models.Model):
    """The membership begins when whoever reads this address agrees. Of the link a print is kept."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        TAKEN_BACK = "taken-back", _("Taken back")

    clinic = models.ForeignKey(
        Clinic, models.CASCADE, related_name="invitations", verbose_name=_("clinic")
    )
    email = models.EmailField(_("email address"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=Membership.Role)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    invited_at = models.DateTimeField(_("invited"), default=timezone.now)
    sent_at = models.DateTimeField(_("mail sent"), null=True, blank=True)
    expires_at = models.DateTimeField(_("works until"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at", "-pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "email"],
                condition=Q(outcome=""),
                name="one_invitation_per_address",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at=None) | ~Q(outcome="") & Q(ended_at__isnull=False),
                name="invitation_ended_some_day",
            ),
        ]

    def __str__(self):
        return f"{self.email}, {self.clinic}"

    @property
    def has_run_out(self):
        return not self.outcome and self.expires_at <= timezone.now()

    @property
    def state(self) -> str:
        if self.outcome:
            return self.get_outcome_display()
        return _("Has run out") if self.has_run_out else _("Waits for an answer")
