"""Evidence, and what refuses in the database itself to change or remove it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

MESSAGE = "Evidence is kept as it came in."
TABLES = ("zones_evidence", "zones_evidencecontent")
PROTECT = {
    "sqlite": [
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for table in TABLES
        for act in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        f"""CREATE FUNCTION evidence_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$""",
        *(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION evidence_refuse()"
            for table in TABLES
        ),
        *(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse()"
            for table in TABLES
        ),
    ],
}
UNPROTECT = {
    "sqlite": [f"DROP TRIGGER {statement.split()[2]}" for statement in PROTECT["sqlite"]],
    "postgresql": [
        *(f"DROP TRIGGER {table}_no_{act} ON {table}" for table in TABLES for act in ("change", "truncate")),
        "DROP FUNCTION evidence_refuse()",
    ],
}


def protect(apps, schema_editor):
    for statement in PROTECT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    for statement in UNPROTECT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('zones', '0004_audit'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='file')),
                ('kind', models.CharField(choices=[('pdf', 'PDF'), ('docx', 'Word document'), ('xlsx', 'Excel workbook'), ('jpg', 'JPEG picture'), ('png', 'PNG picture'), ('csv', 'CSV table'), ('txt', 'plain text')], max_length=10, verbose_name='kind')),
                ('size', models.PositiveIntegerField(verbose_name='size')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'evidence',
                'verbose_name_plural': 'evidence',
                'ordering': ['-at', '-id'],
                'default_permissions': ['view'],
            },
        ),
        migrations.CreateModel(
            name='EvidenceContent',
            fields=[
                ('evidence', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='content', serialize=False, to='zones.evidence')),
                ('data', models.BinaryField()),
            ],
            options={
                'default_permissions': [],
            },
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='evidence_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['pdf', 'docx', 'xlsx', 'jpg', 'png', 'csv', 'txt'])), name='evidence_of_a_kind_we_keep'),
        ),
        migrations.RunPython(protect, unprotect),
    ]
