"""No known barrier on any page of the admin. An operator reaches every kind of them."""

import pytest

from guide.models import Notice, Section
from tests.browser.axe import STILL, barriers, barriers_at, only
from tests.browser.places import walk

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


def test_who_may_only_read_meets_no_barrier(visit, demo):
    page = visit(demo("clerk"), **STILL)
    section, notice = Section.objects.first(), Notice.objects.first()

    addresses = [
        f"/admin/guide/section/{section.pk}/change/",
        f"/admin/guide/translation/{section.translation_id}/change/",
        f"/admin/guide/notice/{notice.pk}/change/",
    ]
    assert barriers_at(page, addresses) == {}
