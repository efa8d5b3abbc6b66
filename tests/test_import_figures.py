"""`manage.py import_figures`: what a file may be, what it does, and how it is refused."""

import csv
import io
import zipfile
import zlib
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.utils import translation

from indicators.models import Observation, ProvinceFigure, ReportingQuarter, Submission
from indicators.periods import Quarter
from indicators.services.figures import figures_import, read_figures
from indicators.services.submissions import Entry, submission_record
from indicators.workbook_sentences import file_problem_text
from indicators.workbooks.sheets import read_sheets
from tests.collecting import open_quarter
from tests.demo_files import DEMO
from tests.factories import (
    make_indicators,
    make_person,
    make_submission,
    make_zone,
)
from zones.models import Zone, ZoneAlias

HEADER = "zone,quarter,indicator,value,unit,basis,state,reason"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + zlib.crc32(b"IHDR").to_bytes(4, "big") + b"\x00" * 64

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def place():
    """Two reporting zones with aliases, one place that does not report, and the indicators."""
    donghu, yichang = make_zone("donghu"), make_zone("yichang", start="2021Q2")
    make_zone("ezhou", is_judged=False, stage=Zone.Stage.APPLYING, short_zh="鄂州")
    ZoneAlias.objects.create(zone=donghu, printed="武汉东湖综保区", use="printed")
    ZoneAlias.objects.create(zone=yichang, printed="鄂州", use="ambiguous")
    ZoneAlias.objects.create(zone=yichang, printed="武汉", use="ambiguous")
    for zone in (donghu, yichang):
        ZoneAlias.objects.create(zone=zone, printed="综保区", use="printed")
    return make_indicators()


def table(*lines: str) -> bytes:
    return "\n".join([HEADER, *lines, ""]).encode()


def workbook(*lines: list, header: str = HEADER) -> bytes:
    book = openpyxl.Workbook()
    for line in (header.split(","), *lines):
        book.active.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.fixture
def run(tmp_path):
    """`run(bytes, "--commit", name="q2.csv")`: what the command printed."""

    def run(data: bytes, *options: str, name: str = "q2.csv") -> str:
        path = tmp_path / name
        path.write_bytes(data)
        out = StringIO()
        call_command("import_figures", str(path), "--incomplete", *options, stdout=out)
        return out.getvalue()

    return run


def counted() -> dict:
    models = (Submission, Observation, ReportingQuarter, ProvinceFigure, get_user_model())
    return {model.__name__: model.objects.count() for model in models}


def held() -> dict:
    rows = Observation.objects.values_list("submission__zone__code", "indicator__code", "value")
    return {(zone, indicator): value for zone, indicator, value in rows}


GOOD = table(
    "donghu,2022Q1,trade_import,1200,万元,quarter,,",
    "donghu,2022Q1,trade_export,0.3,亿元,quarter,value,",
    "donghu,2022Q1,ecommerce,0,万元,,zero,",
    "donghu,2022Q1,vehicles,,,,not_applicable,",
    "donghu,2022Q1,repair,,,,cannot_report,系统切换",
    "donghu,2022Q1,enterprises,104,家,,,",
)
DONGHU = {
    ("donghu", "trade_import"): Decimal(1200),
    ("donghu", "trade_export"): Decimal(3000),
    ("donghu", "trade_total"): Decimal(4200),
    ("donghu", "ecommerce"): Decimal(0),
    ("donghu", "vehicles"): None,
    ("donghu", "repair"): None,
    ("donghu", "enterprises"): Decimal(104),
}


# What it does


def test_a_dry_run_says_what_it_would_do_and_saves_nothing(place, run):
    before = counted()
    said = run(GOOD)
    assert "1 zones, 2022Q1 to 2022Q1; figures: 6 new, 0 revised, 0 the same" in said
    assert "A dry run: nothing was saved. With --commit 1 submissions are handed in." in said
    assert counted() == before


def test_committed_figures_are_handed_in_and_wait_for_a_second_person(place, run):
    said = run(GOOD, "--commit")
    assert "Saved: 1 submissions, handed in; a second person verifies them." in said
    (submission,) = Submission.objects.all()
    assert (submission.state, submission.source, submission.file_name) == (
        *("submitted", "file"),
        "q2.csv",
    )
    assert submission.submitted_by.username == "command-line"
    assert not submission.submitted_by.is_active
    assert held() == DONGHU


