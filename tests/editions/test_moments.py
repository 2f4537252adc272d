"""A time on somebody's own clock: what the clock skips, or shows twice, is refused in words."""
# ruff: noqa: DTZ001 (what a clock shows is no moment yet)

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from editions.tools.moments import NoSuchMoment, moment_in

NEW_YORK, MADRID = ZoneInfo("America/New_York"), ZoneInfo("Europe/Madrid")


@pytest.mark.parametrize(
    ("zone", "local", "hour"),
    [
        (NEW_YORK, datetime(2027, 3, 14, 1, 59), 6),
        (NEW_YORK, datetime(2027, 3, 14, 3, 0), 7),
        (NEW_YORK, datetime(2027, 11, 7, 0, 59), 4),
        (NEW_YORK, datetime(2027, 11, 7, 2, 0), 7),
        (MADRID, datetime(2027, 3, 28, 1, 59), 0),
        (MADRID, datetime(2027, 3, 28, 3, 0), 1),
        (MADRID, datetime(2027, 10, 31, 1, 59), 23),
        (MADRID, datetime(2027, 10, 31, 3, 0), 2),
    ],
)
def test_what_the_clock_shows_once_is_that_moment(zone, local, hour):
    moment = moment_in(zone, local).astimezone(UTC)

    assert (moment.hour, moment.minute) == (hour, local.minute)


@pytest.mark.parametrize(
    ("zone", "local", "words"),
    [
        (
            NEW_YORK,
            datetime(2027, 3, 14, 2, 30),
            "On March 14, 2027 there is no 2:30 a.m. in America/New_York: clocks are set forward "
            "past it. Choose 1:30 a.m. or 3:30 a.m. instead.",
        ),
        (
            NEW_YORK,
            datetime(2027, 11, 7, 1, 30),
            "On Nov. 7, 2027 it is 1:30 a.m. twice in America/New_York: clocks are set back. "
            "Choose 12:30 a.m. or 2:30 a.m. instead.",
        ),
        (
            MADRID,
            datetime(2027, 3, 28, 2, 0),
            "On March 28, 2027 there is no 2 a.m. in Europe/Madrid: clocks are set forward "
            "past it. Choose 1 a.m. or 3 a.m. instead.",
        ),
        (
            MADRID,
            datetime(2027, 10, 31, 2, 59),
            "On Oct. 31, 2027 it is 2:59 a.m. twice in Europe/Madrid: clocks are set back. "
            "Choose 1:59 a.m. or 3:59 a.m. instead.",
        ),
    ],
)
def test_what_it_never_shows_or_shows_twice_is_refused_with_what_to_choose(zone, local, words):
    with pytest.raises(NoSuchMoment) as refusal:
        moment_in(zone, local)

    assert str(refusal.value) == words


@pytest.mark.parametrize(
    ("zone", "day"),
    [(NEW_YORK, (2027, 3, 14)), (NEW_YORK, (2027, 11, 7)), (MADRID, (2027, 10, 31))],
)
def test_what_is_offered_instead_is_a_moment(zone, day):
    for minutes in range(0, 24 * 60, 15):
        local = datetime(*day, minutes // 60, minutes % 60)
        shift = abs(zone.utcoffset(datetime(*day, 0)) - zone.utcoffset(datetime(*day, 12)))
        try:
            moment_in(zone, local)
        except NoSuchMoment:
            assert moment_in(zone, local - shift)
            assert moment_in(zone, local + shift)
