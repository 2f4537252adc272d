"""The library of references in Django's admin."""

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Q, TextField
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from editions.admin.draft_form import DraftForm
from editions.admin.lists import YesNoFilter
from editions.admin.pages import address, paths
from editions.admin.scoping import key_in
from editions.admin.tables import DraftAdmin
from guide.admin.cited_page import cited_page
from guide.admin.reference_exchange import exchange_page, export
from guide.models import Reference, access
from guide.models.evidence import SourceStatus
from guide.references.citing import cited, citings
from guide.references.holding import unseen


@admin.display(description=_("citation"), ordering="text")
def citation(reference):
    return Truncator(reference.text).chars(120)


@admin.display(description=_("guide"), ordering="guide")
def guide(reference):
    return reference.guide or _("All guides")


class CitedFilter(admin.SimpleListFilter):
    title = _("cited")
    parameter_name = "cited"

    def lookups(self, request, model_admin):
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request, queryset):
        if self.value() not in ("yes", "no"):
            return queryset
        used = cited(list(Reference.objects.only("guide", "key")))
        is_used = Q(pk__in=used)
        return queryset.filter(is_used if self.value() == "yes" else ~is_used)


class LateFilter(YesNoFilter):
    title = _("never looked at, or not for 12 months")
    parameter_name = "late"

    def condition(self):
        return Q(pk__in=unseen(timezone.now()))


class LibraryForm(DraftForm):
    def clean(self):
        """What cites a source knows it by its key: to change that is to take it away."""
        cleaned = super().clean()
        row = self.instance
        moves = "guide" in self.changed_data and cleaned.get("guide") is not None
        if row.pk and ("key" in self.changed_data or moves) and cited([_as_saved(row)]):
            words = _(
                "Texts cite it by this key. Leave key and guide, or take the citations out first."
            )
            self.add_error("key", words)
        return cleaned


def _as_saved(row):
    return Reference.objects.get(pk=row.pk)


@admin.register(Reference)
class ReferenceAdmin(DraftAdmin):
    access = access
    form = LibraryForm
    change_form_template = "admin/reference_form.html"
    change_list_template = "admin/reference_list.html"
    delete_confirmation_template = "admin/reference_delete.html"
    list_display = ["key", citation, "source_kind", "status", "checked_on", guide]
    list_select_related = ["guide"]
    list_filter = ["status", CitedFilter, LateFilter, "source_kind", "guide"]
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

    def get_changeform_initial_data(self, request):
        """Who adds a source has it at hand, and sees the day before saving it."""
        return {"checked_on": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def get_urls(self):
        views = {
            "cited": ("<int:key>/cited/", cited_page),
            "exchange": ("exchange/", exchange_page),
            "export": ("export.<str:ending>", export),
        }
        return paths(self, views) + super().get_urls()

    def changelist_view(self, request, extra_context=None):
        extra = {"may_import": access.edits_guides(request.user), **(extra_context or {})}
        return super().changelist_view(request, extra)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        where = address(Reference, "cited", key_in(object_id) or 0)
        shown = {"cited_page": where if access.publishes_guides(request.user) else ""}
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

    def response_post_save_change(self, request, obj):
        """What does not hold any more is work at once: its sentences."""
        if obj.status != SourceStatus.CURRENT and cited([obj]):
            return HttpResponseRedirect(address(Reference, "cited", obj.pk))
        return super().response_post_save_change(request, obj)

    def get_deleted_objects(self, objs, request):
        """Django deletes nothing while there is something that protects it: here, what cites it."""
        gone, counts, lacking, protected = super().get_deleted_objects(objs, request)
        found = citings(list(objs))
        citing = [one for row in objs for one in found[row.pk]]
        return gone, counts, lacking, [*protected, *map(_named, citing)]


def _named(citing):
    return f"{citing.where.owner}, {citing.where.place}: {citing.sentence}"
