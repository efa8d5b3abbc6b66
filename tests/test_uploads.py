"""The workbook's way in: template, upload, preview, confirmation; nothing is lost or half-saved."""

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from indicators.models import Observation, Submission, Upload
from indicators.services.comparing import CHANGED, NEW, SAME, SUM
from indicators.services.uploads import KEPT_BESIDE, KEPT_UNCONFIRMED, upload_read
from tests.collecting import entry, hand_in, record, text, verified
from tests.factories import make_quarter, make_zone
from zones.models import AuditEntry, ZoneCode

pytestmark = pytest.mark.django_db
UPLOAD = "/collect/2022Q2/yichang/upload"
ALL = "/collect/2022Q2/upload"


def table(*rows, header=("综合保税区", "trade_import额", "trade_export额"), unit="单位：万元"):
    """A table of zones as offices send it, as an uploaded file."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("二季度")
        for place, row in enumerate([("2022年二季度",), ("", unit), header, *rows]):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write(place, column, cell)
    return SimpleUploadedFile("二季度.xlsx", out.getvalue())


def uploaded(client, file, url=UPLOAD) -> str:
    """The address of the file's preview."""
    response = client.post(url, {"file": file})
    assert response.status_code == 302, text(response)
    return response["Location"]


def compared(client, page):
    return client.get(page).context["compared"]


def kinds(client, page) -> list[str]:
    return [one.kind for one in compared(client, page).cells]


def confirm(client, page, move="confirm", seen=None, **more):
    seen = compared(client, page).token if seen is None else seen
    return client.post(page, {"move": move, "seen": seen, "is_incomplete_accepted": "on"} | more)


def refusal(client, page, **about) -> str:
    response = confirm(client, page, **about)
    assert response.status_code == 200
    return response.context["refusal"]


def held(zone="yichang", quarter=2) -> dict[str, Decimal | None]:
    """What the zone's latest version holds."""
    versions = Submission.objects.filter(zone__code=zone, quarter__quarter=quarter)
    latest = versions.order_by("-version").first()
    return dict(latest.observations.values_list("indicator__code", "value")) if latest else {}


# The template


def workbook(response):
    assert response.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))


def fill(book, **values) -> SimpleUploadedFile:
    """The template with these values typed in, by indicator, as an uploaded file."""
    sheet = book.worksheets[0]
    keys = {cell.value: cell.column for row in sheet.iter_rows() for cell in row}
    for row in sheet.iter_rows():
        cells = {cell.column: cell for cell in row}
        code = cells[keys["zt:indicator"]].value
        if code in values:
            cells[keys["zt:value"]].value = values[code]
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("template.xlsx", out.getvalue())


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_is_typed_into_the_template_arrives(desk, language):
    client = desk("yichang")
    client.post("/i18n/setlang/", {"language": language})
    book = workbook(client.get("/collect/2022Q2/yichang/template.xlsx"))
    typed = fill(book, trade_import=1234.5, trade_export="1.2亿", vehicles=12)
    page = uploaded(client, typed)
    assert kinds(client, page) == [NEW] * 3
    assert confirm(client, page)["Location"] == "/collect/2022Q2/yichang/"
    assert held() == {
        "trade_import": Decimal("1234.5"),
        "trade_export": Decimal(12000),
        "trade_total": Decimal("13234.5"),
        "vehicles": Decimal(12),
    }


def test_the_template_holds_what_is_stored_and_what_was_before(place, people, desk):
    verified(
        place["yichang"],
        [entry("trade_import", 500), entry("trade_export", 70)],
        {"submitter": people["yichang"], "reviewer": people["commerce"]},
        quarter="2022Q1",
    )
    record(place["yichang"], [entry("vehicles", 3)], people["yichang"])
    book = workbook(desk("yichang").get("/collect/2022Q2/yichang/template.xlsx"))
    lines = [tuple(line) for line in book.worksheets[0].iter_rows(values_only=True)]
    by_code = {line[1]: line for line in lines}
    assert by_code["vehicles"][6] == 3
    assert by_code["trade_import"][6] is None
    assert "500 × CNY 10,000" in by_code["trade_import"]
    assert "Previous quarter (2022Q1)" in by_code["zt:indicator"]


