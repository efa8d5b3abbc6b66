"""Yearly targets are set in versions: several may take effect on one day, the last one counts."""

from django.conf import settings
from django.db import migrations, models


def number_versions(apps, _schema_editor):
    """Nothing; the yearly targets of a zone and year are numbered in the order of their days."""
    rows = apps.get_model("indicators", "AnnualTarget").objects
    held: dict[tuple, int] = {}
    for row in rows.order_by("in_force_from", "pk"):
        key = (row.target_id, row.zone_id, row.year)
        held[key] = held.get(key, 0) + 1
        rows.filter(pk=row.pk).update(version=held[key])


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("indicators", "0008_reminders"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="annualtarget", name="annual_target_once_a_day"
        ),
        migrations.AddField(
            model_name="annualtarget",
            name="version",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="version"),
        ),
        migrations.AlterField(
            model_name="annualtarget",
            name="value",
            field=models.DecimalField(
                decimal_places=4, max_digits=20, null=True, verbose_name="value"
            ),
        ),
        migrations.AlterModelOptions(
            name="annualtarget",
            options={
                "ordering": ["target__order", "zone__order", "year", "in_force_from", "version"],
                "verbose_name": "yearly target",
                "verbose_name_plural": "yearly targets",
            },
        ),
        migrations.RunPython(number_versions, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="annualtarget",
            constraint=models.UniqueConstraint(
                fields=("target", "zone", "year", "version"),
                name="annual_target_version_once",
                violation_error_message="Somebody else has just set this zone's target for the year.",
            ),
        ),
    ]
