"""What is under way: the way there from the overview, and what a board with gaps may say."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import Assessment
from assessments.selectors.scheme_preview import scheme_preview
from assessments.selectors.scheme_rules import scheme_in_force
from assessments.services.recomputing import board_now
from indicators.models import Submission
from indicators.periods import parse_period
from tests.assessing import run
from tests.demo_database import demonstration  # noqa: F401
from tests.factories import user_of
from tests.reading import open_as, read, text  # noqa: F401
from tests.reading_assessments import exported, person, post, said, table  # noqa: F401
from tests.wide import widen_demonstration
from zones.models import AuditEntry

CAME = (
    "1 of 6 zones have reported; late: Xingang Konggang; returned for correction: Jingkai;"
    " not yet due: Yichang, Xiangyang, Qipanzhou."
)
LACKING = (
    "The figures of 5 of 6 zones are missing (late: Xingang Konggang; returned for correction:"
    " Jingkai; not yet due: Yichang, Xiangyang, Qipanzhou): nothing is summed over all zones before"
    " they are there."
)


def under_way(page):
    (section,) = page.xpath("//section[h2[@id='running']]")
    return section


@pytest.mark.usefixtures("demonstration", "db")
class TestOfTheDemonstration:
    """2024Q1 is open: one zone of six has handed in."""

    def test_the_leader_finds_from_the_overview_how_the_running_quarter_stands(self, read, person):
        section = under_way(read(person("leader")))
        assert CAME in text(section)
        assert "provisional" in text(section)
        assert "not run yet by the department" in text(section)
        assert section.xpath(".//a/@href") == ["/assessments/2024Q1/now/"]
        assert not section.xpath(".//button")

    def test_staff_run_it_in_one_click_there_and_on_the_list_of_assessments(
        self, read, person, post
    ):
        for address in ("/", "/assessments/"):
            section = under_way(read(person("commerce"), address))
            assert "not run yet" in text(section)
            (form,) = section.xpath(".//form")
            assert form.get("action") == "/assessments/run/"
            assert form.xpath(".//input[@name='period']/@value") == ["2024Q1"]
        page = post("commerce", "/assessments/run/", period="2024Q1")
        assert "is assessed: version 1." in said(page)[0]
        section = under_way(read(person("leader")))
        assert section.xpath(".//a/@href") == ["/assessments/2024Q1/now/", "/?period=2024Q1v1"]
        assert "not run yet" not in text(section)
        assert "figures came in since" not in text(section)
        Submission.objects.filter(quarter__year=2024, zone__code="donghu").update(
            submitted_at=timezone.now()
        )
        assert "figures came in since" in text(under_way(read(person("leader"))))

    @pytest.mark.parametrize("login", ["customs", "yichang", "fgw", "admin"])
    def test_others_are_told_nothing_of_it(self, read, open_as, person, login):
        assert not read(person(login)).xpath("//*[@id='running']")
        assert open_as(person(login), "/assessments/2024Q1/now/").status_code == 404

    def test_how_it_stands_now_is_what_an_assessment_run_now_says_and_stores_nothing(
        self, read, person
    ):
        held = (Assessment.objects.count(), AuditEntry.objects.count())
        page = read(person("leader"), "/assessments/2024Q1/now/")
        assert (Assessment.objects.count(), AuditEntry.objects.count()) == held
        badges = [text(one) for one in page.xpath("//header//*[contains(@class, 'zt-badge')]")]
        assert "provisional" in badges
        assert "Coverage 0.0% to 97.0%" in text(page)
        assert LACKING in text(page)
        assert "A preview: nothing follows from a board that was never published." in text(page)
        assert "nothing follows from it" in text(page)
        assert not page.xpath("//main//form")
        digest = board_now(parse_period("2024Q1"), timezone.now()).assessment.digest
        assert digest == run("2024Q1", timezone.now()).digest

    def test_staff_may_run_what_they_look_at(self, read, person):
        page = read(person("commerce"), "/assessments/2024Q1/now/")
        assert page.xpath("//main//input[@name='period']/@value | //header//input/@value")

    @pytest.mark.parametrize("period", ["2024Q2", "2024H1", "2030"])
    def test_a_period_of_which_nothing_came_says_so(self, read, person, period):
        page = read(person("leader"), f"/assessments/{period}/now/")
        assert "there is nothing to assess" in text(page) or "No scheme" in text(page)
        assert not page.xpath("//table")

    def test_one_zone_alone_leads_nobody_on_any_page_or_file(self, read, open_as, person):
        board = run("2024Q1", timezone.now())
        stored = board.results.get(rank__isnull=False)
        assert (stored.zone.code, stored.rank) == ("donghu", 1)
        version = f"version={board.version}"
        addresses = (
            f"/?period=2024Q1v{board.version}",
            f"/assessments/2024Q1/?{version}",
            "/assessments/2024Q1/now/",
        )
        for address in addresses:
            page = read(person("leader"), address)
            main = text(page)
            assert LACKING in main, address
            for word in ("leads with", "variants", "told apart", "How sure", "1 (1"):
                assert word not in main, (address, word)
            first = table(page, "Ranking")[0]
            assert first["Rank"] == "—"
            assert "scored alone, not ranked" in first["Zone"]
            assert first["Score"] == "46.32"
        lead = text(read(person("leader"), addresses[0]).xpath("//section[@class='zt-lead']")[0])
        assert "no ranking yet. Only Wuhan Donghu" in lead
        assert "No target of a zone is judged in this period." in lead
        assert "off track" not in lead
        file = exported(open_as(person("leader"), addresses[0] + "&export=csv"))
        assert {row["Rank"] for row in file} <= {"", "—"}
        zone = text(read(person("leader"), f"/zones/donghu/?period=2024Q1&{version}"))
        assert "scored alone, not ranked" in zone
        assert "of 1 ranked" not in zone
        assert "variants" not in zone

    def test_one_zone_alone_has_no_place_where_weights_are_supposed(self, read, person):
        run("2024Q1", timezone.now())
        leader = person("leader")
        page = read(leader, "/what-if/2024Q1/")
        donghu = next(row for row in page.xpath("//tbody/tr") if "Donghu" in text(row))
        assert "scored alone, not ranked" in text(donghu)
        assert "(1)" not in text(donghu)
        listed = table(read(leader, "/assessments/"), "All assessments")
        (own,) = [row for row in listed if "first quarter of 2024" in row["Period"]]
        assert own["Zones ranked"] == "0"
        scheme = scheme_in_force(2024)
        found = scheme_preview(scheme, timezone.now())
        (own,) = [row for row in found.rows if "first quarter of 2024" in row.period]
        assert (own.rank, own.rank_then, own.moved) == (None, None, None)
        assert own.score is not None

    def test_no_sum_over_missing_zones_is_called_a_total(self, read, person):
        board = run("2024Q1", timezone.now())
        page = read(person("leader"), f"/?period=2024Q1v{board.version}")
        sentence = (
            "In the first quarter of 2024 1 of 6 zones have reported: CNY 6.173 billion from these"
            " alone, which is no total; hatched."
        )
        assert sentence in text(page)
        assert " in all, most of it" not in text(page)
        cells = [text(one) for one in page.xpath("//figure//td | //details//td")]
        assert "61.73 (of 1 of 6 zones, no total)" in cells
        assert sum("no total" in cell for cell in cells) == 1
        published = text(read(person("leader"), "/?period=2023"))
        assert " in all, most of it" in published
        assert "no total" not in published

    def test_its_queries_are_as_many_at_200_zones_as_at_7(self, client, person):
        counts = {}
        for count in (7, 200):
            with transaction.atomic():
                widen_demonstration(count)
                client.force_login(user_of(person("commerce")))
                for path in ("/", "/assessments/2024Q1/now/"):
                    client.get(path)
                    with CaptureQueriesContext(connection) as sent:
                        assert client.get(path).status_code == 200
                    counts.setdefault(path, []).append(len(sent))
                transaction.set_rollback(True)
        assert {path: few for path, (few, many) in counts.items() if few != many} == {}
