"""The national evaluation: entered with its source, shown apart, and what follows from it."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

import csv
import io
import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from assessments import case_life as life
from assessments.facts import gather
from assessments.findings import target_sentence
from assessments.models import Assessment, Case, FlagRule, TargetResult
from assessments.outcome import digest
from assessments.rules import Evidence, Rule, fire
from assessments.selectors.case_page import case_page
from assessments.selectors.flag_rules import rules_known
from assessments.selectors.flagged import as_one, counted
from assessments.selectors.question import question
from assessments.services.assessments import Refused as NotPublished
from assessments.services.cases import Refused as NotTaken
from indicators.classes import Placing, years_among_last
from indicators.models import PublishedClass
from indicators.periods import parse_period
from indicators.selectors.classes import classes_in_force
from indicators.services.classes import ClassTerms, Refused, class_enter
from tests.assessing import AFTER, make_world, publish, published, run
from tests.cases import moved
from tests.factories import make_person, make_target, make_zone
from tests.reading import leader, open_as, read, text  # noqa: F401
from tests.triggers import unprotected
from zones.access import LEADERSHIP
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

#: After the list of 2023 is published, and after every lock of that year.
LATER = datetime(2024, 12, 1, tzinfo=UTC)


# The rule on the last of both lists, against a reference of a few lines

BOTTOM = Rule("national_bottom", "exit", threshold=5, window=2)


def reference(ranks: dict, year: int) -> bool:
    """Among the last five of thirty on both lists, this year and the year before."""
    return all(
        ranks.get((scope, one)) is not None and ranks[scope, one] >= 26
        for one in (year, year - 1)
        for scope in ("national", "regional")
    )


def placings(ranks: dict, size: int = 30) -> dict:
    return {
        ("a", scope, year): Placing("D", "名单", size, rank)
        for (scope, year), rank in ranks.items()
        if rank != "not entered"
    }


def evidence(found: dict, year: int = 2023, **fields) -> Evidence:
    fields = {"is_year": True, "judged": (), "zones_of_city": {}} | fields
    return Evidence(year=year, placings=found, **fields)


def test_every_history_of_both_lists_over_three_years_is_as_the_reference_says():
    keys = list(itertools.product(("national", "regional"), (2021, 2022, 2023)))
    for history in itertools.product((25, 26, None, "not entered"), repeat=len(keys)):
        ranks = dict(zip(keys, history, strict=True))
        known = {key: None if rank == "not entered" else rank for key, rank in ranks.items()}
        fired = fire([BOTTOM], evidence(placings(ranks)))
        assert bool(fired) == reference(known, 2023), ranks


def test_the_last_five_of_thirty_begin_at_place_twenty_six():
    assert Placing("D", "名单", 30, 26).is_among_last(5)
    assert not Placing("D", "名单", 30, 25).is_among_last(5)
    assert not Placing("D", "名单", 30).is_among_last(5)


def test_the_flag_names_every_place_it_rests_on():
    ranks = {(scope, year): 28 for scope in ("national", "regional") for year in (2022, 2023)}
    (fired,) = fire([BOTTOM], evidence(placings(ranks)))
    assert (fired.zone, fired.consequence, fired.target) == ("a", "exit", None)
    assert [(one["year"], one["scope"], one["rank"]) for one in fired.details["lists"]] == [
        (2022, "national", 28),
        (2022, "regional", 28),
        (2023, "national", 28),
        (2023, "regional", 28),
    ]


def test_threshold_and_window_are_data():
    ranks = {(scope, year): 28 for scope in ("national", "regional") for year in (2021, 2022, 2023)}
    found = evidence(placings(ranks))
    assert years_among_last(found.placings, "a", 2023, 5) == 3
    assert fire([replace(BOTTOM, window=3)], found)
    assert not fire([replace(BOTTOM, window=4)], found)
    assert not fire([replace(BOTTOM, threshold=2)], found)


@pytest.mark.parametrize("board", ["national", "regional"])
def test_on_one_list_alone_the_other_one_decides_nothing(board):
    """Every history of three years on the list, with the other list always far from the end."""
    (other,) = {"national", "regional"} - {board}
    years = (2021, 2022, 2023)
    for history in itertools.product((25, 26, None, "not entered"), repeat=len(years)):
        ranks = {(board, year): rank for year, rank in zip(years, history, strict=True)}
        ranks |= {(other, year): 1 for year in years}
        fired = fire([replace(BOTTOM, board=board)], evidence(placings(ranks)))
        assert bool(fired) == (history[1:] == (26, 26)), ranks
        assert all({row["scope"] for row in one.details["lists"]} == {board} for one in fired)


def test_within_the_year_nothing_is_said_of_the_year():
    ranks = {(scope, year): 28 for scope in ("national", "regional") for year in (2022, 2023)}
    assert not fire([BOTTOM], evidence(placings(ranks), is_year=False))


# Entered


@pytest.fixture
def world(db):
    """Two zones over 2020 to 2023; the policy promises class A on the national list for a."""
    world = make_world()
    for zone, amounts in ((world.a, [170] * 4), (world.b, [110] * 4)):
        world.report(zone, 2023, amounts)
    grade = {"rule": "grade", "grade": "A", "grade_list_zh": "全国", "grade_list_en": "National"}
    grade |= {"grade_scope": "national", "is_last_year_only": True, "base_year": None}
    world.grade = make_target(
        world.policy, None, "grade", measure_of="grade", zones=[world.a], conditions=[grade]
    )
    for order, (code, consequence) in enumerate(
        (("grade_missed", "notice_only"), ("national_bottom", "exit")), start=20
    ):
        FlagRule.objects.create(
            code=code, consequence=consequence, measure=world.measure, order=order
        )
    return world


TERMS = ClassTerms("全国综合保税区", 150, "B", 40, "署企发〔2024〕1号", date(2024, 10, 8))


def enter(world, *, grade="B", rank=40, zone=None, year=2023, scope="national", **about):
    terms = {
        name: about.pop(name)
        for name in ("list_name", "list_size", "source", "published_on", "is_withdrawn")
        if name in about
    }
    about = {"seen": 0, "by": world.staff, "at": LATER} | about
    return class_enter(
        zone=zone or world.a,
        year=year,
        scope=scope,
        terms=replace(TERMS, grade=grade, rank=rank, **terms),
        **about,
    )


def refusal(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_a_class_is_entered_with_its_source_and_logged(world):
    row = enter(world)
    entry = AuditEntry.objects.last()
    assert (row.version, row.grade, row.rank, row.list_size) == (1, "B", 40, 150)
    assert (entry.action, entry.code, entry.zone) == ("class_entered", "2023 national", "a")
    assert entry.new["source"] == "署企发〔2024〕1号"
    assert audit_verdict().is_intact


def test_a_correction_is_a_new_version_with_its_reason(world):
    enter(world)
    enter(world, grade="A", rank=29, seen=1, reason_zh="公告更正")
    assert [row.grade for row in PublishedClass.objects.order_by("version")] == ["B", "A"]
    (now,) = classes_in_force()
    assert (now.grade, now.version) == ("A", 2)
    entry = AuditEntry.objects.last()
    assert (entry.action, entry.old["grade"], entry.new["grade"]) == ("class_corrected", "B", "A")
    assert entry.new["reason"] == "公告更正"


def test_a_withdrawn_class_counts_no_longer_and_stays_readable(world):
    enter(world)
    enter(world, seen=1, is_withdrawn=True, reason_zh="录错了区")
    assert classes_in_force() == []
    assert PublishedClass.objects.count() == 2


@pytest.mark.parametrize(
    ("about", "code"),
    [
        ({"rank": 151}, "rank_beyond_list"),
        ({"rank": 0}, "rank_beyond_list"),
        ({"list_size": 0, "rank": None}, "rank_beyond_list"),
        ({"grade": "E"}, "unknown_class"),
        ({"scope": "local"}, "unknown_class"),
        ({"list_name": " "}, "class_without_source"),
        ({"source": ""}, "class_without_source"),
        ({"published_on": date(2022, 12, 31)}, "published_at_another_time"),
        ({"published_on": date(2024, 12, 3)}, "published_at_another_time"),
        ({"is_withdrawn": True}, "no_class_to_withdraw"),
        ({"seen": 1}, "class_changed_meanwhile"),
    ],
)
def test_what_no_list_can_say_is_refused(about, code, world):
    before = AuditEntry.objects.count()
    assert refusal(lambda: enter(world, **about)) == code
    assert (PublishedClass.objects.count(), AuditEntry.objects.count()) == (0, before)


def test_the_file_has_the_place_as_a_number_beside_the_zones_on_the_list(world, leader, open_as):
    enter(world, rank=40)
    enter(world, year=2022, rank=None, published_on=date(2023, 6, 1))
    said = open_as(leader, "/classes/?export=csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(said)))
    assert [row["Place on the list"] for row in rows] == ["40", ""]
    assert all(row["Zones on the list"].isdecimal() for row in rows)


def test_a_correction_needs_a_reason_and_a_change(world):
    enter(world)
    assert refusal(lambda: enter(world, grade="A", seen=1)) == "class_needs_reason"
    assert refusal(lambda: enter(world, seen=1, reason_zh="再看")) == "class_unchanged"
    too_long = "长" * 501
    assert refusal(lambda: enter(world, grade="A", seen=1, reason_zh=too_long)) == "reason_too_long"
    assert refusal(lambda: enter(world, grade="A", reason_zh="改")) == "class_changed_meanwhile"


def test_the_same_entry_sent_twice_is_stored_once(world):
    assert enter(world).pk == enter(world).pk
    assert AuditEntry.objects.filter(action="class_entered").count() == 1


@pytest.mark.parametrize("group", ["leadership", "customs", "administrators"])
def test_only_the_department_enters_classes(group, world):
    assert refusal(lambda: enter(world, by=make_person(group, group))) == "not_a_class_keeper"


def test_the_database_refuses_a_rank_beyond_the_list(world):
    row = enter(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedClass.objects.filter(pk=row.pk).update(rank=151)


# Judged


def judged(assessment: Assessment, world) -> str:
    return TargetResult.objects.get(assessment=assessment, target=world.grade).status


def codes(assessment: Assessment) -> list[str]:
    found = assessment.flags.filter(target__code="grade").order_by("code")
    return list(found.values_list("code", flat=True))


def test_a_promised_class_waits_until_the_list_of_its_last_year_is_entered(world):
    assert judged(run("2023", LATER), world) == "awaiting_publication"
    enter(world, grade="A", rank=29, year=2022, published_on=date(2023, 10, 1))
    assert judged(run("2023", LATER), world) == "awaiting_publication"
    enter(world, grade="A", rank=20, scope="regional")
    assert judged(run("2023", LATER), world) == "awaiting_publication"
    enter(world, grade="A", rank=29)
    assert judged(run("2023", LATER), world) == "met"


@pytest.mark.parametrize(
    ("grade", "status"), [("A", "met"), ("B", "missed"), ("C", "missed"), ("D", "missed")]
)
def test_the_class_is_met_where_it_is_at_least_the_promised_one(grade, status, world):
    enter(world, grade=grade)
    found = run("2023", LATER)
    assert judged(found, world) == status
    flags = ["annual_target_missed", "grade_missed"] if status == "missed" else []
    assert codes(found) == flags


@pytest.mark.parametrize(
    ("grade", "words"),
    [
        ("A", "2023: published class A, the promised class A reached"),
        ("C", "2023: published class C, the promised class A not reached"),
    ],
)
def test_a_class_is_told_without_a_distance_or_a_rate(grade, words, world):
    enter(world, grade=grade)
    result = TargetResult.objects.get(assessment=run("2023", LATER), target=world.grade)
    assert (result.gap, result.completion, result.progress) == (None, None, None)
    with translation.override("en"):
        assert words in target_sentence(result)


def test_a_missed_class_is_shown_and_counted_once_with_the_further_consequence(world, read, leader):
    enter(world)
    found = published("2023", LATER)
    stored = found.flags.filter(target=world.grade).order_by("code")
    assert [(one.code, one.consequence) for one in stored] == [
        ("annual_target_missed", "notice"),
        ("grade_missed", "notice_only"),
    ]
    said = (
        "2023: class B, place 40 of 150 on the list “全国综合保税区”, class A promised"
        " (also “below the promised class”: one thing, with one consequence)"
    )
    # On the overview, on the assessment's page and on the zone's, in the bulletin and its count.
    overview = text(read(leader, "/"))
    assert overview.count("class A promised") == 1
    assert said in overview
    (flags,) = read(leader, "/assessments/2023/").xpath("//div[@id='flags']")
    rows = [text(row) for row in flags.xpath(".//tbody/tr") if "class A promised" in text(row)]
    assert len(rows) == 1
    assert said in rows[0]
    assert "notice and interview" in rows[0]
    (flags,) = read(leader, "/zones/a/").xpath("//*[@id='flags']")
    assert text(flags).count("class A promised") == 1
    shown = as_one(found.flags.select_related("assessment", "zone", "target"))
    assert len(shown) == found.flags.count() - 1 == counted(found.flags.all()).count()
    # Reading them moves nothing that is stored.
    assert set(stored.values_list("code", "consequence")) == {
        ("annual_target_missed", "notice"),
        ("grade_missed", "notice_only"),
    }


def test_where_only_the_rule_on_classes_is_on_a_missed_class_leads_to_notice_alone(
    world, read, leader
):
    with unprotected():
        FlagRule.objects.filter(code="annual_target_missed").update(is_on=False)
    enter(world)
    published("2023", LATER)
    (flags,) = read(leader, "/assessments/2023/").xpath("//div[@id='flags']")
    (row,) = [text(one) for one in flags.xpath(".//tbody/tr") if "class A promised" in text(one)]
    assert "interview" not in row
    assert "one thing" not in row


def test_the_rule_on_classes_of_a_site_that_had_another_consequence_gets_a_second_version(world):
    from django.apps import apps

    migration = import_module("assessments.migrations.0010_notice_only")
    first = FlagRule.objects.get(code="grade_missed")
    migration.set_notice_only(apps, None)
    assert FlagRule.objects.get(code="grade_missed") == first  # it leads to notice already
    first.consequence = "notice"
    first.save()
    first.targets.set([world.grade])
    migration.set_notice_only(apps, None)
    now = rules_known()[-2]
    assert (now.code, now.version, now.consequence) == ("grade_missed", 2, "notice_only")
    assert list(now.targets.all()) == [world.grade]
    before = {one.code: one for one in rules_known(AFTER)}["grade_missed"]
    assert (before.version, before.consequence) == (1, "notice")
    migration.set_notice_only(apps, None)
    assert FlagRule.objects.filter(code="grade_missed").count() == 2


def test_before_its_last_year_a_promised_class_is_not_assessed(world):
    enter(world, year=2022, published_on=date(2023, 10, 1))
    found = run("2022", LATER)
    assert judged(found, world) == "not_assessable"
    assert codes(found) == []


def test_a_published_result_does_not_move_when_a_class_is_entered(world):
    old = published("2023", LATER)
    enter(world)
    assert judged(Assessment.objects.get(pk=old.pk), world) == "awaiting_publication"
    again = publish(run("2023", LATER), LATER)
    assert (again.version, judged(again, world)) == (2, "missed")


def test_a_draft_from_before_the_class_was_entered_is_not_published(world):
    draft = run("2023", LATER)
    enter(world)
    with pytest.raises(NotPublished):
        publish(draft, LATER)


def test_without_any_class_the_digest_is_what_it_was(world):
    """A question without classes says the same as one that has never heard of lists."""
    asked = question(parse_period("2023"), world.scheme, at=LATER, as_at=None)
    figures = gather(asked.facts)
    assert digest(asked, figures) == digest(replace(asked, grade_scopes={}), figures)
    assert asked.placings == {}


def test_what_was_known_at_a_moment_is_what_was_entered_by_then(world):
    enter(world)
    early = question(parse_period("2023"), world.scheme, at=LATER, as_at=AFTER)
    assert early.placings == {}
    now = question(parse_period("2023"), world.scheme, at=LATER, as_at=None)
    assert list(now.placings) == [("a", "national", 2023)]


def test_two_years_among_the_last_of_both_lists_start_the_exit(world):
    for year, scope in itertools.product((2022, 2023), ("national", "regional")):
        enter(
            world,
            zone=world.b,
            year=year,
            scope=scope,
            grade="D",
            rank=148,
            published_on=date(year + 1, 10, 8),
        )
    flags = run("2023", LATER).flags.filter(code="national_bottom")
    assert [(flag.zone, flag.consequence) for flag in flags] == [(world.b, "exit")]


def test_an_exit_is_not_begun_on_a_class_that_was_corrected_since(world):
    lists = list(itertools.product((2022, 2023), ("national", "regional")))
    for year, scope in lists:
        about = {"grade": "D", "rank": 148, "published_on": date(year + 1, 10, 8)}
        enter(world, zone=world.b, year=year, scope=scope, **about)
    published("2023", LATER)
    case = Case.objects.get(zone=world.b, track=life.EXIT)
    leader, after = make_person("head", LEADERSHIP), LATER + timedelta(days=5)
    assert case_page(case, leader, after.date()).again == ()
    about = {"reason_zh": "公告更正", "seen": 1, "at": LATER + timedelta(days=1)}
    about |= {"published_on": date(2023, 10, 8)}
    enter(world, zone=world.b, year=2022, rank=40, grade="A", **about)
    assert [one.href for one in case_page(case, leader, after.date()).again] == [
        "/assessments/2023/"
    ]
    with pytest.raises(NotTaken, match="case_up_to_date"):
        moved(case, life.INITIATE, leader, at=after)


# How many zones a list has is one thing for all of them


def test_a_first_entry_of_another_size_is_refused_and_names_the_other_entry(world, client, open_as):
    enter(world)
    with pytest.raises(Refused) as refused:
        enter(world, zone=world.b, rank=41, list_size=149)
    assert refused.value.code == "list_size_differs"
    open_as(world.staff, "/classes/")
    said = text_of(client.post("/classes/", typed(zone="b", rank="41", list_size="149", seen="0")))
    assert "The entry of A" in said
    assert "of 2023 has 150 zones, not 149" in said
    assert PublishedClass.objects.count() == 1
    # Another year, the other list, and another region's list are other lists.
    enter(world, zone=world.b, year=2022, list_size=149, published_on=date(2023, 10, 1))
    enter(world, scope="regional", list_name="中西部地区", list_size=60)
    enter(world, zone=world.b, scope="regional", list_name="东部地区", list_size=90)
    # The national list is one, whatever it is called.
    with pytest.raises(Refused):
        enter(world, zone=world.b, list_name="全国综保区", list_size=149)


def test_a_corrected_size_is_corrected_for_every_zone_on_the_list(world):
    for zone, rank in ((world.a, 40), (world.b, 120)):
        enter(world, zone=zone, rank=rank)
    with pytest.raises(Refused) as refused:
        enter(world, list_size=119, seen=1, reason_zh="公告更正")
    assert (refused.value.code, refused.value.params["zone"]) == ("list_too_small", world.b)
    enter(world, list_size=152, seen=1, reason_zh="公告更正")
    held = {one.zone.code: one for one in classes_in_force()}
    assert {code: (one.version, one.list_size, one.rank) for code, one in held.items()} == {
        "a": (2, 152, 40),
        "b": (2, 152, 120),
    }
    assert held["b"].reason_zh == "公告更正"
    logged = AuditEntry.objects.filter(action="class_corrected").order_by("seq")
    assert [(one.zone, one.old["list_size"], one.new["list_size"]) for one in logged] == [
        ("a", 150, 152),
        ("b", 150, 152),
    ]
    # A correction of something else, and a withdrawal, leave the others alone.
    enter(world, grade="A", list_size=152, seen=2, reason_zh="再更正")
    enter(world, zone=world.b, rank=120, list_size=152, seen=2, reason_zh="误", is_withdrawn=True)
    assert PublishedClass.objects.filter(zone=world.b).count() == 3
    # What is withdrawn says nothing of the list; what is entered again has to go with the others.
    with pytest.raises(Refused):
        enter(world, zone=world.b, rank=120, list_size=150, seen=3, reason_zh="补录")
    assert (
        enter(world, zone=world.b, rank=120, list_size=152, seen=3, reason_zh="补录").version == 4
    )


def test_entries_that_contradicted_each_other_before_can_still_be_corrected(world):
    enter(world)
    enter(world, zone=world.b, rank=41)
    PublishedClass.objects.filter(zone=world.b).update(list_size=149)
    enter(world, grade="A", seen=1, reason_zh="更正等级")
    enter(world, zone=world.b, rank=41, list_size=150, seen=1, reason_zh="更正总数")
    assert {one.list_size for one in classes_in_force()} == {150}


# On the pages


def typed(**more):
    about = {"zone": "a", "year": "2023", "scope": "national", "list_name": "全国综合保税区"}
    about |= {"list_size": "150", "grade": "B", "rank": "40", "source": "公告", "seen": "1"}
    return about | {"published_on": "2024-10-08"} | more


def test_staff_enter_a_class_on_the_page_and_everybody_reads_it(world, client, open_as, leader):
    open_as(world.staff, "/classes/")
    assert client.post("/classes/", typed()).status_code == 302
    said = text_of(open_as(leader, "/classes/"))
    assert "class B" in said
    assert "40 of 150" in said
    assert "全国综合保税区" in said
    assert "enter-class" not in said


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"rank": "151"}, "the rank lies between 1 and 150"),
        ({"grade": "E"}, "Select a valid choice"),
        ({"published_on": "2022-01-01"}, "A list for 2023 is published in that year or later"),
        ({"source": ""}, "This field is required"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(more, words, world, client, open_as):
    open_as(world.staff, "/classes/")
    said = text_of(client.post("/classes/", typed(**more)))
    assert words in said
    assert "全国综合保税区" in said
    assert not PublishedClass.objects.exists()


def test_a_day_to_come_is_refused_beside_its_field(world, client, open_as):
    open_as(world.staff, "/classes/")
    day = timezone.localdate() + timedelta(days=1)
    said = text_of(client.post("/classes/", typed(published_on=day.isoformat())))
    assert "This day has not come yet." in said


def test_a_correction_keeps_every_version_with_its_reason(world, client, open_as, read):
    enter(world)
    page = "/classes/a/2023/national/"
    open_as(world.staff, page)
    sent = typed(move="correct", grade="A", rank="30", reason_zh="公告更正")
    assert client.post(page, sent).status_code == 302
    rows = [text(row) for row in read(world.staff, page).xpath("//tbody/tr")]
    assert "class A" in rows[0]
    assert "公告更正" in rows[0]
    assert "class B" in rows[1]
    stale = text_of(client.post(page, typed(move="correct", grade="C", reason_zh="再改")))
    assert "was changed since" in stale
    assert "再改</textarea>" in stale


def test_a_class_is_withdrawn_on_its_page(world, client, open_as):
    enter(world)
    page = "/classes/a/2023/national/"
    open_as(world.staff, page)
    assert (
        client.post(page, {"move": "withdraw", "seen": "1", "reason_zh": "录错"}).status_code == 302
    )
    assert "withdrawn" in text_of(client.get(page))
    assert "No published class is entered yet." in text_of(client.get("/classes/"))


@pytest.mark.parametrize("page", ["/classes/a/2022/national/", "/classes/moon/2023/national/"])
def test_a_class_that_is_not_there_is_not_found(page, world, open_as):
    enter(world)
    assert open_as(world.staff, page).status_code == 404


def test_the_zones_page_and_the_assessment_show_it_apart_from_the_score(world, read, leader):
    old = published("2023", LATER)
    enter(world, at=LATER + timedelta(days=1))
    (card,) = read(leader, "/zones/a/").xpath("//section[@id='classes']")
    assert "class B" in text(card)
    assert "40 of 150" in text(card)
    assert "署企发〔2024〕1号" in text(card)
    assert "not the provincial score" in text(card)
    # The published assessment shows what was known when it was run.
    assert not read(leader, "/assessments/2023/").xpath("//div[@id='classes']")
    again = published("2023", LATER + timedelta(days=2))
    assert again.version == old.version + 1
    page = read(leader, "/assessments/2023/")
    (card,) = page.xpath("//div[@id='classes']")
    assert "40 of 150" in text(card)
    (flags,) = page.xpath("//div[@id='flags']")
    said = "2023: class B, place 40 of 150 on the list “全国综合保税区”, class A promised"
    assert said in text(flags)


def test_a_zone_among_the_last_says_on_which_lists(world, read, leader):
    for year, scope in itertools.product((2022, 2023), ("national", "regional")):
        about = {"zone": world.b, "year": year, "scope": scope, "published_on": date(2024, 6, 1)}
        enter(world, grade="D", rank=150, **about)
    published("2023", LATER)
    (flags,) = read(leader, "/assessments/2023/").xpath("//div[@id='flags']")
    assert "Among the last 5 of the national and of the regional list: 2022 place 150" in text(
        flags
    )


def test_two_hundred_zones_cost_no_more_statements_than_seven(world, queries, open_as):
    published("2023", LATER)
    counts = []
    for more in (5, 193):
        with transaction.atomic():
            for number in range(more):
                place = make_zone(f"z{number}", start="2019Q1")
                enter(
                    world,
                    zone=place,
                    at=datetime(2023, 3, 1, tzinfo=UTC),
                    year=2022,
                    published_on=date(2023, 2, 1),
                )
            open_as(world.staff, "/classes/")
            with queries() as sent:
                assert open_as(world.staff, "/classes/").status_code == 200
            counts.append(len(sent))
            transaction.set_rollback(True)
    assert counts[0] == counts[1]
