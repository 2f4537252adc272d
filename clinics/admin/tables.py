"""The clinic's own words, facts and people in Django's admin."""

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from clinics.admin import bulk_pages, lists
from clinics.admin.editor_context import guides_of, place_of
from clinics.admin.forms import ClinicForm, CostItemForm
from clinics.admin.urls import own_pages
from clinics.draft.offering import forbidden_anew
from clinics.draft.placing import sign_place
from clinics.models import (
    BulkRun,
    Clinic,
    CostItem,
    Coverage,
    Membership,
    Note,
    access,
)
from clinics.models.clinic import LAST_MANAGER
from editions.admin.lists import live_edition
from editions.admin.pages import address
from editions.admin.tables import DraftAdmin, OwnerAdmin
from guide.admin.editor import Editor, MarkdownAdmin
from guide.models import Guide
from guide.models import access as guide_access


@admin.register(Clinic)
class ClinicAdmin(OwnerAdmin):
    access = access
    form = ClinicForm
    list_display = ["name", "city", "state_code", "state", live_edition, lists.guides, "updated_at"]
    list_filter = ["state", "state_code", "guides"]
    search_fields = ["name", "slug", "city", "postcode"]
    actions = ["publish_several", "offer_several"]
    nothing_here = _("No clinic is yours yet. Ask an operator to add one, or to invite you.")
    fieldsets = [
        (None, {"fields": ["name", "slug", "tagline", "state", "guides"]}),
        (_("How it looks"), {"fields": ["logo", "brand_colour", "paper", "spanish"]}),
        (
            _("How to reach it"),
            {
                "fields": [
                    *("phone", "email", "website", "hours"),
                    *("street", "city", "state_code", "postcode", "country"),
                ]
            },
        ),
        (_("Time and money"), {"fields": ["time_zone", "currency"]}),
        (_("How to pay"), {"fields": ["self_pay_discount", "deposit", "financing"]}),
    ]

    def get_actions(self, request):
        """Deleting is done one by one, and offering a guide is the central team's."""
        deeds = super().get_actions(request)
        deeds.pop("delete_selected", None)
        return deeds

    def has_publish_permission(self, request):
        return access.clinics_of(request.user, as_manager=True).exists()

    def has_offer_permission(self, request):
        return guide_access.edits_guides(request.user)

    @admin.action(description=_("Publish…"), permissions=["publish"])
    def publish_several(self, request, queryset):
        return bulk_pages.to(
            "clinics_publish_several", queryset, by=request.user, deed=BulkRun.Deed.PUBLISH
        )

    @admin.action(description=_("Offer a guide, or take one away…"), permissions=["offer"])
    def offer_several(self, request, queryset):
        return bulk_pages.to("clinics_offer", queryset, by=request.user, deed=BulkRun.Deed.OFFER)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("guides")

    def get_readonly_fields(self, request, obj=None):
        """Where it is has its own page, once it is there at all."""
        place = ["state_code", "country"] if obj else []
        return [*place, "slug"] if obj and obj.editions.exists() else place

    def why_not_back(self, request, row, record):
        """A version of before offers nothing that the law of the place forbids by now."""
        keys = [link.guide_id for link in record.guides.all()]
        there = self.choices_for(Guide, request).filter(pk__in=keys)
        return " ".join(forbidden_anew(row, there).values())

    def save_model(self, request, obj, form, change):
        if not change:
            sign_place(obj, by=request.user)
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request, obj=None):
        return request.user.is_operator and (obj is None or not obj.editions.exists())

    def get_urls(self):
        return own_pages(self.admin_site.admin_view) + super().get_urls()


