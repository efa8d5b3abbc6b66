"""The styles of a paper as a Word document: the offices' own fonts, on the standard's grid."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn

from .layout import HEIGHT, WIDTH, Form
from .wordml import TWIPS, element

#: The faces that the offices have and that the standard names.
FANG, KAI, HEI, SONG, TITLE = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"
LATIN = "Times New Roman"


def line_of(form: Form) -> int:
    """Twentieths of a point of a line, so that a page holds the form's lines."""
    return int(HEIGHT * TWIPS / form.lines)


def narrower_of(form: Form) -> int:
    """Twentieths of a point that a character loses, so that a line holds the form's characters."""
    return ceil(form.size * 20 - WIDTH * TWIPS / form.characters)


@dataclass(frozen=True)
class Style:
    """A paragraph style: its id is its name without blanks; sizes in points, spaces in twips."""

    name: str
    face: str
    size: float
    align: str = ""
    is_bold: bool = False
    #: Exactly so many twips a line; 0 for as much as it needs.
    line: int = 0
    before: int = 0
    after: int = 0
    #: Twentieths of a point that a character loses.
    narrower: int = 0
    #: Hundredths of a character that the first line is indented.
    indent: int = 0
    keeps_next: bool = False

    @property
    def id(self) -> str:
        return self.name.replace(" ", "")


def chinese_styles(form: Form) -> list[Style]:
    """GB/T 9704-2012: 仿宋 16 points, 小标宋 22, 一、黑体, （一）楷体."""
    line, size = line_of(form), form.size
    grid: dict[str, Any] = {"line": line, "narrower": narrower_of(form)}
    heading = grid | {"indent": 200, "keeps_next": True}
    return [
        Style("Normal", FANG, size, "both", **grid),
        Style("Body Text", FANG, size, "both", indent=200, **grid),
        Style("Title", TITLE, form.title, "center", line=round(line * 1.15)),
        Style("Heading 1", HEI, size, "left", **heading),
        Style("Heading 2", KAI, size, "left", **heading),
        Style("Heading 3", FANG, size, "left", **heading),
        Style("Annex Label", HEI, size, "left", keeps_next=True, **grid),
        Style(
            "Annex Title", TITLE, form.annex, "center", line=line, after=line // 2, keeps_next=True
        ),
        Style("Paper Number", FANG, size, "center", line=line),
        Style("Signature", FANG, size, "right", **grid),
        Style("Copies", FANG, size - 2, "left", line=line),
        *_small_styles(),
    ]


def english_styles(form: Form) -> list[Style]:
    """A plain letter, its headings in bold."""
    size, title, _ = form.english
    bold: dict[str, Any] = {"is_bold": True, "after": 80, "keeps_next": True}
    return [
        Style("Normal", FANG, size, "both", after=60),
        Style("Body Text", FANG, size, "both", after=140),
        Style("Title", HEI, title, "center", is_bold=True, before=120, after=240),
        Style("Heading 1", HEI, size + 2, "left", before=240, **bold),
        Style("Heading 2", HEI, size, "left", before=160, **bold),
        Style("Heading 3", HEI, size, "left", before=120, **bold),
        Style("Annex Label", HEI, size, "left", is_bold=True, keeps_next=True),
        Style("Annex Title", HEI, size + 3, "center", is_bold=True, after=160, keeps_next=True),
        Style("Paper Number", FANG, size, "center", after=120),
        Style("Signature", FANG, size, "right"),
        Style("Copies", FANG, size - 1, "left"),
        *_small_styles(is_bold=True),
    ]


def _small_styles(*, is_bold: bool = False) -> Iterable[Style]:
    yield Style("Table Title", HEI, 10.5, "center", is_bold, before=160, after=80, keeps_next=True)
    yield Style("Caption", KAI, 10.5, "center", before=80, after=160)
    yield Style("Picture", FANG, 10.5, "center", before=120)
    yield Style("Note", FANG, 9, "left", before=40)
    yield Style("Header", HEI, 9, "center", is_bold)
    yield Style("Footer", FANG, 6.5, "center")
    yield Style("Page Mark", SONG, 14, "right", after=100)


def table_styles(size: float, *, is_bold: bool) -> tuple[Style, Style]:
    """The styles of a table's header and of its cells at a size of text."""
    head = Style(f"Table Head {size:g}", HEI, size, "center", is_bold, before=30, after=30)
    return head, Style(f"Table Text {size:g}", FANG, size, "left", before=30, after=30)


def apply(document: Any, styles: Iterable[Style]) -> None:
    """Nothing; the document has these styles, the ones it had by name among them changed."""
    for style in styles:
        _apply(document.styles, style)


def _apply(known: Any, style: Style) -> None:
    if style.name in known:
        found = known[style.name]
        for tag in ("w:pPr", "w:rPr"):
            for old in found.element.findall(qn(tag)):
                found.element.remove(old)
    else:
        found = known.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH)
        found.element.set(qn("w:styleId"), style.id)
        found.base_style = known["Normal"]
    based = {"Annex Title": "Heading 1", "Annex Label": "Normal"}.get(style.name)
    if based:
        found.base_style = known[based]
    found.hidden, found.quick_style = False, True
    found.element.append(element(_paragraph_properties(style)))
    found.element.append(element(_run_properties(style)))


def _paragraph_properties(style: Style) -> str:
    level = {"Heading 1": 0, "Annex Title": 0, "Heading 2": 1, "Heading 3": 2}.get(style.name)
    line = (style.line, "exact") if style.line else (240, "auto")
    keep = "<w:keepNext/><w:keepLines/>" if style.keeps_next else '<w:keepNext w:val="0"/>'
    outline = "" if level is None else f'<w:outlineLvl w:val="{level}"/>'
    return (
        f'<w:pPr>{keep}<w:widowControl w:val="0"/><w:snapToGrid w:val="0"/>'
        f'<w:spacing w:before="{style.before}" w:after="{style.after}" '
        f'w:line="{line[0]}" w:lineRule="{line[1]}"/>'
        f'<w:ind w:left="0" w:right="0" w:firstLineChars="{style.indent}" '
        f'w:firstLine="{round(style.indent * style.size / 5)}"/>'
        f'<w:jc w:val="{style.align}"/>{outline}</w:pPr>'
    )


def _run_properties(style: Style) -> str:
    size, weight = round(style.size * 2), int(style.is_bold)
    return (
        f'<w:rPr><w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:cs="{LATIN}" '
        f'w:eastAsia="{style.face}"/><w:b w:val="{weight}"/><w:bCs w:val="{weight}"/>'
        f'<w:i w:val="0"/><w:color w:val="000000"/><w:spacing w:val="{-style.narrower}"/>'
        f'<w:kern w:val="0"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
    )
