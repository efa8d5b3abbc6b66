"""The tables of the register: projects, events, what counts beside what was reported."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from zones.tables import BadgeColumn, HouseTable, NumberColumn

NOWRAP = {"td": {"class": "zt-nowrap"}}
WIDE = {"td": {"class": "zt-wide"}}
NAME = {"td": {"class": "zt-name"}}


class ProjectTable(HouseTable):
    """The projects of the register."""

    empty_text = _("No project is entered here yet, or none that is asked for.")

    name = tables.Column(verbose_name=_("Project"), linkify=lambda record: record.href, attrs=NAME)
    zone = tables.Column(verbose_name=_("Zone"), order_by=("zone_order", "-signed_on"))
    tier = BadgeColumn(verbose_name=_("Tier"))
    expected = NumberColumn(verbose_name=_("Expected yearly trade (CNY 100 m)"))
    stage = BadgeColumn(verbose_name=_("Stage"))
    signed_on = tables.Column(
        verbose_name=_("Signed on"),
        accessor="signed_text",
        order_by="signed_on",
        initial_sort_descending=True,
        attrs=NOWRAP,
    )
    construction_text = tables.Column(
        verbose_name=_("Under construction since"), visible=False, orderable=False
    )
    operating_text = tables.Column(
        verbose_name=_("Operating since"), visible=False, orderable=False
    )
    withdrawn_text = tables.Column(verbose_name=_("Withdrawn on"), visible=False, orderable=False)
    counted = tables.Column(
        verbose_name=_("Counts in"), order_by=("counted_order", "zone_order"), attrs=NOWRAP
    )
    trade = NumberColumn(verbose_name=_("Actual trade, latest year (CNY 100 m)"))
    trade_year = tables.Column(verbose_name=_("Year of it"), attrs=NOWRAP)
    investor = tables.Column(verbose_name=_("Investor"), attrs=WIDE)
    alike = BadgeColumn(verbose_name=_("To be checked"), orderable=False)

    class Meta:
        order_by = "-signed_on"


class EventTable(HouseTable):
    """The matchmaking events of the register."""

    empty_text = _("No event is entered here yet, or none that is asked for.")

    title = tables.Column(verbose_name=_("Event"), linkify=lambda record: record.href, attrs=NAME)
    city = tables.Column(verbose_name=_("City"), order_by=("city_code", "-held_on"), attrs=NOWRAP)
    zone = tables.Column(
        verbose_name=_("Entered by the zone"), order_by=("zone_order", "-held_on"), attrs=NOWRAP
    )
    held_on = tables.Column(
        verbose_name=_("Held on"),
        accessor="held_text",
        order_by="held_on",
        initial_sort_descending=True,
        attrs=NOWRAP,
    )
    counted = tables.Column(verbose_name=_("Counts in"), order_by="held_on", attrs=NOWRAP)
    venue = tables.Column(verbose_name=_("Venue"), attrs=WIDE)
    organiser = tables.Column(verbose_name=_("Organiser"), attrs=WIDE)
    participants = NumberColumn(verbose_name=_("Participants"))
    results = tables.Column(verbose_name=_("Results"), orderable=False, attrs=WIDE)

    class Meta:
        order_by = "-held_on"


class CountTable(HouseTable):
    """What the register counts beside what the zones reported."""

    empty_text = _("Nothing is entered or reported for this year.")
    folds_on_phones = True

    quarter = tables.Column(
        verbose_name=_("Quarter"),
        order_by=("quarter", "zone_order", "indicator_order"),
        attrs=NOWRAP,
    )
    zone = tables.Column(
        verbose_name=_("Zone"),
        order_by=("zone_order", "quarter", "indicator_order"),
        linkify=lambda record: record.figure_href,
        attrs=NOWRAP,
    )
    indicator = tables.Column(
        verbose_name=_("Indicator"),
        order_by=("indicator_order", "quarter", "zone_order"),
        attrs=NAME,
    )
    counted = NumberColumn(verbose_name=_("Counted in the register"))
    figure = NumberColumn(verbose_name=_("Reported figure"))
    state = tables.Column(verbose_name=_("State of the figure"), attrs=NOWRAP)
    verdict = BadgeColumn(verbose_name=_("Together"))
    step = tables.Column(
        verbose_name=_("Entries"),
        orderable=False,
        exclude_from_export=True,
        linkify=lambda record: record.register_href,
    )

    class Meta:
        order_by = "verdict"
