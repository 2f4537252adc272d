"""The clinic's own words, facts and people in Django's admin."""

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from clinics.admin import bulk_pages, bulk_run_page, lists
from clinics.admin.editor_context import place_of
from clinics.admin.forms import ClinicForm, CostItemForm
from clinics.admin.publish_actions import deeds
from clinics.draft.checking import check_clinic
from clinics.draft.composing import compose_clinic
from clinics.draft.publishing import publish_clinic
from clinics.draft.restoring import ClinicRows
from clinics.draft.wording import clinic_telling
from clinics.models import (
    BulkRun,
    Clinic,
    ClinicEdition,
    CostItem,
    Coverage,
    Membership,
    Note,
    access,
)
from clinics.models.clinic import LAST_MANAGER
from clinics.people import people_pages, rights_page
from clinics.preview import as_of, share_pages
from clinics.preview import pages as preview
from clinics.preview.frame import preview_urls
from clinics.sheets import pages as sheet_pages
from clinics.work import comparison_pages, start_page
from editions.admin.desk import DeskAdmin
from editions.admin.drafts import DraftAdmin
from editions.admin.lists import live_edition, with_live_number
from editions.publish.publishing import lock
from guide.admin.editor import MarkdownAdmin
from guide.models import access as guide_access

admin.site.start_page = start_page.start_page


