"""The log is asked by time and by what was written to, however long it has become."""

from django.db import migrations, models

from zones.indexes import AddIndexInService


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("zones", "0017_operation_begun"),
    ]

    operations = [
        AddIndexInService(
            model_name="auditentry",
            index=models.Index(fields=["at", "action"], name="audit_by_time"),
        ),
        AddIndexInService(
            model_name="auditentry",
            index=models.Index(fields=["code", "kind"], name="audit_of_a_thing"),
        ),
    ]
