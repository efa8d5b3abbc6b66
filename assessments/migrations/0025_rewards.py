"""The incentive fund, and what refuses in the database itself to change or remove any of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

MESSAGE = "What is set and fixed of the incentive fund never changes."
TABLES = tuple(f"assessments_reward{name}" for name in ("rule", "fund", "list", "share"))
PROTECT = {
    "sqlite": [
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for table in TABLES
        for act in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        f"""CREATE FUNCTION reward_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$""",
        *(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION reward_refuse()"
            for table in TABLES
        ),
        *(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION reward_refuse()"
            for table in TABLES
        ),
    ],
}
UNPROTECT = {
    "sqlite": [f"DROP TRIGGER {statement.split()[2]}" for statement in PROTECT["sqlite"]],
    "postgresql": [
        *(f"DROP TRIGGER {table}_no_{act} ON {table}" for table in TABLES for act in ("change", "truncate")),
        "DROP FUNCTION reward_refuse()",
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
        ('assessments', '0024_reply_evidence_kept'),
        ('zones', '0006_innovations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RewardFund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('amount', models.DecimalField(decimal_places=6, max_digits=18, verbose_name='fund')),
                ('source', models.CharField(max_length=300, verbose_name='source')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('is_demonstration', models.BooleanField(default=False)),
                ('set_at', models.DateTimeField()),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'incentive fund of a year',
                'verbose_name_plural': 'incentive funds',
                'ordering': ['-year', '-version'],
                'default_permissions': ['view'],
            },
        ),
        migrations.CreateModel(
            name='RewardRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(unique=True, verbose_name='version')),
                ('kind', models.CharField(choices=[('by_score', 'in proportion to the scores'), ('by_rank', 'by rank: n parts for the first of n, one for the last'), ('by_place', 'by place: stated parts for the first places')], max_length=10, verbose_name='how it is shared')),
                ('steps', models.JSONField(default=list, verbose_name='parts by place')),
                ('most_places', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='places at most')),
                ('min_coverage', models.DecimalField(decimal_places=4, max_digits=5, verbose_name='least coverage')),
                ('leaves_out_exit', models.BooleanField(verbose_name='leaves out zones with an exit case')),
                ('unit', models.CharField(choices=[('wan', 'CNY 10,000'), ('yuan', 'yuan'), ('fen', 'fen')], max_length=4, verbose_name='paid in whole')),
                ('reason_zh', models.TextField(verbose_name='reason')),
                ('reason_en', models.TextField(blank=True, verbose_name='reason, in English')),
                ('is_demonstration', models.BooleanField(default=False)),
                ('set_at', models.DateTimeField()),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'reward rule',
                'verbose_name_plural': 'reward rules',
                'ordering': ['-version'],
                'default_permissions': ['view'],
            },
        ),
        migrations.CreateModel(
            name='RewardList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_demonstration', models.BooleanField(default=False)),
                ('fixed_at', models.DateTimeField(verbose_name='fixed')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('assessment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reward_list', to='assessments.assessment')),
                ('fixed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lists', to='assessments.rewardfund')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lists', to='assessments.rewardrule')),
            ],
            options={
                'verbose_name': 'list of rewards',
                'verbose_name_plural': 'lists of rewards',
                'ordering': ['-assessment__year', '-fixed_at'],
                'default_permissions': ['view'],
            },
        ),
        migrations.CreateModel(
            name='RewardShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('rank', models.PositiveSmallIntegerField(null=True)),
                ('score', models.DecimalField(decimal_places=4, max_digits=8, null=True)),
                ('coverage', models.DecimalField(decimal_places=4, max_digits=5, null=True)),
                ('place', models.PositiveSmallIntegerField(null=True)),
                ('share', models.DecimalField(decimal_places=4, max_digits=5)),
                ('amount', models.DecimalField(decimal_places=6, max_digits=18, null=True)),
                ('reason', models.CharField(blank=True, max_length=20)),
                ('list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='assessments.rewardlist')),
                ('zone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='zones.zone')),
            ],
            options={
                'ordering': ['list', 'order'],
                'default_permissions': [],
            },
        ),
        migrations.AddConstraint(
            model_name='rewardfund',
            constraint=models.UniqueConstraint(fields=('year', 'version'), name='reward_fund_version_once'),
        ),
        migrations.AddConstraint(
            model_name='rewardfund',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='reward_fund_positive'),
        ),
        migrations.AddConstraint(
            model_name='rewardrule',
            constraint=models.CheckConstraint(condition=models.Q(('min_coverage__gte', 0), ('min_coverage__lte', 1)), name='reward_coverage_is_a_fraction'),
        ),
        migrations.AddConstraint(
            model_name='rewardshare',
            constraint=models.UniqueConstraint(fields=('list', 'zone'), name='reward_share_once'),
        ),
        migrations.AddConstraint(
            model_name='rewardshare',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__isnull', False), ('place__isnull', False), ('reason', '')), models.Q(models.Q(('reason', ''), _negated=True), ('amount__isnull', True), ('place__isnull', True)), _connector='OR'), name='reward_share_or_reason'),
        ),
        migrations.RunPython(protect, unprotect),
    ]
