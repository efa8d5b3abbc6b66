"""What programs read: pages, formats, tags, languages; every score recomputed by an outsider."""

import csv
import hashlib
import io
import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from assessments.models import Assessment, Flag, Scheme
from assessments.selectors.figure_rows import quarter_histories
from assessments.services.assessments import assessment_run
from indicators.models import Indicator, Submission
from indicators.periods import parse_period
from indicators.selectors.calendar import calendar_frame
from tests.api import Program, program_of
from tests.bulletins import print_plainly, published
from tests.demo_database import demonstration  # noqa: F401
from tests.recomputed_from_api import ranked, recomputed
from tests.wide import widen_demonstration
from zones.access import person_of
from zones.models import AuditEntry, Zone
from zones.services import tokens

pytestmark = pytest.mark.usefixtures("demonstration", "db")

LISTS = (
    *("measures", "targets", "zones", "indicators", "figures", "province-figures", "assessments"),
    *(
        f"assessments/2023/{part}"
        for part in ("criteria", "results", "components", "figures", "targets", "flags")
    ),
    "bulletins",
)


@pytest.fixture
def program() -> Program:
    return program_of("customs")


# Scores


def compared(program: Program, period: str, version: int) -> dict[str, tuple]:
    """Each zone's recomputed score, coverage and rank beside those that were published."""
    address, which = f"assessments/{period}", f"?version={version}"
    scheme = program.get(address + which).json()["data"]["scheme_settings"]
    criteria, components, results = (
        program.rows(f"{address}/{part}{which}") for part in ("criteria", "components", "results")
    )
    found = recomputed(criteria, components, results, scheme)
    ranks = ranked(found, results, scheme)
    return {
        one["zone"]: (
            (found[one["zone"]][0], round(found[one["zone"]][1], 4), ranks.get(one["zone"])),
            (Decimal(one["score"]), float(one["coverage"]), one["rank"]),
        )
        for one in results
        if one["score"] is not None
    }


def test_an_outsider_recomputes_every_score_and_rank_from_the_interface_alone(program):
    for one in Assessment.objects.exclude(state__in=["draft", "under_reply"]):
        found = compared(program, one.period, one.version)
        assert len(found) >= 4, one
        for zone, (mine, theirs) in found.items():
            assert mine == theirs, (one.period, one.version, zone)


@pytest.mark.parametrize("aggregation", ["arithmetic", "geometric"])
@pytest.mark.parametrize("normalisation", ["goalposts", "baseline", "z", "rank_points"])
def test_so_it_is_under_every_scheme_that_there_can_be(normalisation, aggregation):
    scheme = Scheme.objects.get(code="province-2021")
    scheme.normalisation, scheme.aggregation, scheme.base_year = normalisation, aggregation, 2020
    scheme.save()
    for node in scheme.nodes.filter(indicator__isnull=False):
        node.reference_mean = (node.low + node.high) / 2
        node.reference_deviation = (node.high - node.low) / 4
        node.save()
    draft = assessment_run(period=parse_period("2023H1"), at=timezone.now())
    for zone, (mine, theirs) in compared(program_of("leader"), "2023H1", draft.version).items():
        assert mine == theirs, zone


def test_points_add_up_to_the_score(program):
    points: dict[str, Decimal] = {}
    for one in program.rows("assessments/2023/components"):
        if one["points"] is not None:
            points[one["zone"]] = points.get(one["zone"], Decimal(0)) + Decimal(one["points"])
    scores = {one["zone"]: one["score"] for one in program.rows("assessments/2023/results")}
    assert points == {zone: Decimal(score) for zone, score in scores.items() if score is not None}


# Figures


def test_every_public_figure_is_the_one_that_its_page_shows_to_everybody(program):
    who = person_of(User.objects.get(username="customs"))
    told = {(one["zone"], one["indicator"], one["quarter"]): one for one in program.rows("figures")}
    calendar, seen = calendar_frame(), 0
    for zone in Zone.objects.filter(is_judged=True):
        for indicator in Indicator.objects.filter(code__in=["trade_import", "events"]):
            for quarter, history in quarter_histories(zone, indicator, who, calendar).items():
                row = told[zone.code, indicator.code, str(quarter)]
                found = history.current.observation if history.current else None
                value = None if found is None or found.value is None else f"{found.value:.4f}"
                assert row["value"] == value
                assert row["version"] == (history.current.number if found else None)
                seen += found is not None
    assert seen > 100


def test_figures_that_are_not_there_say_why(program):
    states = {one["state"] for one in program.rows("figures")}
    assert {"value", "zero", "not_applicable"} <= states
    before = program.rows("figures?zone=yichang&quarter=2020Q1")
    assert {one["state"] for one in before} == {"not_applicable"}
    assert all(one["reason"] for one in before)


