"""What staff edit."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
