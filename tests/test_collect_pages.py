"""The pages of the collection: who gets in, every quarter, and one quarter zone by zone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from indicators.models import ReportingQuarter, Submission
from indicators.services.reopenings import quarter_reopen
from tests.collecting import PAGE, entry, hand_in, held, text, typed
from tests.factories import make_quarter, make_submission, make_zone
from tests.reading import parsed
from zones.access import FROM_COMMAND_LINE, person_of
from zones.display import day, moment
from zones.services.accounts import account_for_command_line

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _language():
    with translation.override("en"):
        yield


# Who gets in

GETS = {
    "/collect/": {"commerce", "commerce2", "yichang", "donghu", "leader"},
    "/collect/2022Q2/": {"commerce", "commerce2", "yichang", "donghu", "leader"},
    PAGE: {"commerce", "commerce2", "yichang", "leader"},
}
LOGINS = ["commerce", "commerce2", "yichang", "donghu", "leader", "customs", "fgw", "admin"]


@pytest.mark.parametrize("url", GETS)
@pytest.mark.parametrize("login", LOGINS)
def test_each_page_opens_to_those_who_take_part_and_to_the_leadership(url, login, sign_in):
    response = sign_in(login).get(url)
    # Another zone's reporter is a stranger there; those who take no part are readers at most.
    refusal = 404 if login == "donghu" else 403
    assert response.status_code == (200 if login in GETS[url] else refusal)


@pytest.mark.parametrize("url", GETS)
def test_a_stranger_is_asked_to_sign_in(url, client, place):
    response = client.get(url)
    assert response.status_code == 302
    assert response["Location"].startswith("/login/?next=/collect/")


@pytest.mark.parametrize("move", ["save", "submit", "verify", "return"])
@pytest.mark.parametrize(
    ("login", "status"),
    [("leader", 403), ("donghu", 404), ("customs", 403), ("fgw", 403), ("admin", 403)],
)
def test_who_only_reads_cannot_write(move, login, status, sign_in, people, place):
    make_submission(place["yichang"], "2022Q2", {"vehicles": 3}, by=people["yichang"])
    response = sign_in(login).post(PAGE, typed(move=move))
    assert response.status_code == status
    assert held() == {"vehicles": 3}
    assert Submission.objects.get().state == "submitted"


@pytest.mark.parametrize("login", ["yichang", "leader"])
def test_only_the_department_opens_quarters(login, sign_in):
    client = sign_in(login)
    assert "Open this quarter" not in text(client.get("/collect/"))
    answer = client.post("/collect/", {"year": 2022, "quarter": 3})
    assert answer.status_code == 403
    assert ReportingQuarter.objects.count() == 1


@pytest.mark.parametrize(
    "url",
    [
        "/collect/2022Q3/",
        "/collect/2022Q5/",
        "/collect/next/",
        "/collect/2022Q3/yichang/",
        "/collect/2022Q2/mars/",
        "/collect/2022Q2/ezhou/",
    ],
)
def test_what_is_not_there_is_not_found(url, sign_in):
    assert sign_in("commerce").get(url).status_code == 404


def test_an_unknown_button_is_a_bad_request(sign_in):
    assert sign_in("yichang").post(PAGE, typed(move="publish")).status_code == 400


# What each person sees of the others


def test_a_reporter_sees_only_their_own_zone(sign_in):
    client = sign_in("yichang")
    for url in ("/collect/", "/collect/2022Q2/"):
        page = text(client.get(url))
        assert "/collect/2022Q2/yichang/" in page
        assert "donghu" not in page.lower()


def test_department_and_leadership_see_every_reporting_zone(sign_in):
    for login in ("commerce", "leader"):
        page = text(sign_in(login).get("/collect/2022Q2/"))
        assert "/collect/2022Q2/yichang/" in page
        assert "/collect/2022Q2/donghu/" in page
        assert "/collect/2022Q2/ezhou/" not in page


def test_who_handed_in_and_when_breaks_before_the_day_and_never_within_it(sign_in, people, place):
    make_submission(place["yichang"], "2022Q2", {"vehicles": 3}, by=people["yichang"])
    rows = parsed(sign_in("commerce").get("/collect/2022Q2/")).xpath("//tr[@id='yichang']/td")
    (cell,) = (one for one in rows if "·" in one.text_content())
    (day,) = cell.xpath(".//span[@class='zt-nowrap']")
    assert cell.text_content() == f"{people['yichang'].name} · {day.text}"
    assert date.fromisoformat(day.text)


def test_the_leadership_reads_figures_and_finds_no_form(sign_in, people, place):
    make_submission(place["yichang"], "2022Q2", {"vehicles": 3}, by=people["yichang"])
    response = sign_in("leader").get(PAGE)
    assert response.context["form"] is None
    assert "3 vehicles" in text(response)
    assert '<button class="btn' not in text(response)


# The matrix of quarters


def test_the_matrix_shows_eight_quarters_and_the_rest_on_the_next_page(sign_in):
    for year in (2019, 2020):
        for number in (1, 2, 3, 4):
            make_quarter(f"{year}Q{number}")
    client = sign_in("commerce")
    first = [line.code for line in client.get("/collect/").context["lines"]]
    second = [line.code for line in client.get("/collect/?page=2").context["lines"]]
    assert first == ["2022Q2", *(f"{y}Q{n}" for y in (2020, 2019) for n in (4, 3, 2, 1))][:8]
    assert second == ["2019Q1"]


def test_every_state_of_a_quarter_has_its_word(sign_in, people, place):
    by, checker = people["yichang"], people["commerce2"]
    yichang = place["yichang"]
    for code in ("2021Q1", "2021Q2", "2021Q3", "2021Q4", "2022Q1", "2022Q3"):
        make_quarter(code)
    today = timezone.localdate()
    make_quarter("2022Q4", due_on=today, locks_on=today + timedelta(days=30))
    make_submission(yichang, "2021Q2", {}, by=by, state="draft")
    make_submission(yichang, "2021Q3", {}, by=by)
    make_submission(yichang, "2021Q4", {}, by=by, state="returned")
    make_submission(yichang, "2022Q1", {}, by=by, verified_by=checker)
    make_submission(yichang, "2022Q2", {}, by=by, verified_by=checker)
    make_submission(yichang, "2022Q2", {}, by=by, state="draft")
    words = {
        line.code: line.cells[0].badge.text
        for line in sign_in("yichang").get("/collect/").context["lines"]
    }
    assert words == {
        "2021Q1": "not applicable",
        "2021Q2": "draft",
        "2021Q3": "submitted",
        "2021Q4": "returned",
        "2022Q1": "verified",
        "2022Q2": "in revision",
        "2022Q3": "not reported",
        "2022Q4": "not started",
    }


def test_a_zone_that_was_given_more_time_has_its_own_due_date_until_it_hands_in(
    sign_in, people, place
):
    now = timezone.now()
    today = timezone.localdate(now)
    quarter = make_quarter("2022Q4", due_on=today, locks_on=today + timedelta(days=90))
    until = now + timedelta(days=9)
    quarter_reopen(
        zone=place["yichang"],
        quarter=quarter,
        until=until,
        reason_code="other",
        reason="the customs data came late",
        by=people["commerce"],
        at=now,
    )

    def own() -> list[str]:
        (line,) = (
            line
            for line in sign_in("commerce").get("/collect/").context["lines"]
            if line.code == "2022Q4"
        )
        assert line.due_on == today.isoformat()
        return [cell.due for cell in line.cells if cell.due]

    assert own() == [f"due on {timezone.localdate(until).isoformat()}"]
    make_submission(place["yichang"], "2022Q4", {}, by=people["yichang"])
    assert own() == []


def head(client, quarter: str = "2022Q4", language: str = "en") -> str:
    """What stands under the title of Yichang's quarter."""
    client.cookies["django_language"] = language
    page = parsed(client.get(f"/collect/{quarter}/yichang/"))
    (said,) = page.xpath("//header[contains(@class, 'zt-head')]//h1/following-sibling::p")
    return " ".join(said.text_content().split())


