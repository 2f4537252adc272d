"""Several people at once, each with a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections
from django.utils import timezone

from clinics.draft.publishing import publish_clinic
from clinics.models import ClinicEdition
from editions.models import RecordEntry
from editions.publish.publishing import CannotPublish, undo, withdraw
from editions.record.verifying import Tally, chain_faults
from tests.factories import (
    make_clinic,
    make_note,
    make_operator,
    make_translation,
    publish_guide,
    publish_the_clinic,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PEOPLE = 10


def at_once(deed):
    """What `deed()` gave each of ten threads that began together; a refusal counts as None."""
    start = Barrier(PEOPLE)

    def one(_number):
        start.wait()
        try:
            return deed()
        except CannotPublish:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(one, range(PEOPLE)))


def numbers(editions):
    return sorted(edition.number for edition in editions if edition)


def test_ten_publishes_of_one_clinic_at_once_are_numbered_from_one_to_ten():
    clinic, operator = make_clinic(), make_operator()

    editions = at_once(lambda: publish_clinic(clinic, by=operator))

    assert numbers(editions) == list(range(1, 11))
    assert numbers(clinic.editions.live_at(timezone.now())) == [10]


def test_ten_publishes_of_one_guide_at_once_are_numbered_from_one_to_ten():
    translation, operator = make_translation(sections=[{}, {}, {}]), make_operator()

    editions = at_once(lambda: publish_guide(translation, by=operator))

    assert numbers(editions) == list(range(1, 11))


def test_ten_schedules_at_once_leave_one_waiting():
    clinic, operator = make_clinic(), make_operator()
    day = timezone.now() + timedelta(days=1)

    editions = at_once(lambda: publish_clinic(clinic, by=operator, live_from=day))

    assert numbers(editions) == [1]
    assert clinic.editions.count() == 1


def test_ten_replacements_at_once_leave_one_waiting():
    clinic, operator = make_clinic(), make_operator()
    day = timezone.now() + timedelta(days=1)
    options = {"by": operator, "live_from": day, "replace_scheduled": True}
    publish_clinic(clinic, **options)

    editions = at_once(lambda: publish_clinic(clinic, **options))

    assert numbers(editions) == list(range(2, 12))
    assert numbers(clinic.editions.scheduled_at(timezone.now())) == [11]


def test_ten_undos_at_once_take_back_one_edition():
    clinic, operator = make_clinic(), make_operator()
    for _ in range(3):
        publish_the_clinic(clinic)

    undone = at_once(lambda: undo(clinic, number=3, by=operator))

    assert numbers(undone) == [3]
    assert numbers(clinic.editions.live_at(timezone.now())) == [2]


def test_ten_withdrawals_at_once_are_one_withdrawal():
    edition, operator = publish_the_clinic(make_clinic()), make_operator()

    def deed():
        withdraw(edition, by=operator, reason="Wrong price")
        return edition

    assert numbers(at_once(deed)) == [1]


def test_saving_drafts_does_not_fail_while_others_publish():
    clinic, operator = make_clinic(), make_operator()

    def deed():
        note = make_note(clinic=clinic, guide=make_translation().guide)
        note.body = "Other words"
        note.save()
        return publish_clinic(clinic, by=operator)

    assert numbers(at_once(deed)) == list(range(1, 11))
    assert len(ClinicEdition.objects.get(number=10).content["notes"]) == PEOPLE


def test_ten_publishes_of_ten_clinics_at_once_make_one_whole_record():
    clinics, operator = [make_clinic() for _ in range(PEOPLE)], make_operator()
    waiting = iter(clinics)

    editions = at_once(lambda: publish_clinic(next(waiting), by=operator))

    assert numbers(editions) == [1] * PEOPLE
    assert [*chain_faults(Tally())] == []
    assert RecordEntry.objects.newest().number == PEOPLE
