"""The page of a what-if: it starts from what is stored, tells what it was given, writes nothing."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

import json
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.models import Assessment
from assessments.selectors.what_if import known_of
from assessments.selectors.what_if_result import result_of
from assessments.selectors.what_if_sentences import Place, moved_sentence, ordinal
from assessments.selectors.what_if_start import start_of
from assessments.services.assessments import assessment_run
from assessments.services.rows import exact, plain
from assessments.what_if import Supposed, judge_supposed
from assessments.what_if_terms import read_terms
from indicators.periods import parse_period
from tests.demo_database import demonstration  # noqa: F401
from tests.reading import open_as, read, text  # noqa: F401
from tests.reading_assessments import leader, person  # noqa: F401
from zones.models import AuditEntry

pytestmark = [pytest.mark.usefixtures("demonstration"), pytest.mark.django_db]

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PAGE = "/what-if/2023/"


@pytest.fixture
def english():
    with translation.override("en"):
        yield


def start(who, period="2023", version=None):
    return start_of(parse_period(period), who, version, NOW)


def places(page):
    """The board's zones in order, each with its rank, by code."""
    rows = page.xpath("//table[contains(@class, 'zw-board')]/tbody/tr")
    return {row.get("data-zone"): text(row.xpath(".//*[@data-rank]")[0]) for row in rows}


def said(page):
    return text(page.xpath("//*[@data-said]//strong")[0])


def problems(page):
    return [text(item) for item in page.xpath("//*[@id='problems']//li")]


# Where it starts.


def test_unchanged_it_is_every_stored_assessment_digit_for_digit(leader):
    assessments = list(Assessment.objects.all())
    assert len(assessments) >= 7
    for one in assessments:
        found = start(leader, one.period, one.version)
        assert found.inputs.is_stored, one
        inputs = found.inputs
        outcome = judge_supposed(inputs.question, inputs.ready, Supposed())
        assert _board(outcome) == _stored_board(one), one
        assert _judged(outcome) == _stored_judgements(one), one
        assert _fired(outcome) == _stored_flags(one), one
        sure = one.certainty
        assert sure.drawn == outcome.certainty.drawn.counted(), one
        pairs = [
            [pair.above, pair.below, round(pair.chance, 6)] for pair in outcome.certainty.pairs
        ]
        assert sure.pairs == pairs, one


def _board(outcome):
    spread = outcome.certainty.spread.to_dict("index")
    found = {}
    for zone, row in outcome.board.scores.to_dict("index").items():
        sure = spread.get(zone, {})
        found[zone] = (
            row["score"],
            int(row["rank"]) if row["is_ranked"] else None,
            exact(row["coverage"]),
            *(plain(sure.get(name)) for name in ("median", "q05", "q95", "p_last")),
        )
    return found


def _stored_board(one):
    return {
        row.zone.code: (
            row.score,
            row.rank,
            row.coverage,
            *(plain(value) for value in (row.rank_median, row.rank_low, row.rank_high, row.p_last)),
        )
        for row in one.results.select_related("zone")
        if row.score is not None
    }


def _judged(outcome):
    return {
        (one.target, one.zone, one.city): (
            one.judgement.status,
            exact(one.judgement.actual),
            exact(one.judgement.target),
            exact(one.judgement.due),
        )
        for one in outcome.judged
    }


def _stored_judgements(one):
    return {
        (row.target.code, row.zone and row.zone.code, row.city and row.city.code): (
            row.status,
            row.actual,
            row.value,
            row.due,
        )
        for row in one.target_results.select_related("target", "zone", "city")
    }


def _fired(outcome):
    plainly = json.loads(json.dumps([dict(flag.details) for flag in outcome.flags]))
    return {
        (flag.zone, flag.code, flag.target, flag.consequence): details
        for flag, details in zip(outcome.flags, plainly, strict=True)
    }


def _stored_flags(one):
    rows = one.flags.filter(state="raised").select_related("zone", "target")
    return {
        (row.zone.code, row.code, row.target and row.target.code, row.consequence): row.details
        for row in rows
    }


