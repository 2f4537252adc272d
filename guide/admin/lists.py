"""What the lists of the central text show: columns, and filters beside them."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guide.draft.worklist import ReviewState, sections_in


class ReviewFilter(admin.SimpleListFilter):
    title = _("review")
    parameter_name = "review"

    def lookups(self, request, model_admin):
        return ReviewState.choices

    def queryset(self, request, queryset):
        if self.value() not in ReviewState.values:
            return queryset
        return queryset.filter(pk__in=sections_in(ReviewState(self.value()), timezone.now()))


@admin.display(description=_("languages"))
def languages(guide):
    return ", ".join(text.get_language_display() for text in guide.translations.all()) or "–"


@admin.display(description=_("signs in as"))
def signs_in_as(reviewer):
    return str(reviewer.user or "–")
