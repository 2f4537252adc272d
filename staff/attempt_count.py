"""How often something was tried of late. Read with staff/models.py."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone


class AttemptCountQuerySet(models.QuerySet):
    def outdated(self):
        kept = timedelta(days=settings.ATTEMPTS_KEPT_DAYS)
        return self.filter(seen_at__lt=timezone.now() - kept)


class AttemptCount(models.Model):
    """One bucket of tries. The key tells nothing: neither a name nor an address is kept here."""

    key = models.CharField(max_length=40, unique=True)
    level = models.FloatField(default=0)
    counted_at = models.DateTimeField(default=timezone.now)
    free_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = AttemptCountQuerySet.as_manager()

    def __str__(self):
        return self.key
