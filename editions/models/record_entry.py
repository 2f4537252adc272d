"""The record: one entry for each publish and withdrawal, chained."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from editions.models.edition import Immutable
from editions.tools.fingerprint import fingerprint, written


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
