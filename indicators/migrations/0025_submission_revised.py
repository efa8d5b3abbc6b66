"""What was revised is found from the later versions alone, however many first ones there are."""

from django.db import migrations, models

from zones.indexes import AddIndexInService


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("indicators", "0024_administration_words"),
    ]

    operations = [
        AddIndexInService(
            model_name="submission",
            index=models.Index(
                fields=["zone", "quarter"],
                condition=models.Q(version__gt=1),
                name="submission_revised",
            ),
        ),
    ]
