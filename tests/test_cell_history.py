"""The page of a figure's history: everything that was written to it."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from indicators.selectors.history import history_of
from indicators.services.submissions import (
    Entry,
    submission_hand_in,
    submission_record,
    submission_verify,
)
from tests.collecting import open_quarter
from tests.factories import (
    make_agency,
    make_indicators,
    make_person,
    make_quarter,
    make_zone,
    user_of,
)
from tests.pages import Page
from zones.access import (
    ADMINISTRATORS,
    AGENCIES,
    CUSTOMS,
    FROM_COMMAND_LINE,
    LEADERSHIP,
    Person,
)
from zones.models import AuditEntry

pytestmark = pytest.mark.django_db
PAGE = "/collect/2022Q2/yichang/history/trade_import/"
FIRST = datetime(2022, 7, 10, 4, tzinfo=UTC)  # noon in the site's time zone
SECOND = datetime(2022, 9, 1, 1, 30, tzinfo=UTC)


@pytest.fixture
def place():
    zones = {"yichang": make_zone("yichang"), "donghu": make_zone("donghu")}
    made = make_indicators("trade_import", "trade_export", "trade_total", "vehicles")
    return {"zones": zones, "quarter": open_quarter("2022Q2"), "indicators": made}


@pytest.fixture
def people(place) -> dict[str, Person]:
    zones = place["zones"]
    return {
        "commerce": make_person("commerce"),
        "yichang": make_person("yichang", zone=zones["yichang"]),
        "donghu": make_person("donghu", zone=zones["donghu"]),
        "leader": make_person("leader", LEADERSHIP),
        "customs": make_person("customs", CUSTOMS, agency=make_agency("wuhan-customs")),
        "fgw": make_person("fgw", AGENCIES, agency=make_agency("development-reform")),
        "admin": make_person("admin", ADMINISTRATORS),
    }


@pytest.fixture
def written(place, people):
    """Two versions: 0.12 亿元 typed by the zone, then 1500 万元 for the year, by the department."""
    about = {"zone": place["zones"]["yichang"], "quarter": place["quarter"]}
    reporter = replace(people["yichang"], origin="192.0.2.7")
    typed = Entry("trade_import", Decimal("0.12"), unit="亿元", entered="0.12")
    other = Entry("vehicles", Decimal(3), entered="3")
    first = submission_hand_in(
        is_incomplete_accepted=True, entries=[typed, other], by=reporter, at=FIRST, **about
    )
    submission_verify(
        submission=first, by=replace(people["commerce"], origin="192.0.2.8"), at=FIRST
    )
    again = replace(typed, value=Decimal(1500), unit="万元", entered="1500")
    by = replace(people["commerce"], origin=FROM_COMMAND_LINE)
    submission_hand_in(
        is_incomplete_accepted=True,
        entries=[again],
        by=by,
        at=SECOND,
        revision_reason="海关核对",
        **about,
    )


@pytest.fixture
def sign_in(client, people):
    def sign_in(login: str, language: str = "en"):
        client.force_login(user_of(people[login]))
        client.cookies["django_language"] = language
        return client

    return sign_in


def rows(client) -> list[list[str]]:
    return Page(client.get(PAGE)).table[1:]


def test_the_address_is_the_one_promised():
    assert reverse("cell_history", args=["2022Q2", "yichang", "trade_import"]) == PAGE


@pytest.mark.parametrize(
    "login", ["commerce", "yichang", "donghu", "leader", "customs", "fgw", "admin"]
)
def test_the_history_is_open_to_whom_the_zones_figures_are(sign_in, login):
    status = {"commerce": 200, "yichang": 200, "leader": 200, "donghu": 404}.get(login, 403)
    assert sign_in(login).get(PAGE).status_code == status


def test_a_stranger_is_asked_to_sign_in(client, place):
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize(
    "address",
    [
        "/collect/2022Q9/yichang/history/trade_import/",
        "/collect/2031Q1/yichang/history/trade_import/",
        "/collect/2022Q2/nowhere/history/trade_import/",
        "/collect/2022Q2/yichang/history/nothing/",
    ],
)
def test_what_is_not_there_is_not_found(sign_in, address):
    assert sign_in("commerce").get(address).status_code == 404


def test_nothing_is_written_through_the_page(sign_in):
    assert sign_in("commerce").post(PAGE).status_code == 405


def test_who_wrote_what_when_and_from_where_stands_newest_first(sign_in, written):
    before, after = "1,200 × CNY 10,000", "1,500 × CNY 10,000"
    by_zone = ["2022-07-10 12:00", "Yichang", "192.0.2.7"]
    by_command = ["2022-09-01 09:30", "Commerce", "command line"]
    assert rows(sign_in("commerce")) == [
        [*by_command, "handed in", "—", "—", "—", "2"],
        [*by_command, "figure saved", before, after, "1500 × CNY 10,000", "2"],
        [*by_command, "version opened", "—", "—", "海关核对", "2"],
        ["2022-07-10 12:00", "Commerce", "192.0.2.8", "verified", "—", "—", "—", "1"],
        [*by_zone, "handed in", "—", "—", "—", "1"],
        [*by_zone, "figure saved", "—", before, "0.12 × CNY 100 m", "1"],
        [*by_zone, "version opened", "—", "—", "—", "1"],
    ]


def test_another_figures_changes_are_not_among_them(sign_in, written):
    figures = [row for row in rows(sign_in("commerce")) if row[3] == "figure saved"]
    assert len(figures) == 2
    assert AuditEntry.objects.filter(kind="figure").count() == 3


def test_states_sums_and_spans_are_told_in_words(place, people):
    zone, quarter = place["zones"]["yichang"], place["quarter"]
    about = {"zone": zone, "quarter": quarter, "by": people["commerce"], "at": FIRST}
    make_quarter("2022Q1")
    entries = [
        Entry("trade_import", Decimal(0), unit="万元", entered="0"),
        Entry("trade_export", Decimal(7), unit="万元", entered="7"),
        Entry("vehicles", state="cannot_report", reason="系统切换"),
    ]
    submission_hand_in(is_incomplete_accepted=True, entries=entries, **about)

    def saved(code: str) -> tuple[str, str, str]:
        with translation.override("en"):
            found = history_of(zone, quarter, place["indicators"][code])
        (row,) = (row for row in found if row.action == "figure saved")
        return row.old, row.new, row.detail

    assert saved("trade_import") == ("—", "0 × CNY 10,000", "0 × CNY 10,000")
    assert saved("trade_total") == ("—", "7 × CNY 10,000", "the sum of its parts")
    assert saved("vehicles") == ("—", "cannot be reported", "系统切换")


def test_a_figure_taken_out_has_no_after(place, people):
    zone, quarter = place["zones"]["yichang"], place["quarter"]
    about = {"zone": zone, "quarter": quarter, "by": people["yichang"], "at": FIRST}
    vehicles = Entry("vehicles", Decimal(3), entered="3")
    exports = Entry("trade_export", Decimal(7), unit="万元", entered="7")
    submission_record(entries=[vehicles, exports], **about)
    submission_record(entries=[Entry("vehicles")], **about)
    with translation.override("zh-hans"):
        row = history_of(zone, quarter, place["indicators"]["vehicles"])[0]
    assert (row.old, row.new, row.detail) == ("3辆", "—", "")


def test_a_figure_nobody_wrote_says_so(sign_in, place, people):
    assert "Nothing was written here yet." in sign_in("commerce").get(PAGE).content.decode()


def test_the_page_is_chinese_by_default(sign_in, written):
    assert Page(sign_in("commerce", "zh-hans").get(PAGE)).lang == "zh-hans"


def test_the_history_takes_the_same_queries_for_one_entry_and_for_many(sign_in, written, queries):
    client, other = sign_in("commerce"), make_quarter("2021Q1")
    with queries() as many:
        client.get(PAGE)
    with queries() as none:
        client.get(PAGE.replace("2022Q2", str(other.code)))
    assert len(many) == len(none) <= 10


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_the_history_can_be_downloaded(sign_in, written, format):
    response = sign_in("commerce").get(f"{PAGE}?export={format}")
    assert response.status_code == 200
    assert f"history-2022Q2-yichang-trade_import.{format}" in response["Content-Disposition"]


def test_the_figures_of_a_quarter_lead_to_their_histories(sign_in, written):
    for login in ("leader", "yichang"):
        links = Page(sign_in(login).get("/collect/2022Q2/yichang/")).links
        assert PAGE in links
        assert PAGE.replace("trade_import", "trade_total") in links


def test_the_form_leads_to_the_histories_too(sign_in, written):
    make_quarter("2022Q1")
    page = sign_in("commerce").get("/collect/2022Q1/yichang/")
    assert PAGE.replace("2022Q2", "2022Q1") in Page(page).links
