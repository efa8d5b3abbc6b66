"""The table of the days that the steps of cases are due in."""

from dataclasses import fields

import django_tables2 as tables
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from zones.tables import HouseTable, NumberColumn

from ..case_terms import CaseDays
from ..models import CaseTerms

NOWRAP = {"td": {"class": "zt-nowrap"}}


class CaseTermsTable(HouseTable):
    """Every version of the days, the latest first."""

    version = NumberColumn(verbose_name=gettext_lazy("Version"), orderable=False)
    in_force_from = tables.Column(
        verbose_name=gettext_lazy("In force from"), orderable=False, attrs=NOWRAP
    )
    reason = tables.Column(
        verbose_name=gettext_lazy("Reason"), orderable=False, attrs={"td": {"class": "zt-wide"}}
    )
    set_by = tables.Column(verbose_name=gettext_lazy("Set by"), orderable=False, attrs=NOWRAP)

    class Meta:
        sequence = ("version", "in_force_from", "...", "reason", "set_by")

    def __init__(self, *args, **kwargs):
        columns = [
            (
                field.name,
                NumberColumn(
                    verbose_name=capfirst(str(CaseTerms._meta.get_field(field.name).verbose_name)),
                    accessor=f"days__{field.name}",
                    text=f"days__{field.name}",
                    orderable=False,
                    attrs={"th": {"class": "zt-num zt-long"}, "td": {"class": "zt-num"}},
                ),
            )
            for field in fields(CaseDays)
        ]
        super().__init__(*args, extra_columns=columns, **kwargs)
