"""What somebody with the database's password can do: change the record and cover the tracks."""

from django.db import connection

from editions.record.triggers import create_triggers, guarded_models, trigger_name


def force(*statements_and_values):
    """One statement and its values, with the triggers dropped before and made again after."""
    sql, *values = statements_and_values
    _drop_triggers()
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    for model in guarded_models():
        create_triggers(None, model._meta.app_config, connection.alias)


def _drop_triggers():
    with connection.cursor() as cursor:
        for model in guarded_models():
            table = "" if connection.vendor == "sqlite" else f"ON {model._meta.db_table}"
            cursor.execute(f"DROP TRIGGER {trigger_name(model)} {table}")
