"""What lists in the admin have in common: a filter with two answers, and which edition is live."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
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


class OwnerList(ChangeList):
    """Each with `live_number`: that of the edition which patients see now."""

    def get_queryset(self, request, **kwargs):
        editions = self.model.editions.rel.related_model.objects
        live = editions.live_at(timezone.now()).filter(**{editions.model.OWNER: OuterRef("pk")})
        self.root_queryset = self.root_queryset.annotate(
            live_number=Subquery(live.values("number")[:1])
        )
        return super().get_queryset(request, **kwargs)


@admin.display(description=_("patients see"), ordering="live_number")
def live_edition(owner):
    if owner.live_number is None:
        return _("nothing yet")
    return _("edition %(number)s") % {"number": owner.live_number}
