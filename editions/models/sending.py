"""Forms that were sent."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone


class SendingQuerySet(models.QuerySet):
    def outdated(self):
        return self.filter(sent_at__lt=timezone.now() - Sending.KEPT)


class Sending(models.Model):
    """A form for a new row that was sent: sent again, it finds the row that it made."""

    KEPT = timedelta(days=settings.SENDINGS_KEPT_DAYS)

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.UUIDField()
    row = models.PositiveBigIntegerField(null=True)
    sent_at = models.DateTimeField(default=timezone.now)

    objects = SendingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "key"], name="one_sending_per_form")]

    def __str__(self):
        return str(self.key)
