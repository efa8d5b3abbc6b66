"""A published bulletin's files and page: every figure the same, frozen, repeatable, verifiable."""

import io
import time
import zipfile
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from docx import Document
from openpyxl import load_workbook

from assessments.models import Assessment, Bulletin
from assessments.papers.paper import Paragraph
from assessments.papers.printers import PRINTERS
from assessments.papers.printers.layout import lay_out
from assessments.selectors.bulletin_papers import paper_of, snapshot_of
from assessments.services.assessments import assessment_publish, assessment_run
from assessments.services.bulletins import bulletin_publish, draft_file, printed
from indicators.models import Indicator
from indicators.periods import parse_period
from tests.bulletins import NOON, prepared, published, staff
from tests.demo_database import demonstration  # noqa: F401
from tests.paper_reading import (
    csv_rows,
    differences,
    docx_tables,
    laid_grids,
    page_rows,
    pdf_text,
    printed_rows,
    solid,
    xlsx_rows,
)
from tests.wide import widen_demonstration

pytestmark = [pytest.mark.usefixtures("bulletins"), pytest.mark.django_db]
LANGUAGES = ("zh-hans", "en")
COUNTS = (7, 200)
LATER = NOON + timedelta(hours=1)


@pytest.fixture(scope="module")
def bulletins(demonstration, django_db_blocker):  # noqa: F811
    """The bulletin of 2022 as the demonstration has it, by the number of zones; read, not changed.

    With 200 zones the year is judged anew. Seconds that publishing took stand beside it.
    """
    found = {}
    with django_db_blocker.unblock():
        found[7] = _timed()
        with transaction.atomic():
            widen_demonstration(200)
            year = parse_period("2022")
            wide = assessment_run(period=year, at=NOON, by=staff())
            assessment_publish(
                assessment=wide, at=NOON, by=staff(), unheard_reason="试验用的综合保税区"
            )
            found[200] = _timed()
            yield found
            transaction.set_rollback(True)


def _timed():
    begun = time.process_time()
    bulletin = published("2022H2")
    files = {(one.language, one.suffix): bytes(one.content) for one in bulletin.files.all()}
    papers = {language: paper_of(bulletin, language) for language in LANGUAGES}
    return {
        "bulletin": bulletin,
        "files": files,
        "papers": papers,
        "seconds": time.process_time() - begun,
    }


def signed_in(login, language="zh-hans"):
    client = Client()
    client.force_login(User.objects.get(username=login))
    client.cookies["django_language"] = language
    return client


def numbers(paper):
    """How often each number stands in the paper's tables."""
    cells = [cell for table in paper.tables for row in table.rows for cell in row]
    return Counter(float(cell.value) for cell in cells if cell.is_number)


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_file_holds_every_cell_of_the_paper(bulletins, count, language):
    paper = bulletins[count]["papers"][language]
    document = Document(io.BytesIO(bulletins[count]["files"][language, "docx"]))
    grids = laid_grids(lay_out(paper))
    assert docx_tables(document) == [[list(one.headings), *map(list, one.rows)] for one in grids]
    rows = sum(len(table.rows) for table in paper.tables)
    assert rows >= 16 * (count - 1)


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_holds_every_cell_and_sentence_of_the_paper(bulletins, count, language):
    paper = bulletins[count]["papers"][language]
    text = pdf_text(bulletins[count]["files"][language, "pdf"], paper).replace("\f", "")
    for grid in laid_grids(lay_out(paper)):
        rows = "".join("".join(row) for row in grid.rows)
        title = grid.title if grid.is_titled else ""
        wanted = solid(title + "".join(grid.headings) + rows + "".join(grid.notes))
        assert wanted in text, grid.title
    for part in paper.parts if count == 7 else ():
        for block in part.blocks:
            if isinstance(block, Paragraph):
                assert solid(block.text) in text


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_workbook_csv_and_page_hold_every_cell_in_its_place(bulletins, count, language):
    one = bulletins[count]
    paper, wanted = one["papers"][language], printed_rows(one["papers"][language])
    assert len(numbers(paper)) > 50
    assert differences(wanted, xlsx_rows(one["files"][language, "xlsx"], paper)) == []
    assert differences(wanted, csv_rows(one["files"][language, "zip"], paper)) == []
    address = f"/bulletins/2022H2/?version={one['bulletin'].version}"
    page = signed_in("customs", language).get(address).content.decode()
    assert differences(wanted, page_rows(page)) == []


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_runs_nothing_and_the_archive_explains_itself(bulletins, count, language):
    book = load_workbook(io.BytesIO(bulletins[count]["files"][language, "xlsx"]))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    archive = zipfile.ZipFile(io.BytesIO(bulletins[count]["files"][language, "zip"]))
    assert any("README" in name for name in archive.namelist())


