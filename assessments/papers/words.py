"""A wording in both languages, side by side: papers are kept in both and choose late."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

ZH, EN = "zh-hans", "en"
LANGUAGES = (ZH, EN)
#: What each language calls itself.
LANGUAGE_NAMES = {ZH: "中文", EN: "English"}


@dataclass(frozen=True)
class Words:
    """A text in Chinese and in English; where there is no English, the Chinese stands for it."""

    zh: str
    en: str = ""

    def of(self, language: str) -> str:
        """The text in a language."""
        return self.zh if is_chinese(language) else self.en or self.zh

    def fill(self, language: str, **parts: object) -> str:
        """The text in a language with its places filled."""
        return self.of(language).format(**parts)

    @property
    def places(self) -> tuple[set[str], set[str]]:
        """The names of the places to fill, in each language."""
        return tuple(set(re.findall(r"{(\w+)}", text)) for text in (self.zh, self.en))  # type: ignore[return-value]


NONE = Words("", "")


def is_chinese(language: str) -> bool:
    """Whether a language is Chinese."""
    return language.startswith("zh")


def listed(names: Sequence[str], language: str, most: int | None = None) -> str:
    """Names in a row: "甲、乙、丙"; "A, B and C". Beyond `most` of them the rest is counted.

    A single one left over is named: that is no longer than counting it.
    """
    shown = list(names if most is None or len(names) == most + 1 else names[:most])
    rest = len(names) - len(shown)
    if is_chinese(language):
        return "、".join(shown) + (f"等{len(names)}个" if rest else "")
    if rest:
        return ", ".join(shown) + f" and {rest} more"
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1]


def told(sentences: Sequence[str], language: str) -> str:
    """Sentences one after another, empty ones left out; Chinese puts no space between them."""
    return ("" if is_chinese(language) else " ").join(filter(None, sentences))


def annotated(words: Words, notes: Sequence[Words]) -> Words:
    """The words with notes in brackets, which are no sentences there; empty ones left out."""
    zh = "；".join(one.zh.rstrip("。") for one in notes if one.zh)
    en = "; ".join(one.en[0].lower() + one.en[1:].rstrip(".") for one in notes if one.en)
    return Words(f"{words.zh}（{zh}）", f"{words.en} ({en})") if zh else words


def clauses(parts: Sequence[str], language: str) -> str:
    """Clauses of a sentence one after another, empty ones left out, without the full stop."""
    return ("，" if is_chinese(language) else ", ").join(filter(None, parts))


def statements(parts: Sequence[str], language: str) -> str:
    """Clauses of which each could be a sentence as one; English puts no mere comma between them."""
    separator = "，" if is_chinese(language) else "; "
    return sentence([separator.join(filter(None, parts))], language)


def sentence(parts: Sequence[str], language: str) -> str:
    """Clauses as a whole sentence; nothing for none."""
    text = clauses(parts, language)
    if not text:
        return ""
    return text + "。" if is_chinese(language) else text[0].upper() + text[1:] + "."
