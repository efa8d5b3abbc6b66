"""Commands for people tell of themselves, and of wrong arguments, in the site's language."""

import argparse
import re

import pytest
from django.core.management import (
    CommandError,
    call_command,
    get_commands,
    load_command_class,
)
from django.utils import translation

from zones.commands import refusal

#: Ours, each with its application; the translations are compiled before there are any.
COMMANDS = sorted(
    (name, app)
    for name, app in get_commands().items()
    if app in {"zones", "indicators", "assessments"} and name != "compile_translations"
)
ENGLISH = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")  # names of columns and files stand alone


@pytest.mark.parametrize(("name", "app"), COMMANDS)
def test_the_help_of_a_command_is_in_chinese_and_names_its_own_arguments_only(name, app):
    with translation.override("zh-hans"):
        parser = load_command_class(app, name).create_parser("manage.py", name)
    told = parser.format_help()
    assert told.startswith("用法：manage.py")
    assert "选项" in told
    assert "--settings" not in told
    helps = [action.help for action in parser._actions if action.help != argparse.SUPPRESS]
    for text in (parser.description, *helps):
        assert re.search("[\u4e00-\u9fff]", text or "")
        assert not ENGLISH.search(text)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "缺少参数：half, --format, -o/--output。"),
        (
            ["2022H1", "--format", "exe"],
            "--format不能是“exe”，可选：'docx', 'pdf', 'xlsx', 'zip'。",
        ),
        (["2022H1", "--format"], "--format后面缺少取值。"),
        (["2022H1", "--format", "pdf", "-o", "x", "--wet"], "无法识别的参数：--wet。"),
    ],
)
def test_wrong_arguments_are_refused_in_chinese(arguments, said):
    with translation.override("zh-hans"), pytest.raises(CommandError) as refused:
        call_command("bulletin", *arguments)
    assert str(refused.value) == said


def test_on_the_command_line_the_refusal_stands_above_how_it_is_written(capsys):
    command = load_command_class("assessments", "bulletin")
    with translation.override("zh-hans"), pytest.raises(SystemExit) as ended:
        command.run_from_argv(["manage.py", "bulletin", "2022H1"])
    assert ended.value.code == 2
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "缺少参数：--format, -o/--output。"
    assert told[1].startswith("用法：")


def test_what_we_have_no_words_for_is_told_as_it_is():
    assert refusal("ambiguous option: --o") == "ambiguous option: --o"
