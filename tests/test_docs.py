"""What docs/ says in one language it says in the other, and Chinese is set as on the pages."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.wording import APART

DOCS = Path(__file__).resolve().parent.parent / "docs"
#: What a machine reads, where a link leads, and the number of a heading or of a step.
UNREAD = re.compile(
    r"```.*?```|`[^`]*`|\]\([^)]*\)|^#+ \d[\d.]* |^\s*\d+\. ", re.DOTALL | re.MULTILINE
)
HAN, LATIN = re.compile("[\u4e00-\u9fff]"), re.compile("[A-Za-z]{2,}")


def said(text: str) -> str:
    """What is read of a document, without code, addresses and the numbers of its steps."""
    return UNREAD.sub("`", text)


def is_chinese(text: str) -> bool:
    return len(HAN.findall(said(text))) > len(LATIN.findall(said(text)))


TEXTS = {
    str(path.relative_to(DOCS)): text
    for path in sorted(DOCS.rglob("*.md"))
    if is_chinese(text := path.read_text("utf-8"))
}


def test_the_chinese_documents_are_found():
    handbook = {name for name in TEXTS if name.startswith("handbook/")}
    assert {name.split("/")[1] for name in handbook} == {"zh"}
    assert {"operations.md", "scaling.md", "security.md", "another-province.zh.md"} <= set(TEXTS)


@pytest.mark.parametrize("name", TEXTS)
def test_no_blank_parts_chinese_and_a_number(name):
    assert [found[0] for found in APART.finditer(said(TEXTS[name]))] == []


def test_a_blank_is_found_in_a_sentence_and_not_in_code_an_address_or_a_steps_number():
    text = "## 1. 先看结论\n1. 点 `共 3 项`，见 [手册](a 3 项)。\n```\n共 3 项\n```\n至少 2 核"
    assert [found[0] for found in APART.finditer(said(text))] == ["少 2"]


def test_the_interface_for_programs_has_the_same_addresses_in_both_languages():
    chinese, english = (DOCS / "api.md").read_text("utf-8").split("\n## English\n")
    told = [re.findall(r"^\| (`.+?`) \|", part, re.MULTILINE) for part in (chinese, english)]
    assert told[0] == told[1] != []


#: Guides in two files, Chinese and English.
GUIDES = {
    "operations.md": "operations.en.md",
    "scaling.md": "scaling.en.md",
    "security.md": "security.en.md",
    "developing.zh.md": "developing.md",
    "another-province.zh.md": "another-province.md",
}
CODE = re.compile(r"```[^\n]*\n(.*?)```|`([^`]+)`", re.DOTALL)
NAMED = re.compile(r"docs/([\w-]+)(?:\.zh|\.en)?\.md")


def typed(section: str) -> Counter:
    """What a section has one type or look up, word by word: not what stands for one's own names."""
    code = "\n".join(part for found in CODE.findall(section) for part in found)
    without_remarks = re.sub(r"\s#\s.*", "", NAMED.sub(r"docs/\1", code))
    return Counter(re.findall(r"[a-z][a-z_./:=-]*", without_remarks))


def sections(name: str) -> list[str]:
    return re.split(r"^## ", (DOCS / name).read_text("utf-8"), flags=re.MULTILINE)


@pytest.mark.parametrize(("chinese", "english"), GUIDES.items())
def test_a_guide_has_the_same_sections_commands_and_names_in_both_languages(chinese, english):
    assert f"`{english}`" in sections(chinese)[0]
    assert f"`{chinese}`" in sections(english)[0]
    pairs = list(zip(sections(chinese)[1:], sections(english)[1:], strict=True))
    for one, other in pairs:
        assert typed(one) == typed(other), other.splitlines()[0]
    assert pairs