def test_what_is_not_published_is_told_to_nobody_here():
    for login in ("commerce", "customs"):
        assert not [one for one in program_of(login).rows("figures") if one["quarter"] > "2023Q4"]


def test_figures_are_narrowed_down_by_zone_quarter_and_indicator(program):
    (one,) = program.rows("figures?zone=donghu&quarter=2023Q4&indicator=trade_import")
    assert (one["zone"], one["quarter"], one["value"]) == ("donghu", "2023Q4", "312451.0000")
    assert (one["state"], one["version"], one["source"]) == ("value", 1, "file")
    assert one["unit"] == "万元"


# Pages, formats and tags


@pytest.mark.parametrize("address", LISTS)
def test_pages_follow_one_another_without_gap_or_repetition(program, address):
    whole = program.rows(address)[:40]
    assert program.rows(address, size=7)[:40] == whole


@pytest.mark.parametrize("address", LISTS)
def test_csv_says_what_json_says(program, address):
    rows = program.get(f"{address}?size=50").json()["data"]
    answer = program.get(f"{address}?size=50&format=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    found = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(found) == len(rows)
    assert {one["is_demonstration"] for one in found} <= {"true"}
    for row, line in zip(rows, found, strict=True):
        for name, value in row.items():
            if isinstance(value, float):
                assert float(line[name]) == value
            elif value is None:
                assert line[name] == ""
            elif isinstance(value, dict | list):
                assert json.loads(line[name].removeprefix("'")) == value
            elif isinstance(value, str) and not name.endswith("_at"):
                assert line[name].removeprefix("'") == value


def test_csv_is_sent_to_who_accepts_nothing_else(program):
    assert program.get("zones", accept="text/csv")["Content-Type"].startswith("text/csv")
    assert program.get("zones", accept="text/html,*/*")["Content-Type"] == "application/json"


def test_the_log_tells_of_a_csv_as_of_every_file_and_not_of_what_a_program_reads(program):
    taken = AuditEntry.objects.filter(action="file_taken")
    customs = User.objects.get(username="customs")
    program.get("figures")
    program.client.head("/api/v1/figures?format=csv", headers=program.headers)
    assert not taken.exists()
    answer = program.get("figures?zone=yichang&format=csv")
    assert answer["Content-Disposition"] == 'attachment; filename="figures.csv"'
    (entry,) = taken
    assert (entry.person_id, entry.code) == (customs.pk, "api_figures")
    assert entry.new == {"address": "/api/v1/figures?zone=yichang&format=csv"}
    unchanged = program.get("figures?zone=yichang&format=csv", **{"if-none-match": answer["ETag"]})
    assert (unchanged.status_code, taken.count()) == (304, 1)


def test_no_cell_of_a_csv_is_run_as_a_formula(program):
    Zone.objects.filter(code="donghu").update(name_en='=HYPERLINK("x")')
    text = program.get("zones?format=csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert ",=HYPERLINK" not in text


@pytest.mark.parametrize("address", ["policy", *LISTS, "assessments/2023"])
def test_who_has_an_answer_already_is_told_that_it_is_the_same(program, address):
    answer = program.get(address)
    again = program.get(address, **{"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
    assert program.get(address, **{"if-none-match": '"other"'}).status_code == 200


def test_a_snapshot_that_somebody_has_costs_no_reading_of_its_rows(program, queries):
    address = "assessments/2023/components"
    tag = program.get(address)["ETag"]
    with queries() as sent:
        assert program.get(address, **{"if-none-match": tag}).status_code == 304
    assert [one for one in sent if "assessments_contribution" in one["sql"]] == []


def test_the_tag_of_a_snapshot_differs_by_page_format_language_and_version(program):
    other = Program(program.secret, "zh")
    addresses = ("2023/flags", "2023/flags?page=2", "2023/flags?format=csv", "2022/flags")
    tags = {program.get(f"assessments/{address}")["ETag"] for address in addresses}
    tags.add(other.get("assessments/2023/flags")["ETag"])
    assert len(tags) == 5


def test_a_withdrawn_flag_changes_the_tag_of_nothing_but_its_own_version(program):
    before = program.get("assessments/2023/flags")["ETag"]
    Assessment.objects.filter(period="2023").update(state="superseded")
    assert Flag.objects.filter(assessment__period="2023").exists()
    assert program.get("assessments/2023/flags")["ETag"] != before


# Words


def test_every_answer_says_that_the_data_are_made_up(program):
    for address in ("policy", *LISTS):
        answer = program.get(address)
        assert answer["X-Demonstration-Data"] == "true", address
        assert answer.json()["about"]["is_demonstration"] is True
        assert answer.json()["about"]["notice"] == "Demonstration data: these figures are made up."


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("zh-CN,en;q=0.5", "需要令牌"),
        ("en-GB", "Token needed"),
        ("fr", "需要令牌"),
        ("", "需要令牌"),
    ],
)
def test_problems_are_told_in_the_language_that_the_program_asks_for(client, asked, title):
    answer = client.get("/api/v1/zones", headers={"accept-language": asked})
    assert answer.json()["title"] == title


SHAPE = {"type", "title", "status", "code", "detail", "errors"}


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("nothing/here", 404),
        ("assessments/2031", 404),
        ("assessments/2023?version=9", 404),
        ("assessments/20x3", 422),
        ("zones?size=501", 422),
        ("zones?page=0", 422),
        ("zones?format=xml", 422),
        ("figures?zone=moon", 422),
        ("figures?zone=%00", 422),
        ("figures?quarter=2023Q5", 422),
        ("bulletins/2022H2/9/en.pdf", 404),
        ("bulletins/2022H2/1/fr.pdf", 422),
    ],
)
def test_every_problem_has_the_same_shape(program, address, status):
    answer = program.get(address)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert set(answer.json()) == SHAPE
    assert answer.json()["status"] == status
    assert answer.json()["detail"]


