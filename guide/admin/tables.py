"""The central text in Django's admin."""

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import TextField
from django.http import HttpResponseRedirect
from django.urls import path
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from editions.admin.lists import live_edition
from editions.admin.pages import address, paths
from editions.admin.scoping import key_in
from editions.admin.tables import DraftAdmin, OwnerAdmin
from guide.admin import lists
from guide.admin.editor import Editor, MarkdownAdmin
from guide.admin.import_page import import_page
from guide.admin.lists import ReviewFilter
from guide.admin.order_pages import move_page, order_page
from guide.admin.source_pages import changes_of_source, follow_page, section_of_source
from guide.claims.checking import world_of
from guide.draft.editor_context import Place, place_of
from guide.draft.restoring import STATUS_STAYS
from guide.models import (
    Guide,
    Reviewer,
    Section,
    Term,
    Translation,
    access,
)
from guide.models.kinds import SETTLED, RegulatoryStatus


@admin.register(Guide)
class GuideAdmin(DraftAdmin):
    access = access
    list_display = ["slug", "condition", "treatment", "regulatory_status", lists.languages]
    list_filter = ["regulatory_status", "translations__language"]
    search_fields = ["slug", "condition", "treatment", "translations__title"]
    nothing_here = _("Add the first guide, or import a document.")
    change_form_template = "admin/guide_form.html"
    change_list_template = "admin/guide_list.html"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("translations")

    def get_readonly_fields(self, request, obj=None):
        published = obj and obj.translations.filter(editions__isnull=False).exists()
        fixed = [] if access.settles_approval(request.user) else ["requires_signature"]
        return ["slug", *fixed] if published else fixed

    def get_form(self, request, obj=None, **kwargs):
        """Who may not settle an approval chooses among those that warn, or leaves it as it is."""
        form = super().get_form(request, obj, **kwargs)
        status = form.base_fields.get("regulatory_status")
        if status and not access.settles_approval(request.user):
            kept = obj.regulatory_status if obj else ""
            status.choices = [
                (value, label)
                for value, label in status.choices
                if value not in SETTLED or value == kept
            ]
            status.help_text = format_lazy(
                "{} {}", status.help_text, _("An operator or a reviewer says that it is approved.")
            )
        return form

    def why_not_back(self, request, row, record):
        kept = record.regulatory_status in {row.regulatory_status, *set(RegulatoryStatus) - SETTLED}
        if kept or access.settles_approval(request.user):
            return ""
        return str(STATUS_STAYS)

    def get_urls(self):
        view = self.admin_site.admin_view(import_page)
        return [path("import/", view, name="guide_import"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        extra = {"may_import": access.edits_guides(request.user), **(extra_context or {})}
        return super().changelist_view(request, extra)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        texts = Translation.objects.filter(guide=key_in(object_id))
        extra = {"texts": texts, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, extra)


@admin.register(Translation)
class TranslationAdmin(OwnerAdmin):
    access = access
    list_display = ["title", "language", "guide", live_edition, "updated_at"]
    list_display_links = ["title"]
    list_select_related = ["guide"]
    list_filter = ["language", "guide"]
    search_fields = ["title", "guide__slug", "guide__condition", "guide__treatment"]
    nothing_here = _("Add a guide first, then its text in each language.")
    fields = [
        *("guide", "language", "title", "description"),
        *("main_message", "emergency", "translated_from"),
    ]
    change_form_template = "admin/translation_form.html"
    formfield_overrides = {
        **OwnerAdmin.formfield_overrides,
        TextField: {"widget": AdminTextareaWidget({"rows": 4})},
    }

    def get_readonly_fields(self, request, obj=None):
        return ["guide", "language"] if obj else []

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "translated_from":
            kwargs["queryset"] = self._sources(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _sources(self, request):
        """The editions of the same guide in other languages."""
        editions = Translation._meta.get_field("translated_from").remote_field.model.objects
        key = request.resolver_match.kwargs.get("object_id", "")
        here = Translation.objects.filter(pk=key_in(key)).first()
        if here is None:
            return editions.none()
        return editions.filter(translation__guide=here.guide).exclude(translation=here)

    def get_urls(self):
        views = {
            "order": ("<int:key>/order/", order_page),
            "follow": ("<int:key>/follow/", follow_page),
        }
        return paths(self, views) + super().get_urls()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        sections = Section.objects.filter(translation=key_in(object_id))
        extra = {
            "sections": sections,
            "may_order": access.edits_guides(request.user),
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, extra)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context |= changes_of_source(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


def _place_of(section):
    """As on the page: with its numbers of references, and its labels in the text's language."""
    return place_of(section) if section.translation_id else Place(world=world_of(section.kind))


def _guides_of(section):
    return [section.translation.guide] if section.translation_id else []


@admin.register(Section)
class SectionAdmin(MarkdownAdmin):
    access = access
    editor = Editor(_place_of, _guides_of, decided_by=("translation", "kind"), adds_references=True)
    change_form_template = "admin/section_form.html"
    list_display = ["title", "translation", "kind", "evidence", "position"]
    list_select_related = ["translation"]
    list_filter = ["translation__language", "kind", "evidence", ReviewFilter, "translation"]
    search_fields = ["title", "key", "main_message", "body"]
    nothing_here = _("Sections are added on the page of a guide's text.")
    ordering = ["translation", "position"]
    fields = [
        *("translation", "title", "kind", "key", "main_message", "body", "evidence", "position"),
    ]

    def get_readonly_fields(self, request, obj=None):
        fields = ["translation"] if obj else []
        return [*fields, "key"] if obj and _was_published(obj) else fields

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "main_message":
            kwargs["widget"] = AdminTextareaWidget({"rows": 2})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request):
        return {"position": 1000, **super().get_changeform_initial_data(request)}

    def get_urls(self):
        return paths(self, {"move": ("<int:key>/move/<str:way>/", move_page)}) + super().get_urls()

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context |= section_of_source(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_model(self, request, obj, form, change):
        """Who saves has the kind before their eyes, and says by it that it is right."""
        obj.kind_confirmed = obj.kind_confirmed or "kind" in form.cleaned_data
        super().save_model(request, obj, form, change)

    def response_post_save_change(self, request, obj):
        return HttpResponseRedirect(address(Translation, "change", obj.translation_id))

    response_post_save_add = response_post_save_change


def _was_published(section):
    contents = section.translation.editions.values_list("content__sections", flat=True)
    return any(section.key == old["key"] for sections in contents for old in sections)


@admin.register(Reviewer)
class ReviewerAdmin(DraftAdmin):
    access = access
    list_display = ["name", "credentials", "interests", "user"]
    list_filter = [("user", admin.EmptyFieldListFilter)]
    list_select_related = ["user"]
    search_fields = ["name", "credentials"]
    nothing_here = _("Add who signs for the medical content.")
    fields = ["name", "credentials", "interests"]

    def get_fields(self, request, obj=None):
        """Accounts are an operator's to open; others read whose it is, without a way there."""
        account = "user" if request.user.is_operator else lists.signs_in_as
        return [*self.fields, account]

    def get_readonly_fields(self, request, obj=None):
        return [] if request.user.is_operator else [lists.signs_in_as]

    def has_delete_permission(self, request, obj=None):
        return request.user.is_operator and super().has_delete_permission(request, obj)

    def choices_for(self, model, request):
        """Those who may sign at all; people are not listed to anybody but operators."""
        if not request.user.is_operator:
            return model._base_manager.none()
        return model._base_manager.filter(groups__name=access.REVIEWERS, is_active=True)


@admin.register(Term)
class TermAdmin(DraftAdmin):
    access = access
    list_display = ["word", "language", "definition"]
    list_filter = ["language"]
    search_fields = ["word", "definition"]
    nothing_here = _("Add a word that patients may not know, in plain words.")
    fields = ["language", "word", "definition"]
