"""The database refuses to change an edition, whatever code asks."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.models.signals import post_migrate
from django.utils import timezone

from clinics.models import ClinicEdition
from editions.record.triggers import edition_models, missing_triggers, trigger_name
from tests.factories import (
    make_clinic,
    make_operator,
    make_translation,
    publish_guide,
    publish_the_clinic,
    publish_the_network,
)

pytestmark = pytest.mark.django_db
TABLES = ["clinics_clinicedition", "clinics_networkedition", "guide_translationedition"]
on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has no DELETE trigger: see triggers.py"
)


@pytest.fixture
def editions():
    """One edition of each kind, by table."""
    made = [
        publish_the_clinic(make_clinic()),
        publish_the_network(),
        publish_guide(make_translation()),
    ]
    return {edition._meta.db_table: edition for edition in made}


def run(sql, *values):
    """How many rows it changed; undone alone when the database refuses."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def refused(sql, *values):
    with pytest.raises(IntegrityError, match="an edition is never changed"):
        run(sql, *values)
    return True


def change(edition):
    """The plainest change that the database has to refuse."""
    return f"UPDATE {edition._meta.db_table} SET note = 'x' WHERE id = {edition.pk}"


def test_every_kind_of_edition_has_its_trigger():
    assert sorted(model._meta.db_table for model in edition_models()) == TABLES
    assert missing_triggers(connection) == []


@pytest.mark.parametrize("table", TABLES)
def test_no_column_but_the_withdrawals_can_be_changed(editions, table):
    edition = editions[table]
    others = {
        models.JSONField: "'[]'",
        models.DateTimeField: "'2001-01-01 00:00:00+00:00'",
        models.BooleanField: "NOT is_review",
        models.CharField: "'x'",
        models.TextField: "'x'",
    }
    columns = [f for f in edition._meta.concrete_fields if f.name not in edition.WITHDRAWAL]

    for field in columns:
        other = others.get(type(field), f"{field.column} + 1000")
        assert refused(f"UPDATE {table} SET {field.column} = {other} WHERE id = %s", edition.pk)
    assert len(columns) >= 11


@pytest.mark.parametrize("table", TABLES)
def test_an_edition_is_withdrawn_once_and_never_again(editions, table):
    edition, operator = editions[table], make_operator()
    withdrawal = (
        f"UPDATE {table} SET withdrawn_at = %s, withdrawn_by_id = %s, withdrawn_reason = %s"
        f" WHERE id = {edition.pk}"
    )

    assert run(withdrawal, timezone.now(), operator.pk, "Wrong price") == 1
    assert refused(withdrawal, timezone.now(), operator.pk, "Another reason")
    assert refused(withdrawal, None, None, "")


def test_a_withdrawal_cannot_carry_a_change_with_it(editions):
    edition = editions["clinics_clinicedition"]

    assert refused(
        "UPDATE clinics_clinicedition"
        " SET withdrawn_at = %s, withdrawn_by_id = published_by_id, content = '{}' WHERE id = %s",
        timezone.now(),
        edition.pk,
    )


def test_an_edition_is_not_withdrawn_by_nobody(editions):
    edition = editions["clinics_clinicedition"]

    with pytest.raises(IntegrityError):
        run(
            "UPDATE clinics_clinicedition SET withdrawn_at = %s WHERE id = %s",
            timezone.now(),
            edition.pk,
        )


def test_a_number_is_given_once(editions):
    edition = editions["clinics_clinicedition"]
    twin = ClinicEdition.objects.get(pk=edition.pk)
    twin.pk, twin._state.adding = None, True

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_a_new_object_cannot_take_the_place_of_an_edition(editions):
    edition = editions["clinics_clinicedition"]
    values = ClinicEdition.objects.values().get(pk=edition.pk)

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        ClinicEdition(**{**values, "note": "Else"}).save()


def test_an_upsert_cannot_change_an_edition(editions):
    edition = editions["clinics_clinicedition"]
    values = ClinicEdition.objects.values().get(pk=edition.pk)
    other = ClinicEdition(**{**values, "note": "Else"})

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        ClinicEdition.objects.bulk_create(
            [other], update_conflicts=True, update_fields=["note"], unique_fields=["id"]
        )


@on_postgresql
@pytest.mark.parametrize("table", TABLES)
def test_an_edition_cannot_be_deleted_by_sql(editions, table):
    assert refused(f"DELETE FROM {table} WHERE id = %s", editions[table].pk)


def test_a_dropped_trigger_is_missed():
    name = trigger_name(ClinicEdition)
    table = "" if connection.vendor == "sqlite" else "ON clinics_clinicedition"
    run(f"DROP TRIGGER {name} {table}")

    assert missing_triggers(connection) == [name]


@on_postgresql
def test_a_trigger_that_is_switched_off_is_missed():
    run(f"ALTER TABLE clinics_clinicedition DISABLE TRIGGER {trigger_name(ClinicEdition)}")

    assert missing_triggers(connection) == [trigger_name(ClinicEdition)]


@pytest.mark.django_db(transaction=True)
def test_a_rebuilt_table_has_its_trigger_again_after_the_migration():
    edition = publish_the_clinic(make_clinic())
    wider = models.CharField(max_length=90)
    wider.set_attributes_from_name("slug")
    with connection.schema_editor() as editor:
        editor.alter_field(ClinicEdition, ClinicEdition._meta.get_field("slug"), wider)
    lost = missing_triggers(connection)

    _migrated("clinics")

    assert lost == (["clinics_clinicedition_immutable"] if connection.vendor == "sqlite" else [])
    assert missing_triggers(connection) == []
    assert refused(change(edition))
    with connection.schema_editor() as editor:
        editor.alter_field(ClinicEdition, wider, ClinicEdition._meta.get_field("slug"))
    _migrated("clinics")


def _migrated(app):
    config = apps.get_app_config(app)
    post_migrate.send(
        sender=config, app_config=config, verbosity=0, interactive=False, using="default", plan=[]
    )


@pytest.mark.django_db(transaction=True)
def test_the_command_migrate_makes_a_lost_trigger_again():
    name = trigger_name(ClinicEdition)
    run(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {TABLES[0]}"))

    call_command("migrate", verbosity=0)

    assert missing_triggers(connection) == []
