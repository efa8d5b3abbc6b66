"""A zone's timeline tells what happened when, each event to those who see the page it leads to."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.timezone import localdate
from django.utils.translation import override

from assessments import case_life as life
from assessments.models import Assessment, CaseMove, Flag, ZoneResult
from assessments.selectors.timeline import timeline_of
from assessments.selectors.timeline_events import LANES
from tests.cases import OPENED, case_in, move_row
from tests.demo_database import demonstration  # noqa: F401
from tests.pages import Page
from zones.access import person_of
from zones.models import Project, Zone

pytestmark = pytest.mark.usefixtures("demonstration", "db")
ZONE = "xiangyang"


def signed_in(login, language="en"):
    client = Client()
    client.force_login(User.objects.get(username=login))
    client.cookies["django_language"] = language
    return client


def events(login, code=ZONE, **wanted):
    with override("en"):
        who = person_of(User.objects.get(username=login))
        return timeline_of(Zone.objects.get(code=code), who, wanted).events


def of(found, lane):
    return [one for one in found if one.lane == lane]


def test_every_flag_rank_and_case_of_the_zone_stands_there_once():
    zone, found = Zone.objects.get(code=ZONE), events("leader")
    flags = Flag.objects.filter(zone=zone, assessment__state="published")
    assert len(of(found, "flag")) == flags.count() > 0
    ever = {"assessment__state__in": ["published", "superseded"]}
    ranks = ZoneResult.objects.filter(zone=zone, rank__isnull=False, **ever)
    assert len(of(found, "rank")) == ranks.count()
    moves = CaseMove.objects.filter(case__zone=zone).exclude(move=life.ASSIGN)
    assert len(of(found, "case")) == moves.count() > 0
    assert [one.order for one in found] == sorted((one.order for one in found), reverse=True)


def test_each_publication_of_a_year_stands_on_its_own_day_the_superseded_one_marked_so():
    before, now = Assessment.objects.filter(period="2022").order_by("version")
    own = "/zones/yichang/?period=2022"
    hrefs = [f"{own}#score", f"{own}&version=1#score"]
    told = {one.href: one for one in of(events("leader", "yichang"), "rank") if one.href in hrefs}
    assert list(told) == hrefs
    in_force, superseded = told.values()
    assert in_force.on == localdate(now.published_at)
    assert superseded.on == localdate(before.published_at)
    assert superseded.text.endswith(" points (version 1, superseded later)")
    assert in_force.text.endswith(" points")
    place = before.results.get(zone__code="yichang").rank
    assert superseded.text.startswith(f"Place {place} of ")


def test_a_step_of_a_case_stands_on_the_day_on_which_it_was_taken():
    case = case_in(Zone.objects.get(code=ZONE), life.EXIT, life.PERIOD, year=2015)
    written = datetime(2026, 12, 25, 4, tzinfo=UTC)
    move_row(case, life.EXPEL, life.EXITED, at=written, held_on=date(2026, 12, 24))
    days = {one.text: one.on for one in of(events("leader"), "case") if "2015" in one.text}
    (exited,) = (on for text, on in days.items() if text.endswith("exit decided"))
    (initiated,) = (on for text, on in days.items() if text.endswith("exit procedure initiated"))
    assert exited == date(2026, 12, 24)
    assert initiated == localdate(OPENED)  # no other day was told


def test_every_event_leads_to_a_page_that_its_reader_may_open():
    for login in ("leader", "customs", "yichang"):
        client = signed_in(login)
        for href in {one.href.partition("#")[0] for one in events(login)}:
            assert client.get(href).status_code == 200, (login, href)


def test_others_read_of_notices_and_nothing_of_interviews_and_exits():
    for login in ("customs", "fgw", "admin"):
        told = {one.text.rpartition(": ")[2] for one in of(events(login), "case")}
        assert told <= {"notice issued", "closed"}
    assert of(events("yichang"), "case") == []
    assert len(of(events("yichang", "yichang"), "case")) == len(
        of(events("leader", "yichang"), "case")
    )


def test_projects_stand_there_for_those_who_see_the_register():
    zone = Zone.objects.filter(projects__isnull=False).first()
    shown = of(events("commerce", zone.code), "project")
    days = [
        on
        for one in Project.objects.filter(zone=zone, struck_at__isnull=True)
        for on in one.days.values()
        if on
    ]
    assert sorted(one.on for one in shown) == sorted(days)
    assert of(events("customs", zone.code), "project") == []


def test_it_is_narrowed_down_by_kind_and_year_and_downloaded_so():
    client = signed_in("leader")
    page = client.get(f"/zones/{ZONE}/timeline/?kind=flag&year=2023")
    kept = events("leader", kind="flag", year="2023")
    assert 0 < len(kept) < len(events("leader", kind="flag"))
    rows = [row for row in Page(page).rows if len(row) == 3 and row[1] == str(LANES["flag"])]
    assert len(rows) == 2 * len(kept)  # in the chart's own table and in the list
    file = client.get(f"/zones/{ZONE}/timeline/?kind=flag&year=2023&export=csv")
    told = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [row[0] for row in told[1 : len(kept) + 1]] == [one.on_text for one in kept]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_says_its_finding_and_its_zone_leads_to_it(language):
    client = signed_in("leader", language)
    page = client.get(f"/zones/{ZONE}/timeline/")
    with override(language):
        who = person_of(User.objects.get(username="leader"))
        found = timeline_of(Zone.objects.get(code=ZONE), who, {})
    assert str(len(found.events)) in found.finding
    assert found.finding.split("（")[0].split(" (")[0] in page.content.decode()
    assert f"/zones/{ZONE}/timeline/" in Page(client.get(f"/zones/{ZONE}/")).links


def test_a_zone_without_events_says_so():
    zone = Zone.objects.create(
        code="new", name_zh="新区", name_en="New", city=Zone.objects.first().city, stage="applying"
    )
    page = signed_in("leader").get(f"/zones/{zone.code}/timeline/").content.decode()
    assert "Nothing is known of this zone yet" in page


def test_it_asks_as_often_for_a_zone_with_many_events_as_for_one_with_few(queries):
    counts = {}
    for code in ("donghu", "qipanzhou", ZONE):
        events("leader", code)
        with queries() as sent:
            counts[code] = (len(sent), len(events("leader", code)))
            counts[code] = len(sent)
    assert max(counts.values()) - min(counts.values()) <= 4, counts
