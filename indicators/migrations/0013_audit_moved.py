"""The audit log's models are zones' from now on; their tables are not touched."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0012_quarter_dates'),
        ('zones', '0004_audit'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.DeleteModel(name='AuditEntry'),
            migrations.DeleteModel(name='AuditHead'),
        ]),
    ]
