"""What was verified since, and whether anything is made up, is asked without reading every report."""

from django.db import migrations, models

from zones.indexes import AddIndexInService


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("indicators", "0022_total_order"),
        ("zones", "0018_audit_by_time"),
    ]

    operations = [
        AddIndexInService(
            model_name="submission",
            index=models.Index(fields=["verified_at"], name="submission_by_verification"),
        ),
        AddIndexInService(
            model_name="submission",
            index=models.Index(
                fields=["quarter"],
                condition=models.Q(is_demonstration=True),
                name="submission_of_demonstration",
            ),
        ),
    ]
