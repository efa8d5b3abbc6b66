"""Staff keep the rules in the product: see the effect, say why, and read what became of each."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

import io
from datetime import UTC, datetime
from decimal import Decimal

import openpyxl
import pytest

from indicators.models import ValidationRule
from indicators.selectors.rules import rule_token
from indicators.services.rules import Refused, RuleTerms, rule_add, rule_change, rule_remove
from indicators.services.validation import read_rules, rules_load
from tests.collecting import make_people, make_place
from tests.factories import make_submission, make_zone
from tests.reading import open_as, read, text  # noqa: F401
from tests.test_quality_page import table_of
from zones.models import AuditEntry, Zone
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db

AT = datetime(2022, 8, 1, 4, tzinfo=UTC)
RULES = "/collect/rules/"
FILE = b"""kind,indicator,severity,threshold,quarters,is_on
part_above_whole,,severe,0.01,,1
jump,,warning,3,8,1
jump,vehicles,warning,3,8,0
outside_range,,note,1.5,8,1
"""


@pytest.fixture
def people():
    return make_people(make_place())


@pytest.fixture
def jump(people) -> ValidationRule:
    """The general rule on jumps, among the others of the file."""
    rules_load(file=read_rules("rules.csv", FILE), at=AT)
    return ValidationRule.objects.get(kind="jump", indicator=None)


def change(rule, by, threshold="2", **about) -> ValidationRule:
    terms = {"severity": "warning", "threshold": Decimal(threshold), "quarters": 8}
    own = {name: about.pop(name) for name in ("severity", "quarters", "is_on") if name in about}
    return rule_change(
        rule=rule,
        terms=RuleTerms(**(terms | own)),
        **({"reason": "年报口径调整", "seen": rule_token(rule), "by": by, "at": AT} | about),
    )


def refusal(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


# Written


def test_a_changed_rule_is_logged_with_old_new_and_reason(jump, people):
    change(jump, people["commerce"])
    entry = AuditEntry.objects.last()
    assert (entry.action, entry.code) == ("rule_changed", f"jump {jump.pk}")
    assert (entry.old["threshold"], entry.new["threshold"]) == ("3", "2")
    assert entry.new["reason"] == "年报口径调整"
    assert ValidationRule.objects.get(pk=jump.pk).threshold == 2
    assert audit_verdict().is_intact


def test_the_second_of_two_who_change_a_rule_is_told(jump, people):
    seen = rule_token(jump)
    change(jump, people["commerce"], "2")
    second = lambda: change(jump, people["commerce2"], "4", seen=seen)  # noqa: E731
    assert refusal(second) == "rule_changed_meanwhile"
    assert ValidationRule.objects.get(pk=jump.pk).threshold == 2


@pytest.mark.parametrize(
    ("about", "code"),
    [
        ({"reason": " "}, "rule_needs_reason"),
        ({"reason": "长" * 501}, "reason_too_long"),
        ({"threshold": "0.5"}, "rule_threshold"),
        ({"quarters": 3}, "rule_quarters"),
        ({"quarters": None}, "rule_quarters"),
        ({"severity": "fatal"}, "unknown_rule"),
        ({"threshold": "3"}, "rule_unchanged"),
    ],
)
def test_what_a_rule_cannot_be_is_refused_and_nothing_is_logged(about, code, jump, people):
    before = AuditEntry.objects.count()
    assert refusal(lambda: change(jump, people["commerce"], **about)) == code
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("login", ["leader", "yichang", "customs", "admin"])
def test_only_the_department_changes_rules(login, jump, people):
    assert refusal(lambda: change(jump, people[login])) == "not_a_rule_keeper"


def test_what_cannot_be_true_stays_severe_but_one_indicator_may_be_exempt(jump, people):
    by = people["commerce"]
    core = ValidationRule.objects.get(kind="part_above_whole")
    weaker = {"reason": "x", "seen": rule_token(core), "by": by, "at": AT}
    for terms in (RuleTerms("warning", Decimal(1)), RuleTerms("severe", Decimal(1), is_on=False)):
        act = lambda terms=terms: rule_change(rule=core, terms=terms, **weaker)  # noqa: E731
        assert refusal(act) == "core_rule_stays"
    processing = make_indicator_of("processing")
    off = RuleTerms("severe", Decimal("0.01"), is_on=False)
    about = {"terms": off, "reason": "口径不同", "by": by, "at": AT}
    assert rule_add(kind="part_above_whole", indicator=processing, **about).pk


def make_indicator_of(code: str):
    from indicators.models import Indicator

    return Indicator.objects.get(code=code)


def test_there_is_one_rule_of_a_check_an_indicator_and_a_severity(jump, people):
    terms = RuleTerms("warning", Decimal(5), 8)
    about = {"terms": terms, "reason": "x", "by": people["commerce"], "at": AT}
    assert refusal(lambda: rule_add(kind="jump", indicator=None, **about)) == "rule_exists"


def test_a_rule_of_one_indicator_can_be_removed_and_the_general_one_cannot(jump, people):
    own = ValidationRule.objects.get(kind="jump", indicator__code="vehicles")
    about = {"reason": "恢复统一规则", "by": people["commerce"], "at": AT}
    rule_remove(rule=own, seen=rule_token(own), **about)
    assert not ValidationRule.objects.filter(pk=own.pk).exists()
    assert AuditEntry.objects.last().action == "rule_removed"
    general = lambda: rule_remove(rule=jump, seen=rule_token(jump), **about)  # noqa: E731
    assert refusal(general) == "general_rule_stays"


# Read


def test_every_rule_is_told_in_words_with_threshold_look_back_and_state(jump, people, read):
    rows = table_of(read(people["yichang"], RULES), "Rules")
    (general,) = [row for row in rows if row["Check"].startswith("jump") and "every" in row[INDEX]]
    assert (general["Severity"], general["In force"]) == ("warning", "in force")
    assert (general["Threshold"], general["Look-back in quarters"]) == ("× 3", "8")
    assert "3 times the median of the last 8 quarters" in general["What it asks"]
    (own,) = [row for row in rows if row[INDEX] == "Vehicles"]
    assert own["In force"] == "indicator exempt"


INDEX = "Indicator"


def test_the_list_tells_who_changed_a_rule_last_and_keeps_what_was_removed(jump, people, read):
    change(jump, people["commerce"])
    own = ValidationRule.objects.get(kind="jump", indicator__code="vehicles")
    about = {"reason": "恢复", "by": people["commerce2"], "at": AT}
    rule_remove(rule=own, seen=rule_token(own), **about)
    page = read(people["leader"], RULES)
    (row,) = [one for one in table_of(page, "Rules") if one["Check"].startswith("jump")]
    assert row["Changed last"] == "Commerce · 2022-08-01 12:00"
    changes = table_of(page, "What was changed")
    assert [one["What"] for one in changes] == [
        "rule removed",
        "rule changed",
        "validation rules loaded",
    ]
    assert changes[0]["Rule"] == "jump against the median · Vehicles"
    assert changes[1]["Before"] == "warning · × 3 · 8 quarters · in force"
    assert changes[1]["After"] == "warning · × 2 · 8 quarters · in force"


def test_readers_see_a_rule_and_its_history_and_no_form(jump, people, read):
    change(jump, people["commerce"])
    page = read(people["yichang"], f"{RULES}{jump.pk}/")
    history = table_of(page, "History of this rule")
    assert [row["Reason"] for row in history] == ["年报口径调整", "rules.csv"]
    assert page.xpath("//main//form") == []


# The effect, before anything is saved


@pytest.fixture
def reported(jump, people) -> Zone:
    """Yichang: five usual quarters, then exports 2.5 times as much, imports as ever."""
    zone = Zone.objects.get(code="yichang")
    for code in ("2021Q1", "2021Q2", "2021Q3", "2021Q4", "2022Q1"):
        values = {"trade_export": 100, "trade_import": 100, "vehicles": 10}
        make_submission(zone, code, values, by=people["yichang"])
    values = {"trade_export": 250, "trade_import": 100, "vehicles": 90}
    make_submission(zone, "2022Q2", values, by=people["yichang"])
    return zone


def terms(**changed) -> dict[str, str]:
    asked = {"try": "1", "severity": "warning", "threshold": "2", "quarters": "8", "is_on": "1"}
    return asked | changed


def test_the_effect_counts_the_findings_and_names_each_with_its_links(reported, jump, people, read):
    page = read(people["commerce"], f"{RULES}{jump.pk}/", **terms())
    assert (
        "the last 6 quarters (2021Q1 to 2022Q2) would have had 1 findings of this check (now 0),"
        " 0 of them severe (now 0); 6 reports were looked at." in text(page)
    )
    # the hint below is no jump, and not among the findings counted
    assert "Listed besides: 1 finding of another check that changes with it." in text(page)
    rows = table_of(page, "Finding by finding")
    found = [(row["Quarter"], row["Zone"], row["Indicator"], row["Effect"]) for row in rows]
    assert found == [
        ("2022Q2", "Yichang", "Trade export", "new: warning"),
        # what is told as a jump is not told once more as outside its range
        ("2022Q2", "Yichang", "Trade export", "no longer found (hint)"),
    ]
    links = page.xpath("//section[@aria-label='Finding by finding']//tbody/tr[1]//a/@href")
    assert links == ["/collect/2022Q2/yichang/", "/collect/2022Q2/yichang/history/trade_export/"]
    assert ValidationRule.objects.get(pk=jump.pk).threshold == 3


def test_a_graver_rule_says_what_would_become_severe(reported, jump, people, read):
    change(jump, people["commerce"], "2")
    page = read(people["commerce"], f"{RULES}{jump.pk}/", **terms(severity="severe"))
    assert "2 of them severe (now 0)" in text(page)
    rows = table_of(page, "Finding by finding")
    effects = {(row["Indicator"], row["Effect"]) for row in rows}
    # Vehicles are exempt from the warning alone.
    assert effects == {
        ("Trade export", "warning becomes severe"),
        ("Vehicles", "new: severe"),
        ("Vehicles", "no longer found (hint)"),
    }


def test_removing_an_exemption_shows_what_the_general_rule_finds(reported, people, read):
    own = ValidationRule.objects.get(kind="jump", indicator__code="vehicles")
    page = read(people["commerce"], f"{RULES}{own.pk}/", remove="1")
    rows = table_of(page, "Finding by finding")
    assert ("Vehicles", "new: warning") in [(row["Indicator"], row["Effect"]) for row in rows]


def test_what_would_be_gone_is_listed_and_said_not_to_be_counted(reported, jump, people, read):
    change(jump, people["commerce"], "2")
    page = read(people["commerce"], f"{RULES}{jump.pk}/", **terms(threshold="9"))
    rows = table_of(page, "Finding by finding")
    gone = [row for row in rows if row["Effect"] == "no longer found (warning)"]
    assert f"Listed besides: {len(gone)} finding" in text(page)
    assert gone


def test_what_was_shown_is_saved_with_the_reason(reported, jump, people, client, open_as):
    address = f"{RULES}{jump.pk}/?try=1&severity=note&threshold=2.5&quarters=12&is_on=1"
    page = open_as(people["commerce"], address)
    answer = client.post(
        address, {"move": "save", "reason": "试行", "seen": page.context["seen"]}, follow=True
    )
    assert "The rule is changed" in answer.content.decode()
    rule = ValidationRule.objects.get(pk=jump.pk)
    assert (rule.severity, rule.threshold, rule.quarters) == ("note", Decimal("2.5"), 12)


def test_a_stale_page_keeps_what_was_typed_and_shows_what_is_stored(
    reported, jump, people, client, open_as
):
    address = f"{RULES}{jump.pk}/?try=1&severity=note&threshold=9&quarters=12&is_on=1"
    seen = open_as(people["commerce"], address).context["seen"]
    change(jump, people["commerce2"], "5")
    answer = client.post(address, {"move": "save", "reason": "试行", "seen": seen})
    page = answer.content.decode()
    assert "Somebody has changed this rule" in page
    assert "試行" not in page
    assert "试行" in page
    assert "× 5" in page
    assert 'value="9"' in page
    again = {"move": "save", "reason": "试行", "seen": answer.context["seen"]}
    assert client.post(address, again).status_code == 302
    assert ValidationRule.objects.get(pk=jump.pk).threshold == 9


@pytest.mark.parametrize("threshold", ["", "0.5", "viel", "1e400"])
def test_terms_that_cannot_be_are_named_beside_their_field(threshold, jump, people, read):
    page = read(people["commerce"], f"{RULES}{jump.pk}/", **terms(threshold=threshold))
    (error,) = page.xpath("//p[@class='zt-collect-error']")
    assert text(error)
    assert page.xpath("//button[@name='move']") == []


def test_a_rule_is_added_from_the_list(jump, people, client, open_as):
    address = f"{RULES}new/?kind=zero_after_values&indicator=trade_export"
    assert open_as(people["commerce"], address).status_code == 200
    address += "&try=1&severity=warning&quarters=6&is_on=1"
    assert client.post(address, {"move": "save", "reason": "新增"}).status_code == 302
    rule = ValidationRule.objects.get(kind="zero_after_values")
    assert (rule.indicator.code, rule.quarters, rule.threshold) == ("trade_export", 6, None)
    again = client.post(address, {"move": "save", "reason": "新增"})
    assert "There is a rule of this check" in again.content.decode()
    assert open_as(people["commerce"], f"{RULES}new/?kind=magic").status_code == 404


def test_a_new_rule_begins_with_its_check_and_its_indicator(people, client, open_as):
    answer = open_as(people["commerce"], f"{RULES}new/")
    assert answer.headers["Location"] == RULES
    assert "Choose here which check the new rule is of" in client.get(RULES).content.decode()


def test_the_effect_is_a_file_too(reported, jump, people, open_as):
    response = open_as(people["commerce"], f"{RULES}{jump.pk}/", **terms(export="xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("Zone", "Quarter", "Indicator", "Effect", "What it finds")
    assert rows[1][:4] == ("Yichang", "2022Q2", "Trade export", "new: warning")


def test_the_effect_on_sixty_zones_takes_as_many_queries_as_on_seven(
    jump, people, open_as, queries
):
    def cost(zones: int) -> int:
        for number in range(zones):
            zone = make_zone(f"zone{zones}-{number}", start="2021Q1")
            for code in ("2021Q1", "2021Q2", "2021Q3", "2021Q4", "2022Q1"):
                make_submission(zone, code, {"trade_export": 9}, by=people["commerce"])
        address = f"{RULES}{jump.pk}/"
        open_as(people["commerce"], address, **terms())
        with queries() as sent:
            assert open_as(people["commerce"], address, **terms()).status_code == 200
        return len(sent)

    assert cost(7) == cost(53)
