"""Every address for every person: open, refused, not found, or to the login.

A new address fails the first test until it stands in the table.
"""

from dataclasses import dataclass, field

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver, reverse

from assessments.models import Case, CaseEvidence, Reply
from indicators.models import ValidationRule
from tests.bulletins import prepared, print_plainly, published
from tests.demo_database import FIXTURES, demonstration  # noqa: F401
from zones.file_limits import asks_for_file
from zones.models import AuditEntry, Innovation, MatchmakingEvent, Project
from zones.taken import is_file

pytestmark = pytest.mark.usefixtures("demonstration", "db")

PEOPLE = ("commerce", "commerce2", "yichang", "fgw", "leader", "customs", "admin")
STAFF = ("commerce", "commerce2")
EVERYBODY = dict.fromkeys(PEOPLE, 200)
READERS_OF_UNPUBLISHED = (*STAFF, "leader")


def only(*logins, others=403, status=200):
    """What each person gets where a page is open to some."""
    return {login: status if login in logins else others for login in PEOPLE}


@dataclass(frozen=True)
class Address:
    """An address by its name, and what each person gets there; strangers go to the login."""

    name: str
    expected: dict[str, int]
    args: tuple = ()
    method: str = "get"
    data: dict = field(default_factory=dict)
    stranger: int = 302

    def __str__(self):
        args = [getattr(arg, "__name__", str(arg)) for arg in self.args]
        return " ".join([self.method, self.name, *args, *self.data.values()])

    def response(self, client):
        args = [arg() if callable(arg) else arg for arg in self.args]
        url = reverse(self.name, args=args)
        return getattr(client, self.method)(url, self.data)

    def status(self, client):
        return self.response(client).status_code


def first_rule() -> int:
    """The id of a rule; which one it is differs from run to run."""
    return ValidationRule.objects.first().pk


def innovation_of(zone: str):
    """What gives the id of the demonstration's innovation of a zone."""

    def its_id() -> int:
        return Innovation.objects.get(origin__code=zone).pk

    its_id.__name__ = f"innovation_of_{zone}"
    return its_id


def project_of_yichang() -> int:
    return Project.objects.filter(zone__code="yichang").first().pk


def project_of_donghu() -> int:
    return Project.objects.filter(zone__code="donghu").first().pk


def event_of_yichang() -> int:
    return MatchmakingEvent.objects.filter(zone__code="yichang").first().pk


def case_of(zone, year, track="notice"):
    """Finds the id of a zone's case, which differs from run to run."""

    def case() -> int:
        return Case.objects.get(zone__code=zone, year=year, track=track).pk

    case.__name__ = f"{year}-{track}-{zone}"
    return case


def file_of(zone, year):
    """Finds the ids of a zone's case and of a file that was handed in to it."""

    def file() -> int:
        kept = CaseEvidence.objects.filter(move__case=case_of(zone, year)())
        return kept.first().evidence_id

    return case_of(zone, year), file


def first_reply() -> int:
    """The id of a reply to the findings of 2021, without a file."""
    return Reply.objects.filter(finding__window__period="2021", papers=None).first().pk


def replied_with_a_file() -> int:
    """The id of the reply of yichang that rests on a file."""
    return Reply.objects.get(papers__isnull=False, finding__zone__code="yichang").pk


def first_file() -> int:
    """The id of the file of that reply."""
    return Reply.objects.get(pk=replied_with_a_file()).papers.get().evidence_id


OF_DONGHU = {"zone": "donghu"}
SET_DONGHU = {"try": "1", "zone": "donghu", "year": "2023", "value": "300", "unit": "亿元"}
SET_DONGHU |= {"since": "2023-07-01"}


