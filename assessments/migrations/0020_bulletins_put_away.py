"""A draft can be put away, and stays for ever as it was then; the triggers of 0014 say so too."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

BEFORE = import_module("assessments.migrations.0014_bulletins_frozen")
#: A draft put away outlives the assessment it was made from, as a review sheet outlives its board.
BOARD = "OLD.kind = 'review' AND NEW.assessment_id IS NULL"
BOARD_NOW = "(OLD.kind = 'review' OR OLD.state = 'put_away') AND NEW.assessment_id IS NULL"
FROZEN, SAME = "NEW.published_by_id {0} OLD.published_by_id", " AND NEW.{1} {0} OLD.{1}"
OF_ENGINE = {"sqlite": "IS", "postgresql": "IS NOT DISTINCT FROM"}


def protect(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    same = OF_ENGINE[vendor]
    frozen = FROZEN.format(same)
    more = "".join(SAME.format(same, name) for name in ("put_away_at", "put_away_by_id"))
    for statement in BEFORE.PROTECT[vendor]:
        statement = statement.replace(BOARD, BOARD_NOW).replace(frozen, frozen + more)
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0019_cases_frozen'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    # SQLite makes the table anew, which its triggers would not survive.
    operations = [
        migrations.RunPython(BEFORE.unprotect, BEFORE.protect),
        migrations.RemoveConstraint(
            model_name='bulletin',
            name='bulletin_frozen_once_published',
        ),
        migrations.RemoveConstraint(
            model_name='bulletin',
            name='published_bulletin_has_its_assessment',
        ),
        migrations.AddField(
            model_name='bulletin',
            name='put_away_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='put away'),
        ),
        migrations.AddField(
            model_name='bulletin',
            name='put_away_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='bulletin',
            name='state',
            field=models.CharField(choices=[('draft', 'draft'), ('published', 'published'), ('superseded', 'superseded'), ('put_away', 'put away')], default='draft', max_length=12, verbose_name='state'),
        ),
        migrations.AddConstraint(
            model_name='bulletin',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', True), ('sha256', ''), ('snapshot', ''), ('state__in', ['draft', 'put_away'])), models.Q(('published_at__isnull', False), ('state__in', ['published', 'superseded']), models.Q(('snapshot', ''), _negated=True), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='bulletin_frozen_once_published', violation_error_message='A published bulletin has its snapshot and its time.'),
        ),
        migrations.AddConstraint(
            model_name='bulletin',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('put_away_at__isnull', False), ('state', 'put_away')), models.Q(models.Q(('state', 'put_away'), _negated=True), ('put_away_at__isnull', True), ('put_away_by__isnull', True)), _connector='OR'), name='bulletin_put_away_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='bulletin',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'put_away']), ('kind', 'review'), ('assessment__isnull', False), _connector='OR'), name='published_bulletin_has_its_assessment', violation_error_message='A published bulletin rests on its assessment.'),
        ),
        migrations.RunPython(protect, BEFORE.unprotect),
    ]