def test_both_languages_hold_the_same_numbers(bulletins):
    for count in COUNTS:
        papers = bulletins[count]["papers"]
        assert numbers(papers["zh-hans"]) == numbers(papers["en"])


def test_the_same_snapshot_gives_the_same_bytes_again(bulletins):
    papers = {"zh-hans": bulletins[7]["papers"]["zh-hans"]}
    again = {(one.language, one.suffix): bytes(one.content) for one in printed(papers)}
    for key, content in again.items():
        assert content == bulletins[7]["files"][key], key


@pytest.mark.parametrize("count", COUNTS)
def test_every_file_names_its_snapshot_and_that_it_is_a_demonstration(bulletins, count):
    bulletin = bulletins[count]["bulletin"]
    paper = bulletins[count]["papers"]["zh-hans"]
    assert paper.identity.sha256 == bulletin.sha256
    assert any("演示数据" in mark for mark in paper.marks)


def test_the_figures_are_those_of_the_assessment(bulletins):
    bulletin, paper = bulletins[200]["bulletin"], bulletins[200]["papers"]["zh-hans"]
    tables = {table.code: table for table in paper.tables}
    for found in bulletin.assessment.figures.select_related("zone", "indicator"):
        name = found.zone.name_zh if found.zone else "合计"
        rows = [
            row for row in tables[f"figures-{found.indicator.code}"].rows if row[0].text == name
        ]
        assert len(rows) == 1
        scale = Decimal(10_000) if found.indicator.unit_kind == "money" else Decimal(1)
        if found.value is None:
            assert rows[0][1].text == "—"
        else:
            assert abs(rows[0][1].value - found.value / scale) <= Decimal("0.005")
    ranking = [(row[0].text, row[2].text, row[4].text) for row in tables["ranking"].rows]
    results = bulletin.assessment.results.select_related("zone")
    assert sorted(ranking) == sorted(
        (
            "—" if one.rank is None else f"{one.rank}=" if one.is_tied else str(one.rank),
            one.zone.name_zh,
            "—" if one.score is None else f"{one.score:.2f}",
        )
        for one in results
    )


def test_a_download_after_publication_is_quick(bulletins):
    """Files are frozen: a download reads one row, at 200 zones as at 7."""
    client = signed_in("customs")
    begun = time.process_time()
    response = client.get("/bulletins/2022H2.pdf")
    assert response.status_code == 200
    assert time.process_time() - begun < 1


def test_reading_the_facts_asks_no_more_for_200_zones_than_for_7(bulletins, queries):
    from assessments.selectors.bulletin_facts import bulletin_facts

    counts = []
    for version in (2, 3):  # only before the second one figures were revised
        assessment = Assessment.objects.select_related("scheme").get(period="2022", version=version)
        with queries() as sent:
            facts = bulletin_facts(assessment)
        counts.append((len(sent), len(facts.zones)))
    (few, small), (many, large) = counts
    assert (small, large) == (6, 200)
    assert many <= few <= 60


# Commands


@pytest.mark.parametrize("suffix", ["docx", "pdf", "xlsx", "zip"])
def test_the_command_writes_the_frozen_file_and_it_is_verified(bulletins, tmp_path, suffix):
    target = tmp_path / f"bulletin.{suffix}"
    call_command("bulletin", "2022H2", format=suffix, output=target, verbosity=0)
    content = bulletins[200]["files"]["zh-hans", suffix]
    assert target.read_bytes() == content
    told = io.StringIO()
    call_command("verify_bulletin", target, stdout=told)
    assert "未被改动" in told.getvalue()
    assert bulletins[200]["bulletin"].name in told.getvalue()


