"""The incentive fund at work: a rule tried and adopted, a fund entered, a list fixed for good."""

import io
from dataclasses import replace
from decimal import Decimal

import lxml.html
import openpyxl
import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from docx import Document

from assessments.models import (
    Assessment,
    Case,
    RewardFund,
    RewardList,
    RewardRule,
    RewardShare,
    ZoneResult,
)
from assessments.papers.rewards import amount_said
from assessments.rewards import RewardTerms
from assessments.selectors.reward_page import effect_rows, reward_page, year_rows
from assessments.selectors.rewards import contenders_of, rule_in_force, terms_of
from assessments.services.rewards import (
    Refused,
    reward_fund_set,
    reward_list_fix,
    reward_rule_set,
)
from tests.demo_database import demonstration  # noqa: F401
from tests.factories import make_zone
from tests.reading import text as words_of
from tests.triggers import unprotected
from zones.access import person_of
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.usefixtures("demonstration", "db")


def person(login="commerce"):
    return person_of(User.objects.get(username=login))


def desk(login="commerce", language="en"):
    client = Client()
    client.force_login(User.objects.get(username=login))
    client.cookies["django_language"] = language
    return client


def adopt(terms, **more):
    about = {"reason_zh": "改按得分", "seen": rule_in_force().version, "by": person()}
    return reward_rule_set(terms=terms, at=timezone.now(), **about | more)


def fund(year=2023, **more):
    about = {"amount": Decimal(2000), "source": "财预〔2024〕2号", "reason": "追加", "seen": 1}
    by = person(more.pop("by", "commerce"))
    return reward_fund_set(year=year, by=by, at=timezone.now(), **about | more)


def code_of(write):
    with pytest.raises(Refused) as refused:
        write()
    return refused.value.code


def held():
    return terms_of(rule_in_force())


def test_the_demonstration_says_what_it_is_in_rule_fund_and_list():
    assert RewardRule.objects.get().is_demonstration
    assert all(one.is_demonstration and "演示" in one.source for one in RewardFund.objects.all())
    assert all(one.is_demonstration for one in RewardList.objects.all())
    assert "demonstration" in desk().get("/rewards/2022/").content.decode()


def test_an_exit_case_of_the_year_or_still_open_leaves_a_zone_without_a_part():
    def exits(year):
        board = Assessment.objects.select_related("scheme").get(
            year=year, kind="year", state="published"
        )
        return {one.zone for one in contenders_of(board) if one.has_exit_case}

    assert (exits(2021), exits(2022), exits(2023)) == (
        set(),
        {"xingang-konggang"},
        {"xingang-konggang"},
    )
    withdrawn = {"state": "withdrawn", "ended_at": timezone.now()}
    with unprotected():  # a case changes by its own steps alone; they are not what is tested here
        Case.objects.filter(track="exit", year=2023).update(**withdrawn)
    assert exits(2023) == set()


def test_a_fixed_list_adds_up_and_stands_on_its_own_rule_and_fund():
    kept = RewardList.objects.get(assessment__year=2021)
    assert sum(one.amount or 0 for one in kept.shares.all()) == kept.fund.amount == 1000
    before = [(row.zone, row.amount) for row in reward_page(2021).rows]
    adopt(replace(held(), kind="by_score"))
    assert [(row.zone, row.amount) for row in reward_page(2021).rows] == before
    assert reward_page(2021).facts.fund == 1000


def test_the_fund_of_a_fixed_list_is_not_changed_and_every_page_tells_the_same():
    assert code_of(lambda: fund(2021, seen=1)) == "reward_fund_fixed"
    stale = {"move": "fund", "amount": "1", "source": "s", "reason": "r", "seen": "1"}
    for sent in (stale, {"move": "fund"}):  # of a tab opened before it was fixed
        said = desk().post("/rewards/2021/", sent).content.decode()
        assert "The list of 2021 is fixed with its fund of CNY 10,000,000" in said
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        another_fund()
    with unprotected():  # as it could be done before the database refused it
        another_fund()
    assert {row.year: row.fund for row in year_rows()}[2021] == 1000
    effect = [row for row in effect_rows(held(), held()) if row.year == 2021]
    assert {row.now_text for row in effect} == {row.then_text for row in effect}
    paid = [row.amount for row in reward_page(2021).rows if row.amount]
    assert paid
    said = [amount_said(amount, get_language()) for amount in paid]
    assert all(any(amount in row.now_text for row in effect) for amount in said)


