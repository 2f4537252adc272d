import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('guide', '0011_reference_in_parts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='historicalreference',
            name='guide',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Empty: every guide may cite it.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='guide.guide', verbose_name='guide'),
        ),
        migrations.AlterField(
            model_name='reference',
            name='guide',
            field=models.ForeignKey(blank=True, help_text='Empty: every guide may cite it.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='references', to='guide.guide', verbose_name='guide'),
        ),
        migrations.AddConstraint(
            model_name='reference',
            constraint=models.UniqueConstraint(condition=models.Q(('guide', None)), fields=('key',), name='one_shared_reference_per_key', violation_error_message='A shared reference has this key already.'),
        ),
    ]
