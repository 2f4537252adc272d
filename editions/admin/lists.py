"""What lists in the admin have in common: a filter with two answers, and which edition is live."""

from django.contrib import admin
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class YesNoFilter(admin.SimpleListFilter):
    """Rows for which the subclass's `condition` holds, or does not."""

    def condition(self):
        raise NotImplementedError

    def lookups(self, request, model_admin):
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request, queryset):
        if self.value() not in ("yes", "no"):
            return queryset
        condition = self.condition()
        return queryset.filter(condition if self.value() == "yes" else ~condition)


def with_live_number(owners, editions):
    """Each with `live_number`: that of the edition, of this model, which patients see now."""
    live = editions.objects.live_at(timezone.now()).filter(**{editions.OWNER: OuterRef("pk")})
    return owners.annotate(live_number=Subquery(live.values("number")[:1]))


@admin.display(description=_("patients see"), ordering="live_number")
def live_edition(owner):
    if owner.live_number is None:
        return _("nothing yet")
    return _("edition %(number)s") % {"number": owner.live_number}
