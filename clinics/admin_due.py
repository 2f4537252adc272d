"""Which insurers' answers are to be checked again: a filter and a column of their list."""

from datetime import timedelta

from django.contrib import admin
from django.template.defaultfilters import date as in_words
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SOON = timedelta(days=30)


class CheckFilter(admin.SimpleListFilter):
    title = gettext_lazy("next check")
    parameter_name = "check"

    def lookups(self, request, model_admin):
        return [
            ("due", _("Check is due")),
            ("soon", _("Due in the next 30 days")),
            ("later", _("Due later")),
        ]

    def queryset(self, request, queryset):
        now = timezone.now()
        due, soon = queryset.due_at(now), queryset.due_at(now, within=SOON)
        chosen = {
            "due": due,
            "soon": soon.exclude(pk__in=due.values("pk")),
            "later": queryset.exclude(pk__in=soon.values("pk")),
        }
        return chosen.get(self.value(), queryset)


@admin.display(description=gettext_lazy("next check"), ordering="next_check")
def next_check(row):
    day = in_words(row.next_check)
    if not row.is_due_at(timezone.now()):
        return day
    return format_html('{} <strong class="tag">{}</strong>', day, _("Check is due"))
