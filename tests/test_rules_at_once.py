"""Two people at the same rule, or at the same proposal: done once, the other one is told."""

from decimal import Decimal

import pytest
from django.utils import translation

from indicators.models import Override, Submission, ValidationRule
from indicators.selectors.last_year import last_year_of
from tests.at_once import at_once, browser_of, post
from tests.collecting import AT, entry, make_people, make_place, open_quarter, record
from tests.factories import make_submission
from zones.models import AuditEntry, Zone
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db(transaction=True)
RULES = "/collect/rules/"
PROPOSAL = "/collect/2022Q2/yichang/last-year/"


@pytest.fixture
def people():
    return make_people(make_place())


@pytest.fixture
def browser(people):
    """`browser("commerce")`: a browser in which they are signed in, in English."""
    return lambda login: browser_of(people[login])


@pytest.fixture(autouse=True)
def _log_is_whole():
    with translation.override("en"):
        yield
    assert audit_verdict().is_intact


def logged(*actions: str) -> int:
    return AuditEntry.objects.filter(action__in=actions).count()


def statuses(answers) -> list[int]:
    return sorted(status for status, _said in answers)


def sentence(answers, status: int) -> str:
    return next(said for found, said in answers if found == status)


def test_of_two_who_change_a_rule_at_once_the_second_is_told(people, browser):
    about = {"severity": "warning", "threshold": 3, "quarters": 8}
    rule = ValidationRule.objects.create(kind="jump", **about)
    acts = []
    for login, threshold in (("commerce", 4), ("commerce2", 5)):
        query = f"?try=1&severity=warning&threshold={threshold}&quarters=8&is_on=1"
        client = browser(login)
        seen = client.get(f"{RULES}{rule.pk}/{query}").context["seen"]
        data = {"move": "save", "reason": "试行", "seen": seen}
        acts.append(post(client, f"{RULES}{rule.pk}/{query}", data))
    answers = at_once(*acts)
    assert statuses(answers) == [200, 302]
    assert "Somebody has changed this rule" in sentence(answers, 200)
    assert ValidationRule.objects.get().threshold in (4, 5)
    assert logged("rule_changed") == 1


def test_the_same_rule_added_twice_at_once_is_one_rule(people, browser):
    query = "new/?kind=zero_after_values&indicator=&try=1&severity=note&quarters=8&is_on=1"
    acts = [
        post(browser(login), RULES + query, {"move": "save", "reason": "新增"})
        for login in ("commerce", "commerce2")
    ]
    answers = at_once(*acts)
    assert statuses(answers) == [200, 302]
    assert "There is a rule of this check" in sentence(answers, 200)
    assert ValidationRule.objects.count() == logged("rule_added") == 1


@pytest.fixture
def stating(people) -> Submission:
    """A report that states 1,200 for last year, where 1,000 is stored."""
    zone = Zone.objects.get(code="yichang")
    ValidationRule.objects.create(kind="last_year_differs", severity="warning", threshold="0.01")
    both = {"by": people["yichang"], "verified_by": people["commerce"]}
    make_submission(zone, open_quarter("2021Q2"), {"trade_import": 1000}, **both)
    told = entry("trade_import", 1500, stated_last_year=Decimal(1200))
    return record(zone, [told], people["yichang"])


def test_a_proposal_decided_twice_at_once_is_decided_once(stating, people, browser):
    seen = last_year_of(stating, AT).token
    data = {"seen": seen, "indicator": "trade_import", "reason": "海关修订", "keep_reason": "不改"}
    answers = at_once(
        post(browser("yichang"), PROPOSAL, data | {"move": "revise"}),
        post(browser("commerce"), PROPOSAL, data | {"move": "revise"}),
    )
    assert statuses(answers) == [200, 302]
    assert "Figures have changed since you opened the page" in sentence(answers, 200)
    assert Submission.objects.filter(quarter__year=2021).count() == 2
    assert logged("opened") == 2  # this year's draft, and one revision


def test_of_a_revision_and_a_refusal_at_once_one_holds(stating, people, browser):
    seen = last_year_of(stating, AT).token
    data = {"seen": seen, "indicator": "trade_import", "reason": "海关修订", "keep_reason": "不改"}
    answers = at_once(
        post(browser("yichang"), PROPOSAL, data | {"move": "revise"}),
        post(browser("commerce"), PROPOSAL, data | {"move": "keep"}),
    )
    assert statuses(answers) == [200, 302]
    revisions = Submission.objects.filter(quarter__year=2021, version=2).count()
    assert revisions + Override.objects.count() == 1