def test_it_starts_from_the_version_asked_for_and_says_so(read, leader):
    page = read(leader, "/what-if/2022/", version="1")
    assert "superseded" in text(page)
    # Before the revision 武汉经开 led; in the version in force 武汉东湖 does.
    assert next(iter(places(page))) == "jingkai"
    assert next(iter(places(read(leader, "/what-if/2022/")))) == "donghu"


def test_a_period_nobody_assessed_starts_from_its_board_as_it_stands(read, leader):
    page = read(leader, "/what-if/2023Q3/")
    assert "not assessed yet" in text(page)
    assert "provisional" in text(page)
    assert len(places(page)) == 6


def test_figures_revised_since_are_told_and_taken(leader, read):
    one = Assessment.objects.get(period="2023")
    Assessment.objects.filter(pk=one.pk).update(digest="f" * 64)
    page = read(leader, PAGE)
    assert "Figures or rules have changed since" in text(page)
    assert places(page)["jingkai"] == "1"


def test_overview_and_assessment_lead_to_it_for_those_who_may_open_it(read, leader, person):
    for path in ("/", "/assessments/2023/"):
        assert read(leader, path).xpath(f"//main/..//a[@href='{PAGE}']"), path
        assert not read(person("customs"), path).xpath("//a[contains(@href, '/what-if/')]"), path
    version = read(leader, "/assessments/2022/", version="1")
    assert version.xpath("//a[@href='/what-if/2022/?version=1']")


def test_the_choice_of_a_period_leads_there(open_as, leader):
    assert open_as(leader, "/what-if/").url == PAGE
    assert open_as(leader, "/what-if/", period="2022H1").url == "/what-if/2022H1/"
    assert open_as(leader, "/what-if/", period="soon").status_code == 404


# What it comes to.


def test_the_address_is_the_state_with_or_without_scripts(read, leader):
    state = {"w-trade": "10", "zone1": "yichang", "indicator1": "trade_total"}
    state |= {"how1": "percent", "amount1": "-40"}
    page = read(leader, PAGE, **state)
    assert said(page) == "Xiangyang rises from 3rd to 2nd; Yichang falls from 2nd to 3rd."
    assert list(places(page).items())[:3] == [
        ("jingkai", "1"),
        ("xiangyang", "2"),
        ("yichang", "3"),
    ]
    (weight,) = page.xpath("//input[@name='w-trade']")
    assert (weight.get("value"), weight.get("data-own")) == ("10", "40")
    assert text(page.xpath("//*[@id='sum-total']")[0]) == "sum 70, brought to 100"
    assert text(page.xpath("//*[@id='share-trade']")[0]) == "14.3%"
    assert "105.29 → 63.18" in text(page.xpath("//*[@id='figure-1']")[0])
    (link,) = page.xpath("//a[@data-link]/@href")
    assert dict(parse_qsl(link.removeprefix("?"))) == state
    assert "Nothing is saved" in text(page)


def test_statuses_and_flags_that_change_are_listed(read, leader):
    page = read(leader, PAGE, zone1="yichang", indicator1="trade_total", amount1="-40")
    changes = text(page.xpath("//section[@aria-labelledby='otherwise']")[0])
    assert "Target statuses that change: 3; flags that come or go: 2." in changes
    assert "yearly target missed" in changes
    badges = page.xpath("//tr[@data-zone='yichang']//span[contains(@class, 'zt-badge')]")
    assert any(text(one).startswith("new: yearly target missed ×2") for one in badges)


def test_the_result_alone_says_the_same_and_is_quicker_while_moving(open_as, leader):
    at_rest = open_as(leader, f"{PAGE}result/", **{"w-trade": "10"}).json()
    moving = open_as(leader, f"{PAGE}result/", **{"w-trade": "10", "moving": "1"}).json()
    assert at_rest["said"] == moving["said"]
    assert at_rest["query"] == "w-trade=10"
    assert "of 2,000 variants" in at_rest["result"]
    assert "of 200 variants give while you move; at rest all 2,000" in moving["result"]


