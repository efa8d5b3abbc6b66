"""Remarks on the cells of the collection."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zones.models import Zone

from .figures import ReportingQuarter
from .policy import Indicator


class CellNote(models.Model):
    """A remark on one cell: a zone's figure of a quarter, whatever version it is in.

    Remarks are added and never changed. The latest one says whether the cell is marked for
    follow-up: a remark keeps the mark that it finds unless it says that this is done.
    """

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="cell_notes")
    quarter = models.ForeignKey(ReportingQuarter, models.PROTECT, related_name="cell_notes")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="cell_notes")
    text = models.TextField(_("remark"))
    is_follow_up = models.BooleanField(_("to be followed up"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("remark on a figure")
        verbose_name_plural = _("remarks on figures")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="cell_note_has_a_text",
                violation_error_message=_("A remark has words."),
            )
        ]

    def __str__(self):
        return f"{self.zone_id} {self.quarter_id} {self.indicator_id}: {self.text[:40]}"
