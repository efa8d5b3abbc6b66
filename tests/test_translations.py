"""Every message of the code and the templates has its Chinese, and fits it."""

import ast
import re
from collections import Counter
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

from tests.wording import APART

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
#: One word for one thing: what the catalogue does not say, and what it says instead.
DISCARDED = {
    "预考核|暂定": "初步结果",
    "(?<!退出)预警": "警示",  # a flag; 退出预警 is the warning before the exit procedure
    "变式": "变化情形",
    "评价": "考核",  # the national one is 评估, as its own documents say
    "园区|[个各某]区(?![域间])|其他区(?!域)": "综保区",
    "(?<!相)差多少": "提升测算",
    "争取": "提升",
    "难以?完成": "无法完成",
    "参评|参加排名": "参与排名",
    "位次稳健性": "名次稳健性",
    "商务部门": "商务厅",
    "数据指纹": "输入摘要",
    "审计日志": "操作记录",
    "库存": "现存数据",
}
#: Beside Chinese, punctuation is full width. A formula keeps its own brackets.
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff] *[,;:()?!]|[,;:()?!] *[\u4e00-\u9fff]")
FORMULA = re.compile("[÷×Σ]")

HAN = re.compile(r"[\u4e00-\u9fff]")
#: What English says in Chinese, for it is typed or printed so: a file's cells, a map's number.
TYPED = re.compile("无法填报：原因|单位：万元|单位：千美元|2022年6月|审图号|鄂S\\(2021\\)005号")


def messages_of_python():
    for app in ("zonetrack", "zones", "indicators", "assessments"):
        for path in sorted((ROOT / app).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if not isinstance(node, ast.Call) or not node.args:
                    continue
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                first = node.args[0]
                if name in CALLS and isinstance(first, ast.Constant):
                    yield first.value, path.relative_to(ROOT)


def messages_of_templates():
    call = re.compile(r"""\bn?gettext\((u?['"].*?['"])(?:,|\))""", re.DOTALL)
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for found in call.finditer(templatize(path.read_text("utf-8"))):
            yield ast.literal_eval(found[1].removeprefix("u")), path.relative_to(ROOT)


@pytest.fixture(scope="module")
def catalogue():
    return polib.pofile(str(CATALOGUE))


def test_every_message_of_the_code_is_translated(catalogue):
    chinese = {entry.msgid for entry in catalogue if entry.translated()}
    missing = {(text, str(path)) for text, path in messages_of_python() if text not in chinese}
    assert missing == set()


def test_every_message_of_the_templates_is_translated(catalogue):
    chinese = {entry.msgid for entry in catalogue if entry.translated()}
    missing = {(text, str(path)) for text, path in messages_of_templates() if text not in chinese}
    assert missing == set()


def test_no_translation_is_fuzzy_or_obsolete(catalogue):
    assert [entry.msgid for entry in catalogue if entry.fuzzy or entry.obsolete] == []


def test_no_message_is_translated_twice(catalogue):
    """Of two translations the one that stands last counts, whichever was looked after."""
    given = Counter((entry.msgctxt, entry.msgid) for entry in catalogue)
    assert [message for message, times in given.items() if times > 1] == []


def test_every_translation_keeps_the_placeholders_of_its_message(catalogue):
    differ = [
        entry.msgid
        for entry in catalogue
        for chinese in (entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr])
        if set(PLACEHOLDER.findall(entry.msgid)) != set(PLACEHOLDER.findall(chinese))
    ]
    assert differ == []


def chinese_of(catalogue):
    for entry in catalogue:
        yield from entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]


@pytest.mark.parametrize(("discarded", "kept"), DISCARDED.items())
def test_one_thing_has_one_word_in_chinese(catalogue, discarded, kept):
    assert [text for text in chinese_of(catalogue) if re.search(discarded, text)] == []
    assert any(kept in text for text in chinese_of(catalogue))


def test_chinese_sentences_have_full_width_punctuation(catalogue):
    found = [
        text
        for text in chinese_of(catalogue)
        if HALF_WIDTH.search(text) and not FORMULA.search(text)
    ]
    assert found == []


def test_english_says_in_chinese_only_what_is_typed_or_printed_so(catalogue):
    messages = [one.msgid for one in catalogue]
    assert [text for text in messages if HAN.search(TYPED.sub("", text))] == []


def test_there_are_messages_to_look_at():
    assert len(set(messages_of_python())) > 100
    assert len(set(messages_of_templates())) > 50


def test_no_blank_parts_chinese_and_a_number(catalogue):
    texts = [text for one in catalogue for text in (one.msgstr, *one.msgstr_plural.values())]
    assert [text for text in texts if APART.search(text)] == []


@pytest.mark.parametrize(
    ("text", "is_apart"),
    [
        ("共 3 项", True),
        ("共 %(count)s项", True),
        ("{count} 格", True),
        ("共3项", False),
        ("文件 %(file)s 无法读取", False),
        ("UTF-8 编码", False),
    ],
)
def test_a_blank_beside_a_number_is_found_and_one_beside_a_word_is_not(text, is_apart):
    assert bool(APART.search(text)) == is_apart
