"""What the administration shows has a name in its reader’s language; the tables stay as they are."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0023_submission_by_verification'),
        ('zones', '0019_administration_words'),
    ]

    operations = [
        migrations.AlterField(
            model_name='measureagency',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responsibilities', to='zones.agency', verbose_name='agency'),
        ),
        migrations.AlterField(
            model_name='measureagency',
            name='measure',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='responsibilities', to='indicators.measure', verbose_name='measure'),
        ),
    ]
