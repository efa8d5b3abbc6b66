"""The dates of quarters get a history; its first entry is what each quarter has now."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def fill(apps, _schema_editor):
    """Nothing; each quarter's dates are the first of its history, taken to have been there."""
    dates = apps.get_model("indicators", "QuarterDates").objects
    quarters = apps.get_model("indicators", "ReportingQuarter").objects
    dates.bulk_create(
        dates.model(year=year, quarter=quarter, due_on=due_on, locks_on=locks_on)
        for year, quarter, due_on, locks_on in quarters.order_by("year", "quarter").values_list(
            "year", "quarter", "due_on", "locks_on"
        )
    )


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0011_adoptions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='QuarterDates',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('quarter', models.PositiveSmallIntegerField(verbose_name='quarter')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                ('due_on', models.DateField(null=True, verbose_name='due on')),
                ('locks_on', models.DateField(null=True, verbose_name='locks on')),
                ('set_at', models.DateTimeField(blank=True, null=True)),
                ('set_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'dates of a quarter',
                'verbose_name_plural': 'dates of quarters',
                'ordering': ['year', 'quarter', 'version'],
                'constraints': [models.UniqueConstraint(fields=('year', 'quarter', 'version'), name='quarter_dates_version_once'), models.CheckConstraint(condition=models.Q(models.Q(('due_on__isnull', True), ('locks_on__isnull', True)), models.Q(('due_on__isnull', False), ('due_on__lt', models.F('locks_on')), ('locks_on__isnull', False)), _connector='OR'), name='quarter_dates_both_or_none', violation_error_message='A quarter is due before it locks.')],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
