"""Prices and answers that cannot be are refused at their field; unlikely ones are asked about once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from clinics.checks.checking import check_clinic
from clinics.draft.composing import compose_clinic
from clinics.models import CostItem
from clinics.tools.price_rules import doubts, promise_in
from tests.factories import (
    make_clinic,
    make_cost,
    make_coverage,
    make_manager,
    make_member,
    make_note,
    make_payer,
    make_service,
    publish_the_clinic,
)
from tests.pages import form_on, text_of, tree_of

AMOUNT = st.decimals(min_value=0, max_value=9_999_999, places=2)

# ------------------------------------------------------------------ words


@pytest.mark.parametrize(
    "text",
    [
        *("Visits as low as $99", "As  **low**\nas 99 dollars", "copays as little as $5"),
        *("Starting at $400", "Prices start at 400 dollars", "starting from only $99"),
        *("Starting at a great price", "from only $99", "from just 99", "for only $99"),
        *("Visits from $99", "only from $99", "AS LOW AS", "as\u00a0low as"),
        *("desde solo $99", "Desde sólo 99 dólares", "desde $99", "a partir de $99"),
        *("Precios a partir de 99 dólares", "por solo $99", "tan bajo como $99"),
        *("desde tan solo 99", "Los precios empiezan en $99", "por tan sólo US$ 99"),
    ],
)
def test_words_for_a_lowest_price_are_found(text):
    assert promise_in(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "The visit and the written report", "From $400 to $650", "from $400 – $650"),
        *("Call us, starting at 8 am", "Billing starts at 9:30 a.m.", "starting from Monday"),
        *("starting at the second visit", "Prices from March on", "The price includes it."),
        *("We ask for 10 percent from you", "Desde $400 hasta $650", "desde marzo"),
        *("Llame a partir de las 8", "a partir de la segunda visita", "desde su casa"),
        *("a partir de enero", "El plan cubre solo $20 de la visita", "Ask what it costs."),
    ],
)
def test_other_words_are_not(text):
    assert promise_in(text) == ""


# ------------------------------------------------------------------ figures


def codes(low, high, before=None):
    price = before and CostItem(low=Decimal(before[0]), high=Decimal(before[1]))
    return [doubt.code for doubt in doubts(Decimal(low), Decimal(high), price)]


@pytest.mark.parametrize(
    ("figures", "before", "found"),
    [
        ((400, 4000), None, []),
        ((400, 4001), None, ["price-wide"]),
        ((0, 50), None, ["price-wide"]),
        ((0, 0), None, []),
        ((400, 650), (400, 650), []),
        ((3999, 6499), (400, 650), []),
        ((4000, 6500), (400, 650), ["price-jump"]),
        ((40, 65), (400, 650), ["price-jump"]),
        ((400, 4000), (390, 400), ["price-jump"]),
        ((0, 0), (400, 650), ["price-jump"]),
        ((0, 0), (0, 0), []),
    ],
)
def test_what_is_unlikely(figures, before, found):
    assert codes(*figures, before) == found


@given(AMOUNT, AMOUNT, AMOUNT, AMOUNT)
def test_a_change_is_as_unlikely_as_its_undoing(a, b, c, d):
    one, other = sorted([a, b]), sorted([c, d])

    assert ("price-jump" in codes(*one, other)) == ("price-jump" in codes(*other, one))


# ------------------------------------------------------------------ forms


@pytest.fixture
def clinic(db):
    return make_clinic()


@pytest.fixture
def editor(clinic, client_of):
    return client_of(make_member(clinic))


def address_of(row):
    return reverse(f"admin:clinics_{row._meta.model_name}_change", args=[row.pk])


def save(client, row, **fields):
    form = form_on(client.get(address_of(row)))
    return client.post(address_of(row), {**form, **fields})


def errors_at(response):
    """{name of the field: what stands at it}"""
    lists = [e for e in tree_of(response).iter("ul") if e.get("class") == "errorlist"]
    named = {e.get("id", ""): " ".join(e.itertext()) for e in lists}
    return {id_.removeprefix("id_").removesuffix("_error"): text for id_, text in named.items()}


def tomorrow():
    return (timezone.localdate() + timedelta(days=2)).isoformat()


@pytest.mark.parametrize(
    ("fields", "at", "words"),
    [
        ({"low": "700"}, "high", "below the lowest"),
        ({"low": "-1"}, "low", "greater than or equal to 0"),
        ({"low": "NaN"}, "low", "Enter a number"),
        ({"valid_until": "2020-01-01"}, "valid_until", "before the first day"),
        ({"confirmed_on": tomorrow()}, "confirmed_on", "has not come yet"),
        ({"included_en": "visits as low as $9"}, "included", "“as low as”"),
        ({"not_included_es": "desde solo $9"}, "not_included", "“desde solo”"),
    ],
)
def test_a_price_that_cannot_be_is_refused_at_its_field(editor, clinic, fields, at, words):
    cost = make_cost(clinic=clinic, service=make_service())

    response = save(editor, cost, **fields)

    assert response.status_code == 422
    assert words in errors_at(response)[at]
    kept = form_on(response)
    assert {name: kept[name] for name in fields} == {n: [v] for n, v in fields.items()}


@pytest.mark.parametrize(
    ("fields", "at", "words"),
    [
        ({"status": "covered"}, "policy_url", "needs a link"),
        ({"next_check": "2020-01-01"}, "next_check", "before the last one"),
        ({"checked_on": tomorrow()}, "checked_on", "has not come yet"),
        ({"conditions_en": "starting at $20"}, "conditions", "“starting at”"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_at_its_field(editor, clinic, fields, at, words):
    answer = make_coverage(clinic=clinic, service=make_service(), payer=make_payer())

    response = save(editor, answer, **fields)

    assert response.status_code == 422
    assert words in errors_at(response)[at]


def test_what_the_clinics_day_or_ones_own_day_is_has_come(client_of, time_machine):
    """Noon in London on the 1st is the 2nd in Kiritimati."""
    time_machine.move_to("2026-06-01T12:00:00Z", tick=False)
    here = make_clinic(time_zone="America/Chicago")
    there = make_clinic(time_zone="Pacific/Kiritimati")
    costs = [make_cost(clinic=clinic, service=make_service()) for clinic in (here, there)]
    clients = [client_of(make_member(clinic, time_zone="UTC")) for clinic in (here, there)]

    answers = [
        [save(client, cost, confirmed_on=day).status_code for day in ("2026-06-01", "2026-06-02")]
        for client, cost in zip(clients, costs, strict=True)
    ]

    assert answers == [[302, 422], [302, 302]]


@pytest.mark.parametrize(("kind", "status"), [("cost", 422), ("insurance", 422), ("risks", 302)])
def test_a_note_about_money_promises_no_lowest_price(editor, clinic, kind, status):
    note = make_note(clinic=clinic, section_kind=kind)

    response = save(editor, note, body="We start.\n\nPrices from **only** $99.")

    assert response.status_code == status
    if status == 422:
        assert "“from only”" in errors_at(response)["body"]


def test_how_to_pay_promises_no_lowest_price(client_of, clinic):
    response = save(client_of(make_manager(clinic)), clinic, financing_es="a partir de $9 al mes")

    assert response.status_code == 422
    assert "“a partir de”" in errors_at(response)["financing"]


# ------------------------------------------------------------------ a second look


def box_on(response):
    boxes = [box for box in tree_of(response).iter("input") if box.get("name") == "looked_at"]
    return boxes[0].get("value") if boxes else None


def test_a_wide_range_is_asked_about_and_saved_when_ticked(editor, clinic):
    cost = make_cost(clinic=clinic, service=make_service())

    asked = save(editor, cost, high="6500", included_en="the report")

    assert asked.status_code == 422
    assert "over ten times the lowest" in errors_at(asked)["high"]
    assert "I have checked these figures" in text_of(asked)
    form = form_on(asked)
    assert (form["high"], form["included_en"]) == (["6500"], ["the report"])
    assert "looked_at" not in form
    assert editor.post(address_of(cost), form).status_code == 422, "without the tick"
    cost.refresh_from_db()
    assert cost.high == 650

    saved = editor.post(address_of(cost), {**form, "looked_at": box_on(asked)})

    assert saved.status_code == 302
    cost.refresh_from_db()
    assert (cost.high, cost.included) == (6500, {"en": "the report"})


def test_a_jump_since_the_last_edition_is_asked_about(editor, clinic):
    cost = make_cost(clinic=clinic, service=make_service())
    publish_the_clinic(clinic)
    CostItem.objects.update(low=3000, high=5000)  # a draft between; patients read 400 still

    asked = save(editor, cost, low="4000", high="6500")

    assert asked.status_code == 422
    assert "what was published last" in errors_at(asked)["low"]


def test_the_tick_counts_for_the_figures_that_were_looked_at_alone(editor, clinic):
    cost = make_cost(clinic=clinic, service=make_service())
    asked = save(editor, cost, high="6500")

    other = {**form_on(asked), "high": "65000", "looked_at": box_on(asked)}
    again = editor.post(address_of(cost), other)

    assert again.status_code == 422
    assert box_on(again) != box_on(asked)


def test_a_tick_stays_when_something_else_is_wrong(editor, clinic):
    cost = make_cost(clinic=clinic, service=make_service())
    asked = save(editor, cost, high="6500", times="0")

    again = editor.post(address_of(cost), {**form_on(asked), "looked_at": box_on(asked)})

    assert again.status_code == 422
    assert "high" not in errors_at(again)
    assert form_on(again)["looked_at"] == [box_on(asked)]


def test_a_new_price_is_asked_about_too(editor, clinic):
    service = make_service()
    address = reverse("admin:clinics_costitem_add")
    form = {**form_on(editor.get(address)), "service": service.pk, "low": "1", "high": "11"}

    asked = editor.post(address, form)

    assert asked.status_code == 422
    assert editor.post(address, {**form, "looked_at": box_on(asked)}).status_code == 302
    assert clinic.cost_items.get().high == 11


def test_figures_that_stay_are_not_asked_about_again(editor, clinic):
    cost = make_cost(clinic=clinic, service=make_service(), low=1, high=999)

    assert save(editor, cost, included_en="the report").status_code == 302


# ------------------------------------------------------------------ before publishing


def findings_of(clinic):
    found = check_clinic(clinic, compose_clinic(clinic))
    return [(finding.code, finding.blocks) for finding in found]


def test_what_is_unlikely_is_told_before_publishing(clinic):
    make_cost(clinic=clinic, service=make_service())
    make_cost(clinic=clinic, own_name={"en": "Parking"}, unit="visit", low=5, high=5)
    publish_the_clinic(clinic)
    clinic.cost_items.filter(service=None).update(low=50, high=501)

    found = findings_of(clinic)

    assert ("price-wide", False) in found
    assert ("price-jump", False) in found
    assert [code for code, _blocks in found].count("price-jump") == 1


def test_words_that_came_another_way_stop_a_publish(clinic):
    make_cost(clinic=clinic, service=make_service(), included={"es": "desde $9"})
    make_note(clinic=clinic, body="As low as $9.")
    clinic.deposit = {"en": "Starting at $9."}
    make_coverage(
        clinic=clinic, service=make_service(), payer=make_payer(), instead={"en": "from only $9"}
    )

    assert findings_of(clinic).count(("lowest-price", True)) == 4


def test_many_prices_are_checked_with_as_many_queries_as_one(clinic, django_assert_num_queries):
    make_cost(clinic=clinic, service=make_service(), confirmed_on=date(2026, 1, 1))
    publish_the_clinic(clinic)
    content = compose_clinic(clinic)
    more = content.model_copy(update={"costs": content.costs * 9})
    check_clinic(clinic, content)

    with django_assert_num_queries(9) as one:
        check_clinic(clinic, content)
    with django_assert_num_queries(len(one)):
        check_clinic(clinic, more)