def test_the_head_of_a_zones_quarter_says_each_day_once(sign_in, people, place):
    now = timezone.now()
    today = timezone.localdate(now)
    quarter = make_quarter("2022Q4", due_on=today, locks_on=today + timedelta(days=90))
    client, due, lock = sign_in("yichang"), day(today), day(today + timedelta(days=90))
    assert head(client).startswith(f"Due on {due}, locks after {lock}.")
    assert head(client).count(due) == 1
    about = {"reason_code": "other", "reason": "the customs data came late", "at": now}
    about |= {"zone": place["yichang"], "quarter": quarter, "by": people["commerce"]}
    until = now + timedelta(days=9)
    quarter_reopen(until=until, **about)
    given = f"Due by {moment(until)}, as more time was given; locks after {lock}."
    assert head(client).startswith(given)
    assert head(client, language="zh-hans").startswith(
        f"报送延期至{moment(until)}截止，{lock}后锁定。"
    )
    assert head(client).count(day(timezone.localdate(until))) == 1
    make_submission(place["yichang"], "2022Q4", {"vehicles": 3}, by=people["yichang"])
    assert head(client).startswith(given)
    assert head(client).endswith("3 figures missing")


def test_more_time_after_the_due_date_leaves_that_as_it_was(sign_in, people, place):
    now = timezone.now()
    today = timezone.localdate(now)
    due_on, until = today - timedelta(days=3), now + timedelta(days=9)
    quarter = make_quarter("2022Q4", due_on=due_on, locks_on=today + timedelta(days=3))
    about = {"reason_code": "other", "reason": "the customs data came late", "at": now}
    quarter_reopen(
        zone=place["yichang"], quarter=quarter, until=until, by=people["commerce"], **about
    )
    said = head(sign_in("yichang"))
    assert said.startswith(f"Due on {day(due_on)}, ")
    assert f"More time was given until {moment(until)}." in said
    assert said.endswith("3 days late")


