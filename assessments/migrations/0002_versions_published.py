from django.db import migrations
from django.db.models import Q


def mark_published(apps, schema_editor):
    """Nothing; a version that a published assessment rests on says since when."""
    submissions = apps.get_model("indicators", "Submission").objects
    published = apps.get_model("assessments", "Assessment").objects.filter(
        state__in=["published", "superseded"], published_at__isnull=False
    )
    for one in published.order_by("published_at"):
        submissions.filter(
            Q(superseded_at__isnull=True) | Q(superseded_at__gt=one.run_at),
            Q(quarter__year__lt=one.year)
            | Q(quarter__year=one.year, quarter__quarter__lte=one.quarter),
            verified_at__lte=one.run_at,
            published_at__isnull=True,
        ).update(published_at=one.published_at)


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0001_initial'),
        ('indicators', '0005_life'),
    ]

    operations = [migrations.RunPython(mark_published, migrations.RunPython.noop)]
