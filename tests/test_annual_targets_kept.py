"""Staff set a zone's yearly target: seen before, in force from its day, never overwriting."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.effects import effect_of
from assessments.models import Assessment, TargetResult
from assessments.outcome import judge_period
from assessments.selectors.effects import effects, with_annual_target
from assessments.selectors.question import question
from assessments.services.annual_targets import Refused, annual_target_set
from indicators.models import AnnualTarget
from indicators.periods import parse_period
from tests.assessing import AFTER, make_world, published, run
from tests.factories import make_person, make_target, make_zone
from tests.reading import leader, open_as, read, text  # noqa: F401
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Zone a: 320 in 2020, 400 in 2021, 600 in 2022; zone b: 400 in every year (万元)."""
    return make_world()


def set_target(world, value="620", *, year=2022, since="2022-01-01", zone=None, **about):
    about = {"reason_zh": "经协商调整", "seen": 0, "by": world.staff, "at": AFTER} | about
    return annual_target_set(
        target=about.pop("target", world.target),
        zone=zone or world.a,
        year=year,
        value=None if value is None else Decimal(value),
        in_force_from=date.fromisoformat(since),
        **about,
    )


def refusal(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def status(assessment: Assessment, zone) -> str | None:
    found = TargetResult.objects.filter(assessment=assessment, zone=zone).first()
    return found.status if found else None


# Written


def test_a_yearly_target_is_a_new_row_and_the_old_one_stays(world):
    first = set_target(world, "620")
    second = set_target(world, "580", since="2022-07-01", seen=1)
    rows = AnnualTarget.objects.order_by("version")
    assert [(row.pk, row.version, row.value) for row in rows] == [
        (first.pk, 1, Decimal(620)),
        (second.pk, 2, Decimal(580)),
    ]


def test_what_was_set_is_logged_with_what_was_in_force_on_that_day(world):
    set_target(world, "620")
    set_target(world, "580", since="2022-07-01", seen=1, reason_en="Agreed anew")
    entry = AuditEntry.objects.last()
    assert (entry.action, entry.code, entry.zone, entry.version) == (
        "target_set",
        "growth 2022",
        "a",
        2,
    )
    assert entry.old == {"value": "620.0000", "in_force_from": "2022-01-01"}
    assert entry.new == {
        "value": "580.0000",
        "in_force_from": "2022-07-01",
        "reason": "经协商调整",
        "reason_en": "Agreed anew",
    }
    assert audit_verdict().is_intact


def test_periods_before_its_day_stay_judged_by_the_old_one(world):
    set_target(world, "620")
    set_target(world, "580", since="2022-07-01", seen=1)
    values = {
        period: TargetResult.objects.get(assessment=run(period), zone=world.a).value
        for period in ("2022H1", "2022Q3", "2022")
    }
    assert values == {"2022H1": 620, "2022Q3": 580, "2022": 580}
    assert status(run("2022"), world.a) == "met"


def test_of_two_that_take_effect_on_one_day_the_later_one_counts(world):
    set_target(world, "620")
    set_target(world, "700", seen=1)
    assert TargetResult.objects.get(assessment=run(), zone=world.a).value == 700


def test_a_withdrawn_target_judges_the_zone_no_longer(world):
    set_target(world, "620")
    set_target(world, None, since="2022-07-01", seen=1)
    assert status(run("2022H1"), world.a) is not None
    assert status(run("2022"), world.a) is None
    assert AuditEntry.objects.filter(action="target_withdrawn").count() == 1


def test_a_published_result_does_not_move(world):
    set_target(world, "620")
    old = published()
    set_target(world, "580", seen=1)
    assert status(old, world.a) == "missed"
    again = run()
    assert (again.version, status(again, world.a)) == (2, "met")
    assert status(Assessment.objects.get(pk=old.pk), world.a) == "missed"


@pytest.mark.parametrize(
    ("about", "code"),
    [
        ({"reason_zh": " "}, "target_needs_reason"),
        ({"reason_zh": "长" * 501}, "reason_too_long"),
        ({"reason_en": "x" * 501}, "reason_too_long"),
        ({"value": "319"}, "wrong_side"),  # below the 320 of 2020
        ({"value": "-1"}, "target_below_zero"),
        ({"year": 2024}, "year_not_of_policy"),
        ({"since": "2023-01-01"}, "in_force_too_late"),
        ({"value": None}, "annual_target_unchanged"),  # nothing is there to withdraw
        ({"seen": 3}, "annual_target_changed_meanwhile"),
    ],
)
def test_nonsense_is_refused_and_nothing_is_stored(about, code, world):
    before = AuditEntry.objects.count()
    about = dict(about)
    value = about.pop("value", "620")
    assert refusal(lambda: set_target(world, value, **about)) == code
    assert (AnnualTarget.objects.count(), AuditEntry.objects.count()) == (0, before)


def test_a_target_equal_to_the_base_is_none_of_that(world):
    assert set_target(world, "320").value == 320


def test_nought_from_a_base_of_nought_is_refused(world):
    level = make_target(world.policy, world.trade, "level")
    for quarter in (1, 2, 3, 4):
        world.revise(world.b, f"2020Q{quarter}", 0, AFTER)
    act = lambda: set_target(world, "0", zone=world.b, target=level)  # noqa: E731
    assert refusal(act) == "zero_target_and_base"


def test_where_less_is_better_a_target_above_the_base_is_refused(world):
    world.target.direction = -1
    world.target.save()
    assert refusal(lambda: set_target(world, "321")) == "wrong_side"
    assert set_target(world, "319").value == 319


def test_a_zone_that_the_target_does_not_name_is_refused(world):
    named = make_target(world.policy, world.trade, "named", zones=[world.b])
    assert refusal(lambda: set_target(world, target=named)) == "target_does_not_bind_zone"


def test_a_class_takes_no_amount(world):
    grade = make_target(
        world.policy,
        None,
        "grade",
        measure_of="grade",
        conditions=[{"rule": "grade", "grade": "A"}],
    )
    assert refusal(lambda: set_target(world, target=grade)) == "class_is_not_set"


@pytest.mark.parametrize("login", ["leader", "customs", "administrators"])
def test_only_the_department_sets_targets(login, world):
    other = make_person(f"other-{login}", login)
    assert refusal(lambda: set_target(world, by=other)) == "not_a_target_keeper"


def test_the_same_thing_sent_twice_is_stored_once(world):
    first = set_target(world)
    assert set_target(world).pk == first.pk
    assert AuditEntry.objects.filter(action="target_set").count() == 1


def test_the_second_of_two_who_set_a_target_is_told(world):
    set_target(world, "620")
    second = lambda: set_target(world, "650", by=world.reviewer)  # noqa: E731
    assert refusal(second) == "annual_target_changed_meanwhile"
    assert AnnualTarget.objects.count() == 1


# The effect, before it is adopted


def test_the_effect_is_what_judging_with_the_target_finds_and_nothing_is_saved(world):
    set_target(world, "620")
    counts = [model.objects.count() for model in (Assessment, TargetResult, AuditEntry)]
    change = with_annual_target("growth", "a", 2022, 580.0, None)
    found = effects(change, since=date(2022, 7, 1), years=[2022], at=AFTER)
    assert [str(one.period) for one in found] == ["2022Q3", "2022"]
    (year,) = [one.effect for one in found if str(one.period) == "2022"]
    (judged,) = [one for one in year.statuses if one.zone == "a"]
    assert (judged.before.status, judged.after.status) == ("missed", "met")
    (flag,) = year.flags
    assert (flag.code, flag.zone, flag.after) == ("annual_target_missed", "a", None)
    assert year.ranks == ()
    assert counts == [model.objects.count() for model in (Assessment, TargetResult, AuditEntry)]

    asked = question(parse_period("2022"), world.scheme, at=AFTER, as_at=None)
    before = judge_period(asked)
    set_target(world, "580", since="2022-07-01", seen=1)
    after = judge_period(question(parse_period("2022"), world.scheme, at=AFTER, as_at=None))
    assert effect_of(before, after) == year


def test_two_equal_outcomes_have_no_effect_on_each_other(world):
    asked = question(parse_period("2022"), world.scheme, at=AFTER, as_at=None)
    assert effect_of(judge_period(asked), judge_period(asked)).is_nothing


# On the page

ASKED = {"try": 1, "zone": "a", "year": 2022, "value": "0.0580", "unit": "亿元"}


def address(**more):
    return "/targets/growth/?" + urlencode(ASKED | {"since": "2022-07-01"} | more)


def test_the_page_shows_what_would_change_in_every_period(world, read):
    set_target(world, "620")
    published(at=AFTER)
    page = read(world.staff, address())
    said = text(page)
    assert "A, 2022: CNY 6 million, in force from 2022-07-01" in said
    assert "Touched: January to September 2022, 2022" in said
    assert "Already published: 2022. These results stay as they are" in said
    rows = [text(row) for row in page.xpath("//table[contains(., 'With the change')]/tbody/tr")]
    assert any("missed" in row and "met" in row for row in rows)
    assert any("yearly target missed" in row and "—" in row for row in rows)


def test_what_was_shown_is_adopted_with_its_reason(world, client, open_as):
    set_target(world, "620")
    open_as(world.staff, "/targets/growth/")
    answer = client.post(address(), {"reason_zh": "经协商", "reason_en": "Agreed", "seen": "1"})
    assert answer.status_code == 302
    row = AnnualTarget.objects.order_by("version").last()
    assert (row.version, row.value, row.in_force_from) == (2, 580, date(2022, 7, 1))
    assert (row.reason_zh, row.reason_en, row.set_by_id) == (
        "经协商",
        "Agreed",
        world.staff.user_id,
    )


def test_a_stale_page_keeps_the_reason_and_shows_what_is_stored(world, client, open_as):
    open_as(world.staff, "/targets/growth/")
    set_target(world, "620", by=world.reviewer)
    answer = client.post(address(), {"reason_zh": "经协商", "seen": "0"})
    said = answer.content.decode()
    assert answer.status_code == 200
    assert "Somebody else has set this zone" in said
    assert "经协商</textarea>" in said
    assert 'name="seen" value="1"' in said
    assert AnnualTarget.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"value": "0.0319"}, "lies below what the zone starts from in the base year"),
        ({"since": "2023-01-01"}, "The year 2022 is over by then"),
        ({"value": "much"}, "Enter a number"),
        ({"zone": "atlantis"}, "Select a valid choice"),
        ({"unit": "t"}, "Select a valid choice"),
        ({"since": "soon"}, "Enter a valid date"),
    ],
)
def test_terms_that_cannot_be_are_said_and_cannot_be_adopted(more, words, world, read):
    page = read(world.staff, address(**more))
    assert words in text(page)
    assert not page.xpath("//button[contains(., 'Adopt')]")


