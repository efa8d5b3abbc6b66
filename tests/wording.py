"""Words in the wrong language on a page: what neither the reader's language nor the data explains.

What people wrote and what the policy prints stays as it is in both languages, so text that stands
in the fixtures is no leftover; neither is what a template prints as the other language, in a `lang`
of its own. What the site found by itself on an English page and marked (`data-found`) is judged.
"""

import re
from functools import cache

from tests.demo_database import FIXTURES

#: Names, codes and what is typed into a search: the same in both languages.
SAME = frozenset(
    "zonetrack csv xlsx xls docx pdf zip json txt jpg png svg kb mb km usd cny gdp sha aeo totp "
    "rfc api openapi get post page size format if-none-match ctrl alt shift tab enter esc "
    "delete excel yc jinchukou".split()
)
CODE = re.compile(
    r"https?://\S+"
    r"|\b[0-9a-f]{8,}\b"  # part of a digest
    r"|\{\w+\}"  # a place that a script fills in
    r"|\b[\w-]+\.(?:csv|toml|xlsx|docx)\b"
    r"|\b[a-z]+(?:-\w+)*-\d{4}(?:-v\d+)?\b"  # a scheme, or a paper with its version
    r"|/[\w/{}.-]+"  # an address
    r"|\bSheet\d+\b|\b[A-Z]{1,3}\d+\b"  # a cell of somebody's file
)
ENGLISH = re.compile(r"[A-Za-z][A-Za-z0-9 ,.;:'’()%/-]*[A-Za-z]")
WORD = re.compile(r"[A-Za-z][A-Za-z-]*[A-Za-z]")
CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")
#: Some of what the demonstration's people say stands in its code.
DEMONSTRATION = "../assessments/services/demo*.py"
#: A unit as it is entered, and what a cell takes in place of a figure.
ENTERED = frozenset({"万美元", "无法填报", "原因"})
FOLDERS = ("*", "demo/**/*", "policies/**/*", "schemes/*", "validation/*", DEMONSTRATION)

#: No blank stands between Chinese and a number, written out or filled in. What a machine reads
#: (a file, a table, a login) keeps the blanks around it, as words of another script do.
READ_BY_MACHINES = "address|file|login|name|note|other|password|path|place|policy|table|typed|zone"
NUMBER = (
    rf"(?:(?<![A-Za-z0-9_.-])\d[\d.,:/-]*|%\((?!(?:{READ_BY_MACHINES})\))\w+\)[sd]"
    r"|(?<!_)\{\w+\})%*"
)
APART = re.compile(rf"[\u4e00-\u9fff] +{NUMBER}|{NUMBER} +[\u4e00-\u9fff]")

#: Every text that the page shows or says, but code and what is marked as the other language.
TEXTS = """
(other) => {
  const out = [document.title];
  const foreign = `[lang|="${other}"]:not([data-found])`;
  const skipped = `script, style, code, kbd, template, textarea, .zt-mono, ${foreign}`;
  for (const one of document.body.querySelectorAll("*")) {
    if (one.closest(skipped)) continue;
    for (const name of ["title", "aria-label", "placeholder", "alt"])
      if (one.hasAttribute(name)) out.push(one.getAttribute(name));
    for (const node of one.childNodes)
      if (node.nodeType === Node.TEXT_NODE && node.data.trim()) out.push(node.data);
  }
  return out;
}
"""


#: Chinese that no element says to be Chinese: a screen reader would read it as English.
UNMARKED = """
() => {
  const out = [];
  const nodes = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    const holder = node.parentElement;
    if (holder.closest('script, style, template')) continue;
    if (holder.closest('[lang]').lang.startsWith('zh')) continue;
    const text = node.data.trim();
    // What holds no element cannot say it of a part.
    if (holder.matches('title, option') && /[A-Za-z]/.test(text)) continue;
    if (/[\\u3400-\\u9fff]/.test(text)) out.push(`${holder.tagName} “${text.slice(0, 60)}”`);
  }
  return out;
}
"""


@cache
def printed() -> str:
    """All that the fixtures say: the policy, the schemes, the demonstration."""
    files = [
        path
        for folder in FOLDERS
        for path in sorted(FIXTURES.glob(folder))
        if path.suffix in {".csv", ".toml", ".txt", ".md", ".py"}
    ]
    return "\n".join(path.read_text("utf-8") for path in files)


def leftovers(texts: list[str], language: str, names: frozenset[str]) -> list[str]:
    """The texts that say something in the other language; ``names`` are people's own."""
    judge = _english_in if language.startswith("zh") else _chinese_in
    plain = (" ".join(text.split()) for text in texts)
    return [text for text in dict.fromkeys(plain) if judge(text, names)]


def _english_in(text: str, names: frozenset[str]) -> bool:
    return any(
        run not in printed() and not all(_is_same(word, names) for word in WORD.findall(run))
        for run in ENGLISH.findall(CODE.sub(" ", text))
    )


def _is_same(word: str, names: frozenset[str]) -> bool:
    return word.lower() in SAME or word in names


def _chinese_in(text: str, names: frozenset[str]) -> bool:
    return any(run not in printed() and run not in names | ENTERED for run in CHINESE.findall(text))
