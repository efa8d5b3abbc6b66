"""The few words that a printer adds to a paper, in the paper's own language.

A paper's language is not the reader's: what belongs to the form of an official paper (附件, 抄送)
is written here, beside its layout, and not in the catalogue of the pages.
"""

from dataclasses import dataclass

from ..words import is_chinese


@dataclass(frozen=True)
class Phrases:
    """What the forms of one language say."""

    annex: str
    annexes: str
    copies: str
    snapshot: str
    colon: str
    continued: str
    missing: str
    cover: str
    text: str
    chart: str
    sheets: str
    number: str
    office: str
    dated: str
    addressees: str
    category: str
    columns: str
    table: str
    code: str
    name: str
    unit: str
    about: str
    low: str
    high: str
    encoding: str
    guarded: str
    semicolon: str
    zone_code: str
    why_missing: str
    provisional: str
    digest: str = "SHA-256"


CHINESE = Phrases(
    annex="附件",
    annexes="附件：",
    copies="抄送：",
    snapshot="数据快照",
    colon="：",
    continued="（续{piece}）",
    missing="—",
    cover="封面",
    text="正文",
    chart="图",
    sheets="工作表",
    number="发文字号",
    office="发文机关",
    dated="成文日期",
    addressees="主送机关",
    category="项目",
    columns="字段说明",
    table="表",
    code="字段",
    name="名称",
    unit="单位",
    about="说明",
    low="下限",
    high="上限",
    encoding="表格为 UTF-8 编码（含 BOM）的 CSV 文件，首行为字段代码；单元格为空即没有该项数据，"
    "原因见该行的 missing 字段。",
    guarded="以 = + - @ 开头的文字前加有单引号，以免被电子表格当作公式运行；数字不加。",
    semicolon="；",
    zone_code="综合保税区代码；不指某一个综合保税区的行为空",
    why_missing="该行为空的字段及其原因",
    provisional="该行为初步数的字段",
)
ENGLISH = Phrases(
    annex="Annex",
    annexes="Annexes:",
    copies="Copies to: ",
    snapshot="Snapshot",
    colon=": ",
    continued=" (continued, {piece})",
    missing="—",
    cover="Cover",
    text="Text",
    chart="Chart",
    sheets="Sheets",
    number="Number",
    office="Office",
    dated="Date",
    addressees="Addressees",
    category="Item",
    columns="Columns",
    table="Table",
    code="Column",
    name="Name",
    unit="Unit",
    about="About",
    low="low",
    high="high",
    encoding="Tables are CSV files in UTF-8 with a byte order mark; the first line holds the "
    "columns' codes; an empty cell holds no figure, and the row's column “missing” says why.",
    guarded="A text that begins with = + - or @ has an apostrophe before it, so that no "
    "spreadsheet runs it; numbers have none.",
    semicolon="; ",
    zone_code="the zone’s code; empty in a row of no single zone",
    why_missing="which columns of the row are empty, and why",
    provisional="which columns of the row are provisional",
)


def phrases(language: str) -> Phrases:
    """The words of the forms in a paper's language."""
    return CHINESE if is_chinese(language) else ENGLISH
