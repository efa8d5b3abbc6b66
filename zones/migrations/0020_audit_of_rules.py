"""What was done to the rules is found without reading the log through, on SQLite too."""

from django.db import migrations, models

from zones.indexes import AddIndexInService


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("zones", "0019_administration_words"),
    ]

    operations = [
        AddIndexInService(
            model_name="auditentry",
            index=models.Index(
                fields=["seq"], condition=models.Q(kind="rules"), name="audit_of_rules"
            ),
        ),
    ]
