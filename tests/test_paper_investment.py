"""The bulletin names the leading projects of the register, in both languages and every file."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from docx import Document

from assessments.papers.bulletin.built import build_bulletin
from assessments.papers.bulletin.facts import FigureFacts, ProjectFacts
from assessments.papers.paper import Paragraph, Table
from assessments.papers.printers.docx import as_docx
from assessments.papers.printers.pdf import as_pdf
from assessments.papers.printers.xlsx import as_xlsx
from assessments.papers.words import EN, ZH, Words
from tests.bulletin_facts import PROJECTS, VALUE, full
from tests.paper_reading import docx_tables, pdf_pages, solid

LENSES = ProjectFacts(
    Words("东湖", "Donghu"),
    "zone-1",
    Words("光模块项目", "Optical modules"),
    Decimal(176_900),
    date(2022, 2, 7),
)
GRAIN = replace(
    LENSES,
    zone=Words("空港", "Konggang"),
    name=Words("粮食加工项目", ""),
    withdrawn=date(2022, 5, 31),
)


def facts(*projects, figure=2):
    """A bulletin whose counts have this figure of projects, and whose register has these."""
    kept = tuple(one for one in full().figures if one.indicator != PROJECTS.code)
    told = FigureFacts(PROJECTS.code, "", "value", VALUE, value=Decimal(figure))
    return replace(
        full(),
        figures=(*kept, told),
        project_tier=Words("龙头项目", "leading"),
        project_indicator=PROJECTS.code,
        projects=projects,
        register_day=date(2022, 6, 30),
    )


def blocks(paper):
    return next(one for one in paper.parts if one.code == "investment").blocks


def said(paper) -> str:
    return " ".join(one.text for one in blocks(paper) if isinstance(one, Paragraph))


def named(paper) -> Table | None:
    found = (one for one in blocks(paper) if isinstance(one, Table) and one.code == "introduced")
    return next(found, None)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (ZH, "据招商项目台账，截至2022年6月30日新引进龙头项目2个，名单见下表。"),
        (
            EN,
            "By the register of projects, 2 leading projects had been introduced by 30 June 2022;",
        ),
    ],
)
def test_the_projects_are_counted_and_named(language, sentence):
    paper = build_bulletin(facts(LENSES, GRAIN), language)
    assert sentence in said(paper)
    assert "核定的为" not in said(paper)
    assert "verified are" not in said(paper)
    rows = [[cell.text for cell in row] for row in named(paper).rows]
    assert [row[2] for row in rows] == ["17.69", "17.69"]
    assert rows[1][1] == "粮食加工项目"  # where there is no English name, the Chinese stands
    assert "2022-05-31" in rows[1][4]


def test_one_project_is_said_in_the_singular():
    text = said(build_bulletin(facts(LENSES, figure=1), EN))
    assert "1 leading project had been introduced" in text
    assert "names it" in text


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (ZH, "台账计1个，报送并核定的为3个，以核定的数为准。"),
        (EN, "The register counts 1, reported and verified are 3; the verified number counts."),
    ],
)
def test_a_register_that_differs_from_the_figure_says_so(language, sentence):
    assert sentence in said(build_bulletin(facts(LENSES, figure=3), language))


def test_nothing_is_named_where_nothing_is_registered():
    assert named(build_bulletin(facts(figure=0), ZH)) is None
    assert named(build_bulletin(full(), ZH)) is None


@pytest.mark.parametrize("language", [ZH, EN])
def test_every_file_prints_them(language):
    paper = build_bulletin(facts(LENSES, GRAIN), language)
    names = [row[1].text for row in named(paper).rows]
    document = Document(io.BytesIO(as_docx(paper)))
    cells = [cell for table in docx_tables(document) for row in table for cell in row]
    assert set(names) <= set(cells)
    printed = solid("".join(pdf_pages(as_pdf(paper))))
    assert all(solid(name) in printed for name in names)
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(paper)))
    values = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert set(names) <= set(values)
    assert values.count(17.69) == 2
