"""Every address of the interface for every person and every scope; a stranger learns nothing."""

import re
from dataclasses import dataclass, field

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from assessments.api.site import api, urlpatterns
from assessments.services.assessments import assessment_run
from indicators.periods import parse_period
from tests.api import Program, secret_of
from tests.bulletins import print_plainly, published
from tests.demo_database import demonstration  # noqa: F401
from zones.models import ApiToken
from zones.rates import Rate, seconds_to_wait

pytestmark = pytest.mark.usefixtures("demonstration", "db")

PEOPLE = ("commerce", "commerce2", "yichang", "fgw", "leader", "customs", "admin")
EVERYBODY = dict.fromkeys(PEOPLE, 200)
UNPUBLISHED = EVERYBODY | dict.fromkeys(("yichang", "fgw", "customs", "admin"), 404)


@dataclass(frozen=True)
class Address:
    """An address, what each person's token gets there, and which scopes it takes."""

    name: str
    path: str
    expected: dict[str, int]
    method: str = "get"
    scopes: tuple[str, ...] = ("read",)
    body: dict = field(default_factory=dict)

    def __str__(self):
        return f"{self.method} {self.path}"

    def answer(self, program: Program):
        if self.method == "get":
            return program.get(self.path)
        return program.post(self.path, self.body)


COLLECTORS = EVERYBODY | dict.fromkeys(("fgw", "customs", "admin"), 403)
OF_DONGHU = COLLECTORS | {"yichang": 404}
NOT_THERE = COLLECTORS | dict.fromkeys(("commerce", "commerce2", "leader", "yichang"), 404)
# Who may not enter has no token that submits; what one would get is told of the others.
WRITERS = dict.fromkeys(PEOPLE, 403) | dict.fromkeys(("commerce", "commerce2", "yichang"), 200)
NOT_YICHANG = WRITERS | {"yichang": 404}
EITHER, SUBMIT = ("read", "submit"), ("submit",)
YICHANG, DONGHU = "submissions/2023Q4/yichang", "submissions/2023Q4/donghu"
NOTHING = {"figures": []}

TABLE = [
    Address("api_policy", "policy", EVERYBODY),
    Address("api_measures", "measures", EVERYBODY),
    Address("api_targets", "targets", EVERYBODY),
    Address("api_zones", "zones", EVERYBODY),
    Address("api_indicators", "indicators", EVERYBODY),
    Address("api_figures", "figures", EVERYBODY),
    Address("api_province_figures", "province-figures", EVERYBODY),
    Address("api_assessments", "assessments", EVERYBODY),
    Address("api_assessment", "assessments/2023", EVERYBODY),
    Address("api_assessment", "assessments/2022?version=1", EVERYBODY),
    Address("api_assessment", "assessments/2023Q1", UNPUBLISHED),
    Address("api_criteria", "assessments/2023/criteria", EVERYBODY),
    Address("api_criteria", "assessments/2023Q1/criteria", UNPUBLISHED),
    Address("api_results", "assessments/2023/results", EVERYBODY),
    Address("api_results", "assessments/2023Q1/results", UNPUBLISHED),
    Address("api_components", "assessments/2023/components", EVERYBODY),
    Address("api_components", "assessments/2023Q1/components", UNPUBLISHED),
    Address("api_span_figures", "assessments/2023/figures", EVERYBODY),
    Address("api_span_figures", "assessments/2023Q1/figures", UNPUBLISHED),
    Address("api_target_results", "assessments/2023/targets", EVERYBODY),
    Address("api_target_results", "assessments/2023Q1/targets", UNPUBLISHED),
    Address("api_flags", "assessments/2023/flags", EVERYBODY),
    Address("api_flags", "assessments/2023Q1/flags", UNPUBLISHED),
    Address("api_bulletins", "bulletins", EVERYBODY),
    Address("api_bulletin_file", "bulletins/2022H2/1/en.docx", EVERYBODY),
    Address("api_bulletin_file", "bulletins/2022H2/2/en.docx", dict.fromkeys(PEOPLE, 404)),
    Address("api_submissions", "submissions", COLLECTORS, scopes=EITHER),
    Address("api_submission", "submissions/2023Q4/yichang", COLLECTORS, scopes=EITHER),
    Address("api_submission", "submissions/2023Q4/donghu", OF_DONGHU, scopes=EITHER),
    Address("api_submission", "submissions/2031Q1/yichang", NOT_THERE, scopes=EITHER),
    Address("api_submission_figures", f"{YICHANG}/figures", WRITERS, "post", SUBMIT, NOTHING),
    Address("api_submission_figures", f"{DONGHU}/figures", NOT_YICHANG, "post", SUBMIT, NOTHING),
    Address("api_submission_submit", f"{YICHANG}/submit", WRITERS, "post", SUBMIT),
    Address("api_submission_submit", f"{DONGHU}/submit", NOT_YICHANG, "post", SUBMIT),
    Address("api_document", "openapi.json", EVERYBODY, scopes=("read", "submit")),
    Address("api_nothing", "moon", dict.fromkeys(PEOPLE, 404), scopes=("read", "submit", "")),
]


