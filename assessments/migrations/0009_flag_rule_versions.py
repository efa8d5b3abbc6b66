"""Flag rules are kept in versions; the rules there are become the first, there from the start."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0008_explained'),
        ('indicators', '0012_quarter_dates'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='flagrule',
            options={'ordering': ['order', 'version'], 'verbose_name': 'flag rule', 'verbose_name_plural': 'flag rules'},
        ),
        migrations.AddField(
            model_name='flagrule',
            name='reason_en',
            field=models.TextField(blank=True, verbose_name='reason, in English'),
        ),
        migrations.AddField(
            model_name='flagrule',
            name='reason_zh',
            field=models.TextField(blank=True, verbose_name='reason'),
        ),
        migrations.AddField(
            model_name='flagrule',
            name='set_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='flagrule',
            name='set_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='flagrule',
            name='version',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='version'),
        ),
        migrations.AlterField(
            model_name='flagrule',
            name='code',
            field=models.CharField(choices=[('annual_target_missed', 'yearly target missed'), ('rank_dropped', 'fell in rank'), ('missed_years', 'missed for years'), ('behind_pace', 'behind pace'), ('projected_miss', 'year out of reach'), ('late_report', 'late report'), ('grade_missed', 'below the promised class'), ('national_bottom', 'among the last of the national evaluation')], max_length=30),
        ),
        migrations.AddConstraint(
            model_name='flagrule',
            constraint=models.UniqueConstraint(fields=('code', 'version'), name='flag_rule_version_once', violation_error_message='Somebody else has just changed this rule.'),
        ),
    ]