def test_an_untouched_template_changes_nothing(place, people, desk):
    record(place["yichang"], [entry("vehicles", 3), entry("trade_import", 5)], people["yichang"])
    client = desk("yichang")
    page = uploaded(client, fill(workbook(client.get("/collect/2022Q2/yichang/template.xlsx"))))
    assert kinds(client, page) == [SAME, SAME]
    assert "there is nothing to save" in text(client.get(page))


def test_a_reporter_s_template_holds_no_other_zone(desk):
    client = desk("yichang")
    for url in ("/collect/2022Q2/template.xlsx", "/collect/2022Q2/yichang/template.xlsx"):
        cells = {cell.value for row in workbook(client.get(url)).worksheets[0] for cell in row}
        assert "yichang" in cells
        assert "donghu" not in cells
    assert client.get("/collect/2022Q2/donghu/template.xlsx").status_code == 404


def test_the_template_of_all_zones_leaves_out_those_that_wait_for_review(place, people, desk):
    hand_in(place["donghu"], [entry("vehicles", 3)], people["commerce"])
    book = workbook(desk("commerce").get("/collect/2022Q2/template.xlsx"))
    cells = {cell.value for row in book.worksheets[0] for cell in row}
    assert ("yichang" in cells, "donghu" in cells) == (True, False)


# The preview


def test_the_preview_saves_nothing_and_tells_new_changed_and_same_apart(place, people, desk):
    record(
        place["yichang"], [entry("trade_import", 100), entry("trade_export", 5)], people["yichang"]
    )
    before = held(), AuditEntry.objects.count()
    client = desk("yichang")
    header = ("综合保税区", "trade_import额", "trade_export额", "processing额")
    page = uploaded(client, table(("yichang区", 100, 7, 3), header=header))
    assert kinds(client, page) == [SAME, CHANGED, NEW]
    assert (held(), AuditEntry.objects.count()) == before
    shown = {row.indicator: (row.old, row.new) for row in client.get(page).context["preview"].rows}
    assert shown["Trade export"] == ("5 × CNY 10,000", "7 × CNY 10,000")
    only = client.get(page + "?show=new").context["preview"]
    assert [row.indicator for row in only.rows] == ["Processing"]


def test_one_refused_cell_keeps_the_whole_file_out(desk):
    client = desk("yichang")
    page = uploaded(client, table(("yichang区", 100, "约5万")))
    assert "Nothing of 二季度.xlsx was saved" in refusal(client, page)
    assert held() == {}
    assert "confirm" not in text(client.get(page)).partition("<main")[2].partition("<table")[0]


def test_what_the_store_cannot_take_is_refused_at_its_cell(desk):
    client = desk("yichang")
    page = uploaded(client, table(("yichang区", 100, 7), unit="单位：万美元"))
    rows = client.get(page).context["preview"].rows
    assert [row.place for row in rows] == ["二季度 B4", "二季度 C4"]
    assert all("no stated rate" in row.text for row in rows)
    marked = workbook(client.get(page + "marked.xlsx"))
    assert "no stated rate" in marked.worksheets[0]["B4"].comment.text


