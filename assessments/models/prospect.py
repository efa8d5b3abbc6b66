"""Where a figure is heading by the year's end, as stored with what it is said of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Prospect(models.Model):
    """A projection with its band and whose season it rests on, or the code of why there is none.

    Floats: a small share of the year can blow a figure up beyond any column of decimals.
    """

    projected = models.FloatField(_("projected year"), null=True)
    projected_low = models.FloatField(null=True)
    projected_high = models.FloatField(null=True)
    projection_note = models.CharField(max_length=20, blank=True)
    projection_basis = models.CharField(max_length=20, blank=True)
    projection_years = models.CharField(max_length=40, blank=True)
    projection_left_out = models.CharField(max_length=40, blank=True)

    class Meta:
        abstract = True
