"""The part on the measures: how their tasks stood at the period's end, by agency and by measure."""

from collections.abc import Iterable, Iterator, Sequence

from zones.numbers import day_in_words

from ..paper import Block, Cell, Paragraph, Part, Table
from ..sentences import follow
from ..words import NONE, Words, listed, told
from . import cells
from .facts import BulletinFacts, TaskFacts
from .noted import noted
from .overall import PERCENT

MEASURES = Words("举措推进情况", "How the measures advance")
NO_OTHERS = Words("无", "none")
NOBODY_NAMED = Words("政策未列责任单位", "the policy names no agency")
SEE_ANNEX = Words("任务明细见附件。", "The tasks are listed in an annex.")
TASKS = Words("项", "tasks")
#: In the order in which they are told.
STATES = ("done", "under_way", "stalled", "not_started", "dropped", "")
ON_TIME = Words("按时完成", "done on time")
OVERDUE = Words("超过时限", "overdue")
SILENT = Words("季度未报", "no quarterly report")
IS_OVERDUE = Words("超过时限仍未完成。", "Past its due date.")
IS_SILENT = Words("考核时本季度尚未报送。", "Not reported for the quarter when it was assessed.")
#: Under every table that counts or marks what is overdue: as of when, the last day being over.
AS_OF = Words(
    "“超过时限”：截至{day}，时限在该日或以前而未完成。",
    "“Overdue”: due on {day} or before and not done at the end of that day.",
)
NEVER_REPORTED = Words("从未报送", "never reported")
NO_DUE_DATE = Words("未设定", "none set")


def measures(facts: BulletinFacts, language: str, title: str) -> Part:
    """How many tasks stand how, who is late with what, and tables by agency and by measure."""
    return Part("measures", title, tuple(_blocks(facts, language)))


def _blocks(facts: BulletinFacts, language: str) -> Iterator[Block]:
    states = _states(facts.tasks)
    counted = [(words, _count(facts.tasks, state)) for state, words in states.items()]
    reported = sum(bool(one.state) for one in facts.tasks)
    on_time = sum(one.is_on_time for one in facts.tasks)
    undated = sum(one.state == "done" and not one.due for one in facts.tasks)
    parts = [
        follow.tasks(
            len(facts.measures),
            counted,
            reported,
            language,
            on_time=(states["done"], on_time, undated) if "done" in states else None,
        )
    ]
    if reported:
        parts.append(
            follow.overdue(
                _by_agency(facts.tasks, "is_overdue"),
                day_in_words(facts.last_day, language),
                language,
            )
        )
        parts.append(follow.silent(_by_agency(facts.tasks, "is_silent"), language))
    parts.append(SEE_ANNEX.of(language) if facts.tasks else "")
    yield Paragraph(told(parts, language))
    if reported:
        yield _agencies(facts, states, language)
    if facts.measures:
        yield _measures(facts, states, language)


def _states(tasks: Sequence[TaskFacts]) -> dict[str, Words]:
    """The states that occur, in the order in which they are told, with their words."""
    found = {one.state: one.state_words for one in tasks}
    return {state: found[state] for state in STATES if state in found}


def _count(tasks: Sequence[TaskFacts], state: str) -> int:
    return sum(one.state == state for one in tasks)


def _by_agency(tasks: Sequence[TaskFacts], name: str) -> list[tuple[Words, int]]:
    """The agencies with tasks that are so, and how many; the most first."""
    found: dict[Words, int] = {}
    for one in tasks:
        if getattr(one, name):
            found[one.agency] = found.get(one.agency, 0) + 1
    return sorted(found.items(), key=lambda pair: -pair[1])


#: What a column counts: a state, or one of the marks.
MARKS = {"on_time": ON_TIME, "overdue": OVERDUE, "silent": SILENT}
#: The columns by measure, which has names beside them; all of them stand by agency.
SHORT = ("done", "stalled", "overdue")


def _counted_by(states: dict[str, Words]) -> dict[str, Words]:
    """What the columns count, in their order; without any report nothing but that."""
    if not any(states):
        return states
    found: dict[str, Words] = {}
    for state, words in states.items():
        found[state] = words
        if state == "done":
            found["on_time"] = ON_TIME
    return found | {"overdue": OVERDUE, "silent": SILENT}


def _counts(tasks: Sequence[TaskFacts], columns: Iterable[str]) -> list[Cell]:
    """The cells that count tasks: all of them, and those of each column."""
    found = [cells.plain(len(tasks))]
    for name in columns:
        is_mark = name in MARKS
        count = sum(getattr(one, f"is_{name}") for one in tasks) if is_mark else 0
        found.append(cells.plain(count if is_mark else _count(tasks, name)))
    return found


