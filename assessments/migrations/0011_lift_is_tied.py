"""A change that only leads to sharing a place says so; what was stored before does not say."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0010_notice_only'),
    ]

    operations = [
        migrations.AddField(
            model_name='lift',
            name='is_tied',
            field=models.BooleanField(help_text='Whether the place is shared; older results do not say.', null=True),
        ),
    ]
