"""No known barrier on any page of the admin. An operator reaches every kind of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clinics.models import Clinic, CostItem, Coverage, Jurisdiction, Note
from clinics.models.notice import Notice
from guide.models import Section
from tests.browser.axe import STILL, barriers, barriers_at, only
from tests.browser.places import walk
from tests.factories import make_note, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAME_AGAIN = r"^(?!guide/section/).*/(add|delete|history)/$"  # looked at once, at the section
SOME = {
    *("", "clinics/clinic/N/change/", "clinics/clinic/N/publish/", "clinics/clinic/N/editions/"),
    *("clinics/costitem/", "clinics/costitem/N/change/", "guide/section/N/change/"),
    *("guide/guide/import/", "clinics/clinic/N/preview/", "staff/user/N/change/"),
    *("clinics/clinic/N/preview/frame/", "guide/translation/N/review/"),
    *("guide/section/N/delete/", "guide/section/N/history/", "guide/section/add/"),
}


def test_whoever_works_here_meets_no_barrier(visit, demo):
    page = visit(demo("operator"), **STILL)

    found = {kind: barriers(page) for kind in walk(page, leaving_out=SAME_AGAIN)}

    assert only(found) == {}
    assert found.keys() >= SOME


def test_the_start_page_of_each_role_meets_no_barrier(visit, demo):
    busy_day()
    found = {}

    for role in ("manager", "clerk", "guide-editor", "reviewer", "nobody"):
        page = visit(make_user() if role == "nobody" else demo(role), **STILL)
        page.goto("/admin/")
        page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
        found[role] = barriers(page)

    assert only(found) == {}


def busy_day():
    """Something of each kind that a start page tells."""
    yesterday = timezone.localdate() - timedelta(days=1)
    CostItem.objects.update(valid_from=yesterday, valid_until=yesterday)
    Coverage.objects.update(checked_on=yesterday, next_check=timezone.localdate())
    Note.objects.filter(section_kind="cost").update(body="See [@nobody].")
    Section.objects.filter(key="risks").update(body="Other words.", next_review=yesterday)


def test_the_daily_pages_of_each_role_meet_no_barrier(visit, demo):
    visitors = {role: visit(demo(role), **STILL) for role in ("manager", "clerk")}
    visitors |= {role: visit(demo(role), **STILL) for role in ("guide-editor", "reviewer")}
    clinic = Clinic.objects.get(slug="north-ridge")
    text = Section.objects.filter(key="risks").first().translation
    make_note(clinic=clinic, section_kind="benefits", body="These cells cure.")

    found = {
        role: barriers_at(page, [f"/admin/{address}" for address in daily(role, clinic, text)])
        for role, page in visitors.items()
    }

    assert only(found) == {}


def daily(role, clinic, text):
    """The addresses of what somebody in this role opens on most days."""
    here, there = f"clinics/clinic/{clinic.pk}", f"guide/translation/{text.pk}"
    price, note = clinic.cost_items.first(), clinic.notes.first()
    unread = clinic.notes.get(section_kind="benefits")
    return {
        "manager": [
            "clinics/costitem/",
            f"clinics/costitem/{price.pk}/change/",
            f"{here}/publish/",
        ],
        "clerk": [
            f"{here}/change/",
            f"clinics/note/{note.pk}/change/",
            f"{here}/editions/compare/",
            f"{here}/place/",
        ],
        "guide-editor": [
            *(f"guide/section/{text.sections.first().pk}/change/", f"{there}/change/"),
            *(f"{there}/publish/", "guide/section/"),
        ],
        "reviewer": [
            *(f"{there}/publish/", f"{there}/review/", f"{there}/editions/compare/"),
            *("clinics/clinic/words/", f"clinics/clinic/words/{unread.pk}/"),
        ],
    }[role]


def test_the_pages_about_several_clinics_meet_no_barrier(visit, demo):
    page = visit(demo("operator"), **STILL)
    busy_day()
    chosen = "&".join(f"clinic={clinic.pk}" for clinic in Clinic.objects.all())

    addresses = [f"/admin/clinics/clinic/{deed}/?{chosen}" for deed in ("publish", "offer")]
    addresses += [f"/admin/clinics/jurisdiction/{Jurisdiction.objects.first().pk}/change/"]

    assert barriers_at(page, addresses) == {}


def test_who_may_only_read_meets_no_barrier(visit, demo):
    page = visit(demo("clerk"), **STILL)
    section, notice = Section.objects.first(), Notice.objects.first()

    addresses = [
        f"/admin/guide/section/{section.pk}/change/",
        f"/admin/guide/translation/{section.translation_id}/change/",
        f"/admin/clinics/notice/{notice.pk}/change/",
        f"/admin/clinics/jurisdiction/{Jurisdiction.objects.first().pk}/change/",
    ]
    assert barriers_at(page, addresses) == {}
