"""The database itself refuses to change the record, whatever code or person asks.

Made after every migration: SQLite rebuilds a table on AlterField and drops its triggers silently.
While a migration alters a guarded table its trigger stands aside: see altering.py. There is no DELETE
trigger on SQLite, where it would stop the test suite from emptying tables. On PostgreSQL the columns
are compared in the function: in the trigger's own condition they could not be altered any more.
"""

from django.apps import apps
from django.db import connections

from editions.models import Edition, RecordEntry

SQLITE = """
CREATE TRIGGER {name} BEFORE UPDATE ON {table}
WHEN OLD.withdrawn_at IS NOT NULL OR {changed}
BEGIN SELECT RAISE(ABORT, 'an edition is never changed'); END
"""
POSTGRES = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL
    AND to_jsonb(OLD) - {withdrawal} = to_jsonb(NEW) - {withdrawal} THEN RETURN NEW;
END IF;
RAISE EXCEPTION 'an edition is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""
ENTRY_SQLITE = """
CREATE TRIGGER {name} BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, 'an entry of the record is never changed'); END
"""
ENTRY_POSTGRES = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
RAISE EXCEPTION 'an entry of the record is never changed'
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""


def edition_models():
    return [model for model in apps.get_models() if issubclass(model, Edition)]


def guarded_models():
    return [*edition_models(), RecordEntry]


def trigger_name(model):
    return f"{model._meta.db_table}_immutable"


def missing_triggers(connection) -> list[str]:
    """The names of those that should guard the record, and do not: dropped or switched off."""
    wanted = {trigger_name(model) for model in guarded_models()}
    if connection.vendor == "sqlite":
        there = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        there = "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')"
    with connection.cursor() as cursor:
        cursor.execute(there)
        return sorted(wanted - {name for (name,) in cursor.fetchall()})


def create_triggers(sender, app_config, using, **kwargs):
    """After the migration of a room: (again) the triggers of what it holds of the record."""
    for model in guarded_models():
        if model._meta.app_label == app_config.label:
            guard(model, model._meta.db_table, connections[using])


def guard(model, table, connection):
    """Makes the trigger of `model`, which this migration knows as `table`, for the columns it has now."""
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return  # migrated backwards, to before the table
        described = connection.introspection.get_table_description(cursor, table)
        columns = [column.name for column in described]
        drop(table, connection)
        for_model = _for_entries if model is RecordEntry else _for_editions
        cursor.execute(
            for_model(model, columns, connection.vendor).format(
                name=f"{table}_immutable", table=connection.ops.quote_name(table)
            )
        )


def drop(table, connection):
    """Takes the trigger of an existing table away; there need be none."""
    on = "" if connection.vendor == "sqlite" else f' ON "{table}"'
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER IF EXISTS {table}_immutable{on}")


def _for_entries(_model, _columns, vendor):
    return ENTRY_SQLITE if vendor == "sqlite" else ENTRY_POSTGRES


def _for_editions(model, columns, vendor):
    withdrawal = [model._meta.get_field(name).column for name in model.WITHDRAWAL]
    if vendor == "sqlite":
        kept = [column for column in columns if column not in withdrawal]
        changed = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in kept)
        return SQLITE.replace("{changed}", changed)
    return POSTGRES.replace("{withdrawal}", f"ARRAY{withdrawal}")
