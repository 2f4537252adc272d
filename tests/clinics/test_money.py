"""Money and days: decimal all the way, and a price that ends with the clinic's own day."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import ValidationError

from clinics.models.content import ClinicContent, CostContent, NetworkContent, ServiceContent
from clinics.public.facts import Facts
from clinics.public.live import day_in
from clinics.public.money import payment_terms
from clinics.public.prices import cost_rows, typical_course
from clinics.public.tokens import token_values
from clinics.tools.formats import locale_of, price_range

DAY = date(2026, 6, 1)
AMOUNT = st.decimals(min_value=0, max_value=9_999_999, places=2)


def cost(**fields):
    return CostContent(
        **{
            "service": "visit",
            "low": Decimal(400),
            "high": Decimal(650),
            "valid_from": date(2026, 1, 1),
            "valid_until": date(2026, 12, 31),
            "confirmed_on": date(2026, 1, 1),
            **fields,
        }
    )


def facts(*costs, day=DAY, language="en", country="US", currency="USD", **clinic):
    content = ClinicContent(
        slug="ridge",
        state="open",
        name="Ridge",
        brand_colour="#0b5d66",
        phone="555-555-0142",
        city="Springfield",
        country=country,
        time_zone="America/Chicago",
        currency=currency,
        paper="letter",
        costs=costs,
        **clinic,
    )
    keys = dict.fromkeys(row.service for row in costs if row.service)
    services = tuple(
        ServiceContent(key=key, names={"en": key}, unit="visit", guides=("backs",)) for key in keys
    )
    network = NetworkContent(name="", services=services)
    return Facts(content, network, "backs", day, language, locale_of(language, country))


@st.composite
def courses(draw):
    rows = draw(st.lists(st.tuples(AMOUNT, AMOUNT, st.integers(1, 40)), min_size=1, max_size=8))
    return [
        cost(service=f"s{n}", low=min(a, b), high=max(a, b), part="course", times=times)
        for n, (a, b, times) in enumerate(rows)
    ]


def number_in(text):
    return [Decimal(found.replace(",", "")) for found in re.findall(r"[\d,]+(?:\.\d+)?", text)]


@hypothesis_settings(max_examples=150, deadline=None)
@given(courses())
def test_a_course_adds_up_to_the_cent(items):
    here = facts(*items)

    total = typical_course(here, cost_rows(here)).total

    numbers = number_in(total)
    assert numbers[0] == sum(item.low * item.times for item in items)
    assert numbers[-1] == sum(item.high * item.times for item in items)


@hypothesis_settings(max_examples=150, deadline=None)
@given(AMOUNT, AMOUNT, st.sampled_from(["en", "es"]), st.sampled_from(["US", "ES", "GB", "MX"]))
def test_no_price_shows_an_artefact_a_minus_or_a_reversed_range(one, other, language, country):
    low, high = sorted([one, other])

    text = price_range(low, high, "USD", locale_of(language, country))

    assert "-" not in text
    assert "E" not in text.replace("US", "")
    assert not re.search(r"\d{5,}", text), "groups of digits, and two for cents"
    assert (" – " in text) == (low != high)


@pytest.mark.parametrize("field", ["low", "high"])
def test_a_negative_amount_is_no_content(field):
    with pytest.raises(ValidationError):
        cost(**{field: Decimal(-1)})


def test_one_lapsed_price_leaves_a_course_without_a_total():
    lapsed = cost(service="scan", part="course", valid_until=date(2026, 5, 31))
    here = facts(cost(part="course"), lapsed)

    assert typical_course(here, cost_rows(here)).total == ""


def test_without_marked_rows_there_is_no_course():
    here = facts(cost())

    assert typical_course(here, cost_rows(here)) is None


def test_a_line_of_its_own_needs_no_service():
    own = cost(service="", own_name={"en": "Parking", "es": "Estacionamiento"}, unit="visit")

    (row,) = cost_rows(facts(own, language="es", country="US"))

    assert (row.service.text, row.price) == ("Estacionamiento", "$400 – $650")


def test_payment_terms_stand_only_where_something_is_said():
    here = facts(deposit={"en": "A tenth on booking."})

    assert [line.words.text for line in payment_terms(here)] == ["A tenth on booking."]


@pytest.mark.parametrize(
    ("zone", "last_day", "still", "lapsed"),
    [  # the last instant of the last day, and the first of the next, over the changes of clocks
        ("America/Los_Angeles", date(2026, 11, 1), "2026-11-02T07:59:59", "2026-11-02T08:00:00"),
        ("America/New_York", date(2026, 3, 8), "2026-03-09T03:59:59", "2026-03-09T04:00:00"),
        ("Pacific/Auckland", date(2026, 4, 5), "2026-04-05T11:59:59", "2026-04-05T12:00:00"),
    ],
)
def test_a_price_ends_with_the_clinics_own_day(zone, last_day, still, lapsed):
    item = cost(valid_until=last_day)

    shown = {
        moment: bool(cost_rows(facts(item, day=day_in(zone, at(moment))))[0].price)
        for moment in (still, lapsed)
    }

    assert shown == {still: True, lapsed: False}


def test_a_price_begins_with_its_first_day():
    item = cost(valid_from=date(2026, 3, 1))

    prices = [cost_rows(facts(item, day=date(2026, *day)))[0].price for day in ((2, 28), (3, 1))]

    assert [bool(price) for price in prices] == [False, True]


def test_a_lapsed_price_becomes_the_sentence_that_says_how_to_ask():
    here = facts(cost(), day=date(2027, 1, 1))

    sentence = token_values(here)["cost.visit"]

    assert "400" not in sentence
    assert "555-555-0142" in sentence


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
