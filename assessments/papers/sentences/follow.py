"""What was promised and missed, and what follows, as sentences."""

from collections.abc import Mapping, Sequence
from datetime import date

from zones.numbers import day_in_words

from ..words import Words, is_chinese, listed, sentence, statements, told

#: How many zones a sentence names before it counts the rest.
MOST = 12

NO_TARGETS = Words("本期没有可判定的目标", "no target is judged in this period")
COUNTED = Words("本期共判定目标{count}项次", "{count} findings on targets were made in this period")
ONE_COUNTED = Words("本期共判定目标1项次", "one finding on a target was made in this period")
OF_STATUS = Words("{status}{count}项次", "{status}: {count}")
NOTHING_MISSED = Words(
    "没有综合保税区触发通报、约谈、退出预警或退出规则",
    "no zone falls under a rule that leads to a notice, an interview, a warning or the exit"
    " procedure",
)
MISSED = Words(
    "以下{count}个综合保税区触发规则：{zones}", "{count} zones fall under a rule: {zones}"
)
ONE_MISSED = Words("以下1个综合保税区触发规则：{zones}", "one zone falls under a rule: {zones}")
#: Of more zones than a sentence names: the table below it has them all.
MISSED_IN_TABLE = Words(
    "共有{count}个综合保税区触发规则，详见下表", "{count} zones fall under a rule; see the table"
)
#: The same on the sheet of a quarter, to which the rules of a year are not applied.
QUARTER_ONLY = Words(
    "以上为对照各项目标（含指示性目标）逐项判定的数；年度规则只在年度考核中适用，本表只适用季度规则",
    "these count targets one by one, indicative ones among them; the rules of a year apply in the"
    " yearly assessment alone, and this sheet applies those of a quarter only",
)
NOTHING_MISSED_NOW = Words(
    "没有综合保税区触发季度规则", "no zone falls under a rule of the quarter"
)
MISSED_NOW = Words(
    "以下{count}个综合保税区触发季度规则：{zones}",
    "{count} zones fall under a rule of the quarter: {zones}",
)
MISSED_NOW_IN_TABLE = Words(
    "共有{count}个综合保税区触发季度规则，详见下表",
    "{count} zones fall under a rule of the quarter; see the table",
)
ONE_MISSED_NOW = Words(
    "以下1个综合保税区触发季度规则：{zones}", "one zone falls under a rule of the quarter: {zones}"
)
NOTHING_FOLLOWS = Words(
    "本期没有依规则须作处置的综合保税区", "the rules ask for nothing of any zone in this period"
)
#: By consequence, for one zone and for several alike: the clause names them.
FOLLOWS: Mapping[str, Words] = {
    "notice": Words(
        "对{zones}予以通报，并约谈单位负责人{clause}",
        "{zones}: a notice is issued and the heads are interviewed{clause}",
    ),
    "notice_only": Words("对{zones}予以通报{clause}", "{zones}: a notice is issued{clause}"),
    "exit_warning": Words("对{zones}予以退出预警{clause}", "{zones}: warned of exit{clause}"),
    "exit": Words(
        "对{zones}按照国家要求启动退出机制{clause}",
        "{zones}: the exit procedure is started as the state requires{clause}",
    ),
    "reminder": Words(
        "在季度调度中对{zones}予以提醒{clause}",
        "{zones}: reminded at the quarterly review{clause}",
    ),
    "named": Words(
        "{zones}报送逾期，请按期报送{clause}",
        "{zones}: reported late; the next report is due on time{clause}",
    ),
}
CLAUSE = Words("（依据第{numbers}条）", " (measure {numbers})")
CLAUSES = Words("（依据第{numbers}条）", " (measures {numbers})")
PROVISIONAL = Words(
    "本期考核为初步结果，以上只作提示，不作处置",
    "the assessment is provisional: this is a preview, and nothing follows from it",
)
LEFT = Words(
    "{zone}已于{day}退出，所涉认定不再处置",
    "{zone} left on {day}: nothing more follows from what was found",
)
EXITED = Words(
    "{zone}按退出程序于{day}退出", "{zone} left on {day}, at the end of the exit procedure"
)
NO_CASE = Words(
    "截至{day}，没有{year}年度处置事项和以前年度未结处置事项",
    "as of {day} there is no case of {year} and no open one of earlier years",
)
CASES = Words(
    "截至{day}，{year}年度处置事项和以前年度未结处置事项共{count}件：{tracks}",
    "as of {day} there are {count} cases of {year} and open ones of earlier years: {tracks}",
)
ONE_CASE = Words(
    "截至{day}，{year}年度处置事项和以前年度未结处置事项共1件：{tracks}",
    "as of {day} there is one case of {year} or open from earlier years: {tracks}",
)
OF_TRACK = Words("{track}{count}件（{states}）", "{track}: {count} ({states})")
OF_STATE = Words("{state}{count}件", "{state}: {count}")
CASES_OVER = Words("已办结{count}件", "over: {count}")
NO_TASK_REPORTED = Words(
    "{measures}条举措共{tasks}项任务，进展均未报送",
    "{measures} with {tasks}; no progress is reported on any of them",
)
TASKS = Words("{measures}条举措共{tasks}项任务", "{measures} with {tasks}")
MEASURES_COUNTED = Words("{count}", "{count} measures"), Words("1", "one measure")
TASKS_COUNTED = Words("{count}", "{count} tasks"), Words("1", "one task")
TASKS_OF_STATE = Words("{state}{count}项", "{state}: {count}")
TASKS_ON_TIME = Words("（其中按时完成{count}项）", " (of these on time: {count})")
TASKS_UNDATED = Words(
    "（其中按时完成{count}项、未设时限{undated}项）",
    " (of these on time: {count}, without a due date: {undated})",
)
TASKS_OVERDUE = Words(
    "截至{day}，超过时限仍未完成的任务{count}项：{agencies}",
    "at the end of {day}, past their due date and not done: {count} ({agencies})",
)
TASKS_SILENT = Words(
    "考核时本季度进展尚未报送的任务{count}项：{agencies}",
    "not reported for the quarter when it was assessed: {count} ({agencies})",
)
OF_AGENCY = Words("{agency}{count}项", "{agency} {count}")
NO_TASKS = Words("没有登记举措任务", "no task of a measure is registered")
NO_REVISION = Words(
    "自上次通报以来，已核定数据没有修订", "no verified figure was revised since the last bulletin"
)
FIRST_BULLETIN = Words(
    "本期为首期通报，没有可比较的上期", "this is the first bulletin: there is none to compare with"
)
REVISED = Words(
    "自上次通报（{last}）以来修订已核定数据{count}项，详见下表",
    "{count} verified figures were revised since the last bulletin ({last}); see the table",
)
ONE_REVISED = Words(
    "自上次通报（{last}）以来修订已核定数据1项，详见下表",
    "one verified figure was revised since the last bulletin ({last}); see the table",
)


