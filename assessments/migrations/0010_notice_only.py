"""A class below the promised one leads to notice only, as the rules have it, from now on."""

from django.db import migrations, models
from django.utils import timezone

REASON_ZH = "按规则，公布等级低于承诺等级的只作通报，不作约谈。"
REASON_EN = "By the rules a class below the promised one leads to notice, not to an interview."


def set_notice_only(apps, _schema_editor):
    """Nothing; the rule that led to notice and interview has a second version from now on."""
    rules = apps.get_model("assessments", "FlagRule").objects
    last = rules.filter(code="grade_missed").order_by("-version").first()
    if last is None or last.consequence != "notice":
        return
    targets = list(last.targets.all())
    last.pk, last.version, last.consequence = None, last.version + 1, "notice_only"
    last.set_at, last.set_by = timezone.now(), None
    last.reason_zh, last.reason_en = REASON_ZH, REASON_EN
    last._state.adding = True
    last.save(force_insert=True)
    last.targets.set(targets)



class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0009_flag_rule_versions'),
    ]

    operations = [
        migrations.AlterField(
            model_name='flag',
            name='consequence',
            field=models.CharField(choices=[('notice', 'notice and interview'), ('notice_only', 'notice'), ('exit_warning', 'exit warning'), ('exit', 'exit procedure'), ('reminder', 'reminder at the quarterly review'), ('named', 'named on the overview')], max_length=20),
        ),
        migrations.AlterField(
            model_name='flagrule',
            name='consequence',
            field=models.CharField(choices=[('notice', 'notice and interview'), ('notice_only', 'notice'), ('exit_warning', 'exit warning'), ('exit', 'exit procedure'), ('reminder', 'reminder at the quarterly review'), ('named', 'named on the overview')], max_length=20),
        ),
        migrations.RunPython(set_notice_only, migrations.RunPython.noop),
    ]
