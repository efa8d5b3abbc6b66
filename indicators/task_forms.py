"""The form on which an agency says how its tasks stand: one line of fields for each task.

What was typed is kept as it was typed, right or wrong, until it is saved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django import forms
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from zones.evidence import EvidenceRow
from zones.files.examined import Examined
from zones.forms import EvidenceField

from . import tasks
from .cells import half_width
from .selectors.task_pages import TaskRow
from .selectors.tasks import TaskLine
from .services.tasks import SAME, TaskEntry

FIELDS = ("move", "percent", "note_zh", "note_en", "done_on")
#: What can be said of a task, in the order of the list.
MOVES = {
    SAME: _("as last quarter"),
    tasks.NOT_STARTED: _("not started"),
    tasks.UNDER_WAY: _("under way"),
    tasks.STALLED: _("stalled"),
    tasks.DONE: _("done"),
    tasks.ASK: _("ask to drop it"),
}


@dataclass
class TaskForm:
    """The fields of one task: what is held in the quarter, and what was typed over it."""

    line: TaskLine
    row: TaskRow
    options: Sequence[tuple[str, str]]
    phrase: object
    typed: Mapping[str, str] | None = None
    typed_seen: str = ""
    problems: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    attached: Sequence[Examined] = ()
    kept: Sequence[EvidenceRow] = ()  # files that belong to what was said in the quarter

    @property
    def prefix(self) -> str:
        return f"t{self.line.task.pk}"

    @property
    def held(self) -> dict[str, str]:
        """What was said in the quarter already; empty where nothing was."""
        said = self.line.said
        if said is None:
            return dict.fromkeys(FIELDS, "")
        is_between = said.move in (tasks.UNDER_WAY, tasks.STALLED)
        return {
            "move": said.move,
            "percent": str(said.percent) if is_between else "",
            "note_zh": said.note_zh,
            "note_en": said.note_en,
            "done_on": said.done_on.isoformat() if said.done_on else "",
        }

    @property
    def values(self) -> Mapping[str, str]:
        """What stands in the fields."""
        return self.held if self.typed is None else self.typed

    @property
    def seen(self) -> str:
        """The number of the last report that whoever typed has seen."""
        return self.typed_seen or str(self.line.last.number if self.line.last else 0)

    @property
    def is_touched(self) -> bool:
        """Whether something was typed that is not saved."""
        if self.typed is None:
            return False
        if self.attached:
            return True
        return {k: v.strip() for k, v in self.typed.items()} != self.held

    @property
    def can_repeat(self) -> bool:
        """Whether "unchanged" says something: there is an earlier report, and none of this one."""
        is_open = self.line.standing.is_silent or self.line.standing.is_awaited
        return is_open and any(value == SAME for value, _text in self.options)

    def entry(self) -> TaskEntry | None:
        """What was typed as an entry; None where it cannot be read, with the codes of why."""
        typed = {name: text.strip() for name, text in self.values.items()}
        percent, done_on, codes = None, None, []
        if not typed["move"]:
            codes.append("state_missing")
        if typed["percent"]:
            number = half_width(typed["percent"]).strip().removesuffix("%").strip()
            if number.isdecimal() and len(number) < 5:
                percent = int(number)
            else:
                codes.append("percent_not_a_number")
        if typed["done_on"]:
            try:
                done_on = date.fromisoformat(typed["done_on"])
            except ValueError:
                codes.append("not_a_day")
        self.codes = codes
        if codes:
            return None
        # Whoever corrects "done" need not empty the day that was said with it.
        is_done = typed["move"] == tasks.DONE
        return TaskEntry(
            self.line.task.pk,
            typed["move"],
            percent,
            typed["note_zh"],
            typed["note_en"],
            done_on if is_done or typed["done_on"] != self.held["done_on"] else None,
            int(self.seen),
            tuple(self.attached),
        )

    def repeat(self) -> TaskEntry:
        """The entry that says "unchanged"."""
        return TaskEntry(self.line.task.pk, SAME, seen=int(self.seen))

    def take(self, posted: Mapping[str, str], files: MultiValueDict) -> None:
        """Nothing; the form holds what was posted of its task, as it was typed."""
        if f"{self.prefix}-move" not in posted:
            return
        self.typed = {
            name: posted.get(f"{self.prefix}-{name}", "").replace("\0", "") for name in FIELDS
        }
        seen = posted.get(f"{self.prefix}-seen", "")
        self.typed_seen = seen if seen.isdecimal() and len(seen) < 9 else ""
        try:
            self.attached = self.file_field.clean(files.getlist(f"{self.prefix}-files"))
        except forms.ValidationError as error:
            self.problems = list(error.messages)

    @property
    def file_field(self) -> EvidenceField:
        return EvidenceField(required=False)

    @property
    def file_input(self) -> str:
        """The field that takes files."""
        name = f"{self.prefix}-files"
        attrs = self.file_field.widget.attrs | {"id": name}
        return self.file_field.widget.render(name, None, attrs)

    @property
    def file_hint(self) -> str:
        return str(self.file_field.help_text)


def options_for(line: TaskLine, reports: Sequence[tasks.Report], quarter) -> list[tuple[str, str]]:
    """What can be said of a task in a quarter, with its words."""
    base = tasks.base_of(reports, quarter)
    can_repeat = base is not None and base.state not in tasks.SETTLED
    return [
        (move, str(text))
        for move, text in MOVES.items()
        if (can_repeat if move == SAME else tasks.next_state(reports, quarter, move))
    ]


class DueForm(forms.Form):
    """By when a task is due; empty for no day."""

    due_on = forms.DateField(
        label=_("To be done by"),
        required=False,
        widget=forms.DateInput({"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
        help_text=_("Empty where it has no due date."),
        error_messages={"invalid": _("Write the day as 2022-06-30.")},
    )

    def __init__(self, data=None, *, due_on: date | None = None):
        super().__init__(data, initial={"due_on": due_on}, auto_id="due-%s")


def today() -> str:
    """Today as a date field takes it: no task was done later."""
    return timezone.localdate().isoformat()
