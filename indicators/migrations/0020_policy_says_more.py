"""A policy says who its bulletins are sent to, and what is told as investment promotion.

What is loaded already keeps both as the bulletins have had them so far; the policy's bundle says
it from its next loading on.
"""

from django.db import migrations, models

SO_FAR = {
    "addressees_zh": "有关市、州人民政府：",
    "addressees_en": "To the governments of the cities and prefectures concerned:",
}


def keep_what_was_printed(apps, schema_editor):
    Policy = apps.get_model("indicators", "Policy")
    Indicator = apps.get_model("indicators", "Indicator")
    Policy.objects.update(**SO_FAR)
    counts = Indicator.objects.filter(unit_kind="count")
    each_year = counts.filter(targets__conditions__rule="count_each_year")
    held = counts.filter(kind="stock", targets__isnull=False)
    told = {one.pk for one in (*each_year, *held)}
    Indicator.objects.filter(pk__in=told).update(told_in="investment")


class Migration(migrations.Migration):
    dependencies = [("indicators", "0019_published_tasks_kept")]

    operations = [
        migrations.AddField(
            model_name="indicator",
            name="told_in",
            field=models.CharField(
                blank=True,
                choices=[("investment", "investment promotion")],
                db_default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="addressees_en",
            field=models.CharField(blank=True, db_default="", max_length=160),
        ),
        migrations.AddField(
            model_name="policy",
            name="addressees_zh",
            field=models.CharField(blank=True, db_default="", max_length=120),
        ),
        migrations.RunPython(keep_what_was_printed, migrations.RunPython.noop),
    ]
