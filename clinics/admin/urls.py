"""The addresses of this room's own pages in the admin, all below its table of clinics."""

from collections.abc import Callable

from django.urls import path

from clinics.admin import bulk_pages, bulk_run_page, consent_pages, place_page
from clinics.handout import door_pages
from clinics.people import people_pages, rights_page
from clinics.preview import as_of, share_pages
from clinics.preview import pages as preview
from clinics.preview.frame import preview_urls
from clinics.sheets import pages as sheet_pages
from clinics.work import comparison_pages


def own_pages(wrap: Callable) -> list:
    """`wrap` lets only those in who are signed in as staff."""
    own = [
        path("<int:key>/brand.css", wrap(preview.brand), name="clinics_clinic_brand"),
        path("<int:key>/rows.csv", wrap(sheet_pages.costs_csv), name="clinics_clinic_costs_csv"),
        path("<int:key>/sheet/", wrap(sheet_pages.sheet_page), name="clinics_clinic_sheet"),
        path("<int:key>/door/", wrap(door_pages.page), name="clinics_clinic_door"),
        path("<int:key>/door/sheet.pdf", wrap(door_pages.sheet), name="clinics_clinic_door_sheet"),
        path("<int:key>/place/", wrap(place_page.page), name="clinics_clinic_place"),
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
        path("words/", wrap(consent_pages.list_page), name="clinics_consents"),
        path("words/<int:key>/", wrap(consent_pages.note_page), name="clinics_consent"),
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
    return own + previews
