"""The network's catalogue and notices in Django's admin: for the central team."""

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from clinics.admin import lists
from clinics.admin.forms import JurisdictionForm, NoticeForm
from clinics.models import Jurisdiction, access
from clinics.models.catalogue import Network, Payer, Service
from clinics.models.notice import Notice
from editions.admin.pages import address
from editions.admin.tables import DraftAdmin, OwnerAdmin


class CatalogueAdmin(DraftAdmin):
    access = access

    def get_readonly_fields(self, request, obj=None):
        """Editions refer to it by its key."""
        return ["key"] if obj else []


@admin.register(Service)
class ServiceAdmin(CatalogueAdmin):
    list_display = ["__str__", "key", "unit", lists.guides, "position"]
    list_filter = ["unit", "guides"]
    search_fields = ["key", *lists.in_every_language("names")]
    nothing_here = _("Add what clinics charge for. Example: First visit")
    fields = ["key", "names", "unit", "guides", "is_unapproved_treatment", "position"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("guides")


@admin.register(Payer)
class PayerAdmin(CatalogueAdmin):
    list_display = ["__str__", "key", "plan_kind", "position"]
    list_filter = ["plan_kind"]
    search_fields = ["key", *lists.in_every_language("names")]
    nothing_here = _("Add the insurers that patients ask about. Example: Original Medicare")
    fields = ["key", "names", "plan_kind", "position"]


class VerifiedAdmin(CatalogueAdmin):
    """What somebody compares with the law, and dates."""

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if obj.verified_on is None:
            messages.warning(
                request,
                _(
                    "Nobody has dated a comparison with the law yet. Until “verified on” is filled "
                    "in, clinics that this law binds cannot publish such guides."
                ),
            )


@admin.register(Notice)
class NoticeAdmin(VerifiedAdmin):
    form = NoticeForm
    shown_as = {"placements": lists.placements}
    list_display = [
        *("__str__", "country", "state", "applies_to", lists.has_text),
        *("verified_on", "effective_from", "effective_to"),
    ]
    list_filter = [
        *("applies_to", "country", "state"),
        *(lists.VerifiedFilter, lists.WithTextFilter),
    ]
    search_fields = ["key", "source", "duty", *lists.in_every_language("titles")]
    nothing_here = _("Add what the law of a country or a state wants patients to read.")
    fields = [
        *("key", "country", "state", "applies_to", "placements", "rank", "titles", "texts"),
        "other_texts",
        *("print_points", "door_points", "duty", "effective_from", "effective_to"),
        *("source", "source_url", "verified_on", "verified_by"),
    ]

    def has_delete_permission(self, request, obj=None):
        """One that a law asks for stays as long as the law does."""
        is_asked_for = obj is not None and obj.jurisdictions.exists()
        return not is_asked_for and super().has_delete_permission(request, obj)


@admin.register(Jurisdiction)
class JurisdictionAdmin(VerifiedAdmin):
    form = JurisdictionForm
    shown_as = {"notice_on": lists.notice_on}
    list_display = [
        *(lists.law_place, "regulatory_status", "permission"),
        *("verified_on", "effective_from", "effective_to"),
    ]
    list_filter = ["country", "state", "regulatory_status", "permission", lists.VerifiedFilter]
    search_fields = ["key", "country", "state", "source", "duty"]
    nothing_here = _(
        "Add what the law of a place asks of guides to something not approved. Clinics there "
        "publish such guides only once somebody has compared a row with the law."
    )
    fieldsets = [
        (None, {"fields": ["key", "country", "state", "regulatory_status"]}),
        (
            _("What the law asks"),
            {
                "fields": [
                    *("permission", "notice_on", "notices", "door_paper", "door_points"),
                    *("consent_form", "duty"),
                ]
            },
        ),
        (
            _("Where it says so"),
            {"fields": ["source", "source_url", "effective_from", "effective_to"]},
        ),
        (_("Who compared it"), {"fields": ["verified_on", "verified_by"]}),
    ]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Notices of several states may bear one title: each is called by its key too."""
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        field.label_from_instance = lambda notice: f"{notice} ({notice.key})"
        return field


@admin.register(Network)
class NetworkAdmin(OwnerAdmin):
    access = access
    fields = ["name", "introduction", "contact_email", "requires_consent"]

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """There is one, so its list is its page."""
        return HttpResponseRedirect(address(Network, "change", 1))
