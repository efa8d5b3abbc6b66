"""The table of replies and answers: on the department's page and beside a published assessment."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zones.display import DASH
from zones.tables import BadgeColumn, HouseTable
from zones.templatetags.house import badge

NOWRAP = {"td": {"class": "zt-nowrap"}}
WORDS = {"td": {"class": "zt-finding"}}


def _in_files(name) -> tables.Column:
    """A column that only files have: on the page it stands below another one."""
    return tables.Column(verbose_name=name, orderable=False, visible=False)


class ReplyTable(HouseTable):
    """Each finding of a year with its zone's reply and the answer."""

    empty_text = gettext_lazy("There is no finding here.")
    folds_on_phones = True

    zone = tables.Column(verbose_name=gettext_lazy("Zone"), order_by="zone_order", attrs=NOWRAP)
    badge = BadgeColumn(verbose_name=gettext_lazy("Flag"), order_by="badge__text")
    finding = tables.Column(verbose_name=gettext_lazy("Finding"), orderable=False, attrs=WORDS)
    change = _in_files(gettext_lazy("Since the reply"))
    stance = BadgeColumn(verbose_name=gettext_lazy("Reply"), attrs=WORDS)
    reason = _in_files(gettext_lazy("Reason"))
    files = _in_files(gettext_lazy("Evidence"))
    replied = _in_files(gettext_lazy("Replied"))
    outcome = BadgeColumn(verbose_name=gettext_lazy("Answer"), attrs=WORDS, empty_values=())
    text = _in_files(gettext_lazy("Text of the answer"))
    answered = _in_files(gettext_lazy("Answered"))

    class Meta:
        attrs = {"class": "table zt-table zr-table"}
        order_by = ()

    def render_finding(self, record) -> str:
        return _under(record.finding, record.change)

    def value_finding(self, record) -> str:
        return record.finding

    def render_stance(self, record) -> str:
        shown = format_html("{} {}", badge(record.stance), record.reason)
        return _under(shown, record.replied if record.reply else "")

    def value_stance(self, record) -> str:
        return str(record.stance)

    def render_outcome(self, record) -> str:
        shown = badge(record.outcome) if record.outcome else ""
        if not record.href:
            return shown or DASH
        link = format_html(
            '<span class="zt-inline"><a href="{}">{}</a></span>', record.href, _("Open")
        )
        return format_html("{} {} {}", shown, record.text, link)

    def value_outcome(self, record) -> str:
        return str(record.outcome) if record.outcome else ""


def _under(text: str, note: str) -> str:
    return format_html('{} <small class="zt-under">{}</small>', text, note) if note else text
