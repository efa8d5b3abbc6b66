"""More time that a zone is given for a quarter of which nothing was asked while it was due."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0020_policy_says_more")]

    operations = [
        migrations.AddField(
            model_name="reopening",
            name="sets_due",
            field=models.BooleanField(db_default=False, default=False),
        )
    ]
