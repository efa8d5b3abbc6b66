"""The tables of the scheme's pages: versions, history, differences, and a draft's preview."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from zones.tables import BadgeColumn, HouseTable, NumberColumn

from .effects import EffectTable

NOWRAP = {"td": {"class": "zt-nowrap"}}
WIDE = {"td": {"class": "zt-wide"}}


class SchemeTable(HouseTable):
    """Every version of the scheme, drafts included for those who may see them."""

    empty_text = _("No scheme is loaded yet.")

    name = tables.Column(
        verbose_name=_("Scheme"),
        order_by="order",
        initial_sort_descending=True,
        linkify=lambda record: record.href,
        attrs=WIDE,
    )
    year = NumberColumn(
        verbose_name=_("In force from the year"), text="year_text", initial_sort_descending=True
    )
    version = NumberColumn(verbose_name=_("Version"), text="version_text")
    state = BadgeColumn(verbose_name=_("State"))
    based_on = tables.Column(verbose_name=_("Made from"), orderable=False)
    used = NumberColumn(verbose_name=_("Published results"))
    adopted = tables.Column(verbose_name=_("Adopted by"), orderable=False)
    reason = tables.Column(verbose_name=_("Reason"), orderable=False, attrs=WIDE)

    class Meta:
        order_by = "-name"
        row_attrs = {"id": lambda record: f"scheme-{record.pk}"}


class SchemeChangeTable(HouseTable):
    """What was done to a version."""

    empty_text = _("Nothing was changed yet.")

    when = tables.Column(verbose_name=_("Time"), order_by="seq", attrs=NOWRAP)
    who = tables.Column(verbose_name=_("Who"), attrs=NOWRAP)
    origin = tables.Column(verbose_name=_("From where"), attrs=NOWRAP)
    action = tables.Column(verbose_name=_("What"), attrs=NOWRAP)
    what = tables.Column(verbose_name=_("Changed"), orderable=False, attrs=WIDE)
    reason = tables.Column(verbose_name=_("Reason"), orderable=False, attrs=WIDE)

    class Meta:
        order_by = "-when"


class DifferenceTable(HouseTable):
    """What a version says otherwise than the one that it was made from."""

    empty_text = _("It says the same as the version that it was made from.")

    where = tables.Column(verbose_name=_("Theme, criterion"), order_by="order", attrs=WIDE)
    what = tables.Column(verbose_name=_("What"), attrs=NOWRAP)
    before = tables.Column(verbose_name=_("Before"), orderable=False, attrs=WIDE)
    after = tables.Column(verbose_name=_("After"), orderable=False, attrs=WIDE)


class PreviewTable(HouseTable):
    """Every zone's score and rank, under the scheme in force and under the draft."""

    empty_text = _("No zone has a score in these periods.")

    period = tables.Column(
        verbose_name=_("Period"), order_by=("period_order", "rank_then"), attrs=NOWRAP
    )
    zone = tables.Column(verbose_name=_("Zone"), order_by="zone_order", attrs=NOWRAP)
    rank = NumberColumn(verbose_name=_("Rank now"), initial_sort_descending=False)
    rank_then = NumberColumn(verbose_name=_("Rank under the draft"), initial_sort_descending=False)
    moved = NumberColumn(verbose_name=_("Places gained"))
    score = NumberColumn(verbose_name=_("Score now"), text="score_text")
    score_then = NumberColumn(verbose_name=_("Score under the draft"), text="score_then_text")

    class Meta:
        order_by = "period"


class FlagEffectTable(EffectTable):
    """The flags that come or go with a version of the scheme."""

    empty_text = _("No flag would come or go.")