def targets(
    by_status: Sequence[tuple[Words, int]], language: str, *, of_quarter: bool = False
) -> str:
    """How many targets were judged, and how many of them have which status.

    On the sheet of a quarter it is said what is counted: a missed target meets no rule there.
    """
    counted = [(status, count) for status, count in by_status if count]
    total = sum(count for _status, count in counted)
    if total == 0:
        return sentence([NO_TARGETS.of(language)], language)
    head = (ONE_COUNTED if total == 1 else COUNTED).fill(language, count=total)
    parts = [
        OF_STATUS.fill(language, status=status.of(language), count=count)
        for status, count in counted
    ]
    counts = statements([head, *parts], language)
    only = sentence([QUARTER_ONLY.of(language)], language) if of_quarter else ""
    return told([counts, only], language)


def missed(zones: Sequence[Words], language: str, *, of_quarter: bool = False) -> str:
    """Which zones fall under a rule; that none does."""
    if not zones:
        words = NOTHING_MISSED_NOW if of_quarter else NOTHING_MISSED
        return sentence([words.of(language)], language)
    if len(zones) > MOST:
        words = MISSED_NOW_IN_TABLE if of_quarter else MISSED_IN_TABLE
        return sentence([words.fill(language, count=len(zones))], language)
    one, many = (ONE_MISSED_NOW, MISSED_NOW) if of_quarter else (ONE_MISSED, MISSED)
    words = one if len(zones) == 1 else many
    names = listed([one.of(language) for one in zones], language)
    return sentence([words.fill(language, count=len(zones), zones=names)], language)


def follows(
    consequence: str, zones: Sequence[Words], measures: Sequence[int], language: str
) -> str:
    """What follows for these zones, each by its name, under which measures; nothing for none."""
    if not zones:
        return ""
    names = listed([one.of(language) for one in zones], language)
    clause = ""
    if measures:
        numbers = listed([str(number) for number in measures], language)
        clause = (CLAUSE if len(measures) == 1 else CLAUSES).fill(language, numbers=numbers)
    return sentence([FOLLOWS[consequence].fill(language, zones=names, clause=clause)], language)


