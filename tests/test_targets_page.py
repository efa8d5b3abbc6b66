"""The page of the targets: each with its phrase, its path and how it stands."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

import csv
import io
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.utils import translation

from assessments.models import Assessment
from assessments.selectors.target_paths import condition_text
from indicators.models import AnnualTarget, Target, TargetCondition
from tests.demo_database import demonstration  # noqa: F401
from tests.reading import open_as, read, text  # noqa: F401
from tests.triggers import delete_with_what_holds
from tests.wording import APART
from zones.access import person_of

pytestmark = pytest.mark.usefixtures("demonstration", "db")


@pytest.fixture
def leader():
    return person_of(User.objects.get(username="leader"))


@pytest.fixture
def page(read, leader):
    return read(leader, "/targets/")


def card(page, code):
    (found,) = page.xpath(f"//section[@id='{code}']")
    return found


def path_of(page, code):
    """The rows of a target's path: what it is called, and its cells."""
    rows = card(page, code).xpath(".//tbody/tr")
    return {text(row.xpath("th")[0]): [text(cell) for cell in row.xpath("td")] for row in rows}


def test_every_target_has_its_place_with_its_phrase_and_a_link_to_its_clause(page):
    for target in Target.objects.select_related("reading"):
        found = card(page, target.code)
        assert target.phrase in text(found)
        links = found.xpath(".//a/@href")
        where = f"/measures/{target.clause}/" if target.clause.isdigit() else "/measures/#preamble"
        assert where in links
        assert target.reading.get_absolute_url() in links
        assert (target.reading.adopted or target.reading.printed) in text(found)


def test_the_growth_of_trade_is_worked_out_year_by_year(page):
    # 300.60 × 1.35 = 405.81; × 1.35 = 547.8435; × 1.35 = 739.588725
    (cells,) = path_of(page, "trade-growth").values()
    assert cells == ["300.60", "405.81", "547.84", "739.59"]


def test_the_share_of_the_province_binds_by_its_most_demanding_floor(page):
    rows = path_of(page, "trade-share")
    assert list(rows.values()) == [
        ["7.00%", "9.00%", "11.00%", "13.00%"],
        ["7.00%", "—", "—", "13.00%"],
        ["7.00%", "9.00%", "11.00%", "13.00%"],
    ]
    assert [title for title in rows if "asked for in that year only" in title]


def test_a_level_without_a_base_is_asked_for_in_its_last_year_only(page):
    rows = path_of(page, "trade-hundred")
    assert [name.split(":")[0] for name in rows] == ["Yichang", "Xiangyang"]
    assert list(rows.values()) == [["—", "—", "—", "100.00"]] * 2


def test_floor_and_stretch_stand_apart(page):
    rows = path_of(page, "ecommerce-doubled")
    assert [name.split(":")[0] for name in rows if name.startswith("stretch")]
    assert [row[-1] for row in rows.values()] == ["24.04", "100.00"]
    badges = card(page, "ecommerce-doubled").xpath(".//dd//li/span[1]")
    assert [text(badge) for badge in badges] == ["floor", "stretch"]


def test_chinese_conditions_read_as_one_sentence():
    """A fill that ends in Chinese and one that begins with a number meet without a blank."""
    with translation.override("zh-hans"):
        said = {
            condition_text(one, one.target)
            for one in TargetCondition.objects.select_related("target__indicator")
        }
    assert [text for text in said if APART.search(text)] == []
    assert "2023年不少于2020年的2倍" in said
    assert "2023年比2020年提高不少于6个百分点" in said


def test_only_binding_years_are_bold(page):
    def kinds(code):
        cells = card(page, code).xpath(".//td/span/@class")
        return [name.split()[-1] for name in cells]

    assert kinds("trade-growth") == ["is-base", "is-path", "is-path", "is-binding"]
    assert kinds("projects-key") == ["is-path", "is-binding", "is-binding", "is-binding"]


def test_the_status_is_that_of_the_latest_published_assessment(page):
    growth = text(card(page, "trade-growth"))
    assert "Total trade CNY 74.205 billion, the yearly target of CNY 73.959 billion" in growth
    assert "missed 2" in growth
    assert "met 4" in growth
    share = card(page, "trade-share")
    assert "missed" in [text(one) for one in share.xpath(".//header//span")]
    events = text(card(page, "events-three"))
    assert "Huangshi missed" in events


def test_a_zone_in_a_target_leads_to_the_target_on_its_page(page):
    links = card(page, "projects-key").xpath(".//dd//a/@href")
    assert "/zones/qipanzhou/#target-projects-key" in links


def test_two_goals_that_do_not_agree_are_shown_with_their_figures(page):
    said = text(page.xpath("//section[@id='cross-check']")[0])
    reached = Decimal("300.60") * Decimal("1.35") ** 3
    whole = Decimal("6449.66")
    for figure in (
        "CNY 30.060 billion",
        f"CNY {reached.quantize(Decimal('0.01')).scaleb(-1)} billion",
        f"{reached / whole * 100:.1f}%",
        "CNY 83.846 billion",
        "13%",
        "35%",
    ):
        assert figure in said
    assert f"{reached:.1f}" == "739.6"


def test_targets_set_for_zones_give_their_reason_and_their_day(page, read, leader):
    rows = page.xpath("//table[contains(., 'In force from')]/tbody/tr")
    assert len(rows) == 25
    first = [text(cell) for cell in rows[0].xpath("td")]
    assert first[1:4] == ["Donghu", "2023", "310.00"]
    assert first[5] == "2023-01-01"
    assert "Demonstration target" in first[6]
    everything = AnnualTarget.objects.count()
    assert f"Rows: {everything}" in text(page)


def test_a_target_that_a_later_one_replaced_says_so(read, leader):
    one = AnnualTarget.objects.get(target__code="trade-growth", zone__code="donghu", year=2023)
    one.pk, one.version = None, 2
    one.in_force_from, one.value = "2023-07-01", Decimal(2_900_000)
    one.save()
    page = read(leader, "/targets/")
    rows = page.xpath("//table[contains(., 'In force from')]/tbody/tr")
    days = [text(row.xpath("td")[5]) for row in rows[:2]]
    assert days == ["2023-07-01", "2023-01-01 (replaced)"]


def test_both_tables_are_taken_home_with_what_they_ask_for(open_as, leader):
    rows = exported(open_as(leader, "/targets/", export="csv"))
    growth = next(row for row in rows if row["Target"].startswith("Trade grows"))
    assert growth["2023"] == "739.59"
    assert "growth of at least 35% a year" in growth["Asks for"]
    assert growth["Status"] == "met"
    annual = exported(open_as(leader, "/targets/", **{"a-export": "csv"}))
    assert len(annual) == AnnualTarget.objects.count()


def exported(response):
    assert response["Content-Type"].startswith("text/csv")
    *lines, mark = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))
    assert next(iter(mark.values())).startswith("Demonstration data")
    return lines


def test_without_a_published_assessment_the_targets_stand_without_a_status(read, leader):
    delete_with_what_holds(Assessment.objects.all())
    page = read(leader, "/targets/")
    assert "No assessment is published yet" in text(page)
    assert path_of(page, "projects-key") == {
        "at least 5 in each year, 2021 to 2023": ["—", "5", "5", "5"]
    }
    (cells,) = path_of(page, "trade-growth").values()
    assert cells == ["—", "—", "—", "—"]
