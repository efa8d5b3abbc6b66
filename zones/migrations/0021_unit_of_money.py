"""The unit of an amount is said as the pages say it; the tables stay as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("zones", "0020_audit_of_rules"),
    ]

    operations = [
        migrations.AlterField(
            model_name="project",
            name="expected_trade",
            field=models.DecimalField(
                decimal_places=4,
                help_text="× CNY 10,000.",
                max_digits=20,
                verbose_name="expected yearly trade",
            ),
        ),
    ]
