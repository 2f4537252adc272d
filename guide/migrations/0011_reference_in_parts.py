import django.core.validators
import guide.models.identifiers
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('guide', '0010_proposal_content'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalreference',
            name='authors',
            field=models.CharField(blank=True, db_default='', default='', help_text='Or the agency, the court. Example: Doe A, Roe B, et al.', max_length=300, verbose_name='authors'),
        ),
        migrations.AddField(
            model_name='historicalreference',
            name='checked_on',
            field=models.DateField(blank=True, help_text='When somebody last saw that it is still there and says so.', null=True, verbose_name='looked at on'),
        ),
        migrations.AddField(
            model_name='historicalreference',
            name='details',
            field=models.CharField(blank=True, db_default='', default='', help_text='Example: 22(1):2-3, or: 3 June 2022', max_length=100, verbose_name='volume, pages, number or day'),
        ),
        migrations.AddField(
            model_name='historicalreference',
            name='doi',
            field=guide.models.identifiers.DoiField(blank=True, db_default='', default='', help_text='Also as a link. Example: 10.1000/182', max_length=200, verbose_name='DOI'),
        ),
        migrations.AddField(
            model_name='historicalreference',
            name='journal',
            field=models.CharField(blank=True, db_default='', default='', help_text='Or the publisher. Example: Spine J', max_length=200, verbose_name='journal'),
        ),
        migrations.AddField(
            model_name='historicalreference',
            name='nct',
            field=guide.models.identifiers.NctField(blank=True, db_default='', default='', help_text='At ClinicalTrials.gov. Example: NCT02412735', max_length=60, verbose_name='number of the trial'),
        ),
        migrations.AddField(
            model_name='historicalreference',
            name='passage',
            field=models.TextField(blank=True, db_default='', default='', help_text='The words of the source that carry the sentence, exactly. For reviewers.', max_length=1000, verbose_name='passage'),
        ),
        migrations.AddField(
            model_name='historicalreference',
            name='passage_place',
            field=models.CharField(blank=True, db_default='', default='', help_text='Example: page 1690, table 2', max_length=100, verbose_name='where it stands'),
        ),
        migrations.AddField(
            model_name='historicalreference',
            name='pmid',
            field=guide.models.identifiers.PmidField(blank=True, db_default='', default='', help_text='Example: 35503342', max_length=60, verbose_name='PubMed number'),
        ),
        migrations.AddField(
            model_name='historicalreference',
            name='remark',
            field=models.CharField(blank=True, db_default='', default='', help_text='Printed behind it. Example: The abstract was seen', max_length=300, verbose_name='remark for readers'),
        ),
        migrations.AddField(
            model_name='historicalreference',
            name='same_condition',
            field=models.CharField(blank=True, choices=[('', 'Not known'), ('yes', 'Yes'), ('no', 'No')], db_default='', default='', help_text='A trial in knees says little about backs.', max_length=3, verbose_name='same condition as the guide'),
        ),
        migrations.AddField(
            model_name='historicalreference',
            name='source_kind',
            field=models.CharField(blank=True, choices=[('systematic-review', 'Systematic review'), ('review', 'Review that is not systematic'), ('randomised', 'Randomized trial'), ('cohort', 'Study without random groups'), ('case-reports', 'Case reports, outbreaks'), ('laboratory', 'Laboratory or animals'), ('guideline', 'Guideline'), ('regulator', 'Law or regulator'), ('payer', 'Policy of a payer'), ('survey', 'Survey'), ('court', 'Court papers'), ('registry', 'Entry of a trial, without results'), ('other', 'Something else')], db_default='', default='', help_text='Which words about the evidence it can carry.', max_length=20, verbose_name='kind of source'),
        ),
        migrations.AddField(
            model_name='historicalreference',
            name='status',
            field=models.CharField(choices=[('current', 'Current'), ('superseded', 'Superseded by a newer one'), ('withdrawn', 'Withdrawn'), ('retracted', 'Retracted')], db_default='current', default='current', max_length=12, verbose_name='status'),
        ),
        migrations.AddField(
            model_name='historicalreference',
            name='status_note',
            field=models.CharField(blank=True, db_default='', default='', help_text='Patients read it. Example: Replaced by Doe 2025', max_length=300, verbose_name='about its status'),
        ),
        migrations.AddField(
            model_name='historicalreference',
            name='title',
            field=models.CharField(blank=True, db_default='', default='', help_text='Never our own description of it.', max_length=400, verbose_name='title as published'),
        ),
        migrations.AddField(
            model_name='historicalreference',
            name='title_language',
            field=models.CharField(blank=True, db_default='', default='', help_text="So that it is read aloud rightly. Empty: the page's. Example: en", max_length=10, validators=[django.core.validators.RegexValidator('^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?\\Z', "Write the language's code. Example: en, es, ja")], verbose_name='language of the title'),
        ),
        migrations.AddField(
            model_name='historicalreference',
            name='year',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Example: 2022', null=True, validators=[django.core.validators.MinValueValidator(1500), django.core.validators.MaxValueValidator(2200)], verbose_name='year'),
        ),
        migrations.AddField(
            model_name='reference',
            name='authors',
            field=models.CharField(blank=True, db_default='', default='', help_text='Or the agency, the court. Example: Doe A, Roe B, et al.', max_length=300, verbose_name='authors'),
        ),
        migrations.AddField(
            model_name='reference',
            name='checked_on',
            field=models.DateField(blank=True, help_text='When somebody last saw that it is still there and says so.', null=True, verbose_name='looked at on'),
        ),
        migrations.AddField(
            model_name='reference',
            name='details',
            field=models.CharField(blank=True, db_default='', default='', help_text='Example: 22(1):2-3, or: 3 June 2022', max_length=100, verbose_name='volume, pages, number or day'),
        ),
        migrations.AddField(
            model_name='reference',
            name='doi',
            field=guide.models.identifiers.DoiField(blank=True, db_default='', default='', help_text='Also as a link. Example: 10.1000/182', max_length=200, verbose_name='DOI'),
        ),
        migrations.AddField(
            model_name='reference',
            name='journal',
            field=models.CharField(blank=True, db_default='', default='', help_text='Or the publisher. Example: Spine J', max_length=200, verbose_name='journal'),
        ),
        migrations.AddField(
            model_name='reference',
            name='nct',
            field=guide.models.identifiers.NctField(blank=True, db_default='', default='', help_text='At ClinicalTrials.gov. Example: NCT02412735', max_length=60, verbose_name='number of the trial'),
        ),
        migrations.AddField(
            model_name='reference',
            name='passage',
            field=models.TextField(blank=True, db_default='', default='', help_text='The words of the source that carry the sentence, exactly. For reviewers.', max_length=1000, verbose_name='passage'),
        ),
        migrations.AddField(
            model_name='reference',
            name='passage_place',
            field=models.CharField(blank=True, db_default='', default='', help_text='Example: page 1690, table 2', max_length=100, verbose_name='where it stands'),
        ),
        migrations.AddField(
            model_name='reference',
            name='pmid',
            field=guide.models.identifiers.PmidField(blank=True, db_default='', default='', help_text='Example: 35503342', max_length=60, verbose_name='PubMed number'),
        ),
        migrations.AddField(
            model_name='reference',
            name='remark',
            field=models.CharField(blank=True, db_default='', default='', help_text='Printed behind it. Example: The abstract was seen', max_length=300, verbose_name='remark for readers'),
        ),
        migrations.AddField(
            model_name='reference',
            name='same_condition',
            field=models.CharField(blank=True, choices=[('', 'Not known'), ('yes', 'Yes'), ('no', 'No')], db_default='', default='', help_text='A trial in knees says little about backs.', max_length=3, verbose_name='same condition as the guide'),
        ),
        migrations.AddField(
            model_name='reference',
            name='source_kind',
            field=models.CharField(blank=True, choices=[('systematic-review', 'Systematic review'), ('review', 'Review that is not systematic'), ('randomised', 'Randomized trial'), ('cohort', 'Study without random groups'), ('case-reports', 'Case reports, outbreaks'), ('laboratory', 'Laboratory or animals'), ('guideline', 'Guideline'), ('regulator', 'Law or regulator'), ('payer', 'Policy of a payer'), ('survey', 'Survey'), ('court', 'Court papers'), ('registry', 'Entry of a trial, without results'), ('other', 'Something else')], db_default='', default='', help_text='Which words about the evidence it can carry.', max_length=20, verbose_name='kind of source'),
        ),
        migrations.AddField(
            model_name='reference',
            name='status',
            field=models.CharField(choices=[('current', 'Current'), ('superseded', 'Superseded by a newer one'), ('withdrawn', 'Withdrawn'), ('retracted', 'Retracted')], db_default='current', default='current', max_length=12, verbose_name='status'),
        ),
        migrations.AddField(
            model_name='reference',
            name='status_note',
            field=models.CharField(blank=True, db_default='', default='', help_text='Patients read it. Example: Replaced by Doe 2025', max_length=300, verbose_name='about its status'),
        ),
        migrations.AddField(
            model_name='reference',
            name='title',
            field=models.CharField(blank=True, db_default='', default='', help_text='Never our own description of it.', max_length=400, verbose_name='title as published'),
        ),
        migrations.AddField(
            model_name='reference',
            name='title_language',
            field=models.CharField(blank=True, db_default='', default='', help_text="So that it is read aloud rightly. Empty: the page's. Example: en", max_length=10, validators=[django.core.validators.RegexValidator('^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?\\Z', "Write the language's code. Example: en, es, ja")], verbose_name='language of the title'),
        ),
        migrations.AddField(
            model_name='reference',
            name='year',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Example: 2022', null=True, validators=[django.core.validators.MinValueValidator(1500), django.core.validators.MaxValueValidator(2200)], verbose_name='year'),
        ),
        migrations.AlterField(
            model_name='historicalreference',
            name='text',
            field=models.TextField(blank=True, help_text='With a title above it is written for you. Otherwise all in one: authors, title, journal, year. Example: Doe A, et al. Spine J 2022;1:2-3', max_length=2000, verbose_name='citation'),
        ),
        migrations.AlterField(
            model_name='historicalreference',
            name='url',
            field=models.URLField(blank=True, help_text='Empty: the DOI or another number makes it. Example: https://example.org/a', verbose_name='link'),
        ),
        migrations.AlterField(
            model_name='reference',
            name='text',
            field=models.TextField(blank=True, help_text='With a title above it is written for you. Otherwise all in one: authors, title, journal, year. Example: Doe A, et al. Spine J 2022;1:2-3', max_length=2000, verbose_name='citation'),
        ),
        migrations.AlterField(
            model_name='reference',
            name='url',
            field=models.URLField(blank=True, help_text='Empty: the DOI or another number makes it. Example: https://example.org/a', verbose_name='link'),
        ),
    ]
