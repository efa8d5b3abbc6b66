"""Staff adopt another reading: the print stays, amounts change from a day on, nothing is lost."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

import csv
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from assessments.badges import status_badge
from assessments.effects import effect_of
from assessments.models import Assessment, TargetResult
from assessments.outcome import judge_period
from assessments.selectors.question import promises_of, question
from assessments.selectors.reading_page import reading_preview
from assessments.selectors.reading_terms import terms_on
from assessments.services.readings import Refused, reading_adopt
from indicators.models import AdoptedCondition, Adoption, Reading, TargetCondition
from indicators.periods import parse_period
from indicators.selectors.phrases import phrase_reader
from tests.assessing import AFTER, make_world, published, run
from tests.demo_database import FIXTURES
from tests.factories import make_person, make_target, make_zone
from tests.reading import leader, open_as, read, text  # noqa: F401
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db
PRINTED = "年均进出口额下降35%以上"


@pytest.fixture
def world():
    """All zones together: 720 in 2020, 800 in 2021, 1,000 in 2022; 35 % a year is promised."""
    return with_reading(make_world())


def with_reading(world):
    """The world, its target resting on a reading of a phrase that is printed three times."""
    world.reading = Reading.objects.create(
        policy=world.policy,
        order=1,
        clause="1",
        printed=PRINTED,
        adopted="年均进出口额增长35%以上",
        kind="direction",
        confidence="strong",
        reason_zh="下降与下文不符",
    )
    world.reading.places.create(clause="2", printed=PRINTED, adopted="年均进出口额增长35%以上")
    world.reading.places.create(clause="3", printed="下降35%", adopted="增长35%")
    world.target.reading = world.reading
    world.target.save()
    return world


def terms(world, amount="0.15", adopted="年均进出口额增长15%以上", **fields):
    """The reading as it counts, with another amount and text."""
    now = terms_on(world.reading, date(2022, 1, 1))
    said = {name: fields.pop(name) for name in ("kind", "confidence") if name in fields}
    amounts = tuple(replace(one, amount=Decimal(amount), **fields) for one in now.amounts)
    return replace(now, adopted=adopted, amounts=amounts, **said)


def adopt(world, asked=None, *, since="2022-01-01", **about) -> Adoption:
    about = {"reason_zh": "经核对原件", "seen": 0, "by": world.staff, "at": AFTER} | about
    return reading_adopt(
        reading=world.reading,
        terms=asked or terms(world),
        in_force_from=date.fromisoformat(since),
        **about,
    )


def refusal(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def result(period="2022") -> TargetResult:
    return TargetResult.objects.get(assessment=run(period), zone=None, city=None)


# Written


def test_what_is_printed_and_what_was_loaded_never_changes(world):
    adopt(world)
    world.reading.refresh_from_db()
    assert (world.reading.printed, world.reading.adopted) == (PRINTED, "年均进出口额增长35%以上")
    assert TargetCondition.objects.get(target=world.target).amount == Decimal("0.35")


def test_an_adopted_reading_is_logged_with_every_amount(world):
    adopt(world, reason_en="Checked against the original")
    entry = AuditEntry.objects.last()
    assert (entry.action, entry.version, entry.code) == ("reading_adopted", 1, f"1 {PRINTED}")
    assert [one["amount"] for one in entry.old["amounts"]] == ["0.3500"]
    assert [one["amount"] for one in entry.new["amounts"]] == ["0.1500"]
    assert entry.new["reason_en"] == "Checked against the original"
    assert audit_verdict().is_intact


def test_the_amount_counts_from_its_day_on(world):
    # 720 × 1.35² = 1312.2; read as 15 % it is 952.2, from the second half of 2022 on.
    adopt(world, since="2022-07-01")
    asked = {period: float(result(period).value) for period in ("2021", "2022H1", "2022")}
    assert asked["2021"] == pytest.approx(972)
    assert asked["2022H1"] == pytest.approx(1312.2)
    assert asked["2022"] == pytest.approx(952.2)


def test_a_published_result_does_not_move(world):
    old = published()
    adopt(world)
    again = run()
    assert again.version == old.version + 1
    values = [
        float(TargetResult.objects.get(assessment=one, zone=None, city=None).value)
        for one in (old, again)
    ]
    assert values == pytest.approx([1312.2, 952.2])


def test_a_text_without_another_amount_judges_as_before(world):
    before = run()
    now = terms_on(world.reading, date(2022, 1, 1))
    adopt(world, replace(now, adopted="年均增长35%以上"))
    assert run().pk == before.pk


def test_rule_comparison_and_direction_are_read_anew_too(world):
    adopt(world, terms(world, "1500", rule="level", comparison="gt"))
    (promise,) = promises_of(parse_period("2022"))
    (condition,) = promise.conditions
    assert (condition.rule, condition.amount, condition.comparison) == ("level", 1500, "gt")
    adopt(world, terms(world, "-0.35", direction=-1, rule="average_growth"), seen=1)
    (promise,) = promises_of(parse_period("2022"))
    assert (promise.direction, promise.conditions[0].amount) == (-1, -0.35)


def test_of_two_of_one_day_the_later_one_counts_and_a_later_day_takes_over(world):
    adopt(world, since="2022-07-01")
    adopt(world, terms(world, "0.20"), since="2022-10-01", seen=1)
    adopt(world, terms(world, "0.10"), since="2022-07-01", seen=2)
    asked = [promises_of(parse_period(one))[0].conditions[0].amount for one in SPANS]
    assert asked == [0.35, 0.35, 0.10, 0.20]


SPANS = ("2022Q1", "2022H1", "2022Q3", "2022")


def test_the_reading_that_was_loaded_can_be_adopted_again(world):
    loaded = terms_on(world.reading, date(2022, 1, 1))
    adopt(world)
    adopt(world, loaded, seen=1)
    assert promises_of(parse_period("2022"))[0].conditions[0].amount == 0.35


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"amount": "-0.10"}, "reading_wrong_side"),
        ({"amount": "-1"}, "reading_amount_too_small"),
        ({"amount": "700", "rule": "level"}, "reading_wrong_side"),
        ({"amount": "0", "rule": "multiple"}, "reading_amount_too_small"),
        ({"amount": "0.10", "direction": -1}, "reading_wrong_side"),
        ({"kind": "mood"}, "unknown_reading_kind"),
        ({"amount": "0.35", "adopted": "年均进出口额增长35%以上"}, "reading_unchanged"),
    ],
)
def test_nonsense_is_refused_and_nothing_is_stored(fields, code, world):
    before = AuditEntry.objects.count()
    assert refusal(lambda: adopt(world, terms(world, **fields))) == code
    assert (Adoption.objects.count(), AuditEntry.objects.count()) == (0, before)


def test_two_amounts_of_one_target_have_one_direction(world):
    world.target.conditions.create(
        order=5,
        rule="level",
        amount=2000,
        amount_printed="2000",
        base_year=2020,
        first_year=2021,
        last_year=2023,
    )
    now = terms_on(world.reading, date(2022, 1, 1))
    torn = replace(now, amounts=(now.amounts[0], replace(now.amounts[1], direction=-1)))
    assert refusal(lambda: adopt(world, torn)) == "two_directions"


def test_a_reason_is_asked_for_and_only_the_department_adopts(world):
    assert refusal(lambda: adopt(world, reason_zh=" ")) == "reading_needs_reason"
    assert refusal(lambda: adopt(world, reason_zh="长" * 501)) == "reason_too_long"
    assert adopt(world, reason_zh="长\r\n" * 250).pk  # a line's end counts once
    other = make_person("leader2", "leadership")
    assert refusal(lambda: adopt(world, by=other)) == "not_a_reading_keeper"


def test_the_same_thing_sent_twice_is_stored_once_and_the_second_person_is_told(world):
    first = adopt(world)
    assert adopt(world).pk == first.pk
    assert AdoptedCondition.objects.count() == 1
    second = lambda: adopt(world, terms(world, "0.20"), by=world.reviewer)  # noqa: E731
    assert refusal(second) == "reading_changed_meanwhile"


def test_what_was_known_at_a_moment_is_what_was_adopted_by_then(world):
    adopt(world)
    (early,) = promises_of(parse_period("2022"), date_time("2023-02-01"))
    (now,) = promises_of(parse_period("2022"))
    assert (early.conditions[0].amount, now.conditions[0].amount) == (0.35, 0.15)


def date_time(day):
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def test_without_an_adoption_the_digest_is_what_it_was(world):
    asked = question(parse_period("2022"), world.scheme, at=AFTER, as_at=None)
    before = judge_period(asked).digest
    row = adopt(world)
    assert judge_again(world) != before
    AdoptedCondition.objects.all().delete()
    row.delete()
    assert judge_again(world) == before


def judge_again(world) -> str:
    return judge_period(question(parse_period("2022"), world.scheme, at=AFTER, as_at=None)).digest


# Where the phrase is quoted


def test_the_same_phrase_elsewhere_follows_and_another_form_stays(world):
    adopt(world)
    reader = phrase_reader(world.policy)
    assert reader("1", PRINTED).adopted == "年均进出口额增长15%以上"
    assert reader("2", PRINTED).adopted == "年均进出口额增长15%以上"
    assert reader("3", "下降35%").adopted == "增长35%"


def test_an_assessment_reads_the_phrase_as_it_was_known_when_it_was_run(world):
    adopt(world)
    early = phrase_reader(world.policy, date(2022, 12, 31), date_time("2023-02-01"))
    assert early("1", PRINTED).adopted == "年均进出口额增长35%以上"
    day_before = phrase_reader(world.policy, date(2021, 12, 31))
    assert day_before("1", PRINTED).adopted == "年均进出口额增长35%以上"


# The effect, before it is adopted


def test_the_effect_is_what_judging_under_the_reading_finds_and_nothing_is_saved(world):
    world.set_target(world.a, 2022, 620)
    counts = [model.objects.count() for model in (Assessment, Adoption, AuditEntry)]
    preview = reading_preview(world.reading, terms(world), date(2022, 7, 1), AFTER)
    assert {row.period_order for row in preview.rows} == {(2022, 3), (2022, 4)}
    (year,) = [row for row in preview.rows if row.period_order == (2022, 4)]
    assert year.before.badge == status_badge("below_path")
    assert year.after.badge == status_badge("met", is_binding=False)
    assert counts == [model.objects.count() for model in (Assessment, Adoption, AuditEntry)]
    asked = question(parse_period("2022"), world.scheme, at=AFTER, as_at=None)
    before = judge_period(asked)
    adopt(world, since="2022-07-01")
    after = judge_period(question(parse_period("2022"), world.scheme, at=AFTER, as_at=None))
    (status,) = effect_of(before, after).statuses
    assert (status.before.status, status.after.status) == ("below_path", "met")


# Loading the policy again


def load() -> str:
    said = StringIO()
    call_command(
        "load_policy", FIXTURES / "policies/hubei-2021/policy.toml", commit=True, stdout=said
    )
    return said.getvalue()


def test_loading_the_policy_again_undoes_nothing_and_says_so():
    assert PRINTED not in load()
    reading = Reading.objects.get(printed=PRINTED)
    staff = make_person("commerce")
    now = terms_on(reading, date(2022, 1, 1))
    asked = replace(now, amounts=(replace(now.amounts[0], amount=Decimal("0.25")),))
    reading_adopt(
        reading=reading,
        terms=asked,
        in_force_from=date(2022, 1, 1),
        reason_zh="核对",
        seen=0,
        by=staff,
        at=AFTER,
    )
    assert f"preamble: {PRINTED}" in load()
    promise = next(one for one in promises_of(parse_period("2022")) if one.code == "trade-growth")
    assert promise.conditions[0].amount == 0.25


# On the page


def address(world, **more):
    key = world.target.conditions.get().pk
    asked = {
        "try": 1,
        "adopted": "年均进出口额增长15%以上",
        "kind": "direction",
        "confidence": "medium",
        "since": "2022-07-01",
        f"rule{key}": "average_growth",
        f"comparison{key}": "ge",
        f"amount{key}": "15",
        f"unit{key}": "%",
        f"direction{key}": "1",
    }
    typed = {name if name in asked else f"{name}{key}": value for name, value in more.items()}
    return "/readings/1/?" + urlencode(asked | typed)


def test_the_targets_page_says_as_of_when_a_target_s_note_speaks(world, read, leader):
    world.target.note_zh, world.target.note_en = "按35%计", "It comes to 971 in 2023"
    world.target.save()

    def said():
        (card,) = read(leader, "/targets/").xpath(f"//*[@id='{world.target.code}']")
        return text(card)

    assert "35%" in said()
    assert "Another reading" not in said()
    adopt(world, since="2022-07-01")
    assert "at least 15%" in said()
    assert (
        "Another reading is in force since 2022-07-01: what stands here counts. The target’s name"
        " and note are as first written, with the policy. It comes to 971 in 2023"
    ) in said()


def test_the_page_shows_what_would_change_and_adopts_what_was_shown(world, read, client):
    published("2022")
    page = read(world.staff, address(world))
    said = text(page)
    assert "Amounts that change: Target growth: 35% → 15%." in said
    assert "Already published: 2022." in said
    rows = [text(row) for row in page.xpath("//table[contains(., 'With the change')]/tbody/tr")]
    assert any("below path" in row and "on the path" in row for row in rows)
    answer = client.post(address(world), {"reason_zh": "核对原件", "seen": "0"})
    assert answer.status_code == 302
    row = Adoption.objects.get()
    assert (row.adopted, row.in_force_from) == ("年均进出口额增长15%以上", date(2022, 7, 1))
    assert row.conditions.get().amount == Decimal("0.15")
    page = read(world.staff, "/readings/1/")
    rows = [text(row) for row in page.xpath("//table[contains(., 'Adopted by')]/tbody/tr")]
    assert "15%" in rows[0]
    assert "核对原件" in rows[0]
    assert "from the beginning (replaced)" in rows[1]
    assert "年均进出口额增长35%以上" in text(page)
    listed = text(read(world.staff, "/readings/"))
    assert "年均进出口额增长15%以上" in listed
    assert PRINTED in listed


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"unit": "倍"}, "This rule takes: %."),
        ({"amount": "much"}, "Enter a number"),
        ({"amount": "-10"}, "would lie below the base year"),
        ({"since": "soon"}, "Enter a valid date"),
        ({"kind": "mood"}, "Select a valid choice"),
    ],
)
def test_terms_that_cannot_be_are_said_and_cannot_be_adopted(more, words, world, read):
    page = read(world.staff, address(world, **more))
    assert words in text(page)
    assert not page.xpath("//button[contains(., 'Adopt')]")


def test_a_stale_page_keeps_the_reason_and_adopts_nothing(world, client, open_as):
    open_as(world.staff, "/readings/1/")
    adopt(world, terms(world, "0.20"), by=world.reviewer)
    said = client.post(address(world), {"reason_zh": "核对原件", "seen": "0"}).content.decode()
    assert "Somebody else has adopted a reading" in said
    assert "核对原件</textarea>" in said
    assert Adoption.objects.count() == 1


def test_readers_see_both_readings_and_no_form(world, leader, read):
    adopt(world)
    page = read(leader, "/readings/1/")
    assert not page.xpath("//form[@id='adopt-reading']")
    assert "年均进出口额增长35%以上" in text(page)
    assert "年均进出口额增长15%以上" in text(page)


def test_a_published_status_stands_beside_what_it_was_judged_by(world, leader, read, open_as):
    def row():
        (found,) = read(leader, "/targets/").xpath("//tbody/tr[td//a[@href='#growth']]")
        return [text(cell) for cell in found.xpath("td")]

    def filed():
        (line,) = csv.DictReader(
            StringIO(open_as(leader, "/targets/?export=csv").content.decode("utf-8-sig"))
        )
        return {name: said for name, said in line.items() if name != "2023"}

    def path_and_asked():
        (card,) = read(leader, "/targets/").xpath("//*[@id='growth']")
        return [text(cell) for cell in card.xpath(".//tbody/tr/td")], text(card)

    published("2022")
    before, in_file, (path, _card) = row(), filed(), path_and_asked()
    adopt(world, since="2022-01-01", at=timezone.now())
    assert filed() == in_file
    changed = [old for old, new in zip(before, row(), strict=True) if old != new]
    assert changed == ["0.18"]  # 2023 alone, which is not judged
    cells, said = path_and_asked()
    assert cells[:3] == path[:3]  # 2020, 2021 and 2022 are judged
    assert cells[3] != path[3]  # 2023 is not
    assert "growth of at least 15% a year" in said
    assert "The years judged already stand in the path as they were judged." in said


def test_the_targets_page_asks_for_what_counts_today(world, leader, read):
    adopt(world)
    assert "growth of at least 15% a year" in text(read(leader, "/targets/"))
    assert "年均进出口额增长15%以上" in text(read(leader, "/targets/growth/"))


def test_the_preview_asks_the_database_as_often_at_forty_zones_as_at_two(world, queries, open_as):
    make_target(world.policy, world.trade, "level")
    open_as(world.staff, address(world))
    counts = []
    for zones in (0, 38):
        with transaction.atomic():
            for number in range(zones):
                world.report(make_zone(f"z{number}", start="2019Q1"), 2022, [10 + number] * 4)
            with queries() as sent:
                assert open_as(world.staff, address(world)).status_code == 200
            counts.append(len(sent))
            transaction.set_rollback(True)
    assert counts[0] == counts[1]