@admin.register(Clinic)
class ClinicAdmin(DeskAdmin):
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
        clinics = super().get_queryset(request).prefetch_related("guides")
        return with_live_number(clinics, ClinicEdition)

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj and obj.editions.exists() else []

    def has_delete_permission(self, request, obj=None):
        return request.user.is_operator and (obj is None or not obj.editions.exists())

    def compose(self, owner):
        return compose_clinic(owner)

    def draft_rows(self, owner):
        return ClinicRows(owner)

    def parts(self, owner):
        here = {"clinic_id": owner.pk}
        return [(model, here) for model in (Note, CostItem, Coverage, Membership)]

    def check_draft(self, owner, content):
        return check_clinic(owner, content)

    def publish_draft(self, owner, *, by, **options):
        options.pop("is_review", None)
        return publish_clinic(owner, by=by, **options)

    def may_publish(self, user, owner):
        return access.publishes(user, owner)

    def telling(self, content):
        return clinic_telling(content)

    review_title = _("Ready to publish")

    def may_discuss(self, user, owner):
        return access.edits(user, owner)

    def deeds(self, user, owner, proposal, draft):
        return deeds(user, owner, proposal, draft)

    def deciders(self, owner):
        return access.managers_of(owner)

    def preview_address(self, owner):
        return self.address("preview_frame", owner.pk)

    def desk_links(self, request, owner):
        listed = [(Note, _("Notes")), (CostItem, _("Prices")), (Coverage, _("Insurance"))]
        sheet = self.address("sheet", owner.pk)
        links = [(self.address("shares", owner.pk), _("Links to the draft"))]
        if access.publishes(request.user, owner):
            links.append((self.address("people", owner.pk), _("People")))
        then = f"{reverse('admin:clinics_as_of')}?clinic={owner.pk}"
        links.append((then, _("As patients saw it")))
        for model, words in listed:
            address = reverse(f"admin:clinics_{model._meta.model_name}_changelist")
            links.append((f"{address}?clinic__id__exact={owner.pk}", words))
        links.append((f"{sheet}?what=costs", _("Prices as a sheet")))
        links.append((f"{sheet}?what=coverage", _("Insurance as a sheet")))
        return links

    def get_urls(self):
        wrap = self.admin_site.admin_view
        own = [
            path("<int:key>/brand.css", wrap(preview.brand), name="clinics_clinic_brand"),
            path(
                "<int:key>/rows.csv", wrap(sheet_pages.costs_csv), name="clinics_clinic_costs_csv"
            ),
            path("<int:key>/sheet/", wrap(sheet_pages.sheet_page), name="clinics_clinic_sheet"),
            path("<int:key>/people/", wrap(people_pages.people), name="clinics_clinic_people"),
            path(
                "<int:key>/people/<int:number>/renew/",
                wrap(people_pages.renew_invitation),
                name="clinics_clinic_renew",
            ),
            path(
                "<int:key>/people/<int:number>/take-back/",
                wrap(people_pages.take_invitation_back),
                name="clinics_clinic_takeback",
            ),
            path("rights/<int:key>/", wrap(rights_page.rights), name="clinics_person_rights"),
            path("publish/", wrap(bulk_pages.publish_page), name="clinics_publish_several"),
            path("offer/", wrap(bulk_pages.offer_page), name="clinics_offer"),
            path("many/<int:number>/", wrap(bulk_run_page.page), name="clinics_bulk_run"),
            path("<int:key>/shares/", wrap(share_pages.of_clinic), name="clinics_clinic_shares"),
            path(
                "<int:key>/shares/<int:number>/revoke/",
                wrap(share_pages.revoke_of_clinic),
                name="clinics_clinic_revoke",
            ),
            path(
                "preview/<int:key>/shares/",
                wrap(share_pages.of_text),
                name="clinics_translation_shares",
            ),
            path(
                "preview/<int:key>/shares/<int:number>/revoke/",
                wrap(share_pages.revoke_of_text),
                name="clinics_translation_revoke",
            ),
            path("as-of/", wrap(as_of.choose), name="clinics_as_of"),
            path("<int:key>/then/", wrap(as_of.then), name="clinics_clinic_then"),
            path(
                "<int:key>/then/<int:number>.css",
                wrap(as_of.colours),
                name="clinics_clinic_colours",
            ),
            path("comparison/", wrap(comparison_pages.page), name="clinics_comparison"),
            path("comparison.csv", wrap(comparison_pages.as_csv), name="clinics_comparison_csv"),
        ]
        previews = [
            *preview_urls("<int:key>/preview/", "clinics_clinic", preview.of_clinic, wrap),
            *preview_urls("preview/<int:key>/", "clinics_translation", preview.of_text, wrap),
        ]
        return own + previews + super().get_urls()


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
    decided_by = ["clinic", "section_kind", "guide", "language"]
    dress = "own-note"
    list_display = ["section_kind", "language", "guide", "clinic", "updated_at"]
    list_filter = [*OfClinicAdmin.list_filter, "language", "section_kind", "guide"]
    search_fields = ["body"]
    nothing_here = _("A note says in your own words what is different at your clinic.")
    list_select_related = ["clinic", "guide"]
    fields = ["clinic", "section_kind", "guide", "language", "body"]

    def place_of(self, obj):
        """With the clinic's own name, phone, prices and colors, as its draft has them."""
        return place_of(obj)

    def guides_of(self, obj):
        if obj.guide:
            return [obj.guide]
        return obj.clinic.guides.all() if obj.clinic_id else []


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

    def get_object(self, request, object_id, from_field=None):
        """While saving, the clinic is held, so that two managers cannot both be the last to go."""
        membership = super().get_object(request, object_id, from_field)
        if membership and request.method == "POST" and transaction.get_connection().in_atomic_block:
            lock(membership.clinic)
        return membership

    def revert_page(self, request, key, number):
        """Held like that: an earlier version may be one with fewer rights."""
        with transaction.atomic():
            mine = self.get_queryset(request).filter(pk=key)
            if request.method == "POST" and (membership := mine.first()):
                lock(membership.clinic)
            return super().revert_page(request, key, number)

    def delete_view(self, request, object_id, extra_context=None):
        try:
            return super().delete_view(request, object_id, extra_context)
        except LastManager as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(self.address("change", object_id))

    def delete_model(self, request, obj):
        if obj.is_last_manager and not request.user.is_operator:
            raise LastManager(LAST_MANAGER)
        super().delete_model(request, obj)


class LastManager(Exception):
    """The words say why, and what to do."""
