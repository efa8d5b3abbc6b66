"""The audit log is of everybody's writes: its tables stay as they are, its models move here."""

from django.db import migrations, models

MODELS = ("auditentry", "audithead")


def moved(apps, schema_editor, source, target):
    """Nothing; the types of content are of the other app, and so are the rights that name them."""
    types = apps.get_model("contenttypes", "ContentType").objects.using(schema_editor.connection.alias)
    if types.filter(app_label=target, model__in=MODELS).exists():
        return
    types.filter(app_label=source, model__in=MODELS).update(app_label=target)


def here(apps, schema_editor):
    moved(apps, schema_editor, "indicators", "zones")


def back(apps, schema_editor):
    moved(apps, schema_editor, "zones", "indicators")


class Migration(migrations.Migration):

    dependencies = [
        ('zones', '0003_groups'),
        ('indicators', '0012_quarter_dates'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.CreateModel(
                name='AuditEntry',
                fields=[
                    ('seq', models.PositiveBigIntegerField(primary_key=True, serialize=False, verbose_name='number')),
                    ('at', models.DateTimeField(verbose_name='at')),
                    ('person_id', models.BigIntegerField(null=True)),
                    ('person_name', models.CharField(blank=True, max_length=320, verbose_name='person')),
                    ('origin', models.CharField(blank=True, max_length=60, verbose_name='from where')),
                    ('action', models.CharField(max_length=40, verbose_name='action')),
                    ('kind', models.CharField(max_length=40)),
                    ('code', models.CharField(blank=True, max_length=100)),
                    ('zone', models.CharField(blank=True, max_length=60)),
                    ('quarter', models.CharField(blank=True, max_length=10)),
                    ('indicator', models.CharField(blank=True, max_length=60)),
                    ('version', models.PositiveIntegerField(null=True)),
                    ('old', models.JSONField(null=True, verbose_name='before')),
                    ('new', models.JSONField(null=True, verbose_name='after')),
                    ('previous_hash', models.CharField(max_length=64)),
                    ('hash', models.CharField(max_length=64)),
                ],
                options={
                    'db_table': 'indicators_auditentry',
                    'verbose_name': 'audit entry',
                    'verbose_name_plural': 'audit entries',
                    'ordering': ['seq'],
                    'default_permissions': ['view'],
                    'indexes': [models.Index(fields=['zone', 'quarter', 'indicator'], name='audit_of_a_cell')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('seq__gte', 1)), name='audit_from_one')],
                },
            ),
            migrations.CreateModel(
                name='AuditHead',
                fields=[
                    ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                    ('seq', models.PositiveBigIntegerField(default=0)),
                    ('hash', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
                ],
                options={
                    'db_table': 'indicators_audithead',
                    'default_permissions': [],
                    'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='audit_one_head')],
                },
            ),
        ]),
        migrations.RunPython(here, back),
    ]
