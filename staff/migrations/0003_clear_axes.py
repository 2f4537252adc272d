from django.db import migrations

TABLES = ("axes_accessattemptexpiration", "axes_accessattempt", "axes_accessfailurelog", "axes_accesslog")


def clear(apps, schema_editor):
    """django-axes kept names and addresses; its tables stay for code that still runs, empty."""
    found = schema_editor.connection.introspection.table_names()
    for table in TABLES:
        if table in found:
            schema_editor.execute(f"DELETE FROM {table}")


class Migration(migrations.Migration):

    dependencies = [
        ('staff', '0002_count_attempts'),
    ]

    operations = [migrations.RunPython(clear, migrations.RunPython.noop)]
