"""Who signs."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from editions.models import Draft


class Reviewer(Draft):
    """Somebody who signs for the medical content, with what a reader may want to know of them."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="reviewer",
        null=True,
        blank=True,
        verbose_name=_("signs in as"),
        help_text=_("Only this person can sign a review in this name."),
    )
    name = models.CharField(_("name"), max_length=150, help_text=_("Example: Sample Reviewer"))
    credentials = models.CharField(
        _("credentials"), max_length=200, blank=True, help_text=_("Example: MD, spine surgeon")
    )
    interests = models.CharField(
        _("interests"),
        max_length=300,
        blank=True,
        help_text=_("What could sway them. Example: No payments from makers of cell products."),
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        verbose_name = _("reviewer")
        verbose_name_plural = _("reviewers")

    def __str__(self):
        return ", ".join(filter(None, [self.name, self.credentials]))

    def as_signed(self) -> dict[str, str]:
        """What a signature freezes of whoever gives it."""
        return {name: getattr(self, name) for name in ("name", "credentials", "interests")}
