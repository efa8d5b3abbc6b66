"""The load_policy command as tests use it: in English, and on copies of the policy's bundle."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from indicators.models import Indicator, Target
from indicators.selectors.policy_plan import KEPT
from tests.policy_bundle import BUNDLE


def copy_bundle(directory: Path) -> Path:
    """A copy of the policy's bundle, to be edited or broken."""
    return Path(shutil.copytree(BUNDLE, directory / "hubei-2021"))


def load(path: Path, *options: str) -> str:
    """What the command prints."""
    out = StringIO()
    with translation.override("en"):
        call_command("load_policy", str(path), *options, stdout=out)
    return out.getvalue()


def commit(path: Path) -> str:
    """What the command prints when it is to save."""
    return load(path, "--commit")


def refusal(path: Path) -> str:
    """The sentences with which the command refuses to save."""
    with pytest.raises(CommandError) as refused:
        commit(path)
    assert refused.value.returncode == 1
    sentences, end = str(refused.value).rsplit("\n", 1)
    assert end == "Nothing was saved."
    return sentences


def edit(path: Path, old: str, new: str) -> None:
    """Nothing; the one place of `old` in the file now says `new`."""
    text = path.read_bytes().decode("utf-8")
    assert text.count(old) == 1, (path.name, old, text.count(old))
    path.write_bytes(text.replace(old, new).encode("utf-8"))


def everything() -> dict[str, list[dict]]:
    """Every row kept, by table, and which rows refer to several others."""
    rows = {name: list(kept.model.objects.order_by("pk").values()) for name, kept in KEPT.items()}
    for through in (Target.zones.through, Indicator.sum_of.through):
        rows[through.__name__] = list(through.objects.order_by("pk").values())
    return rows