def test_in_chinese_it_speaks_chinese(client, leader):
    from tests.factories import user_of

    client.force_login(user_of(leader))
    query = {"w-trade": "10", "zone1": "yichang", "indicator1": "trade_total", "amount1": "-40"}
    found = client.get(f"{PAGE}result/", query).json()
    assert found["said"] == "襄阳由第3位升至第2位；宜昌由第2位降至第3位。"


# What cannot be.

SAYS = {
    ("w-foo", "3"): "no theme or criterion “foo”",
    ("w-trade", "abc"): "“Trade: scale and growth” is a number from 0 to 100",
    ("w-trade", "101"): "from 0 to 100",
    ("w-trade", "-1"): "from 0 to 100",
    ("w-trade", "1.2345"): "up to 3 decimals",
    ("w-trade", "NaN"): "not “NaN”",
}


@pytest.mark.parametrize("pair", SAYS, ids="=".join)
def test_a_weight_that_is_none_is_told_and_the_rest_counts(read, leader, pair):
    page = read(leader, PAGE, **{pair[0]: pair[1], "w-functions": "0"})
    (problem,) = problems(page)
    assert SAYS[pair] in problem
    assert text(page.xpath("//*[@id='share-functions']")[0]) == "0.0%"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"zone": "atlantis"}, "choose a zone and an indicator"),
        ({"indicator": "coal"}, "choose a zone and an indicator"),
        ({"amount": "much"}, "the change is a number from −100 to 1000 percent"),
        ({"amount": "-101"}, "from −100 to 1000"),
        ({"how": "value", "amount": "1e9"}, "the amount is a number from 0 to 10,000,000"),
        ({"how": "value", "amount": "-5"}, "from 0 to 10,000,000"),
        ({"how": "value", "amount": "10000001"}, "from 0 to 10,000,000"),
        ({"how": "somehow"}, "the amount is a number"),
        ({"zone": "qipanzhou", "indicator": "trade_total", "period": "2022"}, "does not apply"),
    ],
)
def test_a_figure_that_cannot_be_is_told_and_left_out(read, leader, typed, says):
    period = typed.get("period", "2023")
    fields = {
        "zone": "yichang",
        "indicator": "trade_total",
        "how": "percent",
        "amount": "5",
    } | typed
    query = {f"{name}1": value for name, value in fields.items() if name != "period"}
    page = read(leader, f"/what-if/{period}/", **query)
    (problem,) = problems(page)
    assert problem.startswith("Figure 1: ")
    assert says in problem
    assert page.xpath("//a[@data-link]/@href") == ["?"]


def test_weights_that_are_all_nothing_and_one_figure_twice_are_told(read, leader):
    themes = ("trade", "functions", "ecommerce", "entities", "investment")
    twice = {f"{name}{place}": value for place in (1, 2) for name, value in FIGURE.items()}
    page = read(leader, PAGE, **{f"w-{theme}": "0" for theme in themes}, **twice)
    assert any("nothing would count" in one for one in problems(page))
    assert any(one.startswith("Figure 2: ") and "above already" in one for one in problems(page))
    assert text(page.xpath("//*[@id='share-trade']")[0]) == "40.0%"


FIGURE = {"zone": "yichang", "indicator": "trade_total", "how": "value", "amount": "50"}


def test_a_value_is_in_the_unit_shown_and_a_count_stays_whole(leader):
    known = known_of(start(leader))
    found = read_terms({f"{name}1": value for name, value in FIGURE.items()}, known)
    assert found.supposed.figures == {("yichang", "trade_total"): 500_000.0}
    typed = {"zone1": "yichang", "indicator1": "projects_key", "amount1": "30"}
    now = known.figures.zones.loc[("yichang", "projects_key"), "value"]
    (then,) = read_terms(typed, known).supposed.figures.values()
    assert then == int(now * 1.3 + 0.5)


