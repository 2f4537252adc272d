"""What was found leads to the row it is about, by the name under which patients read it."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from clinics.checks.checking import check_clinic
from clinics.draft.composing import compose_clinic
from tests.factories import (
    make_clinic,
    make_cost,
    make_coverage,
    make_note,
    make_payer,
    make_service,
    publish_the_network,
)

pytestmark = pytest.mark.django_db
CLAIM = "It is guaranteed."


def form_of(row):
    return reverse(f"admin:clinics_{row._meta.model_name}_change", args=[row.pk])


def places(clinic):
    """{address: name} of all that is wrong with a row."""
    codes = {"guarantee", "price-wide", "price-lapsed", "check-overdue"}
    found = check_clinic(clinic, compose_clinic(clinic))
    return {one.address: one.place for one in found if one.code in codes}


def test_each_leads_to_its_row_and_names_it_in_the_readers_language():
    clinic = make_clinic()
    visit = make_service(names={"en": "First visit", "es": "Primera consulta"})
    payer = make_payer(key="original-medicare", names={"en": "Medicare", "es": "El Medicare"})
    wide = make_cost(clinic=clinic, service=visit, low=1, high=99)
    own = make_cost(clinic=clinic, own_name={"en": "Parking", "es": ""}, unit="visit", low=1)
    old = make_coverage(
        clinic=clinic,
        payer=payer,
        service=visit,
        checked_on=date(2020, 1, 1),
        next_check=date(2020, 3, 1),
    )
    note = make_note(clinic=clinic, section_kind="cost", language="en", body=CLAIM)
    publish_the_network()

    assert places(clinic) == {
        form_of(wide): "First visit",
        form_of(own): "Parking",
        form_of(old): "Medicare: First visit",
        form_of(note): "Cost (English)",
    }
    with translation.override("es"):
        assert places(clinic)[form_of(old)] == "El Medicare: Primera consulta"


def test_where_two_rows_say_the_same_it_leads_to_the_table():
    clinic = make_clinic()
    for _number in range(2):
        make_cost(clinic=clinic, own_name={"en": "Parking"}, unit="visit", low=1)

    assert places(clinic) == {reverse("admin:clinics_costitem_changelist"): "Parking"}
