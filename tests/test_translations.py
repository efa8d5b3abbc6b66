"""Every message of the code and the templates has its Chinese, and fits it."""

import ast
import re
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


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


def test_every_translation_keeps_the_placeholders_of_its_message(catalogue):
    differ = [
        entry.msgid
        for entry in catalogue
        for chinese in (entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr])
        if set(PLACEHOLDER.findall(entry.msgid)) != set(PLACEHOLDER.findall(chinese))
    ]
    assert differ == []


def test_there_are_messages_to_look_at():
    assert len(set(messages_of_python())) > 100
    assert len(set(messages_of_templates())) > 50
