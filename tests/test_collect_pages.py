"""The pages of the collection, as each person meets them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.utils import timezone, translation

from indicators.models import Observation, ReportingQuarter, Submission
from tests.factories import (
    make_agency,
    make_indicators,
    make_person,
    make_quarter,
    make_submission,
    make_zone,
    user_of,
)
from zones.access import ADMINISTRATORS, AGENCIES, CUSTOMS, LEADERSHIP

pytestmark = pytest.mark.django_db
PAGE = "/collect/2022Q2/yichang/"


@pytest.fixture
def place():
    """Two reporting zones, one of them since 2021Q2, a place that does not report, a quarter."""
    zones = {
        "donghu": make_zone("donghu"),
        "yichang": make_zone("yichang", start="2021Q2"),
        "ezhou": make_zone("ezhou", is_judged=False),
    }
    make_indicators("trade_import", "trade_export", "trade_total", "processing", "vehicles")
    make_quarter("2022Q2")
    return zones


@pytest.fixture
def people(place):
    return {
        "commerce": make_person("commerce"),
        "commerce2": make_person("commerce2"),
        "yichang": make_person("yichang", zone=place["yichang"]),
        "donghu": make_person("donghu", zone=place["donghu"]),
        "leader": make_person("leader", LEADERSHIP),
        "customs": make_person("customs", CUSTOMS, agency=make_agency("wuhan-customs")),
        "fgw": make_person("fgw", AGENCIES, agency=make_agency("development-reform")),
        "admin": make_person("admin", ADMINISTRATORS),
    }


@pytest.fixture
def sign_in(client, people, settings):
    """`sign_in("yichang")`: the client, signed in as that person, in English."""

    def sign_in(login: str):
        client.force_login(user_of(people[login]))
        client.cookies["django_language"] = "en"
        return client

    return sign_in


@pytest.fixture(autouse=True)
def _language():
    with translation.override("en"):
        yield


def text(response) -> str:
    return unescape(response.content.decode())


def seen(client, url: str = PAGE) -> str:
    """The token that the page carries."""
    return client.get(url).context["sheet"].token


def typed(**fields) -> dict[str, str]:
    """What a browser posts: value, unit and basis of trade_import, unless told otherwise."""
    return {
        "trade_import-value": "1200",
        "trade_import-unit": "万元",
        "trade_import-basis": "quarter",
        "trade_export-value": "0.3",
        "trade_export-unit": "亿元",
        "trade_export-basis": "quarter",
        "processing-unit": "万元",
        "vehicles-unit": "辆",
        "move": "save",
        "seen": "",
    } | fields


def held() -> dict[str, Decimal | None]:
    return dict(Observation.objects.values_list("indicator__code", "value"))


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
        "2022Q4": "not yet due",
    }


def test_the_due_and_the_lock_date_still_belong_to_the_reporter(sign_in, place):
    today = timezone.localdate()
    quarter = ReportingQuarter.objects.get()

    def word(due: int, lock: int) -> str:
        quarter.due_on = today + timedelta(days=due)
        quarter.locks_on = today + timedelta(days=lock)
        quarter.save()
        return sign_in("yichang").get("/collect/").context["lines"][0].cells[0].badge.text

    assert word(0, 30) == "not yet due"
    assert word(-1, 30) == "late"
    assert word(-30, 0) == "late"
    assert word(-31, -1) == "not reported"


def opening(**fields) -> dict[str, str]:
    return {
        "year": "2022",
        "quarter": "3",
        "due_on": "2022-10-15",
        "locks_on": "2022-11-14",
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
    assert str(quarter.locks_on) == "2022-11-14"


def test_the_form_suggests_the_next_quarter_with_the_usual_dates(sign_in):
    form = sign_in("commerce").get("/collect/").context["form"]
    assert form["year"].value() == 2022
    assert form["quarter"].value() == 3
    assert str(form["due_on"].value()) == "2022-10-15"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"quarter": "2"}, "already exists"),
        ({"quarter": "5"}, "not one of the available choices"),
        ({"due_on": "2022-12-01"}, "A quarter is due before it locks."),
        ({"due_on": "2022-09-30"}, "Figures are due after the quarter is over."),
        ({"locks_on": ""}, "This field is required."),
        ({"dollar_rate": "0"}, "greater than or equal to 0.01"),
        ({"rate_source": ""}, "Name where the rate was published."),
    ],
)
def test_a_quarter_that_cannot_be_is_not_opened(fields, sentence, sign_in):
    response = sign_in("commerce").post("/collect/", opening(**fields))
    assert response.status_code == 200
    assert sentence in text(response)
    assert ReportingQuarter.objects.count() == 1


# The board of a quarter


def test_the_board_tells_who_did_what_when_and_how_late(sign_in, people, place):
    make_submission(
        place["yichang"],
        "2022Q2",
        {"trade_import": 5, "trade_export": 7, "trade_total": 12, "vehicles": "not_applicable"},
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
    assert row.present_text == "3 / 4"  # the total is made, not asked for
    other = rows["Donghu Comprehensive Bonded Zone"]
    assert (other.stage.text, other.submitted, other.present_text) == ("not reported", "—", "0 / 4")
    assert other.late_days == (timezone.localdate() - ReportingQuarter.objects.get().due_on).days


def test_a_revision_long_after_does_not_make_a_zone_late(sign_in, people, place):
    both = {"by": people["yichang"], "verified_by": people["commerce2"]}
    first = datetime(2022, 7, 10, tzinfo=UTC)
    make_submission(place["yichang"], "2022Q2", {}, at=first, state="superseded", **both)
    make_submission(place["yichang"], "2022Q2", {}, at=datetime(2023, 3, 1, tzinfo=UTC), **both)
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


def test_a_zones_page_takes_as_many_queries_full_as_empty(sign_in, people, place, queries):
    client = sign_in("commerce")
    client.get(PAGE)
    with queries() as empty:
        client.get(PAGE)
    values = {"trade_import": 5, "trade_export": 7, "trade_total": 12, "vehicles": 3}
    both = {"by": people["yichang"], "verified_by": people["commerce2"]}
    make_submission(place["yichang"], "2021Q2", values, **both)
    make_submission(place["yichang"], "2022Q1", values, **both)
    make_submission(place["yichang"], "2022Q2", values, state="superseded", **both)
    make_submission(place["yichang"], "2022Q2", {"vehicles": 4}, **both)
    with queries() as full:
        client.get(PAGE)
    assert len(full) <= len(empty) + 1  # the versions' figures


# Entering


def test_a_reporter_saves_a_draft_and_finds_it_again_as_typed(sign_in):
    client = sign_in("yichang")
    response = client.post(PAGE, typed(), follow=True)
    assert response.redirect_chain == [(PAGE, 302)]
    assert "Saved as a draft." in text(response)
    assert held() == {"trade_import": 1200, "trade_export": 3000, "trade_total": 4200}
    lines = {line.code: form for line, form in response.context["form"].lines}
    assert lines["trade_export"]["value"].value() == "0.3"
    assert lines["trade_export"]["unit"].value() == "亿元"
    assert lines["trade_total"] is None  # made, never typed
    assert "0.42 100 m yuan" in text(response)


def test_full_width_digits_and_grouped_thousands_are_numbers(sign_in):
    sign_in("yichang").post(PAGE, typed(**{"trade_import-value": "１,200.５"}))
    assert held()["trade_import"] == Decimal("1200.5")


def test_handing_in_tells_how_many_figures_are_missing(sign_in):
    response = sign_in("yichang").post(PAGE, typed(move="submit"), follow=True)
    assert "Handed in for review; 2 figures are missing." in text(response)
    assert Submission.objects.get().state == "submitted"
    assert response.context["form"] is None


def test_a_figure_may_be_entered_as_year_to_date(sign_in, people, place):
    make_submission(place["yichang"], "2022Q1", {"trade_import": 1000}, by=people["yichang"])
    sign_in("yichang").post(PAGE, typed(**{"trade_import-basis": "ytd"}))
    found = Observation.objects.get(submission__quarter__quarter=2, indicator__code="trade_import")
    assert (found.value, found.entered, found.basis) == (200, "1200", "ytd")


@pytest.mark.parametrize(
    ("fields", "code", "sentence"),
    [
        ({"processing-value": "about 5"}, "processing", "“about 5” is not a number"),
        ({"vehicles-value": "1.23456"}, "vehicles", "too many decimals"),
        ({"vehicles-state": "cannot_report"}, "vehicles", "this cell must not be empty"),
        (
            {"vehicles-value": "3", "vehicles-state": "not_applicable"},
            "vehicles",
            "the state says that there is no value",
        ),
        ({"vehicles-reason": "later"}, "vehicles", "there is no value"),
        ({"vehicles-value": "3", "vehicles-unit": "吨"}, "vehicles", "吨 is not one of"),
        (
            {"processing-value": "5", "processing-unit": "万美元"},
            "processing",
            "the quarter has no stated rate",
        ),
        (
            {"processing-value": "5", "processing-basis": "ytd"},
            "processing",
            "an earlier quarter of the year is missing",
        ),
        (
            {"processing-value": "4201", "move": "submit"},
            "processing",
            "Processing (4,201 × 10,000 yuan) is more than Trade total (4,200 × 10,000 yuan)",
        ),
        ({"vehicles-value": "-3", "move": "submit"}, "vehicles", "Vehicles is below zero"),
    ],
)
def test_what_cannot_be_taken_is_said_at_the_top_and_beside_the_field_and_stays_typed(
    fields, code, sentence, sign_in
):
    response = sign_in("yichang").post(PAGE, typed(**fields))
    assert response.status_code == 200
    page = text(response)
    assert 'role="alert"' in page
    forms = {line.code: form for line, form in response.context["form"].lines}
    assert sentence in " ".join(forms[code].messages)
    assert page.count(sentence) >= 2
    assert forms["trade_import"]["value"].value() == "1200"
    for name, value in fields.items():
        if name != "move":
            assert forms[code][name.split("-")[1]].value() == value
    assert not Submission.objects.exists()


def test_every_fault_is_said_at_once(sign_in):
    fields = {"trade_import-value": "x", "processing-value": "y", "vehicles-value": "z"}
    response = sign_in("yichang").post(PAGE, typed(**fields))
    assert [form.line.code for form in response.context["form"].faulty] == [
        *("trade_import", "processing", "vehicles")
    ]


def test_nothing_can_be_entered_before_the_zone_reports(sign_in):
    make_quarter("2021Q1")
    client = sign_in("yichang")
    url = "/collect/2021Q1/yichang/"
    page = client.get(url)
    assert page.context["form"] is None
    assert "The zone reports from 2021Q2 on" in text(page)
    assert "The zone reports from 2021Q2 on" in text(client.post(url, typed()))
    assert not Submission.objects.exists()


def test_last_quarter_and_the_same_quarter_last_year_stand_beside(sign_in, people, place):
    both = {"by": people["yichang"], "verified_by": people["commerce2"]}
    make_submission(place["yichang"], "2022Q1", {"trade_import": 11000}, **both)
    make_submission(place["yichang"], "2021Q2", {"trade_import": 9000}, **both)
    make_submission(place["yichang"], "2021Q4", {"trade_import": 70000}, **both)
    line = sign_in("yichang").get(PAGE).context["sheet"].lines[0]
    assert line.last_quarter == "1.10 100 m yuan"
    assert line.year_before == "0.90 100 m yuan"


def test_not_applicable_is_carried_over_as_a_suggestion_and_nothing_else_is(sign_in, people, place):
    values = {"trade_import": 11000, "vehicles": "not_applicable", "processing": "cannot_report"}
    make_submission(place["yichang"], "2022Q1", values, by=people["yichang"])
    client = sign_in("yichang")
    forms = {line.code: form for line, form in client.get(PAGE).context["form"].lines}
    assert forms["vehicles"]["state"].value() == "not_applicable"
    assert forms["processing"]["state"].value() == ""
    assert forms["trade_import"]["value"].value() == ""
    client.post(PAGE, typed())  # somebody decides otherwise, and that is not overruled
    forms = {line.code: form for line, form in client.get(PAGE).context["form"].lines}
    assert forms["vehicles"]["state"].value() == ""


def test_saving_what_was_not_touched_changes_nothing(sign_in):
    client = sign_in("yichang")
    client.post(PAGE, typed(**{"vehicles-state": "cannot_report", "vehicles-reason": "切换"}))
    before = list(Observation.objects.order_by("pk").values())
    form = client.get(PAGE).context["form"]
    same = {
        f"{cells.prefix}-{name}": cells[name].value() or ""
        for cells in form.forms
        for name in cells.fields
    }
    client.post(PAGE, same | {"move": "save", "seen": seen(client)})
    assert list(Observation.objects.order_by("pk").values()) == before


# Reviewing


@pytest.fixture
def waiting(people, place):
    values = {"trade_import": 5, "trade_export": 7, "trade_total": 12}
    return make_submission(place["yichang"], "2022Q2", values, by=people["yichang"])


def test_a_reviewer_verifies_what_was_handed_in(waiting, sign_in):
    client = sign_in("commerce")
    assert client.get(PAGE).context["may_review"]
    data = {"move": "verify", "seen": seen(client)}
    response = client.post(PAGE, data, follow=True)
    assert "Verified: these figures count from now on." in text(response)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reviewed_by.username) == ("verified", "commerce")


def test_a_reviewer_returns_with_a_note_that_the_reporter_reads(waiting, sign_in):
    client = sign_in("commerce")
    data = {"move": "return", "note": "进口额请核对", "seen": seen(client)}
    assert "Returned with your note." in text(client.post(PAGE, data, follow=True))
    page = sign_in("yichang").get(PAGE)
    assert "进口额请核对" in text(page)
    assert page.context["form"] is not None


def test_a_return_without_a_note_is_refused(waiting, sign_in):
    client = sign_in("commerce")
    response = client.post(PAGE, {"move": "return", "note": " ", "seen": seen(client)})
    assert "Write a note that says what has to be corrected." in text(response)
    waiting.refresh_from_db()
    assert waiting.state == "submitted"


def test_nobody_is_offered_the_review_of_their_own(sign_in, people, place):
    make_submission(place["yichang"], "2022Q2", {"vehicles": 3}, by=people["commerce"])
    client = sign_in("commerce")
    assert not client.get(PAGE).context["may_review"]
    response = client.post(PAGE, {"move": "verify", "seen": seen(client)})
    assert "Nobody reviews their own submission" in text(response)
    assert Submission.objects.get().state == "submitted"
    assert sign_in("commerce2").get(PAGE).context["may_review"]


def test_a_reporter_cannot_verify(waiting, sign_in):
    client = sign_in("yichang")
    response = client.post(PAGE, {"move": "verify", "seen": seen(client)})
    assert "Only the commerce department reviews submissions." in text(response)
    waiting.refresh_from_db()
    assert waiting.state == "submitted"


def test_there_is_nothing_to_review_where_nothing_was_handed_in(sign_in):
    assert sign_in("commerce").post(PAGE, {"move": "verify", "seen": ""}).status_code == 400


# Revising


@pytest.fixture
def settled(people, place):
    values = {"trade_import": 1200, "trade_export": 3000, "trade_total": 4200, "vehicles": 3}
    return make_submission(
        place["yichang"], "2022Q2", values, by=people["yichang"], verified_by=people["commerce"]
    )


def test_verified_figures_are_read_until_somebody_asks_to_revise_them(settled, sign_in):
    client = sign_in("yichang")
    page = client.get(PAGE)
    assert page.context["form"] is None
    assert 'href="?revise=1"' in text(page)
    assert 'name="revision_reason"' in text(client.get(PAGE + "?revise=1"))
    assert sign_in("leader").get(PAGE + "?revise=1").context["form"] is None


def test_a_revision_without_a_reason_is_refused_and_stays_typed(settled, sign_in):
    client = sign_in("yichang")
    response = client.post(PAGE, typed(seen=seen(client), **{"vehicles-value": "4"}))
    assert "a change to them is a revision and needs a reason" in text(response)
    forms = {line.code: form for line, form in response.context["form"].lines}
    assert forms["vehicles"]["value"].value() == "4"
    assert Submission.objects.count() == 1


def test_a_revision_shows_old_and_new_with_who_and_why(settled, sign_in):
    client = sign_in("yichang")
    data = typed(
        move="submit",
        seen=seen(client),
        revision_reason="整车口径核对",
        **{"vehicles-value": "4"},
    )
    page = client.post(PAGE, data, follow=True)
    new, old = page.context["sheet"].versions
    assert (new.number, new.badge.text, new.reason) == (2, "submitted", "整车口径核对")
    assert [(change.label, change.old, change.new) for change in new.changes] == [
        ("Vehicles", "3 vehicles", "4 vehicles")
    ]
    assert (old.number, old.badge.text) == (1, "verified")
    client = sign_in("commerce")
    client.post(PAGE, {"move": "verify", "seen": seen(client)})
    settled.refresh_from_db()
    assert settled.state == "superseded"
    assert settled.observations.get(indicator__code="vehicles").value == 3


# Two people, two windows


def test_a_stale_form_is_refused_keeps_what_was_typed_and_shows_what_is_stored(sign_in):
    client = sign_in("yichang")
    stale = seen(client)
    client = sign_in("commerce")
    client.post(PAGE, typed(**{"trade_import-value": "1300"}))
    client = sign_in("yichang")
    response = client.post(PAGE, typed(seen=stale, **{"trade_import-value": "1250"}))
    assert "Somebody has changed this quarter since you opened the page" in text(response)
    forms = {line.code: form for line, form in response.context["form"].lines}
    assert forms["trade_import"]["value"].value() == "1250"
    assert forms["trade_import"].is_changed_meanwhile
    assert not forms["trade_export"].is_changed_meanwhile
    assert "Stored now: 0.13 100 m yuan (1300 × 10,000 yuan)" in text(response)
    assert held()["trade_import"] == 1300


def test_who_has_seen_what_is_stored_may_then_put_their_own_figure(sign_in):
    client = sign_in("yichang")
    client.post(PAGE, typed(**{"trade_import-value": "1300"}))
    refused = client.post(PAGE, typed(**{"trade_import-value": "1250"}))
    again = typed(seen=refused.context["sheet"].token, **{"trade_import-value": "1250"})
    assert client.post(PAGE, again).status_code == 302
    assert held()["trade_import"] == 1250


def test_handing_in_twice_does_it_once(sign_in):
    client = sign_in("yichang")
    data = typed(move="submit")
    assert client.post(PAGE, data).status_code == 302
    second = client.post(PAGE, data)
    assert second.status_code == 200
    assert "Somebody has changed this quarter" in text(second)
    submission = Submission.objects.get()
    assert (submission.version, submission.state) == (1, "submitted")


def test_the_back_button_after_handing_in_does_not_undo_it(sign_in):
    client = sign_in("yichang")
    client.post(PAGE, typed())
    before = seen(client)
    client.post(PAGE, typed(move="submit", seen=before))
    client.post(PAGE, typed(move="save", seen=before, **{"trade_import-value": "1"}))
    assert held()["trade_import"] == 1200
    assert Submission.objects.get().state == "submitted"


def test_a_reviewer_who_looks_at_an_older_state_is_told(waiting, sign_in, people):
    client = sign_in("commerce")
    stale = seen(client)
    second = sign_in("commerce2")
    second.post(PAGE, {"move": "return", "note": "核对", "seen": seen(second)})
    client = sign_in("commerce")
    response = client.post(PAGE, {"move": "verify", "seen": stale})
    assert "These figures have changed since you opened the page" in text(response)
    waiting.refresh_from_db()
    assert waiting.state == "returned"


# In a real browser


@pytest.mark.django_db(transaction=True)
def test_two_people_take_a_figure_from_the_form_to_verified(open_page):
    zone = make_zone("yichang")
    make_indicators("trade_import", "trade_export", "trade_total")
    make_quarter("2022Q2")
    make_person("yichang", zone=zone)
    make_person("commerce2")
    page = open_page("yichang")
    page.goto(PAGE)
    page.fill("#trade_import-value", "一千二")
    page.click("button[value=save]")
    assert page.input_value("#trade_import-value") == "一千二"
    assert page.locator(".zt-collect-error").count() == 1
    page.fill("#trade_import-value", "1,200")
    page.fill("#trade_export-value", "0.3")
    page.select_option("#trade_export-unit", "亿元")
    page.dblclick("button[value=submit]")
    page.wait_for_selector(".zt-message.is-success")
    assert held() == {"trade_import": 1200, "trade_export": 3000, "trade_total": 4200}
    second = open_page("commerce2")
    second.goto(PAGE)
    second.click("button[value=verify]")
    second.wait_for_selector(".zt-message.is-success")
    assert Submission.objects.get().state == "verified"


@pytest.mark.django_db(transaction=True)
def test_the_reason_appears_when_a_state_asks_for_one(open_page):
    make_person("yichang", zone=make_zone("yichang"))
    make_indicators("vehicles")
    make_quarter("2022Q2")
    page = open_page("yichang")
    page.goto(PAGE)
    reason = page.locator("#vehicles-reason")
    assert not reason.is_visible()
    page.select_option("#vehicles-state", "cannot_report")
    assert reason.is_visible()