def _columns(counted: dict[str, Words]) -> list[tuple[str, Words, bool | Words, Words]]:
    named = {f"tasks_{name or 'not_reported'}": words for name, words in counted.items()}
    every = {"tasks": Words("任务", "Tasks"), **named}
    return [(code, words, TASKS, NONE) for code, words in every.items()]


def _agencies(facts: BulletinFacts, states: dict[str, Words], language: str) -> Table:
    counted = _counted_by(states)
    grouped: dict[Words, list[TaskFacts]] = {}
    for one in facts.tasks:
        grouped.setdefault(one.agency, []).append(one)
    rows = [
        (cells.text(agency.of(language)), *_counts(its, counted)) for agency, its in grouped.items()
    ]
    table = Table(
        "agencies",
        Words("各责任单位任务进展表", "The tasks by agency").of(language),
        cells.columns(
            language,
            ("agency", Words("责任单位", "Agency"), False, NONE),
            *_columns(counted),
        ),
        tuple(rows),
        _as_of(facts, counted, language),
    )
    return noted(table, language)


def _as_of(facts: BulletinFacts, counted: Iterable[str], language: str) -> tuple[str, ...]:
    """As of which day a table tells what is overdue; nothing where it tells nothing of it."""
    if "overdue" not in counted:
        return ()
    return (AS_OF.fill(language, day=day_in_words(facts.last_day, language)),)


def _measures(facts: BulletinFacts, states: dict[str, Words], language: str) -> Table:
    counted = _counted_by(states)
    if any(states):
        counted = {name: words for name, words in counted.items() if name in SHORT}
    rows = []
    for one in facts.measures:
        tasks = [task for task in facts.tasks if task.measure == one.number]
        others = listed([name.of(language) for name in one.others], language) if one.others else ""
        rows.append(
            (
                cells.plain(one.number),
                cells.text(one.title.of(language)),
                cells.text(one.lead.of(language), NOBODY_NAMED.of(language)),
                cells.text(others or NO_OTHERS.of(language)),
                *_counts(tasks, counted),
            )
        )
    table = Table(
        "measures",
        Words("举措推进情况表", "The measures and their tasks").of(language),
        cells.columns(
            language,
            ("measure", Words("序号", "No."), True, NONE),
            ("title", Words("举措", "Measure"), False, NONE),
            ("lead", Words("首列责任单位", "First-named agency"), False, NONE),
            ("others", Words("其他责任单位", "Other agencies"), False, NONE),
            *_columns(counted),
        ),
        tuple(rows),
        _as_of(facts, counted, language),
    )
    return noted(table, language)


def listed_tasks(facts: BulletinFacts, language: str, title: str) -> tuple[Block, ...]:
    """Every task with its agency and how it stood, for the annex; nothing where there is none."""
    if not facts.tasks:
        return ()
    rows = tuple(
        (
            cells.plain(one.measure),
            cells.text(one.title.of(language)),
            cells.text(one.agency.of(language)),
            cells.text(one.state_words.of(language)),
            cells.plain(one.percent, why=NEVER_REPORTED.of(language)),
            cells.text(one.due or NO_DUE_DATE.of(language)),
            cells.remark(_remark(one, language)),
        )
        for one in facts.tasks
    )
    named = cells.columns(
        language,
        ("measure", Words("举措序号", "Measure"), True, NONE),
        ("task", Words("任务", "Task"), False, NONE),
        ("agency", Words("责任单位", "Agency"), False, NONE),
        ("state", Words("进展", "State"), False, NONE),
        ("percent", Words("完成进度", "Progress"), PERCENT, NONE),
        ("due", Words("完成时限", "To be done by"), False, NONE),
        ("note", Words("说明", "Remark"), False, NONE),
    )
    marked = ["overdue"] if any(one.is_overdue for one in facts.tasks) else []
    table = Table("tasks", title, named, rows, _as_of(facts, marked, language))
    return (noted(table, language, [one.title.of(language) for one in facts.tasks]),)


def _remark(one: TaskFacts, language: str) -> str:
    """What is wrong with a task's dates, and what was said of it."""
    marks = [IS_OVERDUE.of(language)] if one.is_overdue else []
    marks += [IS_SILENT.of(language)] if one.is_silent else []
    return told([*marks, one.note.of(language)], language)
