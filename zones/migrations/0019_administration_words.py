"""What the administration shows has a name in its reader’s language; the tables stay as they are."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('zones', '0018_audit_by_time'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='zonealias',
            options={'ordering': ['id'], 'verbose_name': 'name in use', 'verbose_name_plural': 'names in use'},
        ),
        migrations.AlterModelOptions(
            name='zonecode',
            options={'ordering': ['id'], 'verbose_name': 'code elsewhere', 'verbose_name_plural': 'codes elsewhere'},
        ),
        migrations.AlterModelOptions(
            name='zonedate',
            options={'ordering': ['date', 'id'], 'verbose_name': 'date of a step', 'verbose_name_plural': 'dates of steps'},
        ),
        migrations.AlterField(
            model_name='agency',
            name='order',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='order'),
        ),
        migrations.AlterField(
            model_name='post',
            name='agency',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='zones.agency', verbose_name='agency'),
        ),
        migrations.AlterField(
            model_name='post',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='post', to=settings.AUTH_USER_MODEL, verbose_name='account'),
        ),
        migrations.AlterField(
            model_name='post',
            name='zone',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='zones.zone', verbose_name='zone'),
        ),
        migrations.AlterField(
            model_name='zone',
            name='latitude',
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=8, null=True, verbose_name='latitude'),
        ),
        migrations.AlterField(
            model_name='zone',
            name='longitude',
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=8, null=True, verbose_name='longitude'),
        ),
        migrations.AlterField(
            model_name='zonealias',
            name='clause',
            field=models.CharField(blank=True, max_length=20, verbose_name='clause'),
        ),
        migrations.AlterField(
            model_name='zonealias',
            name='printed',
            field=models.CharField(max_length=120, verbose_name='name as printed'),
        ),
        migrations.AlterField(
            model_name='zonealias',
            name='use',
            field=models.CharField(choices=[('official', 'official name'), ('short', 'short form'), ('printed', 'as printed in the policy'), ('ambiguous', "as printed, but another place's name: never used for matching")], max_length=10, verbose_name='kind of name'),
        ),
        migrations.AlterField(
            model_name='zonealias',
            name='zone',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='zones.zone', verbose_name='zone'),
        ),
        migrations.AlterField(
            model_name='zonecode',
            name='code',
            field=models.CharField(max_length=40, verbose_name='code'),
        ),
        migrations.AlterField(
            model_name='zonecode',
            name='confidence',
            field=models.CharField(choices=[('verified', 'two independent or official sources'), ('reported', 'one source'), ('inferred', 'inferred')], max_length=10, verbose_name='confidence'),
        ),
        migrations.AlterField(
            model_name='zonecode',
            name='note',
            field=models.CharField(blank=True, max_length=200, verbose_name='note'),
        ),
        migrations.AlterField(
            model_name='zonecode',
            name='part_en',
            field=models.CharField(blank=True, max_length=60, verbose_name='part of the zone, in English'),
        ),
        migrations.AlterField(
            model_name='zonecode',
            name='part_zh',
            field=models.CharField(blank=True, max_length=40, verbose_name='part of the zone, in Chinese'),
        ),
        migrations.AlterField(
            model_name='zonecode',
            name='system',
            field=models.CharField(choices=[('customs_area', 'customs-area code'), ('region', 'region code'), ('competent_customs', 'competent customs')], max_length=20, verbose_name='kind of code'),
        ),
        migrations.AlterField(
            model_name='zonecode',
            name='zone',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='zones.zone', verbose_name='zone'),
        ),
        migrations.AlterField(
            model_name='zonedate',
            name='confidence',
            field=models.CharField(choices=[('verified', 'two independent or official sources'), ('reported', 'one source'), ('inferred', 'inferred')], max_length=10, verbose_name='confidence'),
        ),
        migrations.AlterField(
            model_name='zonedate',
            name='date',
            field=models.CharField(max_length=10, validators=[django.core.validators.RegexValidator('^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$', 'Write the date as far as it is known: 2018, 2018-11 or 2018-11-06.')], verbose_name='date'),
        ),
        migrations.AlterField(
            model_name='zonedate',
            name='event',
            field=models.CharField(choices=[('approved', 'approved'), ('accepted', 'accepted'), ('closed', 'closed for customs control'), ('operating', 'began operating'), ('logistics_centre', 'bonded logistics centre (type B) operating')], max_length=20, verbose_name='step'),
        ),
        migrations.AlterField(
            model_name='zonedate',
            name='phase',
            field=models.CharField(blank=True, max_length=20, verbose_name='phase'),
        ),
        migrations.AlterField(
            model_name='zonedate',
            name='zone',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dates', to='zones.zone', verbose_name='zone'),
        ),
    ]
