"""Work for many clinics, done in steps: what was chosen, how far it is, what became of each."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.models.clinic import Clinic
from guide.models import Guide


class BulkRunQuerySet(models.QuerySet):
    def outdated(self):
        kept = timedelta(days=settings.BULK_RUNS_KEPT_DAYS)
        return self.filter(begun_at__lt=timezone.now() - kept)


class BulkRun(models.Model):
    """One person's work. It outlives a closed browser and a database that was away."""

    class Deed(models.TextChoices):
        PUBLISH = "publish", _("Publish")
        OFFER = "offer", _("These clinics offer it")
        TAKE = "take", _("These clinics do not offer it")

    deed = models.CharField(max_length=10, choices=Deed)
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="+", null=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)  # after a look at what it would do

    objects = BulkRunQuerySet.as_manager()

    def __str__(self):
        return f"{self.get_deed_display()}, {self.begun_at:%Y-%m-%d}"

    @property
    def publishes(self):
        return self.deed == self.Deed.PUBLISH

    def counts(self) -> dict[str, int]:
        """How many clinics stand where; one query."""
        found = dict(self.lines.order_by().values_list("state").annotate(Count("pk")))
        return {state: found.get(state, 0) for state in BulkLine.State.values}


class BulkLine(models.Model):
    """One clinic of a run. The order is that of its numbers."""

    class State(models.TextChoices):
        CHOSEN = "chosen", _("to be looked at")
        READY = "ready", _("waiting")
        REFUSED = "refused", _("not done")
        UNCHANGED = "unchanged", _("nothing to do")
        DONE = "done", _("done")

    run = models.ForeignKey(BulkRun, models.CASCADE, related_name="lines")
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State)
    expected = models.CharField(max_length=64, blank=True)  # the draft's fingerprint, as looked at
    after = models.PositiveIntegerField(default=0)  # the clinic's last edition then
    words = models.TextField(blank=True)  # why it was not done

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "clinic"], name="one_line_per_clinic"),
        ]
        indexes = [models.Index(fields=["run", "state", "id"], name="lines_by_state")]

    def __str__(self):
        return f"{self.clinic}: {self.get_state_display()}"
