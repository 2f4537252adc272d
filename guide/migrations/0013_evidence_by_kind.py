from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('guide', '0012_reference_shared'),
    ]

    operations = [
        migrations.AlterField(
            model_name='historicalsection',
            name='evidence',
            field=models.CharField(blank=True, choices=[('Effects', [('strong', 'Strong: several good trials agree'), ('moderate', 'Moderate: some good trials'), ('low', 'Low: small, uncontrolled or mixed studies'), ('none', 'None: no trial found')]), ('Harms', [('reported', 'Reports show harm. How often it happens is not known'), ('counted', 'Reports show harm. How often it happens is known')]), ('Rules', [('law', 'Rule: from a law or a regulator'), ('payer', "Rule: from payers' policies"), ('rule', 'Rule: from a law, a regulator or a payer')]), ('Costs', [('survey', 'From surveys of prices'), ('court', 'From court and agency papers'), ('prices', 'From surveys of prices, and court and agency papers')])], help_text='How sure we are, or what it rests on. It names the sources of the text.', max_length=10, verbose_name='evidence'),
        ),
        migrations.AlterField(
            model_name='section',
            name='evidence',
            field=models.CharField(blank=True, choices=[('Effects', [('strong', 'Strong: several good trials agree'), ('moderate', 'Moderate: some good trials'), ('low', 'Low: small, uncontrolled or mixed studies'), ('none', 'None: no trial found')]), ('Harms', [('reported', 'Reports show harm. How often it happens is not known'), ('counted', 'Reports show harm. How often it happens is known')]), ('Rules', [('law', 'Rule: from a law or a regulator'), ('payer', "Rule: from payers' policies"), ('rule', 'Rule: from a law, a regulator or a payer')]), ('Costs', [('survey', 'From surveys of prices'), ('court', 'From court and agency papers'), ('prices', 'From surveys of prices, and court and agency papers')])], help_text='How sure we are, or what it rests on. It names the sources of the text.', max_length=10, verbose_name='evidence'),
        ),
    ]
