"""Who waits for whom, where work is dear."""

from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore

import pytest

from staff.turns import OneForEach, turn


class TooMany(Exception):
    """What a test's own work says when nobody has room for it."""


def test_of_many_who_want_the_same_one_makes_it():
    one, shelf, made_again = OneForEach(), {}, []

    def wanted():
        with one.named("a handout"):
            if "a handout" not in shelf:
                made_again.append("made")
            return shelf.get("a handout")

    with ThreadPoolExecutor(7) as others, one.named("a handout"):
        answers = [others.submit(wanted) for _other in range(7)]
        while one._held["a handout"][1] < 8 and not made_again:  # until all have come
            pass
        shelf["a handout"] = "bytes"

    assert [answer.result() for answer in answers] == ["bytes"] * 7
    assert made_again == []


def test_who_wants_something_else_waits_for_nobody():
    one = OneForEach()

    with one.named("a"), one.named("b"):
        pass


def test_one_who_fails_lets_the_next_try_and_nothing_is_remembered():
    one = OneForEach()

    for _try in range(2):
        with pytest.raises(ValueError, match="broken"), one.named("a"):
            raise ValueError("broken")

    assert one._held == {}


def test_a_turn_that_does_not_come_is_refused_and_one_that_ends_is_the_next_ones():
    places = BoundedSemaphore()

    with places, pytest.raises(TooMany), turn(places, seconds=0, refusal=TooMany()):
        pass
    with pytest.raises(ValueError, match="broken"), turn(places, seconds=0, refusal=TooMany()):
        raise ValueError("broken")
    with turn(places, seconds=0, refusal=TooMany()):
        pass
