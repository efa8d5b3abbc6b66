"""What programs hand in: checked like the page's, all or nothing, and the same twice once."""

import pytest

from indicators.models import Observation, Submission, ValidationRule
from indicators.services.submissions import submission_verify
from tests.api import Program, program_of
from tests.collecting import LATER, held, open_quarter
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db

AT_YICHANG = "submissions/2022Q2/yichang"
FIGURES, SUBMIT = f"{AT_YICHANG}/figures", f"{AT_YICHANG}/submit"
SENT = {
    "figures": [
        {"indicator": "trade_import", "value": "1200", "unit": "万元"},
        {"indicator": "trade_export", "value": 0.3, "unit": "亿元"},
        {"indicator": "processing", "state": "cannot_report", "reason": "系统升级"},
        {"indicator": "vehicles", "value": 7},
    ]
}


@pytest.fixture
def program(people) -> Program:
    return program_of("yichang", may_submit=True)


@pytest.fixture
def colleague(people) -> Program:
    return program_of("commerce", may_submit=True)


def everything() -> tuple:
    """All that a request could have changed."""
    rows = (Submission.objects.order_by("pk"), Observation.objects.order_by("pk"))
    return (*(list(found.values()) for found in rows), AuditEntry.objects.count())


def sent(*figures, **more) -> dict:
    return {"figures": list(figures)} | more


def one(value, indicator="vehicles", **more) -> dict:
    return sent({"indicator": indicator, "value": value}, **more)


# Figures


def test_figures_are_saved_as_a_draft_by_the_same_service_as_the_pages(program):
    answer = program.post(FIGURES, SENT)
    assert answer.status_code == 200, answer.content
    data = answer.json()["data"]
    assert (data["state"], data["version"], data["is_changed"]) == ("draft", 1, True)
    assert data["saved"] == ["trade_import", "trade_export", "processing", "vehicles"]
    assert held() == {
        "trade_import": 1200,
        "trade_export": 3000,
        "trade_total": 4200,
        "processing": None,
        "vehicles": 7,
    }
    told = {one["indicator"]: one for one in data["figures"]}
    assert told["trade_export"]["value"] == "3000.0000"
    assert (told["trade_export"]["entered"], told["trade_export"]["entered_unit"]) == (
        "0.3",
        "亿元",
    )
    assert told["trade_total"]["is_computed"] is True
    (submission,) = Submission.objects.all()
    assert (submission.source, submission.created_by.username) == ("program", "yichang")
    assert AuditEntry.objects.filter(action="figure_changed", person_name="Yichang").count() == 5
    assert audit_verdict().is_intact


def test_the_same_sent_twice_changes_nothing_twice(program):
    program.post(FIGURES, SENT)
    before = everything()
    answer = program.post(FIGURES, SENT)
    assert answer.status_code == 200
    assert (answer.json()["data"]["is_changed"], answer.json()["data"]["saved"]) == (False, [])
    assert everything() == before


def test_handed_in_twice_it_is_handed_in_once(program):
    program.post(FIGURES, SENT)
    first = program.post(SUBMIT, {})
    assert (first.status_code, first.json()["data"]["state"]) == (200, "submitted")
    assert first.json()["data"]["is_changed"] is True
    before = everything()
    for address, body in ((SUBMIT, {}), (FIGURES, SENT)):
        again = program.post(address, body)
        assert (again.status_code, again.json()["data"]["is_changed"]) == (200, False)
    assert everything() == before


def test_figures_that_are_not_named_stay_and_an_empty_one_is_taken_out(program):
    program.post(FIGURES, SENT)
    answer = program.post(FIGURES, one(None))
    assert answer.json()["data"]["missing"] == ["vehicles"]
    assert "vehicles" not in held()
    assert held()["trade_import"] == 1200


@pytest.mark.parametrize(
    ("figure", "where", "word"),
    [
        ({"indicator": "vehicles", "value": "seven"}, "figures/1/vehicles", "seven"),
        ({"indicator": "vehicles", "value": "1.5"}, "figures/1/vehicles", "1.5"),
        ({"indicator": "vehicles", "value": -1e30}, "figures/1/vehicles", "-1e"),
        ({"indicator": "coal", "value": 1}, "figures/1/coal", "coal"),
        ({"indicator": "trade_total", "value": 1}, "figures/1/trade_total", "sum of its parts"),
        (
            {"indicator": "processing", "state": "cannot_report"},
            "figures/1/processing/reason",
            "must not be empty",
        ),
        ({"indicator": "trade_import", "value": 2}, "figures/1/trade_import", "twice"),
        (
            {"indicator": "processing", "value": 1, "unit": "万美元"},
            "figures/1/processing",
            "rate",
        ),
        (
            {"indicator": "processing", "value": "99999999999999", "unit": "亿元"},
            "figures/1/processing",
            "larger than any",
        ),
    ],
)
def test_a_figure_that_cannot_be_taken_is_named_and_nothing_is_saved(program, figure, where, word):
    before = everything()
    good = {"indicator": "trade_import", "value": "1200", "unit": "万元"}
    answer = program.post(FIGURES, sent(good, figure))
    assert answer.status_code == 422, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    (fault,) = answer.json()["errors"]
    assert fault["place"] == where
    assert word in fault["message"]
    assert everything() == before


