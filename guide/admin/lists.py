"""What the lists of the central text show: columns, and filters beside them."""

from django.contrib import admin
from django.db.models import Q, TextChoices
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _


class ReviewFilter(admin.SimpleListFilter):
    title = _("review")
    parameter_name = "review"

    class ReviewState(TextChoices):
        MISSING = "missing", _("Never reviewed")
        DUE = "due", _("Due")
        DONE = "done", _("Not due yet")

    def lookups(self, request, model_admin):
        return self.ReviewState.choices

    def queryset(self, request, queryset):
        today = timezone.localdate()
        conditions = {
            self.ReviewState.MISSING: Q(reviewed_on=None),
            self.ReviewState.DUE: Q(next_review__lte=today),
            self.ReviewState.DONE: Q(next_review__gt=today),
        }
        return queryset.filter(conditions.get(self.value(), Q()))


@admin.display(description=_("languages"))
def languages(guide):
    return ", ".join(text.get_language_display() for text in guide.translations.all()) or "–"


@admin.display(description=_("citation"), ordering="text")
def citation(reference):
    return Truncator(reference.text).chars(120)


@admin.display(description=_("signs in as"))
def signs_in_as(reviewer):
    return str(reviewer.user or "–")
