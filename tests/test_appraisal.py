"""The extract for leadership appraisal says what the assessment says, to those who may read it."""

import io
import re
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from docx import Document
from openpyxl import load_workbook

from assessments.models import Case
from assessments.selectors.appraisal import appraised, extract_of
from assessments.selectors.assessment import assessment_page
from assessments.selectors.assessment_targets import target_rows
from tests.demo_database import demonstration  # noqa: F401
from tests.pages import Page
from zones.models import AuditEntry, City

pytestmark = pytest.mark.usefixtures("demonstration", "db")
TODAY = date(2024, 3, 1)
LANGUAGES = ("zh-hans", "en")


def signed_in(login, language="zh-hans"):
    client = Client()
    client.force_login(User.objects.get(username=login))
    client.cookies["django_language"] = language
    return client


def rows_of(paper, code):
    """The table's rows as texts by the column's code."""
    table = next(one for one in paper.tables if one.code == code)
    names = [column.code for column in table.columns]
    return [dict(zip(names, (cell.text for cell in row), strict=True)) for row in table.rows]


def page_of(language, period="2022"):
    """What the assessment's page prints."""
    with override(language):
        return assessment_page(appraised(period))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("period", ["2021", "2022", "2023"])
def test_every_place_is_the_one_of_the_assessment(language, period):
    paper = extract_of(appraised(period), TODAY).papers[language]
    with override(language):
        board = {row.name: row for row in page_of(language, period).rows}
        rows = rows_of(paper, "places")
        assert len(rows) == len(board)
        for row in rows:
            on_page = board[row["zone"]]
            assert row["city"] == on_page.city
            assert row["rank"] == on_page.rank_text
            assert row["interval"] == (on_page.sure.interval or "—")
            assert row["score"] == on_page.score_text
            assert row["coverage"] == on_page.coverage_text.rstrip("%")
            assert bool(row["reason"]) == (on_page.rank is None)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("period", ["2021", "2022", "2023"])
def test_every_target_is_the_one_of_the_assessment(language, period):
    paper = extract_of(appraised(period), TODAY).papers[language]
    with override(language):
        page = page_of(language, period)
        every = target_rows(page.assessment, page.targets, page.zones, "", {})
        expected = sorted(
            (
                (
                    *(one.whose, one.target, one.value_text, one.actual_text, one.unit or unit),
                    one.completion_text.rstrip("%"),
                    str(one.status),
                    one.binding,
                )
                for one in every
                for unit in ("%" if one.result.target.measure_of == "share" else "—",)
                if one.result.zone_id or one.result.city_id
            ),
        )
    names = ("whose", "target", "value", "actual", "unit", "completion", "status", "binding")
    found = sorted(tuple(row[name] for name in names) for row in rows_of(paper, "aims"))
    assert found == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("period", ["2021", "2022", "2023"])
def test_every_finding_is_the_one_of_the_assessment(language, period):
    paper = extract_of(appraised(period), TODAY).papers[language]
    with override(language):
        stop = "。" if language.startswith("zh") else "."
        expected = sorted(
            (
                row.zone,
                row.finding.rstrip(stop),
                str(row.consequence),
                str(row.flag.measure.number) if row.flag.measure else "—",
                row.state,
            )
            for row in page_of(language, period).flags
        )
    names = ("zone", "finding", "consequence", "measure", "state")
    found = sorted(tuple(row[name] for name in names) for row in rows_of(paper, "found"))
    assert [(a, b.rstrip(stop), *rest) for a, b, *rest in found] == expected


def test_the_cities_are_counted_from_the_rows_below():
    paper = extract_of(appraised("2022"), TODAY).papers["en"]
    aims, found, cases = (rows_of(paper, code) for code in ("aims", "found", "cases"))
    over = {"closed", "exited", "withdrawn", "continued in the next year’s case"}
    for row in rows_of(paper, "cities"):
        own = [one for one in aims if one["city"] == row["city"]]
        assert int(row["aims"]) == len(own)
        assert int(row["met"]) == sum(one["status"] == "met" for one in own)
        standing = [
            one
            for one in found
            if one["city"] == row["city"] and not one["state"].startswith("withdrawn")
        ]
        assert int(row["found"]) == len(standing)
        open_ones = [
            one for one in cases if one["city"] == row["city"] and one["state"] not in over
        ]
        assert int(row["open"]) == len(open_ones)


