"""Targets and rules of equal place keep one order, whichever way the database finds them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0030_zones_that_left"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="flagrule",
            options={
                "ordering": ["order", "code", "version"],
                "verbose_name": "flag rule",
                "verbose_name_plural": "flag rules",
            },
        ),
        migrations.AlterModelOptions(
            name="targetresult",
            options={
                "ordering": ["target__order", "target_id", "zone__order", "zone_id", "city_id"]
            },
        ),
    ]
