"""The drafts of a clinic and of the network as frozen content: what would be published now."""

from collections.abc import Iterable

from django.db.models import QuerySet

from clinics.models import Clinic, CostItem, Coverage, Jurisdiction, Note
from clinics.models.catalogue import Network
from clinics.models.content import (
    ClinicContent,
    CostContent,
    CoverageContent,
    JurisdictionContent,
    NetworkContent,
    NoteContent,
    NoticeContent,
    PayerContent,
    ServiceContent,
)
from clinics.models.notice import Notice

# What row and content call alike. A column that is in none of these is never published.
PLAIN = (
    *("slug", "state", "name", "tagline", "brand_colour", "phone", "email", "website", "hours"),
    *("street", "city", "state_code", "postcode", "country", "time_zone", "currency", "paper"),
    *("self_pay_discount", "deposit", "financing"),
)
STUDY = ("study", "study_number", "study_url", "study_oversight")
COST = (
    *("own_name", "unit", "part", "times"),
    *("low", "high", "included", "not_included"),
    *STUDY,
    *("valid_from", "valid_until", "confirmed_on", "confirmed_by"),
)
COVERAGE = (
    *("status", "conditions", "prior_authorization", "files_authorization"),
    *("authorization_days", "network_status", "instead", "appeal"),
    *("policy_name", "policy_number", "policy_date", "policy_url"),
    *("checked_on", "checked_by", "next_check"),
)
SERVICE = ("key", "names", "unit", "is_unapproved_treatment")
NOTICE = (
    *("key", "country", "state", "applies_to", "placements", "rank", "titles", "texts"),
    "other_texts",
    *("print_points", "door_points"),
    *("effective_from", "effective_to", "source", "source_url", "verified_on"),
)

JURISDICTION = (
    *("key", "country", "state", "regulatory_status", "permission", "notice_on"),
    *("door_paper", "door_points", "consent_form", "duty"),
    *("effective_from", "effective_to", "source", "source_url", "verified_on"),
)


def compose_clinic(clinic: Clinic) -> ClinicContent:
    """All that patients would read of `clinic`."""
    return compose_clinics([clinic])[clinic.pk]


def compose_clinics(clinics: Iterable[Clinic]) -> dict[int, ClinicContent]:
    """The same of several, by the clinic's number; four queries, however many and much it is."""
    rows = {group: _by_clinic(found) for group, found in rows_of(clinics).items()}
    offers = Clinic.guides.through.objects.filter(clinic__in=clinics).order_by("guide__slug")
    guides: dict = {}
    for clinic, slug in offers.values_list("clinic_id", "guide__slug"):
        guides.setdefault(clinic, []).append(slug)
    return {
        clinic.pk: ClinicContent(
            **_copied(clinic, PLAIN),
            logo=clinic.logo.name or "",
            guides=tuple(guides.get(clinic.pk, ())),
            notes=tuple(map(_note, rows["notes"].get(clinic.pk, ()))),
            costs=tuple(map(_cost, rows["costs"].get(clinic.pk, ()))),
            coverages=tuple(map(_coverage, rows["coverages"].get(clinic.pk, ()))),
        )
        for clinic in clinics
    }


def rows_of(clinics: Iterable[Clinic]) -> dict[str, QuerySet]:
    """The rows behind each list of the clinics' contents, in its order."""
    own = {"clinic__in": clinics}
    notes = Note.objects.filter(**own).select_related("guide")
    costs = CostItem.objects.filter(**own).select_related("service")
    coverages = Coverage.objects.filter(**own).select_related("payer", "service")
    # By what stays the same: a catalogue put in another order is no change of a clinic's draft.
    return {
        "notes": notes.order_by("section_kind", "guide", "language"),
        "costs": costs.order_by("service__key", "pk"),
        "coverages": coverages.order_by("payer__key", "service__key"),
    }


def _by_clinic(rows):
    """{clinic: its rows}"""
    found: dict = {}
    for row in rows:
        found.setdefault(row.clinic_id, []).append(row)
    return found


def compose_network(network: Network) -> NetworkContent:
    """The catalogue, the notices and the laws; six queries. A notice without a text is left out."""
    services = network.service_set.prefetch_related("guides").order_by("position", "key")
    return NetworkContent(
        name=network.name,
        introduction=network.introduction,
        contact_email=network.contact_email,
        services=tuple(map(_service, services)),
        payers=tuple(
            PayerContent(key=row.key, names=row.names, plan_kind=row.plan_kind)
            for row in network.payer_set.order_by("position", "key")
        ),
        notices=tuple(
            NoticeContent(**_copied(row, NOTICE))
            for row in Notice.objects.order_by("key")
            if any(row.texts.values())
        ),
        jurisdictions=tuple(map(compose_jurisdiction, rows_of_laws())),
    )


def rows_of_laws() -> QuerySet:
    return Jurisdiction.objects.prefetch_related("notices").order_by("key")


def compose_jurisdiction(row: Jurisdiction) -> JurisdictionContent:
    notices = tuple(sorted(notice.key for notice in row.notices.all()))
    return JurisdictionContent(**_copied(row, JURISDICTION), notices=notices)


def _copied(row, names):
    return {name: getattr(row, name) for name in names}


def _note(note):
    return NoteContent(
        section_kind=note.section_kind,
        guide=note.guide.slug if note.guide else "",
        language=note.language,
        body=note.body,
    )


def _cost(row):
    return CostContent(service=row.service.key if row.service else "", **_copied(row, COST))


def _coverage(row):
    return CoverageContent(payer=row.payer.key, service=row.service.key, **_copied(row, COVERAGE))


def _service(service):
    guides = tuple(sorted(guide.slug for guide in service.guides.all()))
    return ServiceContent(**_copied(service, SERVICE), guides=guides)
