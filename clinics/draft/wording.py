"""What clinics and the network publish, in the words of their forms."""

from collections.abc import Callable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clinics.models import Clinic, CostItem, Coverage, Jurisdiction, Note
from clinics.models.catalogue import Network, Payer, Service
from clinics.models.content import ClinicContent
from clinics.models.jurisdiction import place_name
from clinics.models.notice import Notice
from clinics.tools.formats import locale_of, money
from editions.diff.wording import Group, Wording
from editions.models.content import label_of
from guide.fields import in_language
from guide.models import Guide
from guide.models.kinds import Kind, RegulatoryStatus


def clinic_wording(content: ClinicContent) -> Wording:
    """Amounts in the clinic's currency, and by their names what it refers to by keys."""
    services, payers, guides = _names(Service), _names(Payer), _guides()
    locale = locale_of(get_language(), content.country)

    def payer_and_service(item):
        payer, service = item["payer"], item["service"]
        return f"{payers.get(payer, payer)}: {services.get(service, service)}"

    def service(item):
        key = item.get("service")
        return services.get(key, key) or _own_name(item, "own_name")

    return Wording(
        {
            "": Group(_("Profile"), (Clinic,)),
            "notes": Group(
                _("Notes"), (Note,), _noted(guides), {"section_kind", "language", "guide"}
            ),
            "costs": Group(_("Prices"), (CostItem,), service, {"service", "order"}),
            "coverages": Group(
                _("Insurance"), (Coverage,), payer_and_service, {"payer", "service", "order"}
            ),
        },
        names={"guides": guides},
        amount=lambda amount: money(amount, content.currency, locale),
    )


def network_wording() -> Wording:
    return Wording(
        {
            "": Group(_("The network"), (Network,)),
            "services": Group(_("Services"), (Service,), _called("names")),
            "payers": Group(_("Insurers"), (Payer,), _called("names")),
            "notices": Group(_("Legal notices"), (Notice,), _called("titles")),
            "jurisdictions": Group(_("Laws by place"), (Jurisdiction,), _place_and_status),
        },
        names={
            "guides": _guides(),
            "placements": dict(Notice.Placement.choices),
            "notices": _names(Notice),
            "notice_on": dict(Jurisdiction.Shown.choices),
            "consent_form": {"True": _("yes"), "False": _("no")},
        },
    )


def _place_and_status(item):
    status = label_of(RegulatoryStatus, item["regulatory_status"])
    return f"{place_name(item['country'], item.get('state', ''))}: {status}"


def _names(model):
    return {row.key: str(row) for row in model.objects.all()}


def _guides():
    return {guide.slug: str(guide) for guide in Guide.objects.all()}


def _noted(guides) -> Callable:
    languages = dict(Note._meta.get_field("language").flatchoices)

    def note(item):
        parts = [label_of(Kind, item["section_kind"]), languages.get(item["language"])]
        return ", ".join(str(part) for part in [*parts, guides.get(item.get("guide"))] if part)

    return note


def _called(field) -> Callable:
    return lambda item: _own_name(item, field) or item["key"]


def _own_name(item, field):
    texts = {name.partition(".")[2]: text for name, text in item.items() if _is_of(name, field)}
    return in_language(texts, get_language())[0]


def _is_of(name, field):
    return name.partition(".")[0] == field
