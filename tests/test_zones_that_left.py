"""A zone that left is asked for the quarter of its exit, and for none after it."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from indicators.models import Submission
from indicators.periods import parse_quarter
from indicators.selectors.late import late_quarters
from indicators.selectors.reminders import reminders_due
from indicators.selectors.reports import reports_until
from indicators.selectors.worklist import work_list
from indicators.services.reopenings import quarter_reopen
from indicators.services.submissions import Refused
from tests.collecting import entry, hand_in, open_quarter, record, text, verified
from tests.factories import make_indicators, make_zone
from zones.models import Zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    """Yichang left in the second quarter of 2022; two quarters of the year are open."""
    make_indicators("trade_import", "trade_export", "trade_total", "processing", "vehicles")
    for quarter in ("2022Q2", "2022Q3"):
        open_quarter(quarter)
    return {
        "donghu": make_zone("donghu"),
        "yichang": make_zone("yichang", start="2021Q2", left_on=date(2022, 5, 20)),
        "ezhou": make_zone("ezhou", is_judged=False),
    }


def test_late_lists_work_lists_and_reminders_ask_for_the_quarter_of_the_exit_alone(people):
    now = timezone.now()
    late = {
        one.code: [zone.name for zone in one.zones] for one in late_quarters(people["leader"], now)
    }
    assert sorted(len(names) for names in late.values()) == [1, 2]
    assert len(late["2022Q2"]) == 2
    own = Zone.objects.filter(code="yichang").select_related("reporting_start")
    assert {str(row.quarter) for row in work_list(people["yichang"], own, now)} == {"2022Q2"}
    found = reports_until([parse_quarter("2022Q2"), parse_quarter("2022Q3")], now)
    assert [one.missing_count for one in found.values()] == [2, 2]
    User.objects.update(email="a@example.org")
    letters = reminders_due(now, (1,)).letters
    asked = {(str(due.quarter.code), due.zone.code) for one in letters for due in one.dues}
    assert ("2022Q3", "yichang") not in asked
    assert {("2022Q2", "yichang"), ("2022Q3", "donghu")} <= asked


def test_nothing_is_entered_or_reopened_for_a_later_quarter(place, people):
    zone, by = place["yichang"], people["yichang"]
    with pytest.raises(Refused, match="zone_has_left"):
        record(zone, [entry("trade_import", 5)], by, "2022Q3")
    about = {"reason_code": "other", "reason": "补报", "by": people["commerce"]}
    moment = timezone.now()
    with pytest.raises(Refused, match="zone_has_left"):
        quarter_reopen(zone=zone, quarter=open_quarter("2022Q3"), until=moment, at=moment, **about)
    assert not Submission.objects.exists()


def test_the_quarter_of_the_exit_is_reported_and_what_came_before_stays_and_is_revised(
    place, people
):
    zone = place["yichang"]
    hand_in(zone, [entry("trade_import", 5)], people["yichang"], "2022Q2")
    hands = {"submitter": people["yichang"], "reviewer": people["commerce"]}
    verified(zone, [entry("trade_import", 7)], hands, "2022Q1")
    again = record(
        zone, [entry("trade_import", 8)], people["yichang"], "2022Q1", revision_reason="核对"
    )
    assert again.version == 2


@pytest.mark.parametrize("address", ["/collect/2022Q3/yichang/", "/collect/2022Q3/"])
def test_pages_say_that_it_left_and_offer_nothing_to_type(sign_in, address):
    page = sign_in("yichang" if "yichang" in address else "commerce").get(address)
    assert page.status_code == 200
    if "yichang" in address:
        assert "The zone left on 2022-05-20" in text(page)
        assert '<form method="post" enctype' not in page.content.decode()
    else:
        assert "not applicable" in text(page)
