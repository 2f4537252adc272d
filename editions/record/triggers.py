"""The database itself refuses to change the record, whatever code or person asks.

Made after every migration: SQLite rebuilds a table on AlterField and drops its triggers silently.
There is no DELETE trigger on SQLite, where it would stop the test suite from emptying tables, and
a migration that removes a column has to drop the trigger there first. On PostgreSQL the columns
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
DROP TRIGGER IF EXISTS {name} ON {table};
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
DROP TRIGGER IF EXISTS {name} ON {table};
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
            _create(model, connections[using])


def _create(model, connection):
    if model._meta.db_table not in connection.introspection.table_names():
        return  # migrated backwards, to before the table
    statements = _for_entries if model is RecordEntry else _for_editions
    name, table = trigger_name(model), connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(statements(model, connection.vendor).format(name=name, table=table))


def _for_entries(_model, vendor):
    return ENTRY_SQLITE if vendor == "sqlite" else ENTRY_POSTGRES


def _for_editions(model, vendor):
    if vendor == "sqlite":
        return SQLITE.replace("{changed}", _changed(model))
    columns = [model._meta.get_field(name).column for name in model.WITHDRAWAL]
    return POSTGRES.replace("{withdrawal}", f"ARRAY{columns}")


def _changed(model):
    columns = [f.column for f in model._meta.concrete_fields if f.name not in model.WITHDRAWAL]
    return " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in columns)
