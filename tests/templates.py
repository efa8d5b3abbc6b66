"""What is wrong with the templates, read without rendering: `python -m tests.templates`."""

import os
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DJANGO = re.compile(
    r"\{% comment.*?endcomment %\}|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", flags=re.DOTALL
)
FOREIGN = re.compile(r"\s*(https?:)?//")
# Attributes whose address the browser loads by itself. A link that a person follows may go out.
LOADS = {
    "src": None,
    "srcset": None,
    "poster": None,
    "data": {"object"},
    "href": {"link", "use", "image", "base"},
    "xlink:href": {"use", "image"},
}


def template_files() -> list[Path]:
    """Every template of the site, its own before the apps'."""
    folders = [ROOT / "templates", *sorted(ROOT.glob("*/templates"))]
    return sorted(path for folder in folders for path in folder.rglob("*.*") if path.is_file())


class Reader(HTMLParser):
    """Collects in `faults` what a strict Content-Security-Policy would stop."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.fault("an inline <script>")
        for name, value in given.items():
            if re.fullmatch(r"on[a-z]+", name):
                self.fault(f"a handler {name}= in <{tag}>")
            if value.lower().lstrip().startswith("javascript:"):
                self.fault(f"a javascript: address in <{tag}>")
            if name in LOADS and tag in (LOADS[name] or {tag}) and FOREIGN.match(value):
                self.fault(f"<{tag}> loads {value}")

    def fault(self, what: str) -> None:
        self.faults.append(f"line {self.getpos()[0]}: {what}")


def markup_faults(text: str) -> list[str]:
    """The faults in one template's text, with their lines."""
    reader = Reader()
    reader.feed(DJANGO.sub(lambda tag: "x" + "\n" * tag.group().count("\n"), text))
    return reader.faults


def compile_fault(text: str) -> str | None:
    """Why Django cannot compile this text, or None."""
    from django.template import TemplateSyntaxError, engines

    try:
        engines["django"].from_string(text)
    except TemplateSyntaxError as error:
        return str(error)
    return None


def faults() -> Iterator[str]:
    """`file: what is wrong`, for every template."""
    for path in template_files():
        text = path.read_text("utf-8")
        found = markup_faults(text) if path.suffix in (".html", ".svg") else []
        broken = compile_fault(text)
        for what in [*found, *([broken] if broken else [])]:
            yield f"{path.relative_to(ROOT)}: {what}"


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zonetrack.settings")
    django.setup()
    found = list(faults())
    print("\n".join(found) if found else f"{len(template_files())} templates compile and are clean")
    sys.exit(bool(found))