def test_an_empty_value_withdraws(world, read):
    set_target(world, "620")
    page = read(world.staff, address(value=""))
    assert "A, 2022: no yearly target from 2022-07-01 on" in text(page)
    assert "not judged" in text(page)


def test_readers_see_the_history_and_no_form(world, leader, read):
    set_target(world, "620")
    set_target(world, None, since="2022-07-01", seen=1, reason_zh="撤销试点")
    page = read(leader, "/targets/growth/")
    rows = page.xpath("//table[contains(., 'In force from')]/tbody/tr")
    cells = [[text(cell) for cell in row.xpath("td")] for row in rows]
    assert [row[2] for row in cells] == ["withdrawn", "0.06"]
    assert cells[1][4] == "2022-01-01 (replaced)"
    assert "撤销试点" in cells[0][5]
    assert not page.xpath("//form[@id='set-target']")


def test_a_target_that_is_not_there_is_not_found(world, open_as):
    assert open_as(world.staff, "/targets/moon/").status_code == 404


def test_the_preview_asks_the_database_as_often_at_forty_zones_as_at_two(world, queries, open_as):
    set_target(world, "620")
    open_as(world.staff, address())
    counts = []
    for zones in (0, 38):
        with transaction.atomic():
            for number in range(zones):
                world.report(make_zone(f"z{number}", start="2019Q1"), 2022, [10 + number] * 4)
            with queries() as sent:
                assert open_as(world.staff, address()).status_code == 200
            counts.append(len(sent))
            transaction.set_rollback(True)
    assert counts[0] == counts[1]


def test_today_is_the_day_a_new_target_takes_effect_unless_another_is_chosen(world, read):
    world.policy.last_year = timezone.localdate().year
    world.policy.save()
    page = read(world.staff, "/targets/growth/")
    (since,) = page.xpath("//input[@name='since']/@value")
    assert since == timezone.localdate().isoformat()


def test_the_database_numbers_versions_once(world):
    row = set_target(world)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