def test_a_reporter_s_file_with_other_zones_is_refused_with_their_cells(desk):
    client = desk("yichang")
    page = uploaded(client, table(("yichang区", 1, 2), ("donghu区", 3, 4)), ALL)
    refused = [row for row in client.get(page).context["preview"].rows if row.kind.order == 0]
    assert [row.place for row in refused] == ["二季度 B5", "二季度 C5"]
    assert "own zone only" in refused[0].text
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(
    ("state", "sentence"),
    [("submitted", "wait for review"), ("locked", "is locked"), ("before", "reports from 2021Q2")],
)
def test_a_zone_that_takes_nothing_now_is_refused_in_the_words_of_the_form(
    place, people, desk, state, sentence
):
    url = UPLOAD
    if state == "submitted":
        hand_in(place["yichang"], [entry("trade_import", 1)], people["yichang"])
    elif state == "locked":
        make_quarter("2022Q3", locks_on=date(2023, 1, 1))
        url = "/collect/2022Q3/yichang/upload"
    else:
        make_quarter("2021Q1", locks_on=date(2999, 1, 1))
        url = "/collect/2021Q1/yichang/upload"
    client = desk("yichang")
    file = table(("yichang区", 100, 7))
    if state != "submitted":
        file = without_title(file)
    page = uploaded(client, file, url)
    rows = client.get(page).context["preview"].rows
    assert all(sentence in row.text for row in rows)
    assert "Nothing of" in refusal(client, page, revision_reason="x")


def without_title(file):
    book = openpyxl.load_workbook(io.BytesIO(file.read()))
    book.worksheets[0]["A1"] = "报表"
    book.worksheets[0].title = "表"
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile(file.name, out.getvalue())


def test_figures_that_wait_for_review_unchanged_are_no_reason_to_refuse(place, people, desk):
    entries = [entry("trade_import", 100), entry("trade_export", 7)]
    hand_in(place["yichang"], entries, people["yichang"])
    client = desk("yichang")
    page = uploaded(client, table(("yichang区", 100, 7)))
    assert kinds(client, page) == [SAME, SAME]


# The confirmation


def test_confirming_twice_saves_once(desk):
    client = desk("yichang")
    page = uploaded(client, table(("yichang区", 100, 7)))
    seen = compared(client, page).token
    first, second = (confirm(client, page, seen=seen) for _ in range(2))
    assert first["Location"] == second["Location"] == "/collect/2022Q2/yichang/"
    assert Submission.objects.count() == 1
    assert AuditEntry.objects.filter(action="file_confirmed").count() == 1
    assert "2 figures were saved" in text(client.get(page))


@pytest.mark.parametrize(
    ("first", "second", "became"),
    [("hand_in", "confirm", "and handed in"), ("confirm", "hand_in", "as a draft")],
)
def test_the_other_button_of_a_second_window_says_what_became_of_the_file(
    desk, first, second, became
):
    client = desk("yichang")
    page = uploaded(client, table(("yichang区", 100, 7)))
    seen = compared(client, page).token
    agreed = {"is_incomplete_accepted": "on"}
    assert confirm(client, page, seen=seen, move=first, **agreed).status_code == 302
    client.get("/collect/2022Q2/yichang/")  # the first window's message
    state = Submission.objects.get().state
    assert confirm(client, page, seen=seen, move=second, **agreed).status_code == 302
    shown = text(client.get("/collect/2022Q2/yichang/"))
    assert "was confirmed already" in shown
    assert f"{became}; nothing was done now." in shown
    assert "saved as a draft. Hand" not in shown
    assert Submission.objects.get().state == state


def test_one_figure_is_told_in_the_singular(desk):
    client = desk("yichang")
    page = uploaded(client, table(("yichang区", 5), header=("综合保税区", "vehicles")))
    assert "Save 1 figure as a draft" in text(client.get(page))
    confirm(client, page)
    assert "1 figure is saved as a draft" in text(client.get("/collect/2022Q2/yichang/"))
    assert "1 figure was saved" in text(client.get(page))


def test_what_changed_after_the_preview_is_shown_again_before_it_is_replaced(place, people, desk):
    client = desk("yichang")
    page = uploaded(client, table(("yichang区", 100, 7)))
    seen = compared(client, page).token
    record(place["yichang"], [entry("trade_import", 55)], people["commerce"])
    assert "has changed since you looked" in refusal(client, page, seen=seen)
    assert held() == {"trade_import": Decimal(55)}
    assert confirm(client, page).status_code == 302
    assert held()["trade_import"] == Decimal(100)