def test_every_figure_knows_its_file_and_row(place, run):
    run(GOOD, "--commit")
    found = dict(Observation.objects.values_list("indicator__code", "place"))
    assert found["trade_import"] == "q2.csv 2"
    assert found["enterprises"] == "q2.csv 7"
    assert found["trade_total"] == ""  # summed, not read


def test_the_same_file_twice_changes_nothing_and_says_so(place, run):
    run(GOOD, "--commit")
    rows = list(Observation.objects.order_by("pk").values())
    said = run(GOOD, "--commit")
    assert "0 new, 0 revised, 6 the same" in said
    assert "Everything in the file is there already: there is nothing to save." in said
    assert list(Observation.objects.order_by("pk").values()) == rows
    assert Submission.objects.count() == 1


def test_the_same_figure_in_another_unit_is_the_same(place, run):
    run(table("donghu,2022Q1,processing,1200,万元,,,"), "--commit")
    said = run(table("donghu,2022Q1,processing,0.12,亿元,ytd,,"), "--commit")
    assert "0 new, 0 revised, 1 the same" in said


def test_a_second_person_verifies_in_the_same_run(place, run):
    make_person("commerce")
    make_person("commerce2")
    said = run(GOOD, "--commit", "--by", "commerce", "--verified-by", "commerce2")
    assert "Saved: 1 submissions, handed in and verified." in said
    submission = Submission.objects.get()
    assert (submission.state, submission.submitted_by.username) == ("verified", "commerce")
    assert submission.reviewed_by.username == "commerce2"


def test_a_revision_of_verified_figures_needs_a_reason(place, run):
    make_person("commerce2")
    run(GOOD, "--commit", "--verified-by", "commerce2")
    changed = GOOD.replace(b"1200", b"1250")
    with pytest.raises(CommandError, match=r"q2\.csv, row 2: These figures are verified"):
        run(changed, "--commit")
    said = run(changed, "--commit", "--reason", "核对", "--verified-by", "commerce2")
    assert "0 new, 1 revised, 5 the same" in said
    first, second = Submission.objects.order_by("version")
    assert (first.state, second.state) == ("superseded", "verified")
    assert second.revision_reason_zh == "核对"
    assert second.observations.get(indicator__code="trade_total").value == 4250
    assert first.observations.get(indicator__code="trade_total").value == 4200


def test_figures_that_wait_for_review_are_not_changed_by_a_file(place, run):
    run(GOOD, "--commit")
    with pytest.raises(CommandError, match="wait for review"):
        run(GOOD.replace(b"1200", b"1250"), "--commit")
    assert held() == DONGHU


def test_a_file_completes_a_draft_and_hands_it_in(place, run):
    person = make_person("commerce")
    submission_record(
        zone=Zone.objects.get(code="donghu"),
        quarter=open_quarter("2022Q1"),
        entries=[Entry("events", Decimal(2))],
        by=person,
        at=datetime(2022, 4, 3, tzinfo=UTC),
    )
    run(GOOD, "--commit")
    assert held() == DONGHU | {("donghu", "events"): Decimal(2)}
    assert Submission.objects.get().state == "submitted"


def test_an_excel_workbook_makes_the_same_rows(place, run):
    rows = [line.split(",") for line in GOOD.decode().splitlines()[1:]]
    for row in rows:
        row[3] = float(row[3]) if row[3] else None
    run(workbook(*rows), "--commit", name="q2.xlsx")
    assert held() == DONGHU


def test_a_byte_order_mark_is_no_part_of_the_first_column(place, run):
    run(b"\xef\xbb\xbf" + GOOD, "--commit")
    assert held() == DONGHU


def test_optional_columns_may_be_missing(place, run):
    run(b"zone,quarter,indicator,value,unit\ndonghu,2022Q1,enterprises,104,\n", "--commit")
    assert held() == {("donghu", "enterprises"): Decimal(104)}


@pytest.mark.parametrize("name", ["donghu", "DONGHU", "donghu综合保税区", "武汉东湖综保区"])
def test_a_zone_may_be_written_as_any_of_its_names(name, place, run):
    run(table(f"{name},2022Q1,enterprises,104,家,,,"), "--commit")
    assert held() == {("donghu", "enterprises"): Decimal(104)}


