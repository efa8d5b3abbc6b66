"""The unit of an amount is said as the pages say it; the tables stay as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0025_submission_revised"),
    ]

    operations = [
        migrations.AlterField(
            model_name="countingrule",
            name="at_least",
            field=models.DecimalField(
                blank=True,
                decimal_places=4,
                help_text="× CNY 10,000.",
                max_digits=20,
                null=True,
                verbose_name="from this expected yearly trade on",
            ),
        ),
    ]
