"""The tables of published classes: what counts, and every version of one."""

import django_tables2 as tables
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zones.tables import BadgeColumn, HouseTable, NumberColumn

NOWRAP = {"td": {"class": "zt-nowrap"}}
WIDE = {"td": {"class": "zt-wide"}}


class ClassTable(HouseTable):
    """The class of each zone, year and list as it counts now."""

    zone = tables.Column(
        verbose_name=gettext_lazy("Zone"),
        order_by=("zone_order", "-year", "scope"),
        linkify=lambda record: record.zone_href,
        attrs=NOWRAP,
    )
    year = tables.Column(
        verbose_name=gettext_lazy("Year evaluated"),
        order_by=("year", "zone_order", "scope"),
        initial_sort_descending=True,
        linkify=lambda record: record.href,
        attrs=NOWRAP,
    )
    scope = tables.Column(
        verbose_name=gettext_lazy("List"), accessor="scope_text", order_by="scope", attrs=NOWRAP
    )
    list_name = tables.Column(
        verbose_name=gettext_lazy("Name of the list, as printed"),
        attrs={"td": {"class": "zt-phrase", "lang": "zh"}},
    )
    grade = BadgeColumn(verbose_name=gettext_lazy("Class"))
    rank = NumberColumn(
        verbose_name=gettext_lazy("Place on the list"), initial_sort_descending=False
    )
    size = NumberColumn(verbose_name=gettext_lazy("Zones on the list"), visible=False)
    source = tables.Column(verbose_name=gettext_lazy("Source"), orderable=False, attrs=WIDE)
    published_on = tables.Column(
        verbose_name=gettext_lazy("Published on"), accessor="published_text", attrs=NOWRAP
    )
    entered = tables.Column(
        verbose_name=gettext_lazy("Recorded by"), accessor="entered_by", attrs=NOWRAP
    )

    class Meta:
        order_by = "-year"

    def value_rank(self, record) -> str:
        """The place alone: the file has the zones on the list in a column of its own."""
        return "" if record.rank is None else str(record.rank)


class ClassVersionTable(ClassTable):
    """Every version of one class, the latest first, with the reason of each correction."""

    version = NumberColumn(verbose_name=gettext_lazy("Version"))
    entered_at = tables.Column(
        verbose_name=gettext_lazy("Entered at"), accessor="entered_text", attrs=NOWRAP
    )
    reason = tables.Column(verbose_name=gettext_lazy("Reason"), orderable=False, attrs=WIDE)

    class Meta:
        order_by = "-version"
        exclude = ("zone", "year", "scope")
        sequence = ("version", "...")
        row_attrs = {"class": lambda record: "is-replaced" if record.is_withdrawn else None}

    def render_version(self, value: int, record) -> str:
        if record.is_withdrawn:
            return _("%(version)s (withdrawn)") % {"version": value}
        return str(value)

    def value_version(self, value: int, record) -> str:
        return self.render_version(value, record)