def test_verified_figures_are_revised_with_a_reason_and_stay_readable(place, people, desk):
    both = {"submitter": people["yichang"], "reviewer": people["commerce"]}
    verified(place["yichang"], [entry("trade_import", 90), entry("trade_export", 7)], both)
    client = desk("yichang")
    page = uploaded(client, table(("yichang区", 100, 7)))
    assert kinds(client, page) == [CHANGED, SAME]
    assert "needs a reason" in refusal(client, page)
    assert confirm(client, page, revision_reason="海关更正").status_code == 302
    assert held()["trade_import"] == Decimal(100)
    first = Submission.objects.get(version=1)
    assert first.state == "verified"
    assert first.observations.get(indicator__code="trade_import").value == Decimal(90)
    assert Submission.objects.get(version=2).revision_reason_zh == "海关更正"


def test_figures_are_saved_and_handed_in_at_once_for_every_zone(people, desk):
    client = desk("commerce")
    page = uploaded(client, table(("yichang区", 100, 7), ("donghu区", 3, 4)), ALL)
    assert confirm(client, page, "hand_in")["Location"] == "/collect/2022Q2/"
    assert set(Submission.objects.values_list("zone__code", "state", "submitted_by")) == {
        ("yichang", "submitted", people["commerce"].user_id),
        ("donghu", "submitted", people["commerce"].user_id),
    }


def test_a_zone_that_cannot_be_handed_in_keeps_every_zone_out(desk):
    header = ("综合保税区", "trade_import额", "trade_export额", "processing额")
    client = desk("commerce")
    rows = ("donghu区", 3, 4, 1), ("yichang区", 100, 7, 500)  # a part above its whole
    page = uploaded(client, table(*rows, header=header), ALL)
    said = refusal(client, page, move="hand_in")
    assert "Yichang Comprehensive Bonded Zone cannot be handed in" in said
    assert Submission.objects.count() == 0
    assert confirm(client, page).status_code == 302
    assert Submission.objects.filter(state="draft").count() == 2


def test_a_correction_after_a_return_comes_by_file_too(place, people, desk):
    from indicators.services.submissions import submission_return

    handed = hand_in(place["yichang"], [entry("trade_import", 1)], people["yichang"])
    submission_return(
        submission=handed, by=people["commerce"], at=datetime(2022, 7, 11, tzinfo=UTC), note="核"
    )
    client = desk("yichang")
    page = uploaded(client, table(("yichang区", 100, 7)))
    assert confirm(client, page, "hand_in").status_code == 302
    handed.refresh_from_db()
    assert handed.state == "submitted"
    assert held()["trade_import"] == Decimal(100)


def test_the_zone_s_page_leads_to_the_files_its_figures_came_from(desk):
    client = desk("yichang")
    page = uploaded(client, table(("yichang区", 100, 7)))
    assert client.get("/collect/2022Q2/yichang/").context["files"] == []
    confirm(client, page)
    (file,) = client.get("/collect/2022Q2/yichang/").context["files"]
    assert (file.name, file.href) == ("二季度.xlsx", page)


def test_a_figure_names_the_cell_of_the_file_it_came_from(desk):
    client = desk("yichang")
    page = uploaded(client, table(("yichang区", 100, "2亿")))
    confirm(client, page)
    found = Observation.objects.get(indicator__code="trade_export")
    assert (found.place, found.entered, found.unit) == ("二季度!C4", "2", "亿元")
    assert (found.value, found.submission.file_name) == (Decimal(20000), "二季度.xlsx")
    logged = AuditEntry.objects.get(action="file_confirmed")
    upload = Upload.objects.get()
    assert logged.new == {"file": "二季度.xlsx", "sha256": upload.sha256, "figures": 2}


# Whose files


def test_the_file_comes_back_byte_for_byte(desk):
    client, file = desk("yichang"), table(("yichang区", 100, 7))
    data = file.read()
    file.seek(0)
    page = uploaded(client, file)
    assert b"".join(client.get(page + "file").streaming_content) == data


