"""The library of references in Django's admin."""

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import TextField
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from editions.admin.tables import DraftAdmin
from guide.models import Reference, access


@admin.display(description=_("citation"), ordering="text")
def citation(reference):
    return Truncator(reference.text).chars(120)


@admin.display(description=_("guide"), ordering="guide")
def guide(reference):
    return reference.guide or _("All guides")


@admin.register(Reference)
class ReferenceAdmin(DraftAdmin):
    access = access
    list_display = ["key", citation, "source_kind", "status", "checked_on", guide]
    list_select_related = ["guide"]
    list_filter = ["status", "source_kind", "guide"]
    search_fields = ["key", "text", "url", "doi", "pmid", "nct"]
    nothing_here = _("Add what a guide cites: authors, title, journal, year.")
    fieldsets = [
        (None, {"fields": ["guide", "key"]}),
        (
            _("As it was published"),
            {
                "fields": [
                    *("authors", "title", "title_language", "journal", "year", "details"),
                    *("doi", "pmid", "nct", "url", "remark", "text"),
                ]
            },
        ),
        (
            _("What it can carry"),
            {"fields": ["source_kind", "same_condition", "passage", "passage_place"]},
        ),
        (_("Whether it still holds"), {"fields": ["checked_on", "status", "status_note"]}),
    ]
    formfield_overrides = {
        **DraftAdmin.formfield_overrides,
        TextField: {"widget": AdminTextareaWidget({"rows": 3})},
    }