def test_year_to_date_figures_of_a_whole_year_become_single_quarters(place, run):
    lines = [f"donghu,2022Q{n},processing,{10 * n * n},万元,ytd,," for n in (4, 2, 3, 1)]
    run(table(*lines), "--commit")
    rows = Observation.objects.order_by("submission__quarter__quarter")
    assert list(rows.values_list("value", flat=True)) == [10, 30, 50, 70]


def test_a_zone_that_started_within_the_year_may_report_to_date(place, run):
    run(
        table("yichang,2021Q2,vehicles,5,辆,ytd,,", "yichang,2021Q3,vehicles,8,辆,ytd,,"),
        "--commit",
    )
    assert sorted(Observation.objects.values_list("value", flat=True)) == [3, 5]


def test_a_file_with_a_very_long_name_is_taken(place, run):
    name = "x" * 240 + ".csv"
    run(GOOD, "--commit", name=name)
    assert Submission.objects.get().file_name == name[-200:]


# The province


def test_the_provinces_totals_are_year_to_date_with_first_publication_and_revision(place, run):
    run(table("province,2022Q2,trade_total,2960.1,亿元,ytd,,"), "--commit")
    said = run(table("province,2022Q2,trade_total,2970,亿元,ytd,,"), "--commit")
    assert "0 new, 1 revised, 0 the same" in said
    rows = ProvinceFigure.objects.values_list("vintage", "version", "value", "source")
    assert list(rows) == [
        ("first_published", 1, Decimal(29601000), "q2.csv 2"),
        ("revised", 1, Decimal(29700000), "q2.csv 2"),
    ]
    assert "nothing to save" in run(
        table("Province,2022Q2,trade_total,2970,亿元,ytd,,"), "--commit"
    )


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("province,2022Q2,trade_total,2960,亿元,quarter,,", "column “basis”: the province's"),
        (
            "province,2022Q2,trade_total,2960,亿美元,ytd,,",
            "column “unit”: “亿美元” is not possible",
        ),
        ("province,2022Q2,trade_total,,,ytd,cannot_report,不详", "column “value”: this cell must"),
        ("province,2022Q2,trade_total,-1,亿元,ytd,,", "Trade total is below zero"),
    ],
)
def test_a_total_of_the_province_is_refused_with_a_sentence(line, sentence, place, run):
    refused(run, table(line), f"q2.csv, row 2, {sentence}" if "column" in sentence else sentence)


def test_only_the_department_enters_the_provinces_totals(place, run):
    make_person("yichang", zone=Zone.objects.get(code="yichang"))
    data = table("province,2022Q2,trade_total,2960,亿元,ytd,,")
    refused(
        run, data, "Only the commerce department enters the province's totals.", "--by", "yichang"
    )


# How it is refused


def refused(run, data: bytes, sentence: str, *options: str, name: str = "q2.csv") -> str:
    """The message of a run with --commit that must be refused, say this, and save nothing."""
    before = counted()
    with pytest.raises(CommandError) as error:
        run(data, "--commit", *options, name=name)
    assert sentence in str(error.value)
    assert counted() == before
    return str(error.value)


