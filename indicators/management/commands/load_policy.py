"""manage.py load_policy FILE [--commit]: a policy with all that it promises, from its bundle.

FILE is the manifest policy.toml, or the directory that holds it. Without --commit nothing is saved.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.policy_bundle import read_bundle
from indicators.selectors.adoptions import readings_with_adoptions
from indicators.selectors.policy_plan import Change, PolicyPlan, TablePlan, written
from indicators.sentences import problem_sentence
from indicators.services.policies import policy_load
from zones.commands import HouseCommand
from zones.display import DASH

MANIFEST = "policy.toml"
LONGEST = 60  # characters of a value shown in a list of changes


class Command(HouseCommand):
    """Prints what a policy's bundle would create, change and remove; --commit does it."""

    about = gettext_lazy(
        "Loads a policy: its text, measures, readings, agencies, zones, indicators and targets."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", help=_("the manifest policy.toml, or the directory that holds it")
        )
        parser.add_argument("--commit", action="store_true", help=_("save; without it nothing is"))

    def handle(self, *args: object, **options: Any) -> None:
        path = Path(options["file"])
        if path.is_dir():
            path /= MANIFEST
        bundle = read_bundle(str(path), _bytes(path), lambda name: _bytes(path.parent / name))
        try:
            plan = policy_load(bundle=bundle, commit=options["commit"])
        except IntegrityError as error:
            why = _("The database refuses this (%(why)s); nothing was saved.") % {"why": error}
            raise CommandError(why) from None
        if plan.problems:
            lines = [problem_sentence(problem) for problem in plan.problems]
            raise CommandError("\n".join([*lines, _("Nothing was saved.")]))
        self.stdout.write(f"{bundle.policy.values['name_zh']} ({bundle.policy.values['code']})")
        for line in plan_lines(plan):
            self.stdout.write(line)
        self.stdout.write(_outcome(plan, options["commit"]))
        for line in _adopted(str(bundle.policy.values["code"])):
            self.stdout.write(line)


def _bytes(path: Path) -> bytes | None:
    """The file's bytes, None where there is no such file."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as error:
        words = {"file": path, "why": error.strerror}
        raise CommandError(_("%(file)s cannot be read (%(why)s).") % words) from None


def plan_lines(plan: PolicyPlan) -> list[str]:
    """What changes, a line a table and below it a line a row that is changed or removed."""
    return [line for table in plan.tables if not table.is_empty for line in _table_lines(table)]


def _table_lines(plan: TablePlan) -> list[str]:
    counts = {
        "table": plan.table,
        "created": len(plan.created),
        "changed": len(plan.changed),
        "removed": len(plan.removed),
        "same": plan.same,
    }
    return [
        _(
            "%(table)s: %(created)s new, %(changed)s changed, %(removed)s removed,"
            " %(same)s as before"
        )
        % counts,
        *(line for change in plan.changed for line in _change_lines(change)),
        *("  " + _("removed: %(row)s") % {"row": written(key)} for key in plan.removed),
    ]


def _change_lines(change: Change) -> list[str]:
    """Each field that changes, from what to what."""
    row = written(change.record.key)
    lines = []
    for name, (old, new) in change.fields.items():
        before, after = _contrast(_shown(old), _shown(new))
        words = {"row": row, "field": name, "old": before, "new": after}
        lines.append("  " + _("changed: %(row)s, %(field)s: %(old)s → %(new)s") % words)
    return lines


def _shown(value: object) -> str:
    """A value in one line."""
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return DASH if value in (None, "", ()) else " ".join(text.split())


def _contrast(old: str, new: str) -> tuple[str, str]:
    """Two values cut to where they begin to differ, when they are long."""
    if max(len(old), len(new)) <= LONGEST:
        return old, new
    pairs = enumerate(zip(old, new, strict=False))
    alike = next((at for at, (before, after) in pairs if before != after), min(len(old), len(new)))
    start = max(alike - LONGEST // 3, 0)
    return _cut(old, start), _cut(new, start)


def _cut(text: str, start: int) -> str:
    end = start + LONGEST
    return ("…" if start else "") + text[start:end] + ("…" if len(text) > end else "")


def _adopted(policy: str) -> list[str]:
    """What staff adopted in place of readings of the bundle: loading leaves it in force."""
    readings = readings_with_adoptions(policy)
    if not readings:
        return []
    return [
        _("Adopted by staff, and not undone by loading: %(count)s readings.")
        % {"count": len(readings)},
        *(f"  {clause}: {printed}" for clause, printed in readings),
    ]


def _outcome(plan: PolicyPlan, commit: bool) -> str:
    if plan.is_empty:
        return _("Nothing to change: everything is loaded already as the files say.")
    if commit:
        return _("Saved.")
    return _("Nothing was saved: this was a dry run. Add --commit to save.")
