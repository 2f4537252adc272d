"""What was published: numbered, frozen, kept."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from editions.models.content import Content
from editions.tools.fingerprint import fingerprint, fingerprint_of


class Immutable(Exception):
    """Somebody tried to change or delete the record."""


class EditionQuerySet(models.QuerySet):
    def standing_at(self, moment):
        """Begun and not withdrawn at `moment`; of one owner, the highest number of these is live."""
        return self.filter(
            Q(withdrawn_at=None) | Q(withdrawn_at__gt=moment), live_from__lte=moment
        ).order_by("-number")

    def live_at(self, moment):
        """What patients see at `moment`: of every owner, the highest number that stands then."""
        owner = self.model.OWNER
        newer = self.model._base_manager.standing_at(moment).filter(
            number__gt=OuterRef("number"), **{owner: OuterRef(owner)}
        )
        return self.standing_at(moment).filter(~Exists(newer))

    def scheduled_at(self, moment):
        return self.filter(live_from__gt=moment, withdrawn_at=None)

    def delete(self):
        raise Immutable("Editions are the record and are never deleted.")

    def update(self, **values):
        if set(values) - set(Edition.WITHDRAWAL):
            raise Immutable("Editions are the record and are never changed.")
        return super().update(**values)


class Edition(models.Model):
    """What patients saw from `live_from` on. Never edited: only withdrawn, once."""

    OWNER = ""  # the name of the foreign key to the owner whose draft was frozen
    CONTENT = Content  # what it holds, as the code of today knows it
    WITHDRAWAL = ("withdrawn_at", "withdrawn_by", "withdrawn_reason", "withdrawn_for_safety")

    number = models.PositiveIntegerField(_("edition"))
    content = models.JSONField(_("content"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    live_from = models.DateTimeField(_("live from"))
    note = models.TextField(_("what changed"), blank=True)
    override_reason = models.TextField(_("why it was published all the same"), blank=True)
    is_review = models.BooleanField(_("signed as a whole"), default=False)
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("published by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("withdrawn by"),
    )
    withdrawn_reason = models.TextField(_("why it was withdrawn"), blank=True)
    withdrawn_for_safety = models.BooleanField(_("withdrawn for safety"), default=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-number"]
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="%(class)s_withdrawn_by_somebody",
            ),
        ]

    def __str__(self):
        return str(_("Edition %(number)s") % {"number": self.number})

    def read(self) -> Content:
        return self.CONTENT.read(self.content)

    def in_todays_fields(self) -> dict:
        """The content to compare with a draft's: as `compose` would name its fields now."""
        return self.read().as_draft().model_dump(mode="json")

    def says(self, draft: Content) -> bool:
        """Whether publishing `draft` would say the same again.

        Also of an edition from before a field was added, which every draft has since: what nobody
        wrote is no change.
        """
        wanted = fingerprint_of(draft)
        return self.fingerprint == wanted or fingerprint(self.in_todays_fields()) == wanted

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise Immutable("Editions are the record and are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise Immutable("Editions are the record and are never deleted.")
