"""A bulletin as a Word document: headings, tables whose header repeats, marks on every page."""

import io
import zipfile
from datetime import datetime

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from ..bulletin import Bulletin, Sheet

CREATED = datetime(2021, 10, 21)  # noqa: DTZ001 - fixed, so that the same data gives the same bytes
TEXT_BLOCK = 257  # mm, between the margins of a landscape A4 page
FONT, FONT_EAST_ASIA = "Times New Roman", "仿宋_GB2312"


def as_docx(bulletin: Bulletin) -> bytes:
    """The document's bytes."""
    document = Document()
    _page(document)
    _fonts(document, bulletin.language)
    document.core_properties.title = bulletin.title
    document.core_properties.author = ""
    document.core_properties.created = document.core_properties.modified = CREATED
    heading = document.add_heading(bulletin.title, level=0)
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for mark in bulletin.marks:
        run = document.add_paragraph().add_run(mark)
        run.bold, run.font.color.rgb = True, RGBColor(0xB4, 0x23, 0x18)
    if bulletin.marks:
        document.sections[0].header.paragraphs[0].text = " ".join(bulletin.marks)
    _facts(document, bulletin)
    for sheet in bulletin.sheets:
        document.add_heading(sheet.title, level=1)
        _table(document, sheet)
        for note in sheet.notes:
            document.add_paragraph(note).runs[0].italic = True
    file = io.BytesIO()
    document.save(file)
    return _same_bytes(file.getvalue())


def _page(document) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(20)


def _fonts(document, language: str) -> None:
    for name in ("Normal", "Title", "Heading 1"):
        style = document.styles[name]
        style.font.name = FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:ascii"), FONT)
        fonts.set(qn("w:hAnsi"), FONT)
        fonts.set(qn("w:eastAsia"), FONT_EAST_ASIA)
    document.styles["Normal"].font.size = Pt(10.5)
    languages = OxmlElement("w:lang")
    languages.set(qn("w:val"), "en-GB")
    languages.set(qn("w:eastAsia"), "zh-CN")
    document.styles["Normal"].element.get_or_add_rPr().append(languages)


def _facts(document, bulletin: Bulletin) -> None:
    colon = "：" if bulletin.language.startswith("zh") else ": "
    for name, value in bulletin.facts:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.add_run(name + colon).bold = True
        paragraph.add_run(value)


def _table(document, sheet: Sheet) -> None:
    table = document.add_table(rows=1, cols=len(sheet.header), style="Table Grid")
    for cell, name in zip(table.rows[0].cells, sheet.header, strict=True):
        cell.text = name
        cell.paragraphs[0].runs[0].bold = True
    _row_property(table.rows[0], "w:tblHeader")
    for row in sheet.rows:
        line = table.add_row()
        _row_property(line, "w:cantSplit")
        for cell, printed in zip(line.cells, row, strict=True):
            cell.text = printed.text
            if printed.is_number:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _widen(table, sheet)
    for paragraph in table._element.iter(qn("w:p")):
        _compact(paragraph)


def _widen(table, sheet: Sheet) -> None:
    """Nothing; columns share the text block by what they hold."""
    widths = sheet.widths(widest=40)
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(TEXT_BLOCK * width / sum(widths))
        for cell in column.cells:
            cell.width = column.width


def _row_property(row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _compact(paragraph) -> None:
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:before"), "20")
    spacing.set(qn("w:after"), "20")
    paragraph.get_or_add_pPr().insert_element_before(spacing, "w:ind", "w:jc", "w:rPr", "w:sectPr")


def _same_bytes(data: bytes) -> bytes:
    """The document repacked with fixed dates, so that the same data gives the same bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in sorted(old.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            entry = zipfile.ZipInfo(name, date_time=(2021, 10, 21, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return file.getvalue()
