"""What somebody was reminded of by mail. Read with clinics/work/reminding.py."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class ReminderQuerySet(models.QuerySet):
    def outdated(self):
        """What stands so long after its mail is told once more."""
        return self.filter(claimed_at__lt=timezone.now() - Reminder.KEPT)

    def told(self):
        """Sent, or being sent by somebody at this moment."""
        return self.filter(
            Q(sent_at__isnull=False) | Q(claimed_at__gt=timezone.now() - Reminder.HELD)
        )


class Reminder(models.Model):
    """One mail to one person on one day. Written before the mail goes, so that two runs send one."""

    KEPT = timedelta(days=settings.REMINDERS_KEPT_DAYS)
    HELD = timedelta(minutes=15)  # longer than any mail server makes us wait; then a run broke off

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    day = models.DateField()  # the person's own
    steps = models.JSONField()  # {what it is about: which step of it was told}
    claimed_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "day"], name="one_reminder_a_day"),
        ]

    def __str__(self):
        return f"{self.person}, {self.day}"