ROWS = [
    ("mars,2022Q1,tax,1,万元,,,", "zone", "“mars” is not known (looked up in: zones)"),
    ("鄂州,2022Q1,tax,1,万元,,,", "zone", "“鄂州” is printed for more than one place"),
    ("武汉,2022Q1,tax,1,万元,,,", "zone", "“武汉” is printed for more than one place"),
    ("综保区,2022Q1,tax,1,万元,,,", "zone", "“综保区” is printed for more than one place"),
    ("ezhou,2022Q1,tax,1,万元,,,", "zone", "“ezhou” does not report yet"),
    (",2022Q1,tax,1,万元,,,", "zone", "this cell must not be empty"),
    ("donghu,2022Q5,tax,1,万元,,,", "quarter", "“2022Q5” is not a quarter"),
    ("donghu,2022,tax,1,万元,,,", "quarter", "“2022” is not a quarter"),
    ("donghu,2022Q1,profit,1,万元,,,", "indicator", "“profit” is not known (looked up in"),
    ("donghu,2022Q1,tax,about 5,万元,,,", "value", "“about 5” is not a number"),
    ("donghu,2022Q1,tax,N/A,万元,,,", "value", "“N/A” is not a number"),
    ("donghu,2022Q1,tax,1e5,万元,,,", "value", "“1e5” is not a number"),
    ('donghu,2022Q1,tax,"12,50",万元,,,', "value", "the commas in “12,50” do not stand"),
    ("donghu,2022Q1,tax,1.23456,万元,,,", "value", "“1.23456” has too many decimals"),
    ("donghu,2022Q1,tax,1,,,,", "unit", "this cell must not be empty"),
    ("donghu,2022Q1,tax,1,吨,,,", "unit", "“吨” is not possible here; choose one of: 万元, 亿元"),
    ("donghu,2022Q1,vehicles,1,万元,,,", "unit", "choose one of: 辆"),
    ("donghu,2022Q1,tax,1,万美元,,,", "unit", "Tax is entered in dollars, but the quarter has no"),
    ("donghu,2022Q1,tax,1,万元,month,,", "basis", "“month” is not possible here"),
    ("donghu,2022Q2,tax,1,万元,ytd,,", "basis", "an earlier quarter of the year is missing"),
    ("donghu,2022Q1,tax,,,,,", "value", "there is no value; write a number (0 for a real zero)"),
    ("donghu,2022Q1,tax,,,,zero,", "value", "there is no value"),
    ("donghu,2022Q1,tax,5,万元,,zero,", "state", "the state “zero” goes with the value 0"),
    ("donghu,2022Q1,tax,0,万元,,value,", "state", "goes with the value 0"),
    ("donghu,2022Q1,tax,5,万元,,not_applicable,", "state", "the row has “5”"),
    ("donghu,2022Q1,tax,,,,late,", "state", "“late” is not possible here"),
    ("donghu,2022Q1,tax,,,,cannot_report,", "reason", "this cell must not be empty"),
    ("donghu,2022Q1,tax,-3,万元,,,", "value", "Tax is below zero (−3 × CNY 10,000)"),
    ("donghu,2022Q1,tax,99999999999999999,元,,,", "value", "9” has more than 16 digits before"),
    ("donghu,2022Q1,tax,99999999999,亿元,,,", "value", "Tax is larger than any figure can be"),
]


@pytest.mark.parametrize(("line", "column", "sentence"), ROWS)
def test_a_bad_cell_is_named_by_file_row_and_column(line, column, sentence, place, run):
    good = "donghu,2021Q1,enterprises,104,家,,,"
    message = refused(run, table(good, line), sentence)
    assert f"q2.csv, row 3, column “{column}”: " in message
    assert message.endswith("The file q2.csv has problems; nothing was saved.")


@pytest.mark.parametrize(("line", "column", "sentence"), ROWS)
def test_a_bad_cell_of_a_workbook_is_named_alike(line, column, sentence, place, run):
    cells = next(csv.reader([line]))
    message = refused(run, workbook([], cells), sentence, name="q2.xlsx")
    assert f"q2.xlsx, row 3, column “{column}”: " in message


def test_a_quarter_that_has_not_begun_is_refused(place, run):
    line = "donghu,2099Q1,enterprises,104,家,,,"
    refused(run, table(line), "row 2, column “quarter”: 2099Q1 has not begun yet")
    assert not ReportingQuarter.objects.exists()


def test_a_count_is_a_whole_number(place, run):
    line = "donghu,2022Q1,enterprises,5.5,家,,,"
    refused(run, table(line), "row 2, column “value”: “5.5” is not a whole number")


def test_a_row_that_repeats_another_is_named_with_the_first(place, run):
    lines = ["donghu,2022Q1,tax,1,万元,,,", "武汉东湖综保区,2022q1,tax,2,万元,,,"]
    refused(run, table(*lines), "row 3, column “indicator”: this repeats row 2")


def test_a_figure_before_the_zone_reports_is_refused(place, run):
    line = "yichang,2021Q1,tax,1,万元,,,"
    refused(run, table(line), "q2.csv, row 2: The zone reports from 2021Q2 on")


def test_parts_above_their_whole_are_refused_at_the_parts_row(place, run):
    message = refused(
        run,
        table(
            "donghu,2022Q1,trade_import,10,万元,,,",
            "donghu,2022Q1,trade_export,20,万元,,,",
            "donghu,2022Q1,processing,31,万元,,,",
        ),
        "q2.csv, row 4, column “value”: Processing (31 × CNY 10,000) is more than Trade total",
    )
    assert "(30 × CNY 10,000)" in message


def test_a_total_that_its_parts_contradict_is_refused_at_its_row(place, run):
    refused(
        run,
        table(
            "donghu,2022Q1,trade_total,31,万元,,,",
            "donghu,2022Q1,trade_import,10,万元,,,",
            "donghu,2022Q1,trade_export,20,万元,,,",
        ),
        "q2.csv, row 2, column “value”: Trade total is entered as 31 × CNY 10,000",
    )