words = st.text(max_size=6) | st.sampled_from(["yichang", "trade_total", "percent", "-5", "1e5"])
names = st.sampled_from(
    ["w-trade", "w-", "w-total", *(f"{n}{p}" for n in FIGURE for p in (1, 8, 9, 0))]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.dictionaries(names, words, max_size=8))
def test_no_address_breaks_it_and_what_counts_says_itself_again(leader, typed):
    known = known_of(start(leader))
    terms = read_terms(typed, known)
    again = read_terms(dict(parse_qsl(terms.query)), known)
    assert again.supposed == terms.supposed
    assert again.problems == ()
    assert again.query == terms.query
    assert dict(parse_qsl(urlencode(parse_qsl(terms.query)))) == dict(parse_qsl(terms.query))


# Nothing is written.


def test_nothing_is_written_whatever_is_moved(open_as, client, leader, queries):
    open_as(leader, PAGE)  # signed in: what follows is the page alone
    counted = {model: model.objects.count() for model in apps.get_models()}
    last = AuditEntry.objects.order_by("-pk").first().pk
    with queries() as sent:
        for path in (PAGE, f"{PAGE}result/"):
            moved = {"w-trade": "5", "amount1": "9"} | MOVED
            assert client.get(path, moved).status_code == 200
    assert [one["sql"] for one in sent if not one["sql"].startswith("SELECT")] == []
    assert counted == {model: model.objects.count() for model in counted}
    assert AuditEntry.objects.order_by("-pk").first().pk == last


MOVED = {"zone1": "yichang", "indicator1": "trade_total"}


def test_a_write_makes_what_is_kept_anew(leader, person):
    before = start(leader, "2023Q3")
    assert start(leader, "2023Q3").inputs is before.inputs, "nothing is written: the same is used"
    assessment_run(period=parse_period("2023Q1"), at=NOW, by=person("commerce"))
    assert start(leader, "2023Q3").inputs is not before.inputs


def test_a_change_in_the_administration_makes_it_anew_too(leader):
    before = start(leader, "2023Q3")
    content = ContentType.objects.get(app_label="zones", model="zone")
    LogEntry.objects.create(
        user_id=leader.user_id, content_type=content, object_id="1", object_repr="", action_flag=2
    )
    assert start(leader, "2023Q3").inputs is not before.inputs


# The sentence.


@pytest.mark.usefixtures("english")
def test_places_are_spoken_of_as_people_do():
    spoken = [ordinal(count) for count in (1, 2, 3, 4, 11, 12, 13, 21, 101, 111)]
    assert spoken == "1st 2nd 3rd 4th 11th 12th 13th 21st 101st 111th".split()


@pytest.mark.usefixtures("english")
def test_the_sentence_names_four_and_counts_the_rest():
    names = {code: code.upper() for code in "abcdefg"}
    before = {code: Place(rank) for rank, code in enumerate("abcdef", start=1)}
    after = {code: Place(rank) for rank, code in enumerate("fabcdg", start=1)}
    assert moved_sentence(before, after, names) == (
        "F rises from 6th to 1st; A falls from 1st to 2nd; B falls from 2nd to 3rd;"
        " C falls from 3rd to 4th; 3 more zones change places."
    )
    assert moved_sentence(before, before, names) == "Order and scores stay as they are."
    tied = {"a": Place(1, True), "b": Place(1, True)}
    assert moved_sentence({"a": Place(1), "b": Place(2)}, tied, names) == (
        "B rises from 2nd to shared 1st."
    )
    assert moved_sentence({"a": Place(1)}, {"a": Place(None)}, names) == (
        "A, 1st before, is no longer ranked."
    )


@pytest.mark.usefixtures("english")
def test_zones_not_ranked_come_last_and_say_why(leader):
    found = start(leader)
    rows = result_of(found, found.inputs.outcome, known_of(found).zones).rows
    assert [row.code for row in rows][-1] == "qipanzhou"
    assert rows[-1].reason == "shown, not ranked: in its first year"
