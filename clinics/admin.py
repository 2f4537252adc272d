"""The clinic's own words, facts and people in Django's admin."""

from django.contrib import admin
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from clinics import access, admin_network, comparison_pages, preview, reach, sheet_pages
from clinics.blocks import Facts, token_values
from clinics.checking import check_clinic
from clinics.composing import compose_clinic
from clinics.formats import locale_of
from clinics.forms import ClinicForm, MembershipForm
from clinics.live import network_content_at
from clinics.models import Clinic, CostItem, Coverage, Membership, Note
from clinics.preview_frame import preview_urls
from clinics.publish_deeds import deeds
from clinics.publishing import publish_clinic
from clinics.telling import clinic_telling
from editions.desk import DeskAdmin
from editions.drafts import DraftAdmin
from guide.editor import MarkdownAdmin
from guide.markdown import fill, html, parse

__all__ = ["admin_network", "reach"]  # read with this file, which is where Django looks


@admin.register(Clinic)
class ClinicAdmin(DeskAdmin):
    access = access
    form = ClinicForm
    list_display = ["name", "city", "state_code", "state"]
    list_filter = ["state", "state_code"]
    search_fields = ["name", "city", "postcode"]
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

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj and obj.editions.exists() else []

    def has_delete_permission(self, request, obj=None):
        return request.user.is_operator and (obj is None or not obj.editions.exists())

    def compose(self, owner):
        return compose_clinic(owner)

    def check_draft(self, owner, content):
        return check_clinic(owner, content)

    def publish_draft(self, owner, *, by, **options):
        options.pop("is_review", None)
        return publish_clinic(owner, by=by, **options)

    def may_publish(self, user, owner):
        return access.publishes(user, owner)

    def telling(self, content):
        return clinic_telling(content)

    review_title = _("Hand-over")

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
        if access.publishes(request.user, owner):
            listed.append((Membership, _("People")))
        sheet = self.address("sheet", owner.pk)
        links = []
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
    list_display = ["section_kind", "language", "guide", "clinic", "updated_at"]
    list_filter = [*OfClinicAdmin.list_filter, "language", "section_kind"]
    list_select_related = ["clinic", "guide"]
    fields = ["clinic", "section_kind", "guide", "language", "body"]

    def preview_html(self, obj, text):
        """With the clinic's own name, phone and prices, as its draft has them."""
        if obj is None:
            return fill(html(parse(text), heading=4), {})
        with translation.override(obj.language):
            return fill(html(parse(text), heading=4), _values(obj))


def _values(note):
    clinic, moment = note.clinic, timezone.now()
    facts = Facts(
        clinic=compose_clinic(clinic),
        network=network_content_at(moment),
        guide=note.guide.slug if note.guide else "",
        day=clinic.day_at(moment),
        language=note.language,
        locale=locale_of(note.language, clinic.country),
    )
    return token_values(facts)


@admin.register(CostItem)
class CostItemAdmin(OfClinicAdmin):
    list_display = ["service", "low", "high", "valid_until", "confirmed_on", "clinic"]
    list_select_related = ["clinic", "service"]
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
    list_display = ["payer", "service", "status", "checked_on", "next_check", "clinic"]
    list_filter = [*OfClinicAdmin.list_filter, "status"]
    list_select_related = ["clinic", "payer", "service"]
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
    form = MembershipForm
    list_display = ["user", "role", "clinic"]
    list_select_related = ["clinic", "user"]

    def get_fields(self, request, obj=None):
        return ["clinic", "user", "role"] if obj else ["clinic", "email", "name", "role"]

    def get_readonly_fields(self, request, obj=None):
        return ["clinic", "user"] if obj else []

    def choices_for(self, model, request):
        """Who manages one clinic and edits another invites nobody to the other."""
        if model is Clinic:
            return access.clinics_of(request.user, as_manager=True)
        return super().choices_for(model, request)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.user = form.invite(by=request.user)
        super().save_model(request, obj, form, change)
