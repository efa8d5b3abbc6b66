"""The two lines of the overview: who misses what, and what follows; each name leads on."""

from datetime import date

import lxml.html
import pytest
from django.contrib.auth import get_user_model
from django.utils import translation

from assessments.models import Flag
from assessments.selectors.board_map import board_map
from assessments.selectors.overview import overview_page
from assessments.selectors.overview_brief import brief
from assessments.selectors.published import latest_published
from tests import recomputed
from tests.demo_database import demonstration  # noqa: F401
from tests.recomputed_findings import NAMES, missed, what_follows
from tests.triggers import unprotected
from zones.models import Zone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]


def lines(client, period: str) -> dict:
    """The page's lines by what stands before them: each entry's links by text and address."""
    client.force_login(get_user_model().objects.get(username="leader"))
    client.cookies["django_language"] = "en"
    page = lxml.html.fromstring(client.get("/", {"period": period}).content.decode())
    return {
        " ".join(line.find("dt").text_content().split()): [
            (entry.text_content().split("\n")[0].strip(), links(entry))
            for entry in line.findall("dd/span")
        ]
        for line in page.xpath("//dl[@class='zt-brief']/div")
    }


def links(entry) -> list[tuple[str, str]]:
    return [(one.text_content(), one.get("href")) for one in entry.findall(".//a")]


@pytest.mark.parametrize("year", [2021, 2022, 2023])
def test_who_misses_what_follows_from_what_was_reported(year, client):
    facts = recomputed.reported()
    expected = {zone: set(found) for zone in facts.zones if (found := missed(facts, zone, year))}
    shown = {}
    for _text, (zone, *targets) in lines(client, str(year)).get("Missed", []):
        code = zone[1].split("/")[2]
        assert zone[0] == NAMES[code][0]
        shown[code] = {href.split("#target-")[1] for _name, href in targets}
    assert set(shown) == set(expected)
    for zone, targets in shown.items():
        # Two targets of one figure are named once.
        assert targets <= expected[zone]
        assert len(targets) == len(
            {told[0] for told in (missed(facts, zone, year)[one] for one in expected[zone])}
        )


@pytest.mark.parametrize("year", [2021, 2022, 2023])
def test_what_follows_names_the_zones_that_the_rules_find(year, client):
    shown = {
        text.split("  ")[0]: {name for name, _href in found}
        for text, found in lines(client, str(year)).get("What follows", [])
    }
    expected = what_follows(recomputed.reported(), year)
    assert sorted(map(sorted, shown.values())) == sorted(
        sorted(NAMES[zone][0] for zone in zones) for zones in expected.values()
    )
    assert all(any(text.startswith(what) for text in shown) for what in expected)


def test_a_zone_whose_findings_are_withdrawn_is_not_named():
    with unprotected():
        Flag.objects.filter(zone__code="xiangyang").update(state=Flag.State.WITHDRAWN)
    found = brief(overview_page(latest_published()))
    assert all("xiangyang" not in zone.href for one in found.following for zone in one.zones)
    assert any("xiangyang" in one.zone.href for one in found.missing), "its result stands"


def test_for_a_zone_that_left_nothing_follows():
    before = brief(overview_page(latest_published()))
    with unprotected():
        Zone.objects.filter(code="xiangyang").update(left_on=date(2024, 5, 20))
    found = brief(overview_page(latest_published()))
    named = [zone.href for one in before.following for zone in one.zones]
    assert any("xiangyang" in href for href in named)
    kept = [zone.href for one in found.following for zone in one.zones]
    assert kept == [href for href in named if "xiangyang" not in href]
    assert sum(one.further for one in found.following) == 0


def test_the_head_the_wall_and_the_map_say_that_a_zone_left_and_not_that_it_will(client):
    def read(address):
        client.cookies["django_language"] = "en"
        page = lxml.html.fromstring(client.get(address).content.decode())
        return " ".join(page.xpath("//main")[0].text_content().split())

    client.force_login(get_user_model().objects.get(username="leader"))
    flag = Flag.objects.filter(
        assessment=latest_published(), zone__code="xiangyang", state=Flag.State.RAISED
    ).first()
    with unprotected():
        Flag.objects.filter(pk=flag.pk).update(consequence="exit")
    with translation.override("en"):
        before = overview_page(latest_published()).findings
    assert "Exit procedure under the policy: Xingang Konggang, Xiangyang." in before
    with unprotected():
        Zone.objects.filter(code="xiangyang").update(left_on=date(2024, 5, 20))
    told = "Left after the exit procedure: Xiangyang (2024-05-20)."
    with translation.override("en"):
        page = overview_page(latest_published())
        found = board_map(page.rows)
    tile = next(one for one in found.tiles if "xiangyang" in one.href)
    assert "Xiangyang" not in found.finding, "the sentence counts what the key counts"
    assert "Exit procedure under the policy: Xingang Konggang." in page.findings
    assert told in page.findings
    assert (tile.state.kind, tile.state.text) == ("quiet", "exited")
    for address in ("/", "/wall/"):
        assert told in read(address), address
    assert "exited on 2024-05-20" in read("/wall/")
    assert "The zone left on 2024-05-20: nothing more follows." in read("/wall/")
    assert "exit procedure Zones: 1; left: 1" in read("/"), "every zone that is named is counted"
    (leads,) = (one for one in brief(page).following if str(one.badge) == "exit procedure")
    assert [(zone.text, leads.further) for zone in leads.zones] == [("Xingang Konggang", 0)]
