"""Board, consequence and targets of a flag rule are set on its page, and act from then on."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.utils import translation

from assessments.badges import consequence_badge
from assessments.facts import gather
from assessments.findings import flag_finding
from assessments.flag_terms import BOARDS, LEADS_TO, FlagRuleTerms
from assessments.models import Case, FlagRule, Scheme
from assessments.outcome import digest
from assessments.rules import Rule
from assessments.selectors.flag_rules import flag_rules, terms_held
from assessments.selectors.question import question
from assessments.services.flag_rules import Refused, flag_rule_set
from indicators.periods import parse_period
from tests.assessing import AFTER, make_world, published
from tests.factories import make_target, make_zone
from tests.reading import leader, open_as, read, text  # noqa: F401
from zones.models import AuditEntry

YEAR = parse_period("2022")
LATER = AFTER + timedelta(days=1)


@pytest.fixture
def world(db):
    """Zone b misses its yearly target in 2021 and 2022."""
    world = make_world()
    for year in (2021, 2022):
        world.set_target(world.b, year, 500)
    world.other = make_target(
        world.policy,
        world.trade,
        "level",
        scope="each_zone",
        conditions=[{"rule": "level", "amount": "1"}],
    )
    FlagRule.objects.create(
        code="national_bottom", consequence="exit", threshold=5, window=2, order=9
    )
    return world


def adopt(world, code, *, at=AFTER, **terms):
    """The rule with other terms, in force from the moment on; what is not named stays."""
    held = FlagRule.objects.filter(code=code).latest("version")
    old = terms_held(held)
    kept = {"is_on": old.is_on, "threshold": old.threshold, "window": old.window}
    return flag_rule_set(
        code=code,
        terms=FlagRuleTerms(**kept | terms),
        reason_zh="从严",
        seen=held.version,
        by=world.staff,
        at=at,
    )


def cases():
    return {
        (one.zone.code, one.track, ground.code, ground.consequence)
        for one in Case.objects.all()
        for ground in one.grounds.all()
    }


# What follows


def test_a_consequence_set_on_the_page_is_what_follows_from_the_next_publication(world):
    adopt(world, "annual_target_missed", consequence="notice_only")
    published("2021", LATER)
    assert cases() == {("b", "notice", "annual_target_missed", "notice_only")}
    adopt(world, "annual_target_missed", at=LATER, consequence="reminder")
    published("2022", LATER + timedelta(days=1))
    assert [one for one in cases() if one[1] == "notice"] == [
        ("b", "notice", "annual_target_missed", "notice_only")
    ]


def test_a_rule_that_only_warns_starts_no_procedure(world):
    adopt(world, "missed_years", consequence="exit_warning", threshold=Decimal(2), window=1)
    published("2021", LATER)
    published("2022", LATER)
    of_rule = {one.consequence for one in Case.objects.get(year=2022, track="exit").grounds.all()}
    assert of_rule == {"exit_warning"}


def test_a_rule_looks_at_the_targets_of_its_list_alone(world):
    rule = adopt(world, "missed_years", targets=frozenset({"level"}))
    assert [one.code for one in rule.targets.all()] == ["level"]
    published("2021", LATER)
    published("2022", LATER)
    assert not Case.objects.filter(track="exit").exists()


def test_what_is_set_is_in_the_log(world):
    adopt(world, "missed_years", consequence="exit_warning", targets=frozenset({"level"}))
    entry = AuditEntry.objects.get(action="flag_rule_set")
    assert (entry.old["consequence"], entry.new["consequence"]) == ("exit", "exit_warning")
    assert (entry.old["targets"], entry.new["targets"]) == (["growth"], ["level"])


# Boards


@pytest.fixture
def grouped(world):
    """Zones b and c are of one city, and c overtakes b in 2022; a stays first of all."""
    world.c = make_zone("c", city="yichang", start="2019Q1")
    for year, amount in ((2020, 25), (2021, 25), (2022, 120)):
        world.report(world.c, year, [amount] * 4)
    Scheme.objects.filter(pk=world.scheme.pk).update(boards="by_city")
    return world


def test_a_fall_within_the_group_is_flagged_with_its_share_of_variants(grouped):
    rule = adopt(grouped, "rank_dropped", board="group")
    assert rule.board == "group"
    published("2021", LATER)
    flag = published("2022", LATER).flags.get(code="rank_dropped")
    assert flag.zone == grouped.b
    assert {name: flag.details[name] for name in ("before", "rank", "count", "board")} == {
        "before": 1,
        "rank": 2,
        "count": 2,
        "board": "group",
    }
    assert 0 < flag.details["robustness"] <= 1
    with translation.override("en"):
        assert "among the 2 zones of its group" in flag_finding(flag)


def test_the_board_of_a_group_needs_a_scheme_that_ranks_by_groups(world):
    with pytest.raises(Refused) as refused:
        adopt(world, "rank_dropped", board="group")
    assert refused.value.code == "flag_rule_no_groups"


def test_the_usual_board_is_not_in_the_digest_and_another_one_is(grouped):
    def digest_now():
        asked = question(YEAR, grouped.scheme, at=LATER, as_at=None)
        return digest(asked, gather(asked.facts))

    grouped.scheme.refresh_from_db()
    before = digest_now()
    adopt(grouped, "rank_dropped", board="group")
    assert digest_now() != before
    adopt(grouped, "rank_dropped", at=LATER, board="")
    assert digest_now() == before
    assert Rule("rank_dropped", "notice", 1.0, None, frozenset()) in flag_rules()


# What cannot be


@pytest.mark.parametrize(
    ("code", "terms", "refusal"),
    [
        ("annual_target_missed", {"consequence": "exit"}, "flag_rule_consequence"),
        ("missed_years", {"consequence": "reminder"}, "flag_rule_consequence"),
        ("behind_pace", {"consequence": "notice"}, "flag_rule_consequence"),
        ("national_bottom", {"consequence": "moon"}, "flag_rule_consequence"),
        ("annual_target_missed", {"board": "group"}, "flag_rule_board"),
        ("rank_dropped", {"board": "national"}, "flag_rule_board"),
        ("national_bottom", {"board": "group"}, "flag_rule_board"),
        ("missed_years", {"targets": frozenset()}, "flag_rule_targets"),
        ("missed_years", {"targets": frozenset({"moon"})}, "flag_rule_targets"),
        ("rank_dropped", {"targets": frozenset({"growth"})}, "flag_rule_targets"),
    ],
)
def test_a_rule_is_set_to_nothing_that_it_cannot_mean(world, code, terms, refusal):
    with pytest.raises(Refused) as refused:
        adopt(world, code, **terms)
    assert refused.value.code == refusal
    assert not FlagRule.objects.filter(version=2).exists()


def test_every_rule_has_its_consequences_and_every_consequence_a_name():
    assert set(LEADS_TO) == set(FlagRule.Code.values)
    assert set(BOARDS) <= set(LEADS_TO)
    for names in LEADS_TO.values():
        assert all(consequence_badge(name).text for name in names)


# The page


def address(code, **terms):
    return f"/flag-rules/{code}/?{urlencode({'try': '1', 'is_on': '1'} | terms, doseq=True)}"


def test_the_page_offers_what_the_rule_can_be_and_shows_the_effect_first(world, client, read):
    page = read(world.staff, "/flag-rules/missed_years/")
    choices = {
        name: page.xpath(f"//*[@name='{name}']/option/@value | //input[@name='{name}']/@value")
        for name in ("consequence", "targets", "board")
    }
    assert choices == {
        "consequence": ["exit", "exit_warning"],
        "targets": ["growth", "level"],
        "board": [],
    }
    assert page.xpath("//input[@name='targets'][@checked]/@value") == ["growth"]
    published("2021", LATER)
    told = {"threshold": "3", "window": "2", "consequence": "exit_warning", "targets": ["level"]}
    page = read(world.staff, address("missed_years", **told))
    assert "a warning, and no procedure (targets: " in text(page)
    assert "Leads to: exit warning." in text(page)
    assert FlagRule.objects.filter(code="missed_years").count() == 1
    client.post(address("missed_years", **told), {"seen": "1", "reason_zh": "从宽"})
    rule = FlagRule.objects.get(code="missed_years", version=2)
    assert (rule.consequence, [one.code for one in rule.targets.all()]) == (
        "exit_warning",
        ["level"],
    )
    (row, _first) = read(world.staff, "/flag-rules/missed_years/").xpath(
        "//section[@aria-label='Versions']//tbody/tr"
    )
    assert "exit warning" in text(row)


def test_a_list_alone_is_chosen_on_the_page_of_the_national_evaluation(world, client, read):
    page = read(world.staff, "/flag-rules/national_bottom/")
    assert page.xpath("//select[@name='board']/option/@value") == ["", "national", "regional"]
    told = {"threshold": "5", "window": "2", "consequence": "exit", "board": "national"}
    page = read(world.staff, address("national_bottom", **told))
    assert "among the last 5 of the national list, 2 years running" in text(page)
    client.post(address("national_bottom", **told), {"seen": "1", "reason_zh": "从严"})
    assert FlagRule.objects.get(code="national_bottom", version=2).board == "national"


@pytest.mark.parametrize(
    ("code", "told", "words"),
    [
        ("annual_target_missed", {"consequence": "exit"}, "Select a valid choice"),
        (
            "missed_years",
            {"consequence": "exit", "threshold": "3", "window": "2"},
            "This field is required",
        ),
        (
            "rank_dropped",
            {"consequence": "notice", "threshold": "1", "board": "group"},
            "No adopted scheme ranks zones within groups",
        ),
    ],
)
def test_what_the_page_does_not_offer_is_refused_there(world, client, read, code, told, words):
    page = read(world.staff, address(code, **told))
    assert words in text(page)
    assert not page.xpath("//main//form[@method='post']")
    client.post(address(code, **told), {"seen": "1", "reason_zh": "从严"})
    assert not FlagRule.objects.filter(version=2).exists()