def test_a_method_that_is_not_there_and_a_fault_have_it_too(program, monkeypatch):
    answer = program.post("zones")
    assert (answer.status_code, set(answer.json())) == (405, SHAPE)
    assert set(answer["Allow"].split(", ")) == {"GET", "HEAD"}
    program.client.raise_request_exception = False
    monkeypatch.setattr("assessments.api.policy.zone_rows", lambda: 1 / 0)
    answer = program.get("zones")
    told = answer.json()
    assert (answer.status_code, told["code"], set(told)) == (500, "fault", SHAPE | {"incident"})
    assert told["incident"] == answer["Incident"]
    assert "ZeroDivisionError" not in answer.content.decode()


@pytest.mark.parametrize("address", ["zones", "figures?format=csv", "assessments/2023", "none"])
def test_the_headers_alone_are_what_the_answer_has(program, address):
    head = program.client.head(f"/api/v1/{address}", headers=program.headers)
    whole = program.get(address)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert head.get("ETag") == whole.get("ETag")
    assert head["Content-Length"] == whole["Content-Length"] == str(len(whole.content))


def test_what_is_only_written_has_no_headers_to_tell(program):
    address = "/api/v1/submissions/2023Q4/yichang/figures"
    answer = program.client.head(address, headers=program.headers)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


# Bulletins


def test_a_bulletins_file_is_the_one_whose_checksum_was_told_and_is_logged(program, monkeypatch):
    print_plainly(monkeypatch)
    published("2022H2")
    (bulletin,) = program.rows("bulletins")
    for file in bulletin["files"]:
        program.client.head(file["path"], headers=program.headers)  # nothing is sent
        answer = program.get(file["path"].removeprefix("/api/v1/"))
        assert hashlib.sha256(answer.content).hexdigest() == file["sha256"]
        assert len(answer.content) == file["size"]
        assert answer["Content-Type"] == file["content_type"]
    taken = AuditEntry.objects.filter(action__in=["bulletin_downloaded", "file_taken"])
    assert taken.count() == len(bulletin["files"])
    again = program.get(file["path"].removeprefix("/api/v1/"), **{"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    assert taken.count() == len(bulletin["files"])


# Size


def test_pages_of_what_was_handed_in_are_cut_from_one_list():
    """A page is read from its own quarters: none is lost or told twice between two of them."""
    order = ("-quarter__year", "-quarter__quarter", "zone__order", "zone_id", "-version")
    stored = [
        (one.zone.code, str(one.quarter.code), one.version)
        for one in Submission.objects.select_related("zone", "quarter").order_by(*order)
    ]
    for size in (1, 5, 7, 500):
        told = program_of("commerce").rows("submissions", size=size)
        assert [(one["zone"], one["quarter"], one["version"]) for one in told] == stored


def test_200_zones_take_no_more_queries_than_7(program, queries, monkeypatch):
    # However slow the machine is: the token's use is noted once.
    monkeypatch.setattr(tokens, "USE_NOTED_EVERY", timedelta(days=1))

    def counted() -> dict[str, int]:
        found = {}
        for address in LISTS:
            with queries() as sent:
                assert program.get(f"{address}?size=500").status_code == 200
            found[address] = len(sent)
        return found

    program.get("zones")
    few = counted()
    widen_demonstration(200)
    assessment_run(period=parse_period("2023"), at=timezone.now())
    Assessment.objects.filter(period="2023", state="published").update(state="superseded")
    Assessment.objects.filter(period="2023", state="draft").update(
        state="published", published_at=timezone.now(), is_provisional=False
    )
    many = counted()
    assert len(program.rows("assessments/2023/results")) == 200
    # Some findings ask for more than others; which there are differs, not how many.
    assert {name: count for name, count in many.items() if count > few[name]} == {}
