"""No way of deleting a person makes the record forget a name."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import IntegrityError, OperationalError, connection, connections, transaction
from django.db.models import ProtectedError
from django.db.models.signals import pre_delete
from django.urls import reverse

from clinics.models import Clinic, Membership, Note
from editions.models import Sending
from staff.entries import has_entries
from staff.models import User
from tests.factories import make_clinic, make_manager, make_note, make_operator, make_user

pytestmark = pytest.mark.django_db


def edited_by(person):
    clinic = make_clinic()
    clinic._history_user = person
    clinic.save()
    return clinic


def removed_again(person):
    membership = Membership.objects.create(user=person, clinic=make_clinic())
    membership.delete()


def noted_in_the_log(person):
    LogEntry.objects.log_actions(person.pk, [make_user()], CHANGE, "Changed.")


WAYS_IN = {
    "changed a draft": edited_by,
    "belonged to a clinic once": removed_again,
    "made somebody": noted_in_the_log,
}


def by_page(client, person):
    return client.post(reverse("admin:staff_user_delete", args=[person.pk]), {"post": "yes"})


def by_action(client, *people):
    keys = [person.pk for person in people]
    values = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
    return client.post(reverse("admin:staff_user_changelist"), values)


@pytest.fixture
def clerk():
    return make_user(username="clerk", first_name="Cleo", last_name="Clark")


@pytest.mark.parametrize("way_in", WAYS_IN)
@pytest.mark.parametrize("way_out", [by_page, by_action])
def test_the_admin_deletes_nobody_who_stands_in_the_record(client_of, clerk, way_in, way_out):
    WAYS_IN[way_in](clerk)

    page = way_out(client_of(make_operator()), clerk).content.decode()

    assert User.objects.filter(pk=clerk.pk).exists()
    assert "Cleo Clark stands in the history. End the rights instead." in page


@pytest.mark.parametrize("way_in", WAYS_IN)
@pytest.mark.parametrize(
    "way_out",
    [
        lambda person: person.delete(),
        lambda person: User.objects.filter(pk=person.pk).delete(),
        lambda person: User._base_manager.all().delete(),
        lambda person: User._default_manager.exclude(pk=0).order_by().delete(),
    ],
)
def test_a_shell_deletes_nobody_who_stands_in_the_record(clerk, way_in, way_out):
    WAYS_IN[way_in](clerk)

    with pytest.raises(ProtectedError, match="deactivated"), transaction.atomic():
        way_out(clerk)

    assert User.objects.filter(pk=clerk.pk).exists()


def test_of_several_who_are_chosen_none_goes_when_one_has_to_stay(client_of, clerk):
    edited_by(clerk)
    other = make_user()

    by_action(client_of(make_operator()), clerk, other)

    assert User.objects.filter(pk__in=[clerk.pk, other.pk]).count() == 2


def test_the_history_still_names_who_was_to_be_deleted(client_of, clerk):
    clinic = edited_by(clerk)
    client = client_of(make_operator())

    by_page(client, clerk)
    User.objects.filter(pk=clerk.pk).update(is_active=False)

    page = client.get(reverse("admin:clinics_clinic_history", args=[clinic.pk])).content.decode()
    assert "Cleo Clark" in page


@pytest.mark.django_db(transaction=True)
def test_sql_by_hand_deletes_nobody_who_changed_something(clerk):
    edited_by(clerk)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM staff_user WHERE id = {clerk.pk}")

    assert Clinic.history.get(history_user=clerk).history_user == clerk


@pytest.mark.django_db(transaction=True)
def test_nothing_is_entered_by_somebody_who_is_being_deleted(clerk):
    note = make_note(clinic=make_clinic())
    before = Note.history.filter(history_user=None).count()

    def save():
        try:
            if is_sqlite():  # which waits where the transaction begins
                connection.cursor().execute("PRAGMA busy_timeout = 0")
            with transaction.atomic(), connection.cursor() as cursor:
                if not is_sqlite():
                    cursor.execute("SET LOCAL lock_timeout = '10ms'")
                note._history_user = clerk
                note.save()
        finally:
            connections.close_all()

    def save_elsewhere(**_kwargs):
        with ThreadPoolExecutor(1) as pool, pytest.raises(OperationalError):
            pool.submit(save).result()

    with listening(pre_delete, save_elsewhere, User):
        clerk.delete()

    assert Note.history.filter(history_user=None).count() == before


@contextmanager
def listening(signal, receiver, sender):
    signal.connect(receiver, sender=sender)
    yield
    signal.disconnect(receiver, sender=sender)


def is_sqlite():
    return connection.vendor == "sqlite"


def test_who_did_nothing_can_go_with_what_is_no_record(client_of, clerk):
    Sending.objects.create(by=clerk, key="00000000-0000-0000-0000-000000000001")

    by_page(client_of(make_operator()), clerk)

    assert not User.objects.filter(username="clerk").exists()


def test_a_member_of_a_clinic_has_entries():
    assert has_entries(make_manager(make_clinic()))
    assert not has_entries(make_user())