def test_the_due_and_the_lock_date_still_belong_to_the_reporter(sign_in, place):
    today = timezone.localdate()
    quarter = ReportingQuarter.objects.get()

    def word(due: int, lock: int) -> str:
        quarter.due_on = today + timedelta(days=due)
        quarter.locks_on = today + timedelta(days=lock)
        quarter.save()
        return sign_in("yichang").get("/collect/").context["lines"][0].cells[0].badge.text

    assert word(0, 30) == "not started"
    assert word(-1, 30) == "late"
    assert word(-30, 0) == "late"
    assert word(-31, -1) == "not reported"


def opening(**fields) -> dict[str, str]:
    return {
        "year": "2022",
        "quarter": "3",
        "due_on": "2999-10-15",
        "locks_on": "2999-11-14",
        "dollar_rate": "7.0998",
        "rate_source": "中国外汇交易中心",
    } | fields


def test_the_department_opens_a_quarter_with_its_dates_and_rate(sign_in):
    client = sign_in("commerce")
    response = client.post("/collect/", opening(), follow=True)
    assert response.redirect_chain == [("/collect/2022Q3/", 302)]
    assert "2022Q3 is open." in text(response)
    assert "A US dollar counts 7.0998 yuan" in text(response)
    quarter = ReportingQuarter.objects.get(year=2022, quarter=3)
    assert str(quarter.locks_on) == "2999-11-14"


def test_the_form_suggests_the_next_quarter_with_the_usual_dates(sign_in):
    form = sign_in("commerce").get("/collect/").context["form"]
    assert form["year"].value() == 2022
    assert form["quarter"].value() == 3
    # 2022Q3 is over long since: nobody can be late for what was not asked for.
    assert form["due_on"].value() == timezone.localdate() + timedelta(days=15)
    assert form["locks_on"].value() == timezone.localdate() + timedelta(days=45)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"quarter": "2"}, "2022Q2 is open already; it needs no opening."),
        ({"quarter": "5"}, "Choose one of the four quarters."),
        ({"due_on": "2999-12-01"}, "A quarter is due before it locks."),
        ({"due_on": "2022-09-30"}, "Figures are due after the quarter is over."),
        ({"year": ""}, "Write the year as a number from 2000 to 2099."),
        ({"due_on": "x"}, "Say by which day the figures are due."),
        ({"locks_on": ""}, "Say after which day the quarter is locked."),
        ({"due_on": "2022-10-15", "locks_on": "2022-11-14"}, "the quarter would be locked at once"),
        ({"dollar_rate": "0"}, "Write how many yuan a dollar is"),
        ({"dollar_rate": "123456789.12345"}, "Write how many yuan a dollar is"),
        ({"rate_source": "x" * 201}, "200 characters at most, this one 201"),
        ({"rate_source": ""}, "Name where the rate was published."),
    ],
)
def test_a_quarter_that_cannot_be_is_not_opened(fields, sentence, sign_in):
    response = sign_in("commerce").post("/collect/", opening(**fields))
    assert response.status_code == 200
    assert sentence in text(response)
    assert "already exists" not in text(response)
    assert ReportingQuarter.objects.count() == 1


# The board of a quarter