class OfClinicAdmin(DraftAdmin):
    """A row that belongs to one clinic and stays with it."""

    access = access
    list_filter = [("clinic", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["clinic"]

    def get_readonly_fields(self, request, obj=None):
        return ["clinic"] if obj else []

    def get_changeform_initial_data(self, request):
        """Who has one clinic need not choose it; who comes from a clinic's list has chosen."""
        clinics = access.clinics_of(request.user)[:2]
        only = {"clinic": clinics[0].pk} if len(clinics) == 1 else {}
        return only | super().get_changeform_initial_data(request)


@admin.register(Note)
class NoteAdmin(MarkdownAdmin, OfClinicAdmin):
    editor = Editor(
        place_of,
        guides_of,
        decided_by=("clinic", "section_kind", "guide", "language"),
        dress="own-note",
    )
    list_display = ["section_kind", "language", "guide", "clinic", "updated_at"]
    list_filter = [*OfClinicAdmin.list_filter, "language", "section_kind", "guide"]
    search_fields = ["body"]
    nothing_here = _("A note says in your own words what is different at your clinic.")
    list_select_related = ["clinic", "guide"]
    fields = ["clinic", "section_kind", "guide", "language", "body"]


@admin.register(CostItem)
class CostItemAdmin(OfClinicAdmin):
    form = CostItemForm
    change_form_template = "admin/price_form.html"
    list_display = [lists.what_for, lists.price, "part", "valid_until", "confirmed_on", "clinic"]
    list_filter = [*OfClinicAdmin.list_filter, lists.DueFilter, "part"]
    list_select_related = ["clinic", "service"]
    search_fields = [
        *lists.in_every_language("service__names"),
        *lists.in_every_language("own_name"),
    ]
    nothing_here = _("Patients read how to ask for a price. Add what the first visit costs.")
    fieldsets = [
        (None, {"fields": ["clinic", "service", ("low", "high")]}),
        (
            _("A treatment that is not approved"),
            {"fields": ["study", "study_number", "study_url", "study_oversight"]},
        ),
        (_("In words"), {"fields": ["included", "not_included"]}),
        (_("Place in the costs"), {"fields": ["part", "times"]}),
        (_("A line of your own"), {"fields": ["own_name", "unit"]}),
        (
            _("How long it holds"),
            {"fields": ["valid_from", "valid_until", "confirmed_on", "confirmed_by"]},
        ),
    ]


@admin.register(Coverage)
class CoverageAdmin(OfClinicAdmin):
    list_display = ["payer", "service", "status", "checked_on", lists.next_check, "clinic"]
    list_filter = [*OfClinicAdmin.list_filter, "status", lists.DueFilter, "payer"]
    list_select_related = ["clinic", "payer", "service"]
    search_fields = [
        *lists.in_every_language("payer__names"),
        *lists.in_every_language("service__names"),
    ]
    nothing_here = _("Add what an insurer answered about a service, and when you asked.")
    fieldsets = [
        (None, {"fields": ["clinic", "payer", "service", "status", "conditions"]}),
        (
            _("Before the visit"),
            {
                "fields": [
                    *("prior_authorization", "files_authorization", "authorization_days"),
                    "network_status",
                ]
            },
        ),
        (_("What helps"), {"fields": ["instead", "appeal"]}),
        (
            _("Where it says so"),
            {"fields": ["policy_name", "policy_number", "policy_date", "policy_url"]},
        ),
        (_("When it was checked"), {"fields": ["checked_on", "checked_by", "next_check"]}),
    ]


@admin.register(Membership)
class MembershipAdmin(OfClinicAdmin):
    """Who belongs to a clinic. Somebody new is invited, and agrees: see people_pages."""

    list_display = ["user", lists.mail_address, "role", "clinic"]
    list_filter = [*OfClinicAdmin.list_filter, "role"]
    list_select_related = ["clinic", "user"]
    search_fields = ["user__first_name", "user__last_name", "user__email"]
    nothing_here = _("Invite a colleague on the page of a clinic, under People.")
    fields = ["clinic", lists.person, "role"]

    def has_add_permission(self, request):
        return False

    def get_readonly_fields(self, request, obj=None):
        return ["clinic", lists.person]  # its name alone: the account is an operator's to open

    def delete_view(self, request, object_id, extra_context=None):
        try:
            return super().delete_view(request, object_id, extra_context)
        except LastManager as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(address(Membership, "change", object_id))

    def delete_model(self, request, obj):
        if obj.is_last_manager and not request.user.is_operator:
            raise LastManager(LAST_MANAGER)
        super().delete_model(request, obj)


class LastManager(Exception):
    """The words say why, and what to do."""
