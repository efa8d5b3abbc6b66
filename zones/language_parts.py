"""Chinese on an English page, marked as such, so that a screen reader reads it as Chinese. Pure.

Names, printed phrases and what people wrote stay Chinese on an English page, anywhere in it. They
are found where the page is finished: the element that holds nothing else says ``lang``, what stands
among English words gets a span. What says its language itself is left as it is.
"""

import re

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HAN = re.compile(f"[{_HAN}]")
#: Han, the digits before it, and what stands within or closes it: 2022年3月, 《通知》.
RUN = re.compile(
    rf"[\d《（〔【]*[{_HAN}](?:[{_HAN}\d、，。；：！？《》（）〔〕【】·—…%.\-\s]*[{_HAN}》）〕】。！？])?"
    r"(?:\.[A-Za-z]{2,4}\b)?"  # a file's name ends in letters
)
#: An entity, and the end of a file's name.
NO_WORD = re.compile(r"&#?\w+;|\b\.[A-Za-z]{2,4}\b")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
NAME = re.compile(r"<([a-zA-Z][\w-]*)")
HAS_LANG = re.compile(r"\slang\s*=")
#: What holds code, and what holds text alone and no element.
CODE = frozenset({"script", "style"})
TEXT_ALONE = frozenset({"option", "title", "textarea", "text", "tspan"})
#: What says its text by an attribute.
BY_ATTRIBUTE = frozenset({"input", "img", "optgroup"})
#: The second word tells apart what was found here from what a template says.
SAYS = ' lang="zh-Hans" data-found'


def with_chinese_marked(html: str) -> str:
    """The page, all Chinese in it in elements that say so; the same when done twice."""
    out: list[str] = []
    done = at = 0
    while found := HAN.search(html, at):
        before, after = html.rfind("<", 0, found.start()), html.rfind(">", 0, found.start())
        if before > after:  # inside a tag
            at = _end(html, ">", found.start()) + 1
            name = _name(html[before:at])
            if name in BY_ATTRIBUTE and not HAS_LANG.search(html, before, at):
                where = before + 1 + len(name)
                out += html[done:where], SAYS
                done = where
            continue
        start, at = after + 1, _end(html, "<", found.start())
        opening = html[max(before, 0) : start]
        name = _name(opening)
        if name in CODE or (name and HAS_LANG.search(opening)):
            continue
        text = html[start:at]
        if name and (_is_chinese(text) if name in TEXT_ALONE else _is_alone(html, name, text, at)):
            out += html[done : before + 1 + len(name)], SAYS
            done = before + 1 + len(name)
        elif name not in TEXT_ALONE:
            out += html[done:start], RUN.sub(rf"<span{SAYS}>\g<0></span>", text)
            done = at
    out.append(html[done:])
    return "".join(out)


def _end(html: str, mark: str, start: int) -> int:
    end = html.find(mark, start)
    return len(html) if end < 0 else end


def _name(tag: str) -> str:
    """The name of an opening tag in small letters; empty for any other."""
    found = NAME.match(tag)
    return found[1].lower() if found else ""


def _is_alone(html: str, name: str, text: str, end: int) -> bool:
    """Whether an element holds this text and nothing else, and no English word in it."""
    return html.startswith(f"</{name}>", end) and not LATIN.search(NO_WORD.sub("", text))


def _is_chinese(text: str) -> bool:
    """Whether a text that cannot be divided is rather Chinese than English."""
    return len(HAN.findall(text)) >= len(LATIN.findall(NO_WORD.sub("", text)))