@pytest.fixture(scope="module", autouse=True)
def _papers(demonstration, django_db_blocker):  # noqa: F811
    """A bulletin is published, and a quarter assessed that stays a draft."""

    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as monkeypatch:
        print_plainly(monkeypatch)
        published("2022H2")
        assessment_run(period=parse_period("2023Q1"), at=timezone.now())


def test_every_address_of_the_interface_stands_in_the_table():
    names = {one.name for one in urlpatterns} - {"api"}
    assert names - {address.name for address in TABLE} == set()


@pytest.mark.parametrize("login", PEOPLE)
@pytest.mark.parametrize("address", TABLE, ids=str)
def test_a_persons_token_gets_what_the_table_says(address, login):
    may_submit = login in ("commerce", "commerce2", "yichang")
    program = Program(secret_of(login, may_submit=may_submit))
    assert address.answer(program).status_code == address.expected[login]


@pytest.mark.parametrize("address", TABLE, ids=str)
def test_a_token_for_something_else_gets_403_and_none_401(address):
    for scope in ("read", "submit", ""):
        secret = ""
        if scope:
            secret = secret_of("commerce", may_read=scope == "read", may_submit=scope == "submit")
        status = address.answer(Program(secret)).status_code
        if scope in address.scopes:
            assert status not in (401, 403), scope
        else:
            assert status == (403 if scope else 401), scope


@pytest.mark.parametrize("address", TABLE, ids=str)
def test_a_session_opens_no_operation(address):
    """Or another site's page could ask in the name of who is signed in."""
    client = Client()
    client.force_login(User.objects.get(username="commerce"))
    status = address.answer(Program("", client=client)).status_code
    allowed = {"api_document": 200, "api_nothing": 404}
    assert status == allowed.get(address.name, 401)


@pytest.mark.parametrize("login", ["leader", "customs"])
def test_a_token_from_when_somebody_could_enter_does_no_more_than_they_may_now(login):
    program = Program(secret_of(login))
    ApiToken.objects.update(may_submit=True)
    assert program.post(f"{YICHANG}/figures", NOTHING).status_code == 403
    assert program.post(f"{YICHANG}/submit", {}).status_code == 403


def test_who_asks_too_often_is_told_how_long_to_wait(settings):
    settings.API_PER_MINUTE = 3
    eager, other = Program(secret_of("commerce")), Program(secret_of("commerce"))
    answers = [eager.get("policy") for _time in range(12)]
    refused = [one for one in answers if one.status_code == 429]
    assert len(refused) >= 6  # whenever the minute began
    assert 1 <= int(refused[0]["Retry-After"]) <= 60
    assert refused[0].json()["code"] == "too_often"
    assert other.get("policy").status_code == 200


def test_who_tries_tokens_out_is_slowed_down(monkeypatch):
    monkeypatch.setattr("assessments.api.keys.FAILURES", Rate("test-failures", 3))
    statuses = [Program(f"zt_x_{number}").get("policy").status_code for number in range(12)]
    assert statuses[0] == 401
    assert statuses.count(429) >= 6


def test_the_limit_is_of_a_minute_and_of_a_key():
    rate = Rate("test-window", 2)
    assert [seconds_to_wait(rate, "a", 600.0 + second) for second in range(4)] == [0, 0, 58, 57]
    assert seconds_to_wait(rate, "b", 603.0) == 0
    assert seconds_to_wait(rate, "a", 660.0) == 0


def test_a_token_opens_no_page():
    program = Program(secret_of("commerce"))
    answer = program.client.get("/", headers=program.headers)
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/")


def test_the_page_of_the_interface_is_for_who_is_signed_in(client):
    assert client.get("/api/v1/").status_code == 302
    client.force_login(User.objects.get(username="fgw"))
    page = client.get("/api/v1/").content.decode()
    documented = set(re.findall(r"<code>(/api/v1/[^<]*)</code></th>", page))
    assert documented == set(api.get_openapi_schema(path_prefix="api/v1/")["paths"])


def test_drafts_are_listed_for_those_who_see_them():
    listed = {
        login: {one["state"] for one in Program(secret_of(login)).rows("assessments")}
        for login in PEOPLE
    }
    assert {login for login, states in listed.items() if "draft" in states} == {
        "commerce",
        "commerce2",
        "leader",
    }
