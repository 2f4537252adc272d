from django.db import migrations, models


def end_instead(apps, schema_editor):
    """Whoever had lost the one switch of two may not sign in by the one that is left."""
    User = apps.get_model('staff', 'User')
    User.objects.filter(is_staff=False).update(is_active=False, is_staff=True)


class Migration(migrations.Migration):

    dependencies = [
        ('staff', '0003_clear_axes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='user',
            name='is_staff',
            field=models.BooleanField(default=True, editable=False),
        ),
        migrations.RunPython(end_instead, migrations.RunPython.noop),
    ]
