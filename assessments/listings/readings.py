"""The table of a reading's versions: what was loaded, and what staff adopted since."""

import django_tables2 as tables
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zones.tables import HouseTable

from .taking_back import with_way_back

NOWRAP = {"td": {"class": "zt-nowrap"}}
CHINESE = {"td": {"class": "zt-phrase", "lang": "zh"}}
WIDE = {"td": {"class": "zt-wide"}}


class ReadingVersionTable(HouseTable):
    """Every reading of one phrase, the latest day first."""

    in_force_from = tables.Column(
        verbose_name=gettext_lazy("In force from"), accessor="in_force_text", attrs=NOWRAP
    )
    adopted = tables.Column(verbose_name=gettext_lazy("As adopted"), attrs=CHINESE)
    kind = tables.Column(verbose_name=gettext_lazy("Kind"), attrs=NOWRAP)
    amounts = tables.Column(verbose_name=gettext_lazy("Amounts"), attrs=CHINESE)
    reason = tables.Column(verbose_name=gettext_lazy("Reason"), orderable=False, attrs=WIDE)
    adopted_by = tables.Column(verbose_name=gettext_lazy("Adopted by"), attrs=NOWRAP)
    adopted_at = tables.Column(
        verbose_name=gettext_lazy("Adopted at"), accessor="adopted_text", attrs=NOWRAP
    )

    class Meta:
        orderable = False
        row_attrs = {"class": lambda record: "is-replaced" if record.is_replaced else None}

    def render_in_force_from(self, value: str, record) -> str:
        return _("%(day)s (replaced)") % {"day": value} if record.is_replaced else value

    def value_in_force_from(self, value: str, record) -> str:
        return self.render_in_force_from(value, record)

    def render_adopted_at(self, value: str, record) -> str:
        return with_way_back(value, record)

    def value_adopted_at(self, value: str) -> str:
        return value
