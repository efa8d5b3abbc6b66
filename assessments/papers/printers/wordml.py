"""Pieces of WordprocessingML as text: a table is parsed once and not built cell by cell."""

from collections.abc import Container, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
TWIPS = 1440 / 25.4  # in a millimetre
EMU = 36000  # in a millimetre
#: What keeps a paragraph on the page of the next.
KEEP = "<w:keepNext/>"
SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="EEEEEE"/>'


def element(text: str) -> Any:
    """The element that a text describes, its prefixes known."""
    head, bracket, rest = text.partition(">")
    if head.endswith("/"):
        head, bracket = head[:-1], "/>"
    return parse_xml(f"{head} {NAMESPACES}{bracket}{rest}")


def twips(millimetres: float) -> int:
    return round(millimetres * TWIPS)


def run(text: str, properties: str = "") -> str:
    """A run of text; a line break where the text has one."""
    made = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n")
    )
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{made}</w:r>"


def field(code: str) -> str:
    """A field that Word works out, such as the page's number."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def paragraph(style: str, runs: str, properties: str = "") -> str:
    """A paragraph in a style, by the style's id; properties in the schema's order."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{runs}</w:p>'


def table(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    high: Sequence[int],
    align: Sequence[str],
    widths: Sequence[float],
    styles: tuple[str, str],
    description: str,
    kept: Container[int] = (),
) -> str:
    """A table whose header repeats and whose rows do not split, but those that are too `high`.

    `styles` are those of the header and of the cells; rows that are `kept` stand on the page of
    what follows them, the header on that of its first row.
    """
    head, body = styles
    columns = [twips(width) for width in widths]
    plain, shaded = [_cell(width) for width in columns], [_cell(width, SHADE) for width in columns]
    loose, tied = (
        [
            f'<w:p><w:pPr><w:pStyle w:val="{body}"/>{keep}<w:jc w:val="{side}"/></w:pPr>'
            for side in align
        ]
        for keep in ("", KEEP)
    )
    titles = "".join(
        f"{cell}{paragraph(head, run(text), KEEP)}</w:tc>"
        for cell, text in zip(shaded, headings, strict=True)
    )
    whole = "<w:trPr><w:cantSplit/></w:trPr>"
    lines = "".join(
        f"<w:tr>{'' if number in high else whole}"
        + "".join(
            f"{cell}{start}{run(text)}</w:p></w:tc>"
            for cell, start, text in zip(plain, tied if number in kept else loose, row, strict=True)
        )
        + "</w:tr>"
        for number, row in enumerate(rows)
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/>'
        f'<w:tblW w:w="{sum(columns)}" w:type="dxa"/><w:jc w:val="center"/>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/>'
        '<w:right w:w="60" w:type="dxa"/></w:tblCellMar><w:tblLook w:val="0020" w:firstRow="1"/>'
        f"<w:tblCaption w:val={quoteattr(description)}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{titles}</w:tr>{lines}</w:tbl>"
    )


def _cell(width: int, shade: str = "") -> str:
    """The beginning of a cell."""
    wide = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    return f'<w:tc><w:tcPr>{wide}{shade}<w:vAlign w:val="center"/></w:tcPr>'


def picture(relation: str, number: int, size: tuple[float, float], described: str) -> str:
    """A run with a picture of a size in mm, described in words to whoever cannot see it."""
    wide, high = (round(one * EMU) for one in size)
    named = f'id="{number}" name="chart {number}" descr={quoteattr(described)}'
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:docPr {named}/><a:graphic><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        f"<pic:cNvPr {named}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{relation}"/>'
        '<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def watermark(text: str, number: int) -> str:
    """A run with a text across the page, behind everything, as Word makes its own watermarks."""
    return (
        '<w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" '
        'adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>'
        '<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
        '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>'
        '<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/>'
        "</v:shapetype>"
        f'<v:shape id="PowerPlusWaterMarkObject{number}" o:spid="_x0000_s{2048 + number}" '
        'type="#_x0000_t136" alt="" style="position:absolute;margin-left:0;margin-top:0;'
        "width:330pt;height:165pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;"
        "mso-position-horizontal-relative:margin;mso-position-vertical:center;"
        'mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="#d0d0d0" stroked="f">'
        f'<v:fill opacity=".6"/><v:textpath style="font-family:&quot;黑体&quot;;font-size:1pt" '
        f"string={quoteattr(text)}/></v:shape></w:pict></w:r>"
    )
