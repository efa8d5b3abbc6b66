"""Yearly targets and readings of equal place keep one order, whichever way the database finds them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0021_reopening_sets_due"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="annualtarget",
            options={
                "ordering": [
                    "target__order",
                    "target_id",
                    "zone__order",
                    "year",
                    "in_force_from",
                    "version",
                ],
                "verbose_name": "yearly target",
                "verbose_name_plural": "yearly targets",
            },
        ),
        migrations.AlterModelOptions(
            name="reading",
            options={
                "ordering": ["order", "id"],
                "verbose_name": "reading",
                "verbose_name_plural": "readings",
            },
        ),
    ]