@pytest.mark.parametrize("other", ["commerce", "donghu", "leader"])
def test_nobody_else_sees_a_file_that_is_not_confirmed(desk, other):
    page = uploaded(desk("yichang"), table(("yichang区", 100, 7)))
    for part in ("", "file", "marked.xlsx"):
        assert desk(other).get(page + part).status_code == 404


def test_a_confirmed_file_is_open_to_those_who_may_see_its_figures(desk):
    page = uploaded(desk("commerce"), table(("yichang区", 1, 2), ("donghu区", 3, 4)), ALL)
    confirm(desk("commerce"), page)
    got = {who: desk(who).get(page).status_code for who in ("commerce2", "leader", "yichang")}
    assert got == {"commerce2": 200, "leader": 200, "yichang": 404}


def test_only_whoever_uploaded_a_file_decides_about_it(desk):
    page = uploaded(desk("commerce"), table(("yichang区", 1, 2)))
    confirm(desk("commerce"), page)
    assert desk("commerce2").post(page, {"move": "discard"}).status_code == 403


def test_two_files_in_two_windows_are_both_there_and_the_first_of_yesterday_is_not(place, people):
    at = datetime(2022, 7, 1, tzinfo=UTC)
    about = {"quarter": make_quarter("2022Q2"), "name": "二季度.xlsx", "by": people["yichang"]}
    for after in (timedelta(0), timedelta(hours=1)):
        file = table(("yichang区", 1, 2))
        upload_read(zone=place["yichang"], file=file, at=at + after, **about)
    assert Upload.objects.count() == 2
    later = at + KEPT_BESIDE + timedelta(minutes=30)
    upload_read(zone=place["yichang"], file=table(("yichang区", 3, 4)), at=later, **about)
    assert [one.at for one in Upload.objects.all()] == [later, at + timedelta(hours=1)]


def test_a_reason_longer_than_the_form_takes_is_refused_at_its_cell(desk):
    client = desk("yichang")
    header = ("综合保税区", "指标", "数值", "单位", "状态", "原因")
    rows = ("yichang区", "trade_import额", None, None, "无法填报", "长" * 501)
    page = uploaded(client, table(rows, header=header))
    (row,) = client.get(page).context["preview"].rows
    assert (row.place, row.text[:37]) == ("二季度 F4", "a reason has 500 characters at most, ")


def test_a_year_to_date_below_the_quarters_before_asks_for_the_unit_first(flows, desk):
    make_quarter("2022Q1", locks_on=date(2999, 1, 1))
    client = desk("commerce")
    take(client, "2022Q1", customs(3, MARCH))
    june = (JUNE[0], 5, 25, 2, 9, 3, 16, *JUNE[7:])  # in 千万元, for instance
    page = uploaded(client, customs(6, june), ALL)
    rows = client.get(page).context["preview"].rows
    assert all("check the unit and the table first" in row.text for row in rows)


def test_a_refused_cell_is_named_by_its_neighbours(desk):
    client = desk("commerce")
    rows = ("yichang区", "约7", 2), ("donghu区", 3, 4)
    page = uploaded(client, table(*rows), ALL)
    refused = client.get(page).context["preview"].rows[0]
    assert (refused.zone, refused.indicator) == ("Yichang", "Trade import")


def test_a_file_put_away_is_gone_and_one_confirmed_stays(desk):
    client = desk("yichang")
    page = uploaded(client, table(("yichang区", 1, 2)))
    assert client.post(page, {"move": "discard"})["Location"] == "/collect/2022Q2/yichang/"
    assert client.get(page).status_code == 404
    page = uploaded(client, table(("yichang区", 1, 2)))
    confirm(client, page)
    client.post(page, {"move": "discard"})
    assert client.get(page).status_code == 200


