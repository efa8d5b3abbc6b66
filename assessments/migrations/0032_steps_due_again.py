"""What the department owed a zone's notice while the zone was gone is due on another day."""

import importlib

from django.db import migrations

FIRST = importlib.import_module("assessments.migrations.0019_cases_frozen")
EARLIER = importlib.import_module("assessments.migrations.0022_case_evidence_kept")
#: The steps as `case_life.TABLE` was when this was written; a test compares them.
STEPS = (
    *EARLIER.STEPS,
    ("notice", "flagged", "extend", "flagged"),
    ("notice", "notified", "extend", "notified"),
    ("notice", "interviewed", "extend", "interviewed"),
)


def _hold(schema_editor, steps):
    """Nothing; from here on the triggers hold these steps."""
    vendor = schema_editor.connection.vendor
    for statement in (*FIRST.UNPROTECT[vendor], *FIRST.protection(steps)[vendor]):
        schema_editor.execute(statement)


def protect(apps, schema_editor):
    _hold(schema_editor, STEPS)


def unprotect(apps, schema_editor):
    _hold(schema_editor, EARLIER.STEPS)


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0031_total_order'),
    ]

    operations = [migrations.RunPython(protect, unprotect)]