def test_every_problem_is_named_at_once_and_nothing_of_the_rest_is_saved(place, run):
    message = refused(
        run,
        table(
            "donghu,2022Q1,tax,1,万元,,,",
            "yichang,2021Q1,tax,1,万元,,,",
            "donghu,2022Q2,tax,1,万美元,,,",
            "donghu,2022Q3,vehicles,-2,,,,",
        ),
        "row 3: ",
    )
    assert [line.split(":")[0] for line in message.splitlines()] == [
        "q2.csv, row 3",
        "q2.csv, row 4, column “unit”",
        "q2.csv, row 5, column “value”",
        "The file q2.csv has problems; nothing was saved.",
    ]


@pytest.mark.parametrize("name", ["q2.csv", "q2.xlsx"])
def test_a_missing_and_a_wrong_column_are_named(name, place, run):
    header = "zone,quarter,indicator,amount,unit"
    data = f"{header}\ndonghu,2022Q1,tax,1,万元\n".encode()
    if name == "q2.xlsx":
        data = workbook(header=header)
    message = refused(
        run, data, f"{name}, row 1, column “amount”: there is no such column", name=name
    )
    assert f"{name}, row 1, column “value”: this column is missing" in message


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (GOOD.decode().encode("gbk"), "q2.csv", "row 2: the text is not UTF-8"),
        (PNG, "q2.csv", "another kind of file (PNG)"),
        (PNG, "q2.xlsx", "another kind of file (PNG)"),
        (GOOD, "q2.xlsx", "this is not an xlsx workbook"),
        (
            workbook(["donghu"])[:-200],
            "q2.xlsx",
            "the workbook is damaged or was not copied completely",
        ),
        (workbook(["donghu"]), "q2.csv", "not a CSV table but a file of another kind (xlsx)"),
        (b"", "q2.csv", "the file is empty"),
        (b"", "q2.xlsx", "the file is empty"),
        (b"\xef\xbb\xbf\r\n", "q2.csv", "the file is empty"),
        (GOOD.replace(b",", b";"), "q2.csv", "the columns are separated by a semicolon"),
        (GOOD + b"donghu,2022Q1\n", "q2.csv", "row 8: the row has 2 cells, the header 8"),
    ],
)
def test_a_file_of_another_kind_is_named_for_what_it_is(data, name, sentence, place, run):
    assert refused(run, data, sentence, name=name).startswith(name)


def test_an_empty_sheet_is_an_empty_file(place, run):
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    refused(run, file.getvalue(), "q2.xlsx: the workbook has no sheet with cells", name="q2.xlsx")


def test_a_cell_beside_the_table_is_not_passed_over(place, run):
    row = ["donghu", "2022Q1", "tax", 1, "万元", "", "", "", "", "see mail"]
    refused(run, workbook(row), "q2.xlsx, row 2: column 10 has no name", name="q2.xlsx")


def test_a_formula_counts_with_what_the_spreadsheet_shows(place):
    row = ["donghu", "2022Q1", "tax", 1250 * 1.1, "万元"]
    ((_place, (entry,)),) = read_figures("q2.xlsx", workbook(row)).by_zone.items()
    assert (entry.value, entry.entered) == (Decimal(1375), "1375")


def test_a_file_that_is_not_there_is_named(db):
    with pytest.raises(CommandError, match=r"nowhere\.csv: No such file"):
        call_command("import_figures", "nowhere.csv")


# By whom


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--by", "nobody"], "There is nobody with the login “nobody”."),
        (["--verified-by", "nobody"], "There is nobody with the login “nobody”."),
        (["--by", "commerce", "--verified-by", "commerce"], "Nobody reviews their own submission"),
        (["--verified-by", "command-line"], "Nobody reviews their own submission"),
        (["--verified-by", "yichang"], "Only the commerce department reviews submissions."),
        (["--by", "yichang"], "q2.csv, row 2: You may enter figures of your own zone only."),
    ],
)
def test_only_the_right_people_hand_in_and_verify(options, sentence, place, run):
    make_person("commerce")
    make_person("yichang", zone=Zone.objects.get(code="yichang"))
    if "command-line" in options:
        make_person("command-line")
    refused(run, GOOD, sentence, *options)