def test_the_board_tells_who_did_what_when_and_how_late(sign_in, people, place):
    make_submission(
        place["yichang"],
        "2022Q2",
        {
            "trade_import": 5,
            "trade_export": 7,
            "trade_total": 12,
            "processing": 3,
            "vehicles": "not_applicable",
        },
        by=people["yichang"],
        verified_by=people["commerce2"],
        at=datetime(2022, 7, 18, 2, 30, tzinfo=UTC),
    )
    rows = {
        row.zone: row for row in sign_in("commerce").get("/collect/2022Q2/").context["table"].data
    }
    row = rows["Yichang Comprehensive Bonded Zone"]
    assert (row.stage.text, row.version, row.late_days) == ("verified", 1, 3)
    assert row.submitted == "Yichang · 2022-07-18"
    assert row.reviewed == "Commerce2 · 2022-07-18"
    assert row.present_text == "4 / 4"  # the total is made, not asked for
    other = rows["Donghu Comprehensive Bonded Zone"]
    assert (other.stage.text, other.submitted, other.present_text) == ("late", "—", "0 / 4")
    assert other.late_days == (timezone.localdate() - ReportingQuarter.objects.get().due_on).days


def test_a_revision_long_after_does_not_make_a_zone_late(sign_in, people, place):
    both = {"by": people["yichang"], "verified_by": people["commerce2"]}
    first = datetime(2022, 7, 10, tzinfo=UTC)
    later = datetime(2023, 3, 1, tzinfo=UTC)
    whole = {"trade_import": 5, "trade_export": 7, "processing": 3, "vehicles": 0}
    make_submission(place["yichang"], "2022Q2", whole, at=first, state="superseded", **both)
    make_submission(place["yichang"], "2022Q2", whole, at=later, **both)
    rows = {
        row.zone: row for row in sign_in("commerce").get("/collect/2022Q2/").context["table"].data
    }
    row = rows["Yichang Comprehensive Bonded Zone"]
    assert (row.version, row.late_days) == (2, None)


@pytest.mark.parametrize(
    ("login", "state", "step"),
    [
        ("yichang", None, "Enter"),
        ("yichang", "draft", "Enter"),
        ("yichang", "returned", "Correct"),
        ("yichang", "submitted", "View"),
        ("commerce", None, "Enter"),
        ("commerce", "submitted", "Review"),
        ("leader", None, "View"),
        ("leader", "submitted", "View"),
    ],
)
def test_the_board_names_the_next_step_of_each_person(login, state, step, sign_in, people, place):
    if state:
        make_submission(place["yichang"], "2022Q2", {}, by=people["yichang"], state=state)
    rows = sign_in(login).get("/collect/2022Q2/").context["table"].data
    (row,) = [row for row in rows if row.zone.startswith("Yichang")]
    assert row.step == step


def test_the_board_is_a_file_too(sign_in):
    response = sign_in("commerce").get("/collect/2022Q2/?export=csv")
    assert response["Content-Type"].startswith("text/csv")
    assert "Yichang Comprehensive Bonded Zone" in response.content.decode()


@pytest.mark.parametrize("url", ["/collect/", "/collect/2022Q2/"])
def test_a_board_of_sixty_zones_takes_as_many_queries_as_one_of_seven(
    url, sign_in, people, place, queries
):
    def cost(zones: int) -> int:
        for number in range(zones):
            zone = make_zone(f"zone{zones}-{number}", start="2021Q1")
            make_submission(zone, "2022Q2", {"vehicles": 1}, by=people["commerce"])
        client = sign_in("commerce")
        client.get(url)
        with queries() as sent:
            assert client.get(url).status_code == 200
        return len(sent)

    assert cost(7) == cost(53)


@pytest.mark.parametrize(("language", "name"), [("en", "the command line"), ("zh-hans", "命令行")])
def test_what_nobody_handed_in_is_put_down_to_the_command_line_in_the_page_s_language(
    place, people, sign_in, language, name
):
    nobody = person_of(account_for_command_line(), FROM_COMMAND_LINE)
    hand_in(place["yichang"], [entry("trade_import", 5)], nobody)
    client = sign_in("commerce")
    client.cookies["django_language"] = language
    board = text(client.get("/collect/2022Q2/"))
    for page in (board, text(client.get(f"{PAGE}history/trade_import/"))):
        assert name in page
        assert "命令行导入" not in page
    waits = {"en": "review by the commerce department", "zh-hans": "商务厅审核"}
    assert waits[language] in board
