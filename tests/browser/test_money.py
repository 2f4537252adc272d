"""Staff and money in a real browser: a second look at a figure, and many clinics on a small screen."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from clinics.models import Clinic, CostItem
from tests.browser.axe import STILL, barriers
from tests.browser.places import too_wide
from tests.browser.waiting import until
from tests.browser.writing import save
from tests.factories import (
    make_clinic,
    make_cost,
    make_guide,
    make_guide_editor,
    make_member,
    make_payer,
    make_service,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 320, "height": 640}


def test_an_unlikely_price_is_saved_after_a_second_look(visit, client_of):
    clinic = make_clinic()
    cost = make_cost(clinic=clinic, service=make_service())
    page = visit(make_member(clinic), viewport=PHONE, **STILL)
    page.expected = ["422"]
    page.goto(reverse("admin:clinics_costitem_change", args=[cost.pk]))
    page.get_by_label("To:").fill("6500")
    save(page)

    expect(page.get_by_role("alert")).to_contain_text("over ten times the lowest")
    assert barriers(page) == []
    assert too_wide(page) == 0
    page.get_by_label("I have checked these figures").check()
    save(page)

    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    assert CostItem.objects.get().high == 6500


def test_many_clinics_and_services_are_compared_on_a_phone_by_keyboard(visit):
    guide = make_guide()
    services = [make_service(guides=[guide], names={"en": f"Treatment {n}"}) for n in range(8)]
    make_payer()
    clinics = Clinic.objects.bulk_create(
        Clinic(slug=f"c{n}", name=f"Example Spine Clinic {n}", phone="555", city="X")
        for n in range(12)
    )
    guide.clinics.add(*clinics)
    CostItem.objects.bulk_create(
        CostItem(clinic=clinic, service=services[0], low=1, high=2) for clinic in clinics
    )
    page = visit(make_guide_editor(), viewport=PHONE, **STILL)
    page.goto(reverse("admin:clinics_comparison"))
    table = page.get_by_role("region", name="Prices: clinics and services")
    first, last = table.get_by_role("rowheader").first, table.get_by_text("Treatment 7")
    before = first.bounding_box()["x"]

    table.focus()
    page.keyboard.press("ArrowRight")
    until(table, "(box) => box.scrollLeft > 0")
    last.scroll_into_view_if_needed()

    assert first.bounding_box()["x"] == before, "the clinic's name stays in sight"
    expect(last).to_be_in_viewport()
    assert too_wide(page) == 0
    assert barriers(page) == []