@pytest.fixture(scope="module", autouse=True)
def _draft(demonstration, django_db_blocker):  # noqa: F811
    """The example scheme is there, a draft; one bulletin is published, another one a draft."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as monkeypatch:
        call_command("load_scheme", FIXTURES / "schemes/national-2023.toml", commit=True)
        print_plainly(monkeypatch)
        published("2022H2")
        prepared("2021H1")


#: Who reads how tasks stand before the quarter's figures are published.
OUTSIDE_TASKS = {"yichang": 404, "admin": 404}
FOLLOWERS = EVERYBODY | OUTSIDE_TASKS
REOPEN_WITHOUT_REASON = {"move": "reopen", "seen": "8"}
READERS_OF_REWARDS = only(*READERS_OF_UNPUBLISHED)
DRAFT = "national-2023"
OUTSIDE_DRAFTS = dict.fromkeys(("yichang", "fgw", "customs", "admin"), 404)
READERS_OF_DRAFTS = only(*READERS_OF_UNPUBLISHED) | OUTSIDE_DRAFTS
EDITORS = only(*STAFF) | OUTSIDE_DRAFTS
WITH_THE_ZONE = only(*READERS_OF_UNPUBLISHED, "yichang", others=404)
READERS = (*READERS_OF_UNPUBLISHED, "yichang")
COLLECTORS = only(*READERS_OF_UNPUBLISHED, "yichang")
SEE_RECORDS = only(*READERS_OF_UNPUBLISHED, others=404)
TABLE = [
    Address("login", dict.fromkeys(PEOPLE, 302), stranger=200),
    Address("logout", dict.fromkeys(PEOPLE, 302), method="post"),
    Address("set_language", dict.fromkeys(PEOPLE, 302), method="post", data={"language": "en"}),
    Address("api", EVERYBODY),
    Address("tokens", EVERYBODY),
    Address("tokens", EVERYBODY, method="post"),
    Address("token_revoked", dict.fromkeys(PEOPLE, 404), (999999,), method="post"),
    Address("healthz", EVERYBODY, stranger=200),
    Address("readyz", EVERYBODY, stranger=200),
    Address("metrics", dict.fromkeys(PEOPLE, 404), stranger=404),
    Address("password", EVERYBODY),
    Address("password", EVERYBODY, method="post"),
    Address("second_factor", EVERYBODY),
    Address("second_factor", dict.fromkeys(PEOPLE, 302), method="post", data={"move": "begin"}),
    Address("second_factor", EVERYBODY, method="post", data={"move": "remove"}),
    # Nobody in the table is asked for a code.
    Address("second_factor_code", dict.fromkeys(PEOPLE, 302)),
    Address("second_factor_code", dict.fromkeys(PEOPLE, 302), method="post", data={"code": "1"}),
    Address("overview", EVERYBODY),
    Address("zones", EVERYBODY),
    Address("zone", EVERYBODY, ("donghu",)),
    Address("zone", dict.fromkeys(PEOPLE, 404), ("atlantis",)),
    Address("timeline", EVERYBODY, ("donghu",)),
    Address("timeline", dict.fromkeys(PEOPLE, 404), ("atlantis",)),
    Address("figure", EVERYBODY, ("donghu", "trade_total")),
    Address("figure", dict.fromkeys(PEOPLE, 404), ("donghu", "coal")),
    Address("targets", EVERYBODY),
    Address("target", EVERYBODY, ("trade-growth",)),
    Address("target", EVERYBODY, ("grade-national",)),
    Address("target", dict.fromkeys(PEOPLE, 404), ("moon",)),
    Address("target", EVERYBODY, ("trade-growth",), data=SET_DONGHU),
    Address("target", only(*STAFF), ("trade-growth",), method="post"),
    Address("target", dict.fromkeys(PEOPLE, 403), ("grade-national",), method="post"),
    Address("classes", EVERYBODY),
    Address("classes", only(*STAFF), method="post"),
    # No class of the demonstration's zones was found, so none is entered.
    Address("class", dict.fromkeys(PEOPLE, 404), ("donghu", 2023, "national")),
    Address("measures", EVERYBODY),
    Address("measure", EVERYBODY, (1,)),
    Address("measure", dict.fromkeys(PEOPLE, 404), (16,)),
    Address("agencies", EVERYBODY),
    Address("tasks", dict.fromkeys(PEOPLE, 302)),
    Address("task_board", EVERYBODY, ("2023Q4",)),
    Address("task_board", EVERYBODY, ("2023Q4",), data={"by": "agency"}),
    # A quarter whose figures are not published yet.
    Address("task_board", FOLLOWERS, ("2024Q1",)),
    Address("task_board", dict.fromkeys(PEOPLE, 404), ("2031Q1",)),
    Address("agency_tasks", EVERYBODY, ("2023Q4", "wuhan-customs")),
    Address("agency_tasks", FOLLOWERS, ("2024Q1", "wuhan-customs")),
    Address("agency_tasks", dict.fromkeys(PEOPLE, 404), ("2023Q4", "moon")),
    Address(
        "agency_tasks",
        only(*STAFF, "customs") | OUTSIDE_TASKS,
        ("2024Q1", "wuhan-customs"),
        method="post",
        data={"save": "all"},
    ),
    Address(
        "agency_tasks",
        only(*STAFF, "fgw", status=400) | OUTSIDE_TASKS,
        ("2024Q1", "development-reform"),
        method="post",
        data={"save": "fly"},
    ),
    Address("task", EVERYBODY, (6, 6)),
    Address("task", dict.fromkeys(PEOPLE, 404), (6, 60)),
    Address("task", only(*STAFF, status=400), (6, 6), method="post", data={"move": "fly"}),
    Address("task", only(*STAFF), (6, 6), method="post", data=REOPEN_WITHOUT_REASON),
    Address("task_evidence", dict.fromkeys(PEOPLE, 404), (6, 6, 1)),
    Address("readings", EVERYBODY),
    Address("reading", EVERYBODY, (4,)),
    Address("reading", dict.fromkeys(PEOPLE, 404), (4000,)),
    Address("reading", EVERYBODY, (4,), data={"try": "1"}),
    Address("reading", only(*STAFF), (4,), method="post"),
    Address("innovations", EVERYBODY),
    Address("innovation_new", only(*STAFF, "yichang")),
    Address("innovation_new", only(*STAFF, "yichang"), method="post"),
    Address("innovation", EVERYBODY, (innovation_of("donghu"),)),
    Address("innovation", dict.fromkeys(PEOPLE, 404), (4000,)),
    Address(
        "innovation",
        only(*STAFF, status=400),
        (innovation_of("donghu"),),
        method="post",
        data={"move": "fly"},
    ),
    Address(
        "innovation",
        only(*STAFF, "yichang"),
        (innovation_of("yichang"),),
        method="post",
        data={"move": "strike"},
    ),
    # Nothing is attached in the demonstration; the test of the page reads a paper.
    Address("innovation_evidence", dict.fromkeys(PEOPLE, 404), (innovation_of("yichang"), 4000)),
    Address("rewards", READERS_OF_REWARDS),
    Address("reward_year", READERS_OF_REWARDS, (2023,)),
    Address("reward_year", READERS_OF_REWARDS, (2022,)),
    Address("reward_year", only(*READERS_OF_UNPUBLISHED, status=404), (1999,)),
    Address("reward_year", only(*STAFF, status=400), (2023,), method="post", data={"move": "fly"}),
    Address("reward_fix", only(*STAFF), (2023,)),
    Address("reward_fix", only(*STAFF, status=404), (1999,)),
    Address("reward_fix", only(*STAFF), (2023,), method="post"),
    Address("reward_docx", READERS_OF_REWARDS, (2022,)),
    Address("reward_xlsx", READERS_OF_REWARDS, (2023,)),
    Address("reward_xlsx", only(*READERS_OF_UNPUBLISHED, status=404), (1999,)),
    Address("reward_rule", READERS_OF_REWARDS),
    Address("reward_rule", only(*STAFF), method="post"),
    Address("method", EVERYBODY),
    Address("flag_rules", EVERYBODY),
    Address("flag_rule", EVERYBODY, ("rank_dropped",)),
    Address("flag_rule", EVERYBODY, ("rank_dropped",), data={"try": "1", "is_on": "0"}),
    Address("flag_rule", dict.fromkeys(PEOPLE, 404), ("moon",)),
    Address("flag_rule", only(*STAFF), ("rank_dropped",), method="post"),
    Address("schemes", EVERYBODY),
    Address("scheme", EVERYBODY, ("province-2021",)),
    Address("scheme", dict.fromkeys(PEOPLE, 404), ("province-1999",)),
    Address("scheme", only(*STAFF, status=302), ("province-2021",), method="post"),
    # What is adopted is edited by nobody, and no draft.
    Address("scheme_edit", dict.fromkeys(PEOPLE, 404), ("province-2021",)),
    Address("scheme_edit", EDITORS, (DRAFT,)),
    Address("scheme_preview", dict.fromkeys(PEOPLE, 404), ("province-2021",)),
    Address("scheme_preview", READERS_OF_DRAFTS, (DRAFT,)),
    Address(
        "scheme_preview",
        only(*STAFF, status=400) | OUTSIDE_DRAFTS,
        (DRAFT,),
        method="post",
        data={"move": "fly"},
    ),
    Address("assessments", EVERYBODY),
    Address("assessment", EVERYBODY, ("2023",)),
    Address("assessment", EVERYBODY, ("2022",), data={"version": "1"}),
    Address("overview", EVERYBODY, data={"as_at": "2023-02-15"}),
    Address("assessment", EVERYBODY, ("2023",), data={"as_at": "2024-06-30"}),
    # Never published by then: recomputed for those who may see it, and said to the others.
    Address("assessment", EVERYBODY, ("2022",), data={"as_at": "2022-12-31"}),
    Address("assessment", dict.fromkeys(PEOPLE, 302), ("2023",), data={"as_at": "soon"}),
    Address("assessment", dict.fromkeys(PEOPLE, 404), ("2024",)),
    # How the quarter that is under way stands is provisional.
    Address("assessment_now", READERS_OF_DRAFTS, ("2024Q1",)),
    Address("assessment_now", dict.fromkeys(PEOPLE, 404), ("2024Q5",)),
    Address("assessment", dict.fromkeys(PEOPLE, 404), ("2023Q5",)),
    Address("wall", EVERYBODY),
    Address("compare", EVERYBODY),
    Address("compare", EVERYBODY, data={"zone": "yichang", "over": "years"}),
    Address("compare", dict.fromkeys(PEOPLE, 404), data={"zone": "atlantis"}),
    Address("compare", dict.fromkeys(PEOPLE, 404), data={"period": "2024Q5"}),
    Address("search", EVERYBODY),
    Address("search", EVERYBODY, data={"q": "yc 2023"}),
    Address("search", EVERYBODY, data={"q": "yc", "list": "1"}),
    Address("handbook", EVERYBODY),
    Address("handbook_page", EVERYBODY, ("read-overview",)),
    Address("handbook_page", dict.fromkeys(PEOPLE, 404), ("unknown",)),
    Address("first_steps_seen", dict.fromkeys(PEOPLE, 405)),
    Address("first_steps_seen", dict.fromkeys(PEOPLE, 302), method="post"),
    Address("pin", dict.fromkeys(PEOPLE, 405)),
    Address(
        "pin", dict.fromkeys(PEOPLE, 302), method="post", data={"address": "/zones/", "title": "x"}
    ),
    Address("decisions", only(*READERS_OF_UNPUBLISHED)),
    Address("appraisal_latest", only(*READERS_OF_UNPUBLISHED, status=302)),
    Address("appraisal", only(*READERS_OF_UNPUBLISHED), ("2022",)),
    Address("appraisal", only(*READERS_OF_UNPUBLISHED, status=404), ("2024",)),
    Address("appraisal_file", only(*READERS_OF_UNPUBLISHED), ("2022", "docx")),
    Address("appraisal_file", only(*READERS_OF_UNPUBLISHED), ("2022", "xlsx")),
    Address("appraisal_file", only(*READERS_OF_UNPUBLISHED, status=404), ("2022", "pdf")),
    Address("assessment_run", only(*STAFF, status=302), method="post", data={"period": "2023"}),
    Address("assessment_run", dict.fromkeys(PEOPLE, 405)),
    Address(
        "assessment_publish",
        only(*STAFF, status=302),
        ("2023",),
        method="post",
        data={"version": "1"},
    ),
    Address("assessment_publish", dict.fromkeys(PEOPLE, 405), ("2023",)),
    # A zone's own page of replies; those inside name the zone, to everybody else it is not there.
    Address("reply", only("yichang", others=404), ("2023",)),
    Address("reply", only(*READERS_OF_UNPUBLISHED, others=404), ("2023",), data=OF_DONGHU),
    Address("reply", dict.fromkeys(PEOPLE, 404), ("2024",)),
    Address("reply", dict.fromkeys(PEOPLE, 404), ("2023",), method="post", data={"finding": "1"}),
    Address("replies", EVERYBODY, ("2023",)),
    Address("replies", EVERYBODY, ("2022",), data={"version": "1"}),
    Address("replies", dict.fromkeys(PEOPLE, 404), ("2022H1",)),
    Address("reply_window", only(*STAFF), ("2023",), method="post", data={"move": "cancel"}),
    Address("reply_window", dict.fromkeys(PEOPLE, 405), ("2023",)),
    Address("reply_answer", EVERYBODY, ("2021", first_reply)),
    Address("reply_answer", dict.fromkeys(PEOPLE, 404), ("2023", first_reply)),
    Address("reply_answer", only(*STAFF), ("2021", first_reply), method="post"),
    Address("reply_evidence", WITH_THE_ZONE, ("2021", replied_with_a_file, first_file)),
    Address("reply_evidence", dict.fromkeys(PEOPLE, 404), ("2021", first_reply, first_file)),
    Address("what_if_choice", only(*READERS_OF_UNPUBLISHED, status=302)),
    Address("what_if", only(*READERS_OF_UNPUBLISHED), ("2023",)),
    Address("what_if", only(*READERS_OF_UNPUBLISHED), ("2024Q1",)),
    Address("what_if", only(*READERS_OF_UNPUBLISHED), ("2022",), data={"version": "1"}),
    Address("what_if", only(*READERS_OF_UNPUBLISHED, status=404), ("2031",)),
    Address("what_if", only(*READERS_OF_UNPUBLISHED, status=404), ("soon",)),
    Address("what_if_result", only(*READERS_OF_UNPUBLISHED), ("2023",), data={"w-trade": "10"}),
    Address("what_if_result", only(*READERS_OF_UNPUBLISHED, status=404), ("2031",)),
    Address("cases", EVERYBODY),
    Address("cases", EVERYBODY, data={"waits": "me", "year": "2023"}),
    Address("case_terms", EVERYBODY),
    Address("case_terms", only(*STAFF), method="post"),
    # Issued: a notice for every reader; another zone's is no reporter's.
    Address("case", EVERYBODY, (case_of("yichang", 2021),)),
    Address("case", EVERYBODY | {"yichang": 404}, (case_of("donghu", 2022),)),
    # Not issued, and an exit: the department's and leadership's.
    Address("case", SEE_RECORDS, (case_of("xingang-konggang", 2023),)),
    Address("case", SEE_RECORDS, (case_of("xingang-konggang", 2023, "exit"),)),
    Address("case", dict.fromkeys(PEOPLE, 404), (999999,)),
    Address(
        "case",
        only(*STAFF, "leader", "yichang", status=400),
        (case_of("yichang", 2021),),
        method="post",
        data={"move": "fly"},
    ),
    Address("case_paper", SEE_RECORDS | {"yichang": 200}, (case_of("yichang", 2021), "notice")),
    Address("case_paper", SEE_RECORDS, (case_of("donghu", 2022), "interview")),
    Address(
        "case_paper",
        dict.fromkeys(PEOPLE, 404),
        (case_of("xingang-konggang", 2023, "exit"), "notice"),
    ),
    Address("case_evidence", SEE_RECORDS | {"yichang": 200}, file_of("yichang", 2021)),
    Address("case_evidence", SEE_RECORDS, file_of("donghu", 2022)),
    Address("case_evidence", dict.fromkeys(PEOPLE, 404), (case_of("yichang", 2021), 999999)),
    Address("revisions", EVERYBODY),
    Address("revisions", EVERYBODY, data={"since": "all", "zone": "jingkai", "from": "soon"}),
    Address("bulletins", EVERYBODY),
    Address("bulletin_file", EVERYBODY, ("2022H2", "docx")),
    Address("bulletin_file", EVERYBODY, ("2022H2", "xlsx"), data={"language": "en"}),
    Address("bulletin_file", dict.fromkeys(PEOPLE, 404), ("2024H2", "xlsx")),
    Address(
        "bulletin_file",
        only(*STAFF, others=404),
        ("2021H1", "docx"),
        data={"version": "1"},
    ),
    Address("bulletin", EVERYBODY, ("2022H2",)),
    Address("bulletin", only(*STAFF, others=404), ("2021H1",)),
    Address("bulletin", only(*STAFF, others=404), ("2023H2",)),
    Address("bulletin", dict.fromkeys(PEOPLE, 404), ("2031H1",)),
    Address("bulletin_prepare", dict.fromkeys(PEOPLE, 405), ("2021H1",)),
    Address("bulletin_prepare", only(*STAFF, status=302), ("2021H1",), method="post"),
    Address("bulletin_words", only(*STAFF), ("2021H1",)),
    Address("bulletin_words", only(*STAFF), ("2022H2",)),
    Address("bulletin_words", only(*STAFF, status=404), ("2031H1",)),
    Address("bulletin_words", only(*STAFF), ("2021H1",), method="post"),
    Address("bulletin_publish", only(*STAFF), ("2021H1",)),
    Address("bulletin_publish", only(*STAFF), ("2021H1",), method="post", data={"seen": "x"}),
    Address("bulletin_publish", only(*STAFF, status=404), ("2022H2",)),
    Address("bulletin_publish", only(*STAFF, status=409), ("2022H2",), method="post"),
    Address("bulletin_put_away", only(*STAFF), ("2021H1",)),
    Address("bulletin_put_away", only(*STAFF), ("2021H1",), method="post", data={"seen": "x"}),
    Address("bulletin_put_away", only(*STAFF, status=409), ("2022H2",), method="post"),
    Address("bulletin_put_away", only(*STAFF, status=404), ("2031H1",)),
    # The register is a working document: a zone reads its own, the others what is published.
    Address("projects", COLLECTORS),
    Address("projects", COLLECTORS, data={"export": "csv"}),
    Address("project_new", only(*STAFF, "yichang")),
    Address("project_new", only(*STAFF, "yichang"), method="post"),
    Address("project", COLLECTORS, (project_of_yichang,)),
    Address("project", only(*READERS_OF_UNPUBLISHED) | {"yichang": 404}, (project_of_donghu,)),
    Address("project", only(*STAFF, "yichang", status=400), (project_of_yichang,), method="post"),
    Address(
        "project", only(*STAFF, status=400) | {"yichang": 404}, (project_of_donghu,), method="post"
    ),
    Address("projects_template", only(*STAFF, "yichang")),
    Address("projects_import", only(*STAFF, "yichang")),
    Address("projects_import", only(*STAFF, "yichang"), method="post"),
    # An upload is its owner's alone.
    Address("projects_preview", only(*STAFF, "yichang", status=404), (1,)),
    Address("projects_preview", only(*STAFF, "yichang", status=404), (1,), method="post"),
    Address("register_counts", COLLECTORS),
    Address("events", COLLECTORS),
    Address("event_new", only(*STAFF, "yichang")),
    Address("event", COLLECTORS, (event_of_yichang,)),
    Address("event", only(*STAFF, "yichang", status=400), (event_of_yichang,), method="post"),
    Address("events_template", only(*STAFF, "yichang")),
    Address("events_import", only(*STAFF, "yichang")),
    Address("events_preview", only(*STAFF, "yichang", status=404), (1,)),
    Address("collect", COLLECTORS),
    Address("collect", only(*STAFF) | {"yichang": 403}, method="post"),
    Address("collect_quarter", COLLECTORS, ("2023Q4",)),
    Address(
        "collect_quarter",
        COLLECTORS | dict.fromkeys(READERS_OF_UNPUBLISHED, 404) | {"yichang": 404},
        ("2031Q1",),
    ),
    Address("collect_terms", only(*STAFF), ("2023Q4",)),
    Address(
        "collect_terms",
        only(*STAFF),
        ("2023Q4",),
        method="post",
        data={"move": "cancel", "why": "误开"},
    ),
    Address("collect_terms", only(*STAFF, status=404), ("2031Q1",)),
    Address("collect_quality", COLLECTORS, ("2023Q4",)),
    Address(
        "collect_quality", COLLECTORS | dict.fromkeys((*STAFF, "leader", "yichang"), 404), ("soon",)
    ),
    Address("collect_grid", COLLECTORS, ("2023Q4",)),
    Address("collect_grid", only(*READERS_OF_UNPUBLISHED, "yichang", status=404), ("2031Q1",)),
    Address("collect_cells", dict.fromkeys(PEOPLE, 405), ("2023Q4",)),
    Address("collect_cells", only(*STAFF, "yichang", status=400), ("2023Q4",), method="post"),
    Address(
        "collect_zone",
        only(*STAFF, "yichang", status=302),
        ("2023Q4", "yichang"),
        method="post",
        data={"move": "remark", "indicator": "vehicles", "text": "核对"},
    ),
    Address(
        "collect_zone",
        only(*STAFF, status=302) | {"yichang": 404},
        ("2023Q4", "donghu"),
        method="post",
        data={"move": "remark", "indicator": "vehicles", "text": "核对"},
    ),
    Address("collect_template", COLLECTORS, ("2023Q4",)),
    Address("collect_template", COLLECTORS, ("2023Q4", "yichang")),
    Address("collect_template", COLLECTORS | {"yichang": 404}, ("2023Q4", "donghu")),
    Address("collect_upload", only(*STAFF, "yichang"), ("2023Q4",)),
    Address("collect_upload", only(*STAFF, "yichang"), ("2023Q4", "yichang")),
    Address("collect_upload", only(*STAFF) | {"yichang": 404}, ("2023Q4", "donghu")),
    Address("collect_upload", only(*STAFF, "yichang"), ("2023Q4", "yichang"), method="post"),
    Address("collect_preview", COLLECTORS | dict.fromkeys(READERS, 404), ("2023Q4", 1)),
    Address("collect_marked", COLLECTORS | dict.fromkeys(READERS, 404), ("2023Q4", 1)),
    Address("collect_file", COLLECTORS | dict.fromkeys(READERS, 404), ("2023Q4", 1)),
    Address("collect_zone", COLLECTORS, ("2023Q4", "yichang")),
    Address("collect_zone", COLLECTORS | {"yichang": 404}, ("2023Q4", "donghu")),
    Address(
        "collect_zone",
        only(*STAFF, "yichang", status=400),
        ("2023Q4", "yichang"),
        method="post",
        data={"move": "fly"},
    ),
    Address(
        "collect_zone",
        only(*STAFF, status=400) | {"yichang": 404},
        ("2023Q4", "donghu"),
        method="post",
        data={"move": "fly"},
    ),
    # Nothing differs there: back to the zone's page.
    Address(
        "collect_last_year",
        only(*READERS_OF_UNPUBLISHED, "yichang", status=302),
        ("2023Q4", "yichang"),
    ),
    Address(
        "collect_last_year",
        only(*READERS_OF_UNPUBLISHED, status=302) | {"yichang": 404},
        ("2023Q4", "donghu"),
    ),
    Address(
        "collect_last_year",
        only(*STAFF, "yichang", status=400),
        ("2023Q4", "yichang"),
        method="post",
        data={"move": "fly"},
    ),
    Address("collect_rules", COLLECTORS),
    Address("collect_rule", COLLECTORS, (first_rule,)),
    Address("collect_rule", only(*READERS_OF_UNPUBLISHED, "yichang", status=404), (999999,)),
    Address(
        "collect_rule",
        only(*STAFF, status=400),
        (first_rule,),
        method="post",
        data={"move": "fly"},
    ),
    Address("collect_rule_new", only(*STAFF), data={"kind": "jump"}),
    Address("collect_rule_new", only(*STAFF, status=404), data={"kind": "magic"}),
    Address("cell_history", COLLECTORS, ("2023Q4", "yichang", "trade_export")),
    Address("cell_history", COLLECTORS | {"yichang": 404}, ("2023Q4", "donghu", "trade_export")),
    Address("admin:index", only("admin", others=302)),
    Address("admin:auth_user_changelist", only("admin", others=302)),
    Address("admin:zones_rolerule_changelist", only("admin", others=302)),
    Address("admin:zones_zone_changelist", only("admin", others=302)),
    Address("admin:indicators_measureagency_changelist", only("admin", others=302)),
]


def named_addresses():
    """Every name that the site's addresses have; the admin's own stand under one namespace."""
    return {name for name in get_resolver().reverse_dict if isinstance(name, str)}


#: A program's addresses stand in the table of `tests/test_api_access.py`.
OF_PROGRAMS = "api_"


def test_every_address_stands_in_the_table():
    named = {name for name in named_addresses() if not name.startswith(OF_PROGRAMS)}
    assert named - {address.name for address in TABLE} == set()


#: What every answer forbids the browser, whatever else it says.
GUARDS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
}


def unguarded(response) -> list[str]:
    """The names of the guards that the answer lacks."""
    return [name for name, part in GUARDS.items() if part not in response.get(name, "")]


@pytest.mark.parametrize("login", PEOPLE)
@pytest.mark.parametrize("address", TABLE, ids=str)
def test_a_person_gets_what_the_table_says_and_the_browser_its_guards(address, login):
    client = Client()
    client.force_login(User.objects.get(username=login))
    response = address.response(client)
    assert response.status_code == address.expected[login]
    assert unguarded(response) == []


@pytest.mark.parametrize("address", TABLE, ids=str)
def test_a_stranger_is_sent_to_the_login(address):
    response = address.response(Client())
    assert response.status_code == address.stranger
    assert unguarded(response) == []


@pytest.mark.parametrize("address", [one for one in TABLE if one.method == "get"], ids=str)
def test_reading_a_page_writes_nothing_and_locks_nothing_but_a_file_is_logged(address, queries):
    client = Client()
    client.force_login(User.objects.get(username="commerce"))
    logged = AuditEntry.objects.count()
    with queries() as sent:
        response = address.response(client)
    is_foreseen = asks_for_file(response.resolver_match.func, address.data)
    assert is_foreseen or not is_file(response), "Mark the view with gives_file."
    if is_file(response):
        assert AuditEntry.objects.count() == logged + 1
        return
    # PostgreSQL reads long choices through a cursor, which is a SELECT as well.
    cursor = " CURSOR WITHOUT HOLD FOR "
    statements = [one["sql"].partition(cursor)[2] or one["sql"] for one in sent]
    assert [sql for sql in statements if not sql.startswith("SELECT")] == []
    assert [one["sql"] for one in sent if "FOR UPDATE" in one["sql"]] == []


def test_nobody_but_the_administrator_is_let_into_the_administration():
    staff = set(User.objects.filter(is_staff=True).values_list("username", flat=True))
    assert staff == {"admin"}
    assert not User.objects.filter(is_superuser=True).exists()


def test_the_administrator_touches_no_score_and_no_result():
    rights = User.objects.get(username="admin").get_all_permissions()
    judged = ("assessments.", "indicators.observation", "indicators.submission", "auth.group")
    assert [right for right in rights if right.startswith(judged)] == []


def test_a_draft_is_for_the_department_and_the_leadership_only():
    commerce = Client()
    commerce.force_login(User.objects.get(username="commerce"))
    commerce.post(reverse("assessment_run"), {"period": "2023Q1"})
    for login in PEOPLE:
        client = Client()
        client.force_login(User.objects.get(username=login))
        status = client.get(reverse("assessment", args=["2023Q1"])).status_code
        assert status == (200 if login in READERS_OF_UNPUBLISHED else 404), login


def test_who_may_not_is_a_line_of_the_log_without_a_traceback(client, caplog):
    client.force_login(User.objects.get(username="fgw"))
    with caplog.at_level("WARNING", logger="django.request"):
        assert client.get("/collect/2023Q4/").status_code == 403
    (line,) = [one for one in caplog.records if one.name == "django.request"]
    assert "Forbidden" in line.getMessage()
    assert line.exc_info is None