def another_fund():
    about = {"source": "s", "reason": "r", "set_by_id": person().user_id, "set_at": timezone.now()}
    return RewardFund.objects.create(year=2021, version=2, amount=1, **about)


def test_another_version_of_the_assessment_may_have_another_fund():
    with unprotected():  # as publishing another version does
        Assessment.objects.filter(year=2021, kind="year", state="published").update(
            state="superseded"
        )
    assert fund(2021, seen=1).version == 2
    assert RewardList.objects.get(assessment__year=2021).fund.amount == 1000


@pytest.mark.parametrize("table", ["rule", "fund", "list", "share"])
def test_the_database_refuses_to_change_or_remove_any_of_it(table):
    for statement in ("UPDATE {} SET id = id + 1000", "DELETE FROM {}"):
        with (
            pytest.raises(DatabaseError, match="never changes"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement.format(f"assessments_reward{table}"))
    assert RewardShare.objects.filter(list__assessment__year=2021).count() == 4


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"kind": "by_luck"}, "unknown_reward_rule"),
        ({"unit": "cent"}, "unknown_reward_rule"),
        ({"min_coverage": Decimal("1.1")}, "reward_coverage"),
        ({"most_places": 0}, "reward_places"),
        ({"kind": "by_place"}, "reward_steps_missing"),
        ({"steps": (Decimal(1),)}, "reward_steps_unused"),
        ({"kind": "by_place", "steps": (Decimal(1), Decimal(2))}, "reward_steps_fall"),
        ({"kind": "by_place", "steps": (Decimal(1), Decimal(0))}, "reward_steps_fall"),
        ({}, "reward_rule_unchanged"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(more, code):
    assert code_of(lambda: adopt(replace(held(), **more))) == code
    assert RewardRule.objects.count() == 1


def test_a_rule_is_a_version_with_its_reason_and_two_people_do_not_overwrite_each_other():
    other = replace(held(), kind="by_score")
    assert code_of(lambda: adopt(other, reason_zh=" ")) == "reward_rule_needs_reason"
    assert code_of(lambda: adopt(other, by=person("leader"))) == "not_a_reward_keeper"
    assert adopt(other).version == 2
    late = replace(other, unit="wan")
    assert code_of(lambda: adopt(late, seen=1)) == "reward_rule_changed_meanwhile"
    entry = AuditEntry.objects.filter(action="reward_rule_set").latest("seq")
    assert (entry.new["kind"], entry.old["kind"]) == ("by_score", "by_rank")
    assert audit_verdict().is_intact


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"amount": Decimal(0)}, "reward_fund_amount"),
        ({"amount": Decimal("0.0000001")}, "reward_fund_amount"),
        ({"amount": Decimal(10**9)}, "reward_fund_amount"),
        ({"source": ""}, "reward_fund_without_source"),
        ({"reason": ""}, "reward_fund_needs_reason"),
        ({"seen": 0, "by": "commerce2"}, "reward_fund_changed_meanwhile"),
    ],
)
def test_a_fund_that_cannot_be_is_refused(more, code):
    assert code_of(lambda: fund(**more)) == code
    assert RewardFund.objects.filter(year=2023).count() == 1


def test_a_fund_sent_twice_is_entered_once_and_one_in_another_window_is_ones_own():
    first = fund(seen=1)
    assert fund(seen=1) == first
    assert code_of(lambda: fund(seen=1, amount=Decimal(7))) == "reward_fund_set_yourself"
    assert RewardFund.objects.filter(year=2023).count() == 2


def test_a_power_of_ten_is_no_amount():
    sent = {"move": "fund", "amount": "1e3", "source": "x", "reason": "y", "seen": 1}
    page = desk().post("/rewards/2023/", sent)
    assert page.status_code == 200
    assert "Write the amount in digits" in page.content.decode()


def test_a_list_is_fixed_once_as_it_was_looked_at():
    at_desk = desk()
    page = at_desk.get("/rewards/2023/fix/")
    seen = page.context["seen"]
    fund()  # a colleague corrects the fund meanwhile
    refused = at_desk.post("/rewards/2023/fix/", {"seen": seen}).content.decode()
    assert "The list has changed since you looked at it" in refused
    seen = at_desk.get("/rewards/2023/fix/").context["seen"]
    assert at_desk.post("/rewards/2023/fix/", {"seen": seen}).status_code == 302
    kept = RewardList.objects.get(assessment__year=2023)
    assert (kept.sha256, kept.fund.version) == (seen, 2)
    assert sum(one.amount or 0 for one in kept.shares.all()) == 2000
    again = {"assessment": kept.assessment, "seen": seen, "by": person(), "at": timezone.now()}
    assert code_of(lambda: reward_list_fix(**again)) == "reward_list_fixed"
    assert 'id="fix"' not in at_desk.get("/rewards/2023/").content.decode()


