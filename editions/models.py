from datetime import timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from editions.content import Content
from editions.record import fingerprint, written


class Immutable(Exception):
    """Somebody tried to change or delete the record."""


class Draft(models.Model):
    """A row that staff edit. `version` grows with every save, so that a stale one is noticed."""

    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(_("last saved"), auto_now=True)

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        if not self._state.adding:
            self.version += 1
        if update_fields is not None:
            update_fields = {*update_fields, "version", "updated_at"}
        super().save(*args, update_fields=update_fields, **kwargs)


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
    is_review = models.BooleanField(_("moves the review date"), default=False)
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
        return self.read().model_dump(mode="json")

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise Immutable("Editions are the record and are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise Immutable("Editions are the record and are never deleted.")


class RecordEntryQuerySet(models.QuerySet):
    def of(self, edition):
        """What was entered about one edition, in order."""
        kind, owner = edition._meta.label_lower, getattr(edition, f"{edition.OWNER}_id")
        return self.filter(kind=kind, owner=owner, edition=edition.number).order_by("number")

    def found(self):
        """Those of editions from before the chain."""
        return self.filter(deed=RecordEntry.Deed.FOUND)

    def newest(self):
        return self.order_by("-number").first()

    def newest_of(self, editions):
        """The entry with which the last of these editions came into the record."""
        those = [
            Q(kind=e._meta.label_lower, owner=getattr(e, f"{e.OWNER}_id"), edition=e.number)
            for e in editions
        ]
        began = self.filter(reduce(or_, those)).exclude(deed=RecordEntry.Deed.WITHDRAWN)
        return began.newest()

    def delete(self):
        raise Immutable("The record is never deleted.")

    def update(self, **values):
        raise Immutable("The record is never changed.")


class RecordEntry(models.Model):
    """One deed in the record: an edition published or withdrawn, by whom, when and why.

    Two chains run through the entries. `link` is SHA-256 of the deed and of the owner's link
    before; `head` of the link and of the head before, whoever's. So whoever has kept a head can
    tell if anything that came before it was changed, left out or put in since.
    """

    class Deed(models.TextChoices):
        FOUND = "found", _("was here when the record was chained")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    number = models.PositiveBigIntegerField(primary_key=True)  # without a gap, unlike a sequence
    kind = models.CharField(max_length=100)  # the edition's model
    owner = models.PositiveBigIntegerField()  # no foreign key: entries outlive what they tell of
    edition = models.PositiveIntegerField()
    deed = models.CharField(max_length=10, choices=Deed)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)  # the name as it was; the id is among the facts
    facts = models.JSONField()  # the edition's columns that the deed set, by name
    editions = models.PositiveBigIntegerField()  # how many were entered, this one among them
    link = models.CharField(max_length=64)
    head = models.CharField(max_length=64)

    objects = RecordEntryQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "owner", "edition", "deed"], name="one_entry_per_deed"
            ),
        ]

    def __str__(self):
        return f"{self.number}: {self.kind} {self.owner}, {self.edition} {self.deed}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise Immutable("The record is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise Immutable("The record is never deleted.")

    @property
    def head_in_groups(self) -> str:
        """As on the page of the record: eight digits, and a space."""
        return " ".join(self.head[start : start + 8] for start in range(0, len(self.head), 8))

    @property
    def short_head(self) -> str:
        """The first sixteen digits, as on paper; `verify_record --head` takes them."""
        return " ".join(self.head[start : start + 4] for start in range(0, 16, 4))

    def link_after(self, before: str) -> str:
        """The link that this deed makes; `before` is the same owner's, "" for the first."""
        names = ("kind", "owner", "edition", "deed", "by", "facts", "editions")
        told = {name: getattr(self, name) for name in names}
        return fingerprint({**told, "at": written(self.at), "before": before})

    def head_after(self, before: str) -> str:
        return fingerprint({"before": before, "number": self.number, "link": self.link})
