"""A later release drops, adds and alters columns of guarded tables with Django's own operations."""

import sys

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from clinics.models import ClinicEdition, NetworkEdition
from editions.models import RecordEntry
from editions.record.triggers import missing_triggers
from guide.models import TranslationEdition
from tests.factories import (
    make_clinic,
    make_operator,
    make_translation,
    publish_guide,
    publish_the_clinic,
    publish_the_network,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
MIGRATION = """
from django.db import migrations, models
from django.db.migrations import *

class Migration(migrations.Migration):
    dependencies = [({app!r}, {last!r})]
    operations = [{operations}]
"""
ALTERATIONS = {
    "drop": "RemoveField({model!r}, {column!r})",
    "drop in a check": "RemoveConstraint({model!r}, '{model}_withdrawn_by_somebody'),"
    " RemoveField({model!r}, 'withdrawn_by')",
    "other type": "AlterField({model!r}, 'number', models.PositiveBigIntegerField())",
    "rename": "RenameField({model!r}, {column!r}, 'called_else')",
    "add": "AddField({model!r}, 'added', models.TextField(null=True))",
    "fill": "AddField({model!r}, 'added', models.TextField(null=True)),"
    " AlterField({model!r}, 'added', models.TextField(default='full'))",
    "rename the table": "AlterModelTable({model!r}, 'renamed_editions')",
    "rename the model": "RenameModel({model!r}, 'Renamed')",
}
# The migrations of before this was promised.
ROOMS = {
    "staff": ["0001_initial"],
    "editions": ["0001_initial", "0002_initial"],
    "guide": ["0001_initial", "0002_initial"],
    "clinics": ["0001_initial", "0002_initial", "0003_initial"],
}


def last_of(app):
    return MigrationLoader(connection).graph.leaf_nodes(app)[0][1]


@pytest.fixture
def migrate_with(tmp_path, monkeypatch, settings):
    """A function of a model and operations: runs them as the next migration of its app.

    It returns a function that goes back again, which happens anyhow in the end.
    """
    undone = []

    def run(model, operations, **names):
        app, last = model._meta.app_label, last_of(model._meta.app_label)
        package = tmp_path / f"next_release_of_{app}"
        package.mkdir()
        real = settings.BASE_DIR / app / "migrations"
        (package / "__init__.py").write_text(f"__path__.append({str(real)!r})\n")
        names |= {"model": model._meta.model_name}
        text = MIGRATION.format(app=app, last=last, operations=operations.format(**names))
        (package / "9999_next.py").write_text(text)
        monkeypatch.syspath_prepend(tmp_path)
        settings.MIGRATION_MODULES = {app: package.name}
        back = lambda: call_command("migrate", app, last, verbosity=0)  # noqa: E731
        undone.append(back)
        call_command("migrate", app, verbosity=0)
        return back

    yield run
    for back in undone:
        back()
    for name in [name for name in sys.modules if name.startswith("next_release_of_")]:
        del sys.modules[name]


def published():
    """One edition of each kind."""
    publish_guide(make_translation())
    publish_the_clinic(make_clinic())
    publish_the_network()


def run(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def is_guarded(table, column="number"):
    with pytest.raises(IntegrityError, match="is never changed"):
        run(f"UPDATE {table} SET {column} = {column} + 1000")
    return True


def withdraw(table):
    return run(
        f"UPDATE {table} SET withdrawn_at = %s, withdrawn_by_id = %s",
        timezone.now(),
        make_operator().pk,
    )


@pytest.mark.parametrize("alteration", ["drop", "drop in a check", "other type", "fill", "rename"])
def test_an_altered_table_of_editions_is_guarded_as_before(migrate_with, alteration):
    published()
    table = ClinicEdition._meta.db_table

    back = migrate_with(ClinicEdition, ALTERATIONS[alteration], column="override_reason")

    assert missing_triggers(connection) == []
    assert is_guarded(table)
    back()
    assert missing_triggers(connection) == []
    assert is_guarded(table)
    assert withdraw(table) == 1  # no trigger names a column that is gone


@pytest.mark.parametrize("model", [NetworkEdition, TranslationEdition])
def test_a_column_of_every_other_kind_of_edition_can_be_dropped(migrate_with, model):
    published()

    migrate_with(model, ALTERATIONS["drop"], column="override_reason")

    assert is_guarded(model._meta.db_table)
    assert withdraw(model._meta.db_table) == 1


def test_a_column_of_the_record_itself_can_be_dropped(migrate_with):
    published()

    back = migrate_with(
        RecordEntry, f"{ALTERATIONS['fill']}, {ALTERATIONS['drop']}", column="added"
    )

    assert is_guarded(RecordEntry._meta.db_table, "editions")
    back()
    assert is_guarded(RecordEntry._meta.db_table, "editions")


@pytest.mark.parametrize("alteration", ["add", "rename"])
def test_what_is_new_is_guarded_too(migrate_with, alteration):
    published()

    migrate_with(ClinicEdition, ALTERATIONS[alteration], column="note")

    column = "called_else" if alteration == "rename" else "added"
    with pytest.raises(IntegrityError, match="is never changed"):
        run(f"UPDATE {ClinicEdition._meta.db_table} SET {column} = 'else'")


@pytest.mark.parametrize("alteration", ["rename the table", "rename the model"])
def test_a_renamed_table_keeps_no_trigger_that_stands_in_its_way(migrate_with, alteration):
    published()

    back = migrate_with(ClinicEdition, ALTERATIONS[alteration])

    table = {"rename the table": "renamed_editions"}.get(alteration, "clinics_renamed")
    assert run(f"UPDATE {table} SET withdrawn_reason = ''") == 1
    back()
    assert is_guarded(ClinicEdition._meta.db_table)


def test_a_migration_that_fails_leaves_the_table_guarded(migrate_with):
    published()
    fails = "RunSQL('SELECT missing FROM nowhere', 'SELECT 1')"

    with pytest.raises(Exception, match="nowhere"):
        migrate_with(ClinicEdition, f"{ALTERATIONS['drop']}, {fails}", column="override_reason")

    assert missing_triggers(connection) == []
    assert is_guarded(ClinicEdition._meta.db_table)


def test_a_migration_cannot_change_an_edition_beside_altering_its_table(migrate_with):
    published()
    table = ClinicEdition._meta.db_table
    changes = f"RunSQL(\"UPDATE {table} SET note = 'x'\", 'SELECT 1')"

    with pytest.raises(IntegrityError, match="is never changed"):
        migrate_with(ClinicEdition, f"{ALTERATIONS['other type']}, {changes}")

    assert is_guarded(table)


def test_no_new_column_stops_the_code_of_the_release_before():
    """It inserts rows without the column: the database has to have a value for it."""
    found = MigrationLoader(None).disk_migrations
    since = [m for (app, name), m in found.items() if app in ROOMS and name not in ROOMS[app]]

    for migration in since:
        for operation in migration.operations:
            field = getattr(operation, "field", None)
            if type(operation).__name__ == "AddField" and not field.many_to_many:
                assert field.null or field.has_db_default(), (migration, operation.name)
    assert ROOMS.keys() <= {app for app, _ in found}