def test_files_nobody_confirmed_are_forgotten_after_a_month(place, people):
    long_ago = datetime(2022, 7, 1, tzinfo=UTC)
    about = {"quarter": make_quarter("2022Q2"), "name": "二季度.xlsx"}
    file = table(("yichang区", 1, 2))
    upload_read(zone=place["yichang"], file=file, by=people["yichang"], at=long_ago, **about)
    file = table(("donghu区", 1, 2))
    later = long_ago + KEPT_UNCONFIRMED * 2
    upload_read(zone=place["donghu"], file=file, by=people["donghu"], at=later, **about)
    assert list(Upload.objects.values_list("zone__code", flat=True)) == ["donghu"]


@pytest.mark.parametrize("move", ["", "fly"])
def test_an_unknown_button_is_no_error_of_ours(desk, move):
    client = desk("yichang")
    assert (
        client.post(uploaded(client, table(("yichang区", 1, 2))), {"move": move}).status_code == 400
    )


def test_no_file_chosen_is_said(desk):
    assert "Choose a file first." in text(desk("yichang").post(UPLOAD))


# Totals


TOTALS = ("综合保税区", "trade_import额", "trade_export额", "trade_total额")


@pytest.mark.parametrize(
    ("total", "kind", "stored"),
    [(107, SUM, True), (108, SUM, True), (109, NEW, False)],
)
def test_a_total_that_its_parts_add_up_to_is_not_stored_by_itself(desk, total, kind, stored):
    """Three printed figures, each rounded: 100.4 + 7.4 is 107.8, printed as 100, 7 and 108."""
    client = desk("yichang")
    page = uploaded(client, table(("yichang区", 100, 7, total), header=TOTALS))
    assert kinds(client, page) == [NEW, NEW, kind]
    confirm(client, page)
    found = Observation.objects.get(indicator__code="trade_total")
    assert found.is_computed is stored
    assert found.value == (Decimal(107) if stored else Decimal(total))


def test_a_total_that_contradicts_its_parts_is_not_handed_in(desk):
    client = desk("yichang")
    page = uploaded(client, table(("yichang区", 100, 7, 150), header=TOTALS))
    assert "add up to" in refusal(client, page, move="hand_in")


# Customs' monthly table


@pytest.fixture
def flows(place):
    from indicators.models import Indicator

    for flow in ("total", "import", "export"):
        Indicator.objects.filter(code=f"trade_{flow}").update(customs_flow=flow)
    ZoneCode.objects.create(zone=place["donghu"], system="customs_area", code="4719")