def test_before_a_list_is_fixed_it_is_said_what_will_happen():
    at_desk = desk()
    page = lxml.html.fromstring(at_desk.get("/rewards/2023/").content)
    (way,) = page.xpath("//*[@id='fix']//a/@href")
    assert not page.xpath("//*[@id='fix']//button"), "the list's page alone fixes nothing"
    assert at_desk.post("/rewards/2023/", {"move": "fix"}).status_code == 400
    asked = lxml.html.fromstring(at_desk.get(way).content)
    shared, stands, files, last = map(words_of, asked.xpath("//*[@aria-labelledby='follows']//li"))
    rows = [row for row in reward_page(2023).rows if row.amount]
    fund_said = f"CNY {sum(row.amount for row in rows) * 10_000:,.0f}"
    assert f"The fund of 2023, {fund_said}, goes to {len(rows)} zones: " in shared
    assert all(f"{row.zone} (CNY {row.amount * 10_000:,.0f})" in shared for row in rows)
    assert "version 1 of the annual assessment 2023" in stands
    assert "no longer marked as drafts" in files
    assert "never changes and cannot be taken back" in last
    assert not RewardList.objects.filter(assessment__year=2023), "asking fixes nothing"
    (back,) = asked.xpath("//form//a/@href")
    assert back == "/rewards/2023/"
    (form,) = asked.xpath("//form[@method='post' and .//input[@name='seen']]")
    sent = {one.name: one.value for one in form.xpath(".//input[@name='seen']")}
    assert at_desk.post(way, sent).headers["Location"] == "/rewards/2023/"
    assert RewardList.objects.get(assessment__year=2023).sha256 == sent["seen"]
    again = at_desk.get(way).content.decode()
    assert "There is nothing to fix" in again
    assert "The list of this version of the assessment is fixed already" in (
        at_desk.post(way, sent).content.decode()
    )


def published_again(year):
    """The year's published assessment as a new version with the same results."""
    old = Assessment.objects.get(year=year, kind="year", state="published")
    rows = list(ZoneResult.objects.filter(assessment=old))
    new = Assessment.objects.get(pk=old.pk)
    new.pk, new.version, new.state, new.published_at = None, old.version + 1, "draft", None
    with unprotected():
        old.state, old.superseded_at = "superseded", timezone.now()
        old.save()
        new.save(force_insert=True)
        for row in rows:
            row.pk, row.assessment = None, new
            row.save(force_insert=True)
        new.state, new.published_at = "published", timezone.now()
        new.save()
    return new


def test_of_a_year_published_again_it_is_said_which_list_stands():
    before = RewardList.objects.get(assessment__year=2021)
    new = published_again(2021)
    version = before.assessment.version
    words = text(desk(), "/rewards/2021/")
    assert f"The list fixed for version {version} on" in words
    assert "the fund is not paid twice. As it stands no amount would change." in words
    assert f"list of version {version} stands" in text(desk(), "/rewards/")
    assert "Rewards of 2021" not in text(desk(), "/decisions/"), "nothing would change"
    assert "This list stands until one is fixed" in text(
        desk(), f"/rewards/2021/?version={version}"
    )
    kept = f"{before.fund.amount.normalize():,f}"
    fund(2021, amount=before.fund.amount + 1)
    corrected = f"list of version {version} stands, with its fund of {kept}"
    assert corrected in text(desk(), "/rewards/")
    fund(2021, amount=before.fund.amount, seen=2)
    ranked = ZoneResult.objects.filter(assessment=new, standing="ranked").order_by("rank")
    with unprotected():
        ranked.filter(pk=ranked.last().pk).update(coverage=Decimal("0.1"))
    assert "As it stands the amounts of" in text(desk(), "/rewards/2021/")
    assert f"the list of version {version} stands until one is fixed" in text(desk(), "/decisions/")
    asked = desk().get("/rewards/2021/fix/")
    assert f"The list fixed for version {version} on" in asked.content.decode()
    desk().post("/rewards/2021/fix/", {"seen": asked.context["seen"]})
    assert f"It takes the place of the list of version {version}" in text(desk(), "/rewards/2021/")
    replaced = text(desk(), f"/rewards/2021/?version={version}")
    assert f"This list was replaced by that of version {new.version}" in replaced


