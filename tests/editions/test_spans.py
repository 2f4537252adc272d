"""From when to when an edition was live: the same answer as asking at every moment."""

from datetime import UTC, datetime, timedelta
from itertools import product
from random import Random

import pytest
from django.utils import timezone

from editions.publish.publishing import withdraw
from editions.tools.live_periods import live_spans
from tests.factories import make_clinic, make_operator, publish_the_clinic

START = datetime(2026, 1, 1, tzinfo=UTC)


def day(number):
    return None if number is None else START + timedelta(days=number)


def spans(*rows):
    found = live_spans((number, day(begin), day(end)) for number, begin, end in rows)
    return {
        number: [((a - START).days, b and (b - START).days) for a, b in own]
        for number, own in found.items()
    }


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], {}),
        ([(1, 0, None)], {1: [(0, None)]}),
        ([(1, 0, None), (2, 5, None)], {1: [(0, 5)], 2: [(5, None)]}),
        ([(1, 0, None), (2, 5, 7)], {1: [(0, 5), (7, None)], 2: [(5, 7)]}),
        ([(1, 0, None), (2, 5, 3)], {1: [(0, None)], 2: []}),
        ([(1, 9, None), (2, 5, None)], {1: [], 2: [(5, None)]}),
        ([(1, 0, 4), (2, 6, None)], {1: [(0, 4)], 2: [(6, None)]}),
    ],
)
def test_an_edition_shows_until_a_later_one_does_and_again_when_that_goes(rows, expected):
    assert spans(*rows) == expected


def test_at_every_moment_the_spans_name_the_highest_that_stands():
    random = Random(7)
    for _case in range(200):
        rows = [
            (number, random.randint(0, 9), random.choice([None, random.randint(0, 12)]))
            for number in range(1, random.randint(2, 6))
        ]
        found = spans(*rows)
        for moment in range(13):
            standing = [n for n, a, b in rows if a <= moment and (b is None or b > moment)]
            shown = [
                number
                for number, (a, b) in ((n, span) for n, own in found.items() for span in own)
                if a <= moment and (b is None or moment < b)
            ]
            assert shown == ([max(standing)] if standing else []), (rows, moment)


@pytest.mark.django_db
def test_the_spans_of_real_editions_agree_with_what_patients_saw():
    clinic, operator = make_clinic(), make_operator()
    for _number in range(2):
        publish_the_clinic(clinic)
    waiting = publish_the_clinic(clinic, live_from=timezone.now() + timedelta(days=3))
    withdraw(clinic.editions.get(number=2), by=operator, reason="Wrong")
    withdraw(waiting, by=operator, reason="Not yet")

    found = live_spans(clinic.editions.values_list("number", "live_from", "withdrawn_at"))

    moments = [edge for own in found.values() for span in own for edge in span if edge]
    for moment, offset in product(moments, (-1, 0, 1)):
        at = moment + timedelta(microseconds=offset)
        shown = [n for n, own in found.items() for a, b in own if a <= at and (not b or at < b)]
        assert shown == [edition.number for edition in clinic.editions.live_at(at)]
    assert found[3] == []