def test_a_reporter_imports_their_own_zone(place, run):
    make_person("yichang", zone=Zone.objects.get(code="yichang"))
    run(table("yichang,2022Q1,tax,5,万元,,,"), "--commit", "--by", "yichang")
    assert Submission.objects.get().submitted_by.username == "yichang"


# Effort


def test_a_further_zone_costs_the_same_few_queries_whatever_the_number_of_figures(place, queries):
    person = make_person("commerce")
    codes = ["tax", "income", "fdi", "vehicles", "events", "employees"]

    def cost(zones: int, figures: int, year: int) -> int:
        lines = [
            f"zone{zone}{year},{year}Q1,{code},{zone + 1},{'' if code in codes[3:] else '万元'},,,"
            for zone in range(zones)
            for code in codes[:figures]
        ]
        for zone in range(zones):
            make_zone(f"zone{zone}{year}")
        file = read_figures("q1.csv", table(*lines))
        with queries() as sent:
            figures_import(
                is_incomplete_accepted=True,
                file=file,
                by=person,
                at=datetime(2023, 7, 1, tzinfo=UTC),
            )
        return len(sent)

    few, more = cost(2, 1, 2021), cost(2, 6, 2022)
    assert few == more
    assert (cost(12, 6, 2023) - more) / 10 <= 17


def test_the_demonstrations_figures_are_read_without_a_problem(db):
    for code in ("donghu", "xingang-konggang", "jingkai", "yichang", "xiangyang", "qipanzhou"):
        make_zone(code)
    make_indicators()
    found = read_figures("figures.csv", (DEMO / "figures.csv").read_bytes())
    assert found.problems == []
    assert len(found.by_zone[("donghu", Quarter(2020, 1))]) == 15


# Every layout that an upload is understood in


FILES = Path(__file__).resolve().parent.parent / "fixtures" / "workbooks"


@pytest.fixture
def policy():
    """Nothing; the zones and indicators that the files of fixtures/workbooks are of."""
    bundle = FILES.parent / "policies/hubei-2021/policy.toml"
    call_command("load_policy", bundle, commit=True)
    open_quarter("2022Q2")
    yichang = Zone.objects.get(code="yichang")
    make_submission(yichang, "2022Q1", {"trade_export": 50}, by=make_person("commerce"))


@pytest.mark.parametrize(
    "file", ["template-filled.xlsx", "template-libreoffice.xls", "old-format.xls", "gbk.csv"]
)
def test_what_the_upload_page_takes_is_imported_too(policy, file):
    call_command("import_figures", "--incomplete", FILES / file, commit=True)
    found = Submission.objects.filter(quarter__quarter=2)
    assert set(found.values_list("state", flat=True)) == {"submitted"}


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("password.xlsx", "protected by a password"),
        ("password.xls", "protected by a password"),
        ("macros.xlsm", "macros"),
        ("paper.xlsx", "PDF"),
        ("picture.xlsx", "PNG"),
    ],
)
def test_a_file_refused_as_a_whole_is_told_in_the_words_of_the_upload_page(policy, file, sentence):
    path = FILES / file
    (problem,) = read_sheets(file, path.read_bytes()).problems
    with pytest.raises(CommandError) as refused:
        call_command("import_figures", path, commit=True)
    said = str(refused.value).splitlines()
    assert said == [
        f"{file}: {file_problem_text(problem)}",
        f"The file {file} has problems; nothing was saved.",
    ]
    assert sentence in said[0]


def test_a_zip_bomb_is_refused_in_one_sentence_before_it_is_unpacked(run):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", "<workbook/>")
        file.writestr("xl/worksheets/sheet1.xml", b" " * (65 << 20))
    with pytest.raises(CommandError) as refused:
        run(out.getvalue(), "--commit", name="bomb.xlsx")
    said, last = str(refused.value).splitlines()
    assert said.startswith("bomb.xlsx: the workbook unpacks to more than 64 MB")
    assert last == "The file bomb.xlsx has problems; nothing was saved."


def test_a_refused_cell_of_a_table_is_named_with_its_sheet_and_address(policy):
    with pytest.raises(CommandError) as refused:
        call_command("import_figures", "--incomplete", FILES / "rough-figure.xlsx", commit=True)
    assert "rough-figure.xlsx: Sheet1 B4: “约100” is not a number" in str(refused.value)
    assert not Submission.objects.filter(quarter__quarter=2).exists()
