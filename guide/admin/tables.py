"""The central text in Django's admin."""

from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import TextField
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from editions.admin.desk import DeskAdmin
from editions.admin.drafts import DraftAdmin
from editions.admin.lists import live_edition, with_live_number
from editions.admin.scoping import key_in
from guide.admin import lists
from guide.admin.editor_references import CitingAdmin
from guide.admin.import_page import import_page
from guide.admin.lists import ReviewFilter
from guide.admin.review_actions import deeds
from guide.admin.source_pages import BesideSourceAdmin, FollowingAdmin
from guide.draft.checking import check
from guide.draft.composing import compose
from guide.draft.editor_context import Place, place_of
from guide.draft.ordering import move, rearrange
from guide.draft.publishing import publish
from guide.draft.restoring import TextRows
from guide.draft.reviewing import sign_off_of, text_print
from guide.draft.wording import guide_telling
from guide.models import (
    Guide,
    Reference,
    Reviewer,
    Section,
    Term,
    Translation,
    TranslationEdition,
    access,
)


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
        return ["slug"] if published else []

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
class TranslationAdmin(FollowingAdmin, DeskAdmin):
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
        **DeskAdmin.formfield_overrides,
        TextField: {"widget": AdminTextareaWidget({"rows": 4})},
    }

    def get_queryset(self, request):
        return with_live_number(super().get_queryset(request), TranslationEdition)

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

    def compose(self, owner):
        return compose(owner)

    def draft_rows(self, owner):
        return TextRows(owner)

    def parts(self, owner):
        of_guide = {"guide_id": owner.guide_id}
        return [
            (Section, {"translation_id": owner.pk}),
            (Reference, of_guide),
            (Term, {"language": owner.language}),
        ]

    def check_draft(self, owner, content):
        return check(owner, content)

    def publish_draft(self, owner, *, by, **options):
        return publish(owner, by=by, **options)

    def may_publish(self, user, owner):
        return access.publishes_guides(user)

    def telling(self, content):
        return guide_telling()

    def signature(self, user, owner, content):
        signed = sign_off_of(owner, content)
        if signed:
            return {"sentence": f"{signed.told()} {signed.consequence(signed.fingerprint)}"}
        words = _("Without a signature this is a correction: the review dates stay.")
        return {"sentence": words, "may_sign": access.signs_reviews(user)}

    review_title = _("Review")

    def may_discuss(self, user, owner):
        return access.publishes_guides(user)

    def deeds(self, user, owner, proposal, draft):
        return deeds(user, proposal, draft)

    def deciders(self, owner):
        return access.reviewers()

    def draft_print(self, content):
        return text_print(content)

    def basis_of_review(self, owner, newest):
        """Who signs looks at all that came since somebody last signed."""
        signed = owner.editions.filter(is_review=True, withdrawn_at=None)
        return signed.order_by("-number").first() or newest

    def preview_address(self, owner):
        return _above("clinics_translation_preview_frame", owner.pk)

    def desk_links(self, request, owner):
        query = urlencode({"guide": owner.guide.slug, "language": owner.language})
        links = []
        if access.publishes_guides(request.user):
            shares = _above("clinics_translation_shares", owner.pk)
            links.append((shares, _("Links to the draft")))
        then = _above("clinics_as_of")
        links.append((then and f"{then}?{query}", _("As patients saw it")))
        return [(address, words) for address, words in links if address]

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.order_view))
        return [path("<int:key>/order/", view, name="guide_translation_order"), *super().get_urls()]

    def order_view(self, request, key):
        """For the script beside the list of sections: what became of it, in words."""
        text = access.editable(Translation.objects.all(), request.user).filter(pk=key).first()
        order, seen = (_keys(request.POST.get(name, "")) for name in ("order", "seen"))
        moved = text and text.sections.filter(pk=key_in(request.POST.get("moved", ""))).first()
        if moved is None:
            raise Http404
        if not rearrange(text, order, seen=seen, by=request.user):
            refusal = gettext(
                "Somebody changed the list in the meantime. Load the page again, please."
            )
            return JsonResponse({"words": refusal}, status=409)
        words = gettext("“%(title)s” is number %(number)s now.")
        place = {"title": moved.title, "number": order.index(moved.pk) + 1}
        return JsonResponse({"words": words % place})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        sections = Section.objects.filter(translation=key_in(object_id))
        extra = {
            "sections": sections,
            "may_order": access.edits_guides(request.user),
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, extra)


def _above(name, *args):
    """The address of a page of the room above, which is known here by its name alone; or ""."""
    try:
        return reverse(f"admin:{name}", args=args)
    except NoReverseMatch:
        return ""


@admin.register(Section)
class SectionAdmin(BesideSourceAdmin, CitingAdmin, DraftAdmin):
    access = access
    decided_by = ["translation"]
    list_display = [
        *("title", "translation", "kind", "evidence", "position", "reviewed_on", "next_review"),
    ]
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

    def guide_of(self, obj):
        return obj.translation.guide if obj.translation_id else None

    def place_of(self, obj):
        """As on the page: with its numbers of references, and its labels in the text's language."""
        return place_of(obj) if obj.translation_id else Place()

    def get_urls(self):
        wrap = self.admin_site.admin_view
        view = wrap(require_POST(self.move_view))
        return [
            path("<int:key>/move/<str:way>/", view, name="guide_section_move"),
            *super().get_urls(),
        ]

    def move_view(self, request, key, way):
        section = access.editable(Section.objects.all(), request.user).filter(pk=key).first()
        if section is None or way not in ("up", "down"):
            raise Http404
        if not move(section, up=way == "up", by=request.user):
            messages.info(request, gettext("It cannot go further that way."))
        back = reverse("admin:guide_translation_change", args=[section.translation_id])
        return HttpResponseRedirect(f"{back}#section-{section.pk}")

    def response_post_save_change(self, request, obj):
        return _to_translation(obj)

    response_post_save_add = response_post_save_change


def _keys(listed):
    return [key_in(key) for key in listed.split(",")]


def _to_translation(section):
    back = reverse("admin:guide_translation_change", args=[section.translation_id])
    return HttpResponseRedirect(back)


def _was_published(section):
    contents = section.translation.editions.values_list("content__sections", flat=True)
    return any(section.key == old["key"] for sections in contents for old in sections)


@admin.register(Reference)
class ReferenceAdmin(DraftAdmin):
    access = access
    list_display = ["key", lists.citation, "url", "guide"]
    list_select_related = ["guide"]
    list_filter = ["guide"]
    search_fields = ["key", "text", "url"]
    nothing_here = _("Add what a guide cites: authors, title, journal, year.")
    fields = ["guide", "key", "text", "url"]


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