def test_the_cases_of_the_year_and_open_ones_before_are_told():
    paper = extract_of(appraised("2022"), TODAY).papers["en"]
    told = [
        one for one in Case.objects.filter(year__lte=2022) if one.year == 2022 or not one.is_over
    ]
    assert len(rows_of(paper, "cases")) == len(told) > 0
    assert not Case.objects.filter(year__gt=2023).exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_prints_every_cell_of_the_paper(language):
    response = signed_in("leader", language).get("/assessments/2022/appraisal/")
    extract = extract_of(appraised("2022"), timezone.localdate())
    paper, page = extract.papers[language], Page(response)
    for table in paper.tables:
        for row in table.rows:
            assert [cell.text for cell in row] in page.rows, table.code
    seen = response.content.decode()
    assert "appraisal-2022-v2" in seen
    assert paper.identity.sha256 in seen
    assert f"/assessments/2022/appraisal.docx?language={language}" in page.links


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_hold_what_the_page_prints_and_carry_their_marks(language):
    client = signed_in("commerce", language)
    paper = extract_of(appraised("2022"), timezone.localdate()).papers[language]
    word = client.get("/assessments/2022/appraisal.docx")
    book = client.get("/assessments/2022/appraisal.xlsx")
    texts = {
        cell.text
        for table in Document(io.BytesIO(word.content)).tables
        for row in table.rows
        for cell in row.cells
    }
    sheets = load_workbook(io.BytesIO(book.content))
    held = {str(cell.value) for sheet in sheets for row in sheet for cell in row if cell.value}
    for row in rows_of(paper, "places"):
        assert {row["zone"], row["score"]} <= {one.replace("\n", "") for one in texts}
    for row in rows_of(paper, "found"):
        assert row["finding"] in held
    for section in Document(io.BytesIO(word.content)).sections:
        printed = [part.text for part in (*section.header.paragraphs, *section.footer.paragraphs)]
        assert paper.marks[0] in " ".join(printed)
        assert paper.identity.sha256 in " ".join(printed)
    assert paper.identity.sha256 in " ".join(held)
    assert word.content == client.get("/assessments/2022/appraisal.docx").content
    assert book.content == client.get("/assessments/2022/appraisal.xlsx").content


def test_one_citys_extract_tells_of_that_city_alone():
    city = City.objects.get(name_en="Yichang")
    response = signed_in("leader", "en").get(f"/assessments/2022/appraisal/?city={city.code}")
    extract = extract_of(appraised("2022"), timezone.localdate(), city.code)
    for code in ("cities", "places", "aims"):
        assert {row["city"] for row in rows_of(extract.papers["en"], code)} == {"Yichang"}
    assert f"appraisal-2022-v2-{city.code}" in response.content.decode()
    assert extract_of(appraised("2022"), TODAY, "atlantis") is None


def test_every_download_is_logged_and_a_look_at_the_page_is_not():
    client = signed_in("leader")
    client.get("/assessments/2022/appraisal/")
    assert not AuditEntry.objects.filter(action="appraisal_downloaded").exists()
    client.get("/assessments/2022/appraisal.xlsx?language=en")
    entry = AuditEntry.objects.get(action="appraisal_downloaded")
    assert (entry.code, entry.version, entry.new["language"]) == ("2022", 2, "en")
    assert re.fullmatch("[0-9a-f]{64}", entry.new["sha256"])


def test_an_earlier_version_keeps_its_own_extract_and_a_draft_has_none():
    client = signed_in("leader", "en")
    seen = client.get("/assessments/2022/appraisal/?version=1").content.decode()
    assert "version 1 of the assessment, which this extract prints, was superseded" in seen
    for address in ("2022/appraisal/?version=9", "2022H1/appraisal/", "2024/appraisal/"):
        assert client.get(f"/assessments/{address}").status_code == 404
    assert client.get("/assessments/2022/appraisal.pdf").status_code == 404


def test_the_way_leads_from_the_assessment_and_the_measure_for_those_who_may():
    leader, reporter = signed_in("leader"), signed_in("yichang")
    for page, link in (
        ("/assessments/2022/", "/assessments/2022/appraisal/"),
        ("/measures/1/", "/assessments/appraisal/"),
    ):
        assert link in Page(leader.get(page)).links
        assert link not in Page(reporter.get(page)).links
    assert "/assessments/appraisal/" not in Page(leader.get("/measures/2/")).links
    assert leader.get("/assessments/appraisal/").url == "/assessments/2023/appraisal/"
    assert reporter.get("/assessments/appraisal/").status_code == 403