@pytest.mark.parametrize("suffix", ["docx", "pdf", "xlsx", "zip"])
def test_an_altered_file_is_known_by_the_digest_it_names(bulletins, tmp_path, suffix):
    content = bulletins[200]["files"]["en", suffix]
    target = tmp_path / f"bulletin.{suffix}"
    target.write_bytes(_altered(content, suffix))
    with pytest.raises(CommandError, match="已被改动或另存"):
        call_command("verify_bulletin", target, stdout=io.StringIO())


def _altered(content: bytes, suffix: str) -> bytes:
    """The same file with something added that a reader would not see."""
    if suffix == "pdf":
        return content + b"\n% seen and changed\n"
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("seen.txt", "and changed")
    return file.getvalue()


def test_a_draft_and_a_foreign_file_are_told_apart(bulletins, tmp_path):
    draft = tmp_path / "draft.pdf"
    call_command("bulletin", "2023H2", format="docx", output=draft, verbosity=0)
    for content, why in (
        (draft.read_bytes(), "不是本系统|未在本系统"),
        (b"PK\x03\x04", "不是本系统"),
    ):
        target = tmp_path / "some.docx"
        target.write_bytes(content)
        with pytest.raises(CommandError, match=why):
            call_command("verify_bulletin", target, stdout=io.StringIO())
    snapshot = snapshot_of(prepared("2023H1"))
    target.write_bytes(PRINTERS["docx"][0](snapshot.papers["en"]))
    with pytest.raises(CommandError, match="未在本系统发布：文件写有2023H1-v1"):
        call_command("verify_bulletin", target, stdout=io.StringIO())
    with pytest.raises(CommandError, match="No such file"):
        call_command("verify_bulletin", tmp_path / "none.pdf", stdout=io.StringIO())


@pytest.mark.parametrize("suffix", ["pdf", "zip"])
def test_a_draft_stays_an_unaltered_draft_when_it_is_published_meanwhile(
    bulletins, tmp_path, suffix
):
    draft = prepared("2021H1")
    target = tmp_path / f"draft.{suffix}"
    target.write_bytes(draft_file(draft, "en", suffix).content)
    told = rf"{draft.name}的草稿，未被改动：为发布前的{suffix}文件（en）"
    with pytest.raises(CommandError, match=told):
        call_command("verify_bulletin", target, stdout=io.StringIO())
    bulletin_publish(bulletin=draft, at=LATER, by=staff())
    with pytest.raises(CommandError, match=told):
        call_command("verify_bulletin", target, stdout=io.StringIO())
    target.write_bytes(_altered(target.read_bytes(), suffix))
    with pytest.raises(CommandError, match="已被改动或另存"):
        call_command("verify_bulletin", target, stdout=io.StringIO())


@pytest.mark.parametrize(
    ("half", "why"),
    [
        ("2022", "“2022”不是通报的期次：上半年写作2022H1，全年写作2022H2"),
        ("2025H1", "2025H1尚无考核结果，请先考核并发布"),
    ],
)
def test_the_command_says_why_there_is_no_file_and_which_there_are(bulletins, tmp_path, half, why):
    with pytest.raises(CommandError, match=f"{why}.*现有：2021H1、2021H2、2022H1、2022H2、2023H1"):
        call_command("bulletin", half, format="docx", output=tmp_path / "x.docx")
    assert list(tmp_path.iterdir()) == []


def test_without_a_published_bulletin_the_command_writes_a_draft_that_says_so(
    bulletins, tmp_path, capsys
):
    target = tmp_path / "x.docx"
    call_command("bulletin", "2021H1", format="docx", output=target, language="en")
    assert "2021H1草稿（尚未发布通报）" in capsys.readouterr().out
    archive = zipfile.ZipFile(target)
    assert any(b"DRAFT" in archive.read(name) for name in archive.namelist())


def test_text_is_never_a_formula(bulletins):
    Indicator.objects.filter(code="tax").update(name_zh="=1+1", name_en="=1+1")
    paper = snapshot_of(prepared("2023H1")).papers["zh-hans"]
    book = load_workbook(io.BytesIO(PRINTERS["xlsx"][0](paper)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert any("=1+1" in str(cell.value) for cell in cells)


def test_a_superseded_assessment_is_not_what_the_bulletin_prints(bulletins):
    for count, version in ((7, 2), (200, 3)):
        assert bulletins[count]["bulletin"].assessed_version == version
    assert Bulletin.objects.filter(code="2022H2", state="superseded").count() == 1
