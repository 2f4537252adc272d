"""What staff edit."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Draft(models.Model):
    """A row that staff edit. `version` grows with every save, so that a stale one is noticed."""

    HELD_FIRST = ""
    TOLD_OF: dict[str, str] = {}  # {field that no form shows: the field that it tells something of}

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


def held(rows: models.QuerySet):
    """The one row of this query or None, held until the transaction ends.

    What its rules read besides itself (`HELD_FIRST`, a relation) is held before it, so that two
    people cannot both pass a rule that only one of them may.
    """
    if first := rows.model.HELD_FIRST:
        others = rows.model._meta.get_field(first).related_model._base_manager
        others.select_for_update().filter(pk__in=list(rows.values_list(first, flat=True))).first()
    return rows.select_for_update(of=("self",)).first()
