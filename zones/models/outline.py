"""The province's outline, where its operator supplied a reviewed one."""

from django.db import models
from django.db.models import F, Q


class Outline(models.Model):
    """The outline that the zones are drawn on, with the number under which it was reviewed.

    There is at most one. What is kept is its drawing: lines of whole numbers, nothing else of the
    file.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    review_number = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    path = models.TextField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    loaded_at = models.DateTimeField()

    class Meta:
        default_permissions = []
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="outline_only_one"),
            models.CheckConstraint(condition=~Q(review_number=""), name="outline_is_reviewed"),
            models.CheckConstraint(
                condition=Q(west__lt=F("east"), south__lt=F("north")), name="outline_has_room"
            ),
        ]

    def __str__(self):
        return self.review_number