def nothing_follows(language: str) -> str:
    """That the rules ask for nothing."""
    return sentence([NOTHING_FOLLOWS.of(language)], language)


def provisional(language: str) -> str:
    """That nothing follows from a provisional assessment."""
    return sentence([PROVISIONAL.of(language)], language)


def left(zone: Words, day: date, language: str) -> str:
    """That nothing follows for a zone that has left."""
    words = {"zone": zone.of(language), "day": day_in_words(day, language)}
    return sentence([LEFT.fill(language, **words)], language)


def exited(zone: Words, day: date, language: str) -> str:
    """That a zone left within the span."""
    words = {"zone": zone.of(language), "day": day_in_words(day, language)}
    return sentence([EXITED.fill(language, **words)], language)


def cases(
    tracks: Sequence[tuple[Words, Sequence[tuple[Words, int]], int]],
    year: int,
    day: date,
    language: str,
) -> str:
    """How many cases of each track stood in which state on a day, and how many were over.

    Those of a year and the open ones of years before.
    """
    when = {"year": year, "day": day_in_words(day, language)}
    between = "；" if is_chinese(language) else "; "
    counted, total = [], 0
    for track, states, over in tracks:
        parts = [
            OF_STATE.fill(language, state=state.of(language), count=count)
            for state, count in states
        ]
        parts += [CASES_OVER.fill(language, count=over)] if over else []
        count = sum(count for _state, count in states) + over
        total += count
        held = {"track": track.of(language), "count": count}
        counted.append(OF_TRACK.fill(language, states=listed(parts, language), **held))
    if not total:
        return sentence([NO_CASE.fill(language, **when)], language)
    words = ONE_CASE if total == 1 else CASES
    text = words.fill(language, count=total, tracks=between.join(counted), **when)
    return sentence([text], language)


def tasks(
    measures: int,
    by_state: Sequence[tuple[Words, int]],
    reported: int,
    language: str,
    on_time: tuple[Words, int, int] | None = None,
) -> str:
    """How many tasks the measures have and how they stand; those without a state are unreported.

    `on_time` is how many of a state's were done by their due date, and how many had none: it stands
    behind that state.
    """
    total = sum(count for _state, count in by_state)
    if total == 0:
        return sentence([NO_TASKS.of(language)], language)
    words = {
        "measures": _counted(MEASURES_COUNTED, measures, language),
        "tasks": _counted(TASKS_COUNTED, total, language),
    }
    if reported == 0:
        return sentence([NO_TASK_REPORTED.fill(language, **words)], language)
    parts = []
    for state, count in by_state:
        text = TASKS_OF_STATE.fill(language, state=state.of(language), count=count)
        if on_time is not None and on_time[0] == state:
            timed, undated = on_time[1:]
            more = TASKS_UNDATED if undated else TASKS_ON_TIME
            text += more.fill(language, count=timed, undated=undated)
        if count:
            parts.append(text)
    return statements([TASKS.fill(language, **words), *parts], language)


def overdue(agencies: Sequence[tuple[Words, int]], day: str, language: str) -> str:
    """How many tasks were past their due date at a day's end, and whose; nothing where none is."""
    return _named_agencies(TASKS_OVERDUE, agencies, language, day=day)


def silent(agencies: Sequence[tuple[Words, int]], language: str) -> str:
    """How many tasks the quarter was not reported of, and whose they are; nothing for none."""
    return _named_agencies(TASKS_SILENT, agencies, language)


def _named_agencies(
    words: Words, agencies: Sequence[tuple[Words, int]], language: str, **told: str
) -> str:
    if not agencies:
        return ""
    names = [
        OF_AGENCY.fill(language, agency=agency.of(language), count=count)
        for agency, count in agencies
    ]
    total = sum(count for _agency, count in agencies)
    text = words.fill(language, count=total, agencies=listed(names, language, MOST), **told)
    return sentence([text], language)


def _counted(words: tuple[Words, Words], count: int, language: str) -> str:
    many, one = words
    return (one if count == 1 else many).fill(language, count=count)


def revised(count: int, last: str | None, language: str) -> str:
    """How many verified figures were revised since the last bulletin; None: there was none."""
    if last is None:
        return sentence([FIRST_BULLETIN.of(language)], language)
    if count == 0:
        return sentence([NO_REVISION.of(language)], language)
    words = ONE_REVISED if count == 1 else REVISED
    return sentence([words.fill(language, count=count, last=last)], language)