def text(client, address):
    """What stands on a page, without its tags."""
    response = client.get(address)
    assert response.status_code == 200
    return words_of(lxml.html.fromstring(response.content.decode()))


def test_a_fund_that_the_rule_cannot_pay_out_is_said_and_not_fixed():
    adopt(replace(held(), unit="wan"))
    fund(amount=Decimal("1500.5"))
    page = desk().get("/rewards/2023/").content.decode()
    assert "The fund cannot be paid out in the whole units of the rule" in page
    assert 'id="fix"' not in page
    board = Assessment.objects.get(year=2023, kind="year", state="published")
    about = {"assessment": board, "seen": "", "by": person(), "at": timezone.now()}
    assert code_of(lambda: reward_list_fix(**about)) == "reward_fund_units"


def test_the_effect_of_a_rule_is_told_for_every_year_before_it_is_adopted():
    tried = RewardTerms(
        "by_place", Decimal("0.8"), steps=(Decimal(50), Decimal(30), Decimal(20)), unit="wan"
    )
    rows = effect_rows(held(), tried)
    assert {row.year for row in rows} == {2021, 2022, 2023}
    for year in (2021, 2022, 2023):
        assert sum(row.then for row in rows if row.year == year) == 1
        assert sum(row.now for row in rows if row.year == year) == 1
    asked = {"try": "1", "kind": "by_place", "steps": "50 30 20", "min_coverage": "80"}
    asked |= {"leaves_out_exit": "1", "unit": "wan", "most_places": ""}
    address = reverse("reward_rule") + "?" + "&".join(f"{k}={v}" for k, v in asked.items())
    at_desk = desk()
    assert "What this rule would have paid" in at_desk.get(address).content.decode()
    sent = {"seen": "1", "reason_zh": "突出头名"}
    assert at_desk.post(address, sent).status_code == 302
    assert terms_of(rule_in_force()) == tried
    assert "The rule says this already" in at_desk.get(address).content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("year", [2022, 2023])
def test_the_files_print_what_the_page_prints_and_say_what_they_are(language, year):
    reader = desk("leader", language)
    page = reward_page(year)
    mark = "演示数据" if language == "zh-hans" else "Demonstration data"
    draft = "测算稿" if language == "zh-hans" else "Draft"
    response = reader.get(reverse("reward_xlsx", args=[year]))
    assert ("draft" in response["Content-Disposition"]) == (year == 2023)
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(mark in text for text in texts)
    assert any(draft in text for text in texts) == (year == 2023)
    amounts = {row.amount for row in page.rows if row.amount is not None}
    printed = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {float(amount) for amount in amounts} <= {
        float(value) for value in printed if isinstance(value, int | float)
    }
    document = Document(io.BytesIO(reader.get(reverse("reward_docx", args=[year])).content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert {row.amount_text for row in page.rows if row.amount is not None} <= set(cells)


def test_the_number_of_queries_is_the_same_at_seven_and_at_200_zones(queries):
    at_desk, board = desk(), Assessment.objects.get(year=2023, kind="year", state="published")
    address = reverse("reward_rule") + "?try=1&kind=by_score&min_coverage=80&leaves_out_exit=1"

    def sent(where):
        with queries() as found:
            assert at_desk.get(where).status_code == 200
        return len(found)

    asked = ("/rewards/", "/rewards/2023/", f"{address}&unit=fen")
    few = [sent(where) for where in asked for _again in range(2)][1::2]
    zones = [make_zone(f"further{number}") for number in range(193)]
    row = {"assessment": board, "standing": "ranked", "score": Decimal(5), "coverage": Decimal(1)}
    ZoneResult.objects.bulk_create(ZoneResult(zone=zone, rank=6, **row) for zone in zones)
    assert [sent(where) for where in asked] == few


def test_leadership_reads_and_others_do_not_even_that():
    assert desk("leader").get("/rewards/").status_code == 200
    assert 'id="fund"' not in desk("leader").get("/rewards/2023/").content.decode()
    assert desk("leader").post("/rewards/2023/fix/").status_code == 403
    for login in ("yichang", "fgw", "customs", "admin"):
        assert desk(login).get("/rewards/2023/").status_code == 403
    assert 'id="rewards"' in desk().get("/measures/15/").content.decode()
    assert 'id="rewards"' not in desk("yichang").get("/measures/15/").content.decode()
    assert 'id="rewards"' not in desk().get("/measures/14/").content.decode()
