"""What was revised, before and after, why, by whom, with what effect; and who is told of it."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from assessments.models import Assessment, Scheme, ZoneResult
from assessments.selectors.revisions import revisions
from tests.factories import make_submission, make_zone
from tests.reading import open_as, read, text  # noqa: F401
from tests.test_quality_page import table_of

pytestmark = pytest.mark.django_db

PAGE = "/revisions/"
FIRST = datetime(2022, 7, 12, 4, tzinfo=UTC)
BULLETIN = datetime(2022, 8, 1, 4, tzinfo=UTC)
REVISED = datetime(2022, 9, 5, 4, tzinfo=UTC)


def assess(period="2022H1", version=1, at=BULLETIN, state="published", **ranks) -> Assessment:
    """A published assessment with the ranks of some zones."""
    from zones.models import Zone

    scheme = Scheme.objects.first() or Scheme.objects.create(
        code="s", version=1, name_zh="方案", name_en="Scheme", effective_year=2020
    )
    kind = "half" if period.endswith("H1") else "year"
    found = Assessment.objects.create(
        period=period,
        year=int(period[:4]),
        quarter=2 if kind == "half" else 4,
        kind=kind,
        version=version,
        state=state,
        scheme=scheme,
        digest="0" * 64,
        run_at=at,
        published_at=at,
        superseded_at=at if state == "superseded" else None,
    )
    for code, rank in ranks.items():
        ZoneResult.objects.create(
            assessment=found,
            zone=Zone.objects.get(code=code),
            standing="ranked",
            rank=rank,
            score=90 - rank,
        )
    return found


@pytest.fixture
def revised(place, people):
    """Yichang's 2022Q2: published, then revised and verified after the bulletin."""
    both = {"by": people["yichang"], "verified_by": people["commerce"]}
    values = {"trade_import": 1200, "trade_export": 300, "vehicles": 5}
    make_submission(
        place["yichang"],
        "2022Q2",
        values,
        at=FIRST,
        state="superseded",
        published_at=BULLETIN,
        superseded_at=REVISED,
        **both,
    )
    assess(yichang=1, donghu=2)
    changed = values | {"trade_import": 900, "vehicles": "cannot_report"}
    return make_submission(
        place["yichang"],
        "2022Q2",
        changed,
        at=REVISED,
        revision_reason_zh="海关核减",
        revision_reason_en="Corrected by Customs",
        **both,
    )


def test_each_changed_figure_is_listed_with_before_after_reason_person_and_time(
    revised, people, read
):
    page = read(people["commerce2"], PAGE)
    rows = table_of(page, "Revised figures")
    assert [(row["Indicator"], row["Before"], row["After"]) for row in rows] == [
        ("Trade import", "1,200", "900"),
        ("Vehicles", "5", "cannot be reported"),
    ]
    first = rows[0]
    assert (first["Zone"], first["Quarter"], first["State"]) == ("Yichang", "2022Q2", "verified")
    assert (first["Reason"], first["Handed in by"]) == ("Corrected by Customs", "Yichang")
    assert first["Verified on"] == "2022-09-05 12:00"
    assert first["Unit"] == "× CNY 10,000"
    assert "since the bulletin of 2022H1 took its figures (2022-08-01 12:00)" in text(page)


def test_zone_and_figure_lead_to_the_version_and_to_the_history(revised, people, read):
    page = read(people["commerce2"], PAGE)
    links = page.xpath("//section[@aria-label='Revised figures']//tbody/tr[1]/td/a/@href")
    assert links[:2] == [
        "/collect/2022Q2/yichang/#v2",
        "/collect/2022Q2/yichang/history/trade_import/",
    ]


@pytest.mark.parametrize(
    ("login", "count"),
    [("commerce", 2), ("leader", 2), ("yichang", 2), ("donghu", 0), ("customs", 0), ("admin", 0)],
)
def test_what_is_verified_and_not_published_is_for_those_who_see_the_zone(
    login, count, revised, people
):
    assert len(revisions(people[login], FIRST)) == count


@pytest.mark.parametrize(
    ("login", "count"), [("commerce", 1), ("yichang", 1), ("leader", 0), ("donghu", 0)]
)
def test_an_open_revision_is_for_those_who_enter_the_figures(login, count, place, people):
    by, reviewer = people["yichang"], people["commerce"]
    make_submission(place["yichang"], "2022Q2", {"vehicles": 1}, by=by, verified_by=reviewer)
    make_submission(place["yichang"], "2022Q2", {"vehicles": 2}, by=by, state="draft")
    with translation.override("en"):
        rows = revisions(people[login])
    assert [str(row.state) for row in rows] == ["in revision"] * count
    assert [row.when for row in rows] == ["—"] * count, "nobody verified it yet"


