"""Taking an edition back: with a reason, once, and only the one that was seen."""

from datetime import timedelta

import pytest
from django.utils import timezone

from editions.publish.publishing import CannotPublish, undo, withdraw
from tests.factories import make_clinic, make_operator, publish_the_clinic

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def tomorrow():
    return timezone.now() + DAY


def shown(owner, moment=None):
    """The numbers that patients see."""
    return [edition.number for edition in owner.editions.live_at(moment or timezone.now())]


def test_undo_takes_back_the_last_publish():
    clinic, operator = make_clinic(), make_operator()
    publish_the_clinic(clinic)
    publish_the_clinic(clinic)

    undone = undo(clinic, number=2, by=operator)

    undone.refresh_from_db()
    assert shown(clinic) == [1]
    assert (undone.number, undone.withdrawn_by) == (2, operator)
    assert undone.withdrawn_reason


def test_undo_takes_back_nothing_but_the_number_seen():
    clinic, operator = make_clinic(), make_operator()
    publish_the_clinic(clinic)
    publish_the_clinic(clinic)

    with pytest.raises(CannotPublish, match="in the meantime"):
        undo(clinic, number=1, by=operator)
    assert shown(clinic) == [2]


def test_a_second_click_on_undo_does_not_take_back_another_edition():
    clinic, operator = make_clinic(), make_operator()
    publish_the_clinic(clinic)
    publish_the_clinic(clinic)
    undo(clinic, number=2, by=operator)

    with pytest.raises(CannotPublish):
        undo(clinic, number=2, by=operator)
    assert shown(clinic) == [1]


def test_undo_takes_back_a_schedule():
    clinic, operator = make_clinic(), make_operator()
    publish_the_clinic(clinic)
    publish_the_clinic(clinic, live_from=tomorrow())

    undo(clinic, number=2, by=operator)

    assert shown(clinic, tomorrow() + DAY) == [1]


def test_where_nothing_was_published_nothing_is_undone():
    with pytest.raises(CannotPublish):
        undo(make_clinic(), number=1, by=make_operator())


def test_a_withdrawal_says_by_whom_why_and_whether_for_safety():
    edition, operator = publish_the_clinic(make_clinic()), make_operator()

    withdraw(edition, by=operator, reason=" A wrong dose \n", for_safety=True)

    edition.refresh_from_db()
    assert edition.withdrawn_by == operator
    assert edition.withdrawn_reason == "A wrong dose"
    assert edition.withdrawn_for_safety
    assert edition.withdrawn_at <= timezone.now()


@pytest.mark.parametrize("reason", ["", " \n\t"])
def test_a_withdrawal_without_a_reason_is_refused(reason):
    edition = publish_the_clinic(make_clinic())

    with pytest.raises(CannotPublish, match="Say why"):
        withdraw(edition, by=make_operator(), reason=reason)
    assert shown(edition.clinic) == [1]


def test_a_second_withdrawal_is_refused_and_changes_nothing():
    edition, operator = publish_the_clinic(make_clinic()), make_operator()
    withdraw(edition, by=operator, reason="Wrong price")

    with pytest.raises(CannotPublish, match="already"):
        withdraw(edition, by=make_operator(), reason="Another")

    edition.refresh_from_db()
    assert (edition.withdrawn_by, edition.withdrawn_reason) == (operator, "Wrong price")


def test_a_past_moment_shows_what_was_withdrawn_since():
    clinic, operator = make_clinic(), make_operator()
    edition = publish_the_clinic(clinic)
    then = timezone.now()
    withdraw(edition, by=operator, reason="Wrong price")

    assert shown(clinic) == []
    assert shown(clinic, then) == [1]