def test_every_figure_that_cannot_be_taken_is_named_in_chinese_too(program):
    program.language = "zh"
    wrong = [{"indicator": "vehicles", "value": "x"}, {"indicator": "coal", "value": 1}]
    answer = program.post(FIGURES, sent(*wrong))
    assert answer.json()["title"] == "无法接受"
    assert {fault["place"] for fault in answer.json()["errors"]} == {
        "figures/0/vehicles",
        "figures/1/coal",
    }
    assert "没有指标“coal”，请更正代码。" in [one["message"] for one in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("[]", 422),
        ({}, 422),
        ({"figures": [{"value": 1}]}, 422),
        ({"figures": [{"indicator": "vehicles", "vlaue": 1}]}, 422),
        ({"figures": [{"indicator": "vehicles", "value": True}]}, 422),
        ({"figures": [{"indicator": "vehicles", "value": [1]}]}, 422),
        ({"figures": [{"indicator": "vehicles"}] * 201}, 422),
        ('{"figures": [{"indicator": "vehicles", "value": NaN}]}', 422),
        ('{"figures": [{"indicator": "vehicles", "reason": "\\ud800"}]}', 422),
    ],
)
def test_what_has_not_the_shape_of_the_document_is_refused_as_a_problem(program, body, status):
    answer = program.post(FIGURES, body)
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert not Submission.objects.exists()


def test_more_than_is_read_at_once_is_refused_as_too_large_and_is_no_fault(program, caplog):
    before = everything()
    answer = program.post(FIGURES, SENT | {"note": "x" * 3_000_000})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert everything() == before
    assert [one for one in caplog.records if one.levelname == "ERROR"] == []


def test_what_changed_since_it_was_read_is_not_written_over(program, colleague):
    token = program.get(AT_YICHANG).json()["data"]["token"]
    assert colleague.post(FIGURES, one(8)).status_code == 200
    answer = program.post(FIGURES, one(9, seen=token))
    assert (answer.status_code, answer.json()["code"]) == (409, "changed_meanwhile")
    assert held()["vehicles"] == 8
    # Whoever finds what they meant to send has nothing to decide.
    assert program.post(FIGURES, one(8, seen=token)).status_code == 200


def test_a_verified_quarter_is_revised_with_a_reason_only(program, people):
    program.post(FIGURES, SENT)
    program.post(SUBMIT, {})
    submission_verify(submission=Submission.objects.get(), by=people["commerce2"], at=LATER)
    assert program.post(FIGURES, SENT).json()["data"]["is_changed"] is False
    refused = program.post(FIGURES, one(8))
    assert (refused.status_code, refused.json()["code"]) == (409, "revision_needs_reason")
    answer = program.post(FIGURES, one(8, revision_reason="更正"))
    assert (answer.json()["data"]["version"], answer.json()["data"]["state"]) == (2, "draft")
    assert Submission.objects.get(version=1).state == "verified"


def test_a_locked_quarter_takes_nothing(program):
    quarter = open_quarter("2022Q2")
    quarter.due_on, quarter.locks_on = "2022-07-15", "2022-08-14"
    quarter.save()
    answer = program.post(FIGURES, SENT)
    assert (answer.status_code, answer.json()["code"]) == (409, "locked")
    assert not Submission.objects.exists()


# Handing in


def test_what_is_missing_is_named_unless_it_goes_without(program):
    program.post(FIGURES, one(7))
    answer = program.post(SUBMIT, {})
    assert (answer.status_code, answer.json()["code"]) == (422, "incomplete")
    assert {fault["place"] for fault in answer.json()["errors"]} == {
        "trade_import",
        "trade_export",
        "processing",
    }
    assert program.post(SUBMIT, {"accept_incomplete": True}).status_code == 200


def test_a_severe_finding_needs_a_reason_or_another_figure(program):
    ValidationRule.objects.create(kind="negative", severity="severe")
    answer = program.post(FIGURES, one(-7))
    (check,) = answer.json()["data"]["checks"]
    assert (check["rule"], check["indicator"], check["is_blocking"]) == (
        "negative",
        "vehicles",
        True,
    )
    refused = program.post(SUBMIT, {"accept_incomplete": True})
    assert (refused.status_code, refused.json()["code"]) == (422, "figures_disagree")
    (fault,) = refused.json()["errors"]
    assert (fault["place"], fault["code"]) == ("vehicles", "negative")
    reason = {"rule": "negative", "indicator": "vehicles", "reason": "退运"}
    answer = program.post(SUBMIT, {"accept_incomplete": True, "reasons": [reason]})
    assert answer.json()["data"]["state"] == "submitted"
    assert answer.json()["data"]["checks"][0]["reason"] == "退运"


def test_nothing_is_handed_in_where_nothing_was_reported(program):
    answer = program.post(SUBMIT, {})
    assert (answer.status_code, answer.json()["code"]) == (422, "nothing_reported")


# Who


def test_a_reporters_token_sees_and_writes_only_their_own_zone(program):
    for address in ("submissions/2022Q2/donghu", "submissions/2022Q2/ezhou"):
        assert program.get(address).status_code == 404
        assert program.post(f"{address}/figures", one(1)).status_code == 404
        assert program.post(f"{address}/submit", {}).status_code == 404


def test_versions_are_listed_of_the_zones_that_are_open(program, colleague):
    program.post(FIGURES, one(7))
    colleague.post("submissions/2022Q2/donghu/figures", one(8))
    assert [row["zone"] for row in program.rows("submissions")] == ["yichang"]
    assert [row["zone"] for row in colleague.rows("submissions")] == ["donghu", "yichang"]
    assert [row["zone"] for row in colleague.rows("submissions?zone=donghu")] == ["donghu"]
    assert colleague.rows("submissions?quarter=2022Q2&zone=ezhou") == []
    assert colleague.get("submissions?quarter=2031Q1").status_code == 404


def test_a_figure_says_that_a_program_sent_it(program, sign_in):
    program.post(FIGURES, SENT)
    page = sign_in("yichang").get("/collect/2022Q2/yichang/history/vehicles/").content.decode()
    assert "program" in page
