"""Which edition is live, and that nobody's code changes one."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.utils import timezone

from clinics.models import ClinicEdition
from editions.models import Immutable
from editions.publish.publishing import withdraw
from editions.tools.fingerprint import fingerprint
from guide.models import TranslationEdition
from tests.factories import (
    make_clinic,
    make_operator,
    make_translation,
    publish_guide,
    publish_the_clinic,
    publish_the_network,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def make_edition(clinic, number, *, begins, ends=None):
    """An edition of `clinic` that is live from `begins`, and withdrawn at `ends`."""
    return ClinicEdition.objects.create(
        clinic=clinic,
        slug=clinic.slug,
        number=number,
        content={},
        fingerprint=fingerprint({}),
        live_from=begins,
        published_by=clinic.publisher,
        withdrawn_at=ends,
        withdrawn_by=clinic.publisher if ends else None,
    )


def make_publishing_clinic():
    clinic = make_clinic()
    clinic.publisher = make_operator()
    return clinic


def live(clinic, moment):
    """The numbers that are live at `moment`."""
    return [edition.number for edition in clinic.editions.live_at(moment)]


def test_nothing_is_live_before_the_first_edition_begins():
    clinic, now = make_publishing_clinic(), timezone.now()
    make_edition(clinic, 1, begins=now)

    assert live(clinic, now - timedelta(microseconds=1)) == []
    assert live(clinic, now) == [1]


def test_the_highest_number_that_has_begun_is_live():
    clinic, now = make_publishing_clinic(), timezone.now()
    make_edition(clinic, 1, begins=now - 2 * HOUR)
    make_edition(clinic, 2, begins=now - HOUR)
    make_edition(clinic, 3, begins=now + HOUR)

    assert live(clinic, now) == [2]
    assert live(clinic, now + HOUR) == [3]


def test_the_number_decides_and_not_the_day_on_which_it_began():
    clinic, now = make_publishing_clinic(), timezone.now()
    make_edition(clinic, 1, begins=now - HOUR)
    make_edition(clinic, 2, begins=now - 2 * HOUR)

    assert live(clinic, now) == [2]


def test_a_withdrawn_edition_gives_way_to_the_one_before():
    clinic, now = make_publishing_clinic(), timezone.now()
    make_edition(clinic, 1, begins=now - 2 * HOUR)
    make_edition(clinic, 2, begins=now - HOUR, ends=now)

    assert live(clinic, now) == [1]


def test_what_was_withdrawn_later_still_counts_for_the_time_before():
    clinic, now = make_publishing_clinic(), timezone.now()
    make_edition(clinic, 1, begins=now - 2 * HOUR)
    make_edition(clinic, 2, begins=now - HOUR, ends=now)

    assert live(clinic, now - timedelta(microseconds=1)) == [2]


def test_nothing_is_live_when_all_are_withdrawn():
    clinic, now = make_publishing_clinic(), timezone.now()
    make_edition(clinic, 1, begins=now - HOUR, ends=now)

    assert live(clinic, now) == []


def test_a_scheduled_edition_withdrawn_before_its_day_never_shows():
    clinic, now = make_publishing_clinic(), timezone.now()
    make_edition(clinic, 1, begins=now - HOUR)
    make_edition(clinic, 2, begins=now + HOUR, ends=now)

    assert live(clinic, now + 2 * HOUR) == [1]
    assert not clinic.editions.scheduled_at(now)


def test_every_owner_has_its_own_live_edition():
    now = timezone.now()
    first, second = make_publishing_clinic(), make_publishing_clinic()
    make_edition(first, 1, begins=now)
    make_edition(first, 2, begins=now)
    make_edition(second, 1, begins=now)

    shown = ClinicEdition.objects.live_at(now).values_list("clinic", "number")

    assert set(shown) == {(first.pk, 2), (second.pk, 1)}


def test_at_any_moment_the_query_agrees_with_the_rule_read_aloud():
    dice, now = random.Random(1), timezone.now()
    clinics = [make_publishing_clinic() for _ in range(3)]
    for clinic in clinics:
        for number in range(1, 7):
            begins = now + dice.randint(-5, 5) * HOUR
            ends = dice.choice([None, now + dice.randint(-5, 5) * HOUR])
            make_edition(clinic, number, begins=begins, ends=ends)

    for hour in range(-6, 7):
        moment = now + hour * HOUR
        expected = {
            (clinic.pk, max(standing))
            for clinic in clinics
            if (
                standing := [
                    edition.number
                    for edition in clinic.editions.all()
                    if edition.live_from <= moment
                    and not (edition.withdrawn_at and edition.withdrawn_at <= moment)
                ]
            )
        }
        shown = ClinicEdition.objects.live_at(moment).values_list("clinic", "number")
        assert set(shown) == expected
        assert len(shown) == len(expected)


def test_what_is_live_is_asked_in_one_query(django_assert_num_queries):
    clinic = make_clinic()
    publish_the_clinic(clinic)
    publish_the_clinic(clinic)

    with django_assert_num_queries(1):
        editions = list(ClinicEdition.objects.filter(slug=clinic.slug).live_at(timezone.now()))

    assert [edition.number for edition in editions] == [2]


@pytest.mark.parametrize(
    ("model", "address", "index"),
    [
        (ClinicEdition, {"slug": "north"}, "clinic_edition_live"),
        (TranslationEdition, {"slug": "backs", "language": "en"}, "guide_edition_live"),
    ],
)
def test_what_is_live_under_an_address_is_found_by_an_index(model, address, index):
    if connection.vendor == "postgresql":  # a table this small is read whole unless told not to
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")

    plan = model.objects.filter(**address).live_at(timezone.now()).explain()

    assert index in plan
    assert "SCAN " not in plan
    assert "Seq Scan" not in plan


def test_a_saved_edition_cannot_be_saved_again():
    edition = publish_the_clinic(make_clinic())
    edition.note = "Something else"

    with pytest.raises(Immutable):
        edition.save()
    with pytest.raises(Immutable):
        edition.save(update_fields=["note"])
    assert ClinicEdition.objects.get().note == ""


def test_an_edition_cannot_be_deleted():
    edition = publish_the_clinic(make_clinic())

    with pytest.raises(Immutable):
        edition.delete()
    with pytest.raises(Immutable):
        ClinicEdition.objects.all().delete()
    with pytest.raises(Immutable):
        edition.clinic.editions.all().delete()
    assert ClinicEdition.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"content": {}},
        {"fingerprint": "0"},
        {"number": 9},
        {"live_from": timezone.now()},
        {"note": "Something else"},
        {"withdrawn_reason": "A reason", "note": "Something else"},
    ],
)
def test_a_query_cannot_change_what_an_edition_says(change):
    publish_the_clinic(make_clinic())

    with pytest.raises(Immutable):
        ClinicEdition.objects.update(**change)


def test_a_bulk_update_cannot_change_what_an_edition_says():
    edition = publish_the_clinic(make_clinic())
    edition.content = {}

    with pytest.raises(Immutable):
        ClinicEdition.objects.bulk_update([edition], ["content"])


def test_update_or_create_cannot_change_what_an_edition_says():
    edition = publish_the_clinic(make_clinic())

    with pytest.raises(Immutable):
        ClinicEdition.objects.update_or_create(pk=edition.pk, defaults={"note": "Else"})


def test_who_published_is_kept():
    operator = make_operator()
    publish_the_clinic(make_clinic(), by=operator)

    with pytest.raises(ProtectedError):
        operator.delete()


def test_who_withdrew_is_kept():
    edition, operator = publish_the_clinic(make_clinic()), make_operator()
    withdraw(edition, by=operator, reason="Wrong price")

    with pytest.raises(ProtectedError):
        operator.delete()


def test_an_owner_with_editions_is_kept():
    translation, clinic = make_translation(), make_clinic()
    publish_guide(translation)
    publish_the_clinic(clinic)
    network = publish_the_network().network

    for owner in (translation, translation.guide, clinic, network):
        with pytest.raises(ProtectedError):
            owner.delete()