def test_once_published_it_is_everybodys_and_people_are_named_by_their_role(revised, people, read):
    revised.published_at = REVISED + timedelta(days=20)
    revised.save()
    rows = table_of(read(people["customs"], PAGE), "Revised figures")
    assert [row["Indicator"] for row in rows] == ["Trade import", "Vehicles"]
    assert rows[0]["Handed in by"] == "Zone reporter"
    assert rows[0]["Verified on"] == "2022-09-05 12:00", "the day that staff are told too"
    with translation.override("en"):
        assert [row.new_text for row in revisions(None)] == ["900", "cannot be reported"]
    links = read(people["customs"], PAGE).xpath("//tbody/tr[1]/td/a/@href")
    assert links[:2] == ["/zones/yichang/", "/zones/yichang/figures/trade_import/"]


def test_a_bulletin_tells_of_what_was_published_since_and_names_the_day_of_verification(revised):
    revised.published_at = REVISED + timedelta(days=20)
    revised.save()
    day = timedelta(days=1)
    told = revisions(None, REVISED + day, REVISED + 21 * day)
    assert [row.at for row in told] == [REVISED, REVISED]
    assert revisions(None, REVISED - day, REVISED + day) == []


def test_the_public_is_told_of_the_published_figure_before_not_of_one_between(
    revised, place, people
):
    revised.state, revised.superseded_at = "superseded", REVISED + timedelta(days=1)
    revised.save()
    last = {"trade_import": 800, "trade_export": 300, "vehicles": 5}
    make_submission(
        place["yichang"],
        "2022Q2",
        last,
        by=people["yichang"],
        verified_by=people["commerce"],
        at=REVISED + timedelta(days=1),
        published_at=REVISED + timedelta(days=9),
    )
    (row,) = revisions(None)
    assert (row.old, row.new, row.version) == (1200, 800, 3)
    steps = [(one.old, one.new) for one in revisions(people["leader"])]
    assert (1200, 900) in steps
    assert (900, 800) in steps


def test_before_the_last_bulletin_is_told_only_where_it_is_asked_for(revised, people, read):
    assess("2022", at=REVISED + timedelta(days=100))
    who = people["commerce"]
    assert "Nothing was revised" in text(read(who, PAGE))
    for asked in ({"since": "all"}, {"since": "2022H1"}, {"from": "2022-09-05"}):
        assert len(table_of(read(who, PAGE, **asked), "Revised figures")) == 2
    assert "Nothing was revised" in text(read(who, PAGE, **{"from": "2022-09-06"}))
    until = {"since": "all", "to": "2022-09-04"}
    assert "Nothing was revised" in text(read(who, PAGE, **until))


def test_the_rank_that_a_period_had_before_and_has_since_is_told(revised, people, read):
    assess("2022H1", 2, REVISED + timedelta(days=1), "superseded", yichang=2, donghu=1)
    rows = table_of(read(people["commerce"], PAGE, since="all"), "Revised figures")
    assert rows[0]["Effect on rank"] == "2022H1: 1 → 2"
    (link, *_rest) = read(people["commerce"], PAGE, since="all").xpath(
        "//a[@class='zt-chip']/@href"
    )
    assert link == "/assessments/2022H1/?version=2"


def test_a_published_rank_that_still_rests_on_the_old_figure_is_named(revised, people, read):
    rows = table_of(read(people["commerce"], PAGE), "Revised figures")
    assert rows[0]["Effect on rank"] == "2022H1: 1, not judged again"


def test_zone_and_indicator_filter(revised, people, read):
    rows = table_of(read(people["commerce"], PAGE, indicator="vehicles"), "Revised figures")
    assert [row["Indicator"] for row in rows] == ["Vehicles"]
    assert "Nothing was revised" in text(read(people["commerce"], PAGE, zone="donghu"))


def test_the_list_is_a_file_with_numbers(revised, people, open_as):
    response = open_as(people["commerce"], PAGE, export="csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[1][:6] == ["Yichang", "2022Q2", "Trade import", "1200", "900", "× CNY 10,000"]


@pytest.mark.parametrize("column", "zone quarter indicator old new who when state".split())
def test_every_column_sorts_both_ways(column, revised, people, open_as):
    for direction in ("", "-"):
        assert open_as(people["commerce"], PAGE, sort=direction + column).status_code == 200


def test_sixty_zones_take_as_many_queries_as_seven(place, people, open_as, queries):
    both = {"by": people["yichang"], "verified_by": people["commerce"]}

    def cost(zones: int) -> int:
        for number in range(zones):
            zone = make_zone(f"zone{zones}-{number}", start="2021Q1")
            gone = {"state": "superseded", "superseded_at": REVISED}
            make_submission(zone, "2022Q2", {"vehicles": 1}, at=FIRST, **gone, **both)
            make_submission(zone, "2022Q2", {"vehicles": 2}, at=REVISED, **both)
        open_as(people["leader"], PAGE)
        with queries() as sent:
            assert open_as(people["leader"], PAGE).status_code == 200
        return len(sent)

    assert cost(7) == cost(53)