def customs(month, *areas):
    """Customs' table for a month of 2022: code, then total, export and import, month and year."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Sheet1")
        sheet.write(0, 0, f"2022年{month}月特殊监管区域进出口总值表")
        sheet.write(1, 9, "单位：万元")
        sheet.write_row(2, 0, ["特殊监管区域", "进出口", "", "出口", "", "进口", "", "同比±%"])
        until = f"1至{month}月"
        sheet.write_row(3, 1, ["当月", until] * 3 + ["进出口", "出口", "进口"])
        for row, area in enumerate(areas, start=4):
            sheet.write_row(row, 0, area)
    return SimpleUploadedFile("海关.xlsx", out.getvalue())


MARCH = ("4719 武汉东湖", 30, 100, 10, 40, 20, 60, 1.0, 2.0, 3.0)
JUNE = ("4719 武汉东湖", 50, 250, 20, 90, 30, 160, 4.0, 5.0, 6.0)


def take(client, quarter, file, **more):
    page = uploaded(client, file, f"/collect/{quarter}/upload")
    assert confirm(client, page, "hand_in", **more).status_code == 302
    return page


def verify_all(people):
    from indicators.services.submissions import submission_verify

    for found in Submission.objects.filter(state="submitted"):
        submission_verify(submission=found, by=people["commerce2"], at=found.submitted_at)


def test_customs_cumulative_is_kept_and_the_quarter_is_worked_out(flows, people, desk):
    make_quarter("2022Q1", locks_on=date(2999, 1, 1))
    client = desk("commerce")
    take(client, "2022Q1", customs(3, MARCH))
    take(client, "2022Q2", customs(6, JUNE))
    assert held("donghu", 1) == {
        "trade_import": Decimal(60),
        "trade_export": Decimal(40),
        "trade_total": Decimal(100),
    }
    assert held("donghu", 2) == {
        "trade_import": Decimal(100),
        "trade_export": Decimal(50),
        "trade_total": Decimal(150),
    }
    exports = Observation.objects.get(
        indicator__code="trade_export", submission__quarter__quarter=2
    )
    assert (exports.stated_ytd, exports.basis) == (Decimal(90), "ytd")
    assert exports.stated_growth == Decimal("5.00")


def test_customs_revision_of_earlier_months_is_recognised(flows, people, desk):
    """March is lowered by 20 after June was reported: the year to June stays what Customs say, so
    the first quarter is revised and the second is worked out anew."""
    make_quarter("2022Q1", locks_on=date(2999, 1, 1))
    client = desk("commerce")
    take(client, "2022Q1", customs(3, MARCH))
    verify_all(people)
    take(client, "2022Q2", customs(6, JUNE))
    verify_all(people)
    lowered = (*MARCH[:1], 10, 80, 0, 30, 10, 50, *MARCH[7:])
    page = uploaded(client, customs(3, lowered), "/collect/2022Q1/upload")
    assert kinds(client, page) == [SUM, CHANGED, CHANGED]
    told = client.get(page).context["preview"]
    assert told.later == "Donghu Comprehensive Bonded Zone"
    exports = next(row for row in told.rows if row.indicator == "Trade export")
    assert "reported as 40 × CNY 10,000, and is 30 × CNY 10,000 now" in exports.text
    take(client, "2022Q1", customs(3, lowered), revision_reason="海关修订")
    verify_all(people)
    again = uploaded(client, customs(6, JUNE), "/collect/2022Q2/upload")
    rows = {row.indicator: (row.old, row.new) for row in client.get(again).context["preview"].rows}
    assert rows["Trade export"] == ("50 × CNY 10,000", "60 × CNY 10,000")


def test_a_month_above_its_quarter_says_that_earlier_months_were_lowered(flows, desk):
    make_quarter("2022Q1", locks_on=date(2999, 1, 1))
    client = desk("commerce")
    take(client, "2022Q1", customs(3, MARCH))
    june = (JUNE[0], 80, 160, 30, 60, 50, 100, *JUNE[7:])  # June alone 80, April to June 60
    page = uploaded(client, customs(6, june), ALL)
    rows = client.get(page).context["preview"].rows
    assert all("the months before were lowered" in row.text for row in rows if row.kind.order > 0)


def test_a_missing_earlier_quarter_is_refused_with_the_way_out(flows, desk):
    make_quarter("2022Q1", locks_on=date(2999, 1, 1))
    page = uploaded(desk("commerce"), customs(6, JUNE), ALL)
    rows = desk("commerce").get(page).context["preview"].rows
    assert all("enter that first" in row.text for row in rows)


# Size


def test_the_preview_asks_as_often_for_200_zones_as_for_7(queries, desk, people):
    counts = []
    for some in (7, 200):
        for number in range(Submission.objects.count() + len(counts), some):
            make_zone(f"z{some}-{number}", short_zh=f"{some}第{number}号区")
        rows = [(f"{some}第{number}号区", 1, 2) for number in range(len(counts), some)]
        client = desk("commerce")
        page = uploaded(client, table(*rows), ALL)
        with queries() as sent:
            assert len(compared(client, page).cells) == 2 * len(rows)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_the_template_asks_as_often_for_200_zones_as_for_7(queries, desk):
    counts = []
    for some in (7, 200):
        for number in range(some):
            make_zone(f"z{some}-{number}")
        with queries() as sent:
            assert desk("commerce").get("/collect/2022Q2/template.xlsx").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]
