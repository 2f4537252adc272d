"""A link to a draft, for one reader without an account. Read with clinics/models/money.py."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.models.clinic import Clinic
from guide.models import Translation


class ShareLink(models.Model):
    """What was shared is frozen here; of the link itself only the fingerprint is kept."""

    class Of(models.TextChoices):
        TEXT = "text", _("The draft of a guide's text")
        CLINIC = "clinic", _("The draft of a clinic")

    token_hash = models.CharField(max_length=64, unique=True)
    of = models.CharField(_("what was shared"), max_length=10, choices=Of)
    clinic = models.ForeignKey(
        Clinic, models.CASCADE, related_name="share_links", verbose_name=_("clinic")
    )
    translation = models.ForeignKey(
        Translation, models.CASCADE, related_name="share_links", verbose_name=_("guide text")
    )
    note = models.CharField(_("for whom"), max_length=150, blank=True)
    content = models.JSONField(_("content"))
    day = models.DateField(_("day it was shared"))
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    expires_at = models.DateTimeField(_("works until"))
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("taken back by"),
    )
    opened = models.PositiveIntegerField(_("times opened"), default=0)
    last_opened = models.DateTimeField(_("last opened"), null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("link to a draft")
        verbose_name_plural = _("links to drafts")
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="share_link_revoked_by_somebody",
            )
        ]

    def __str__(self):
        return self.note or f"{self.translation}, {self.clinic}"

    @property
    def has_ended(self):
        return self.expires_at <= timezone.now()
