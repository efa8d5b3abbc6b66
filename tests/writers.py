"""Many people who write the cells of one quarter at once, and the proof that no save was lost."""

import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from indicators.models import Observation, Submission
from tests.servers import Browser
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

Cell = tuple[str, str]  # codes of a zone and of an indicator

#: One cell in so many is among the first few, which everybody wants.
POPULAR = 4
#: One save in so many is a rectangle.
PASTED = 4


@dataclass(frozen=True)
class Attempt:
    """A figure that somebody tried to save, what they saw there before, and what they were told."""

    cell: Cell
    value: str
    seen: str | None
    result: str
    by: str  # whose figure stands in the way
    stored: str | None  # as the answer shows it afterwards


@dataclass
class Writer:
    """Somebody who saves cell after cell; every value is theirs alone."""

    number: int
    people: int
    browser: Browser
    path: str
    zones: Sequence[str]
    indicators: Sequence[str]
    attempts: list[Attempt] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)  # status codes of whole requests
    known: dict[Cell, tuple[str, str]] = field(default_factory=dict)  # token and value
    fault: BaseException | None = None
    turn: int = 0

    def __post_init__(self):
        self.dice = random.Random(self.number)

    def work(self, until: float) -> None:
        """Nothing; saves until the moment is there."""
        try:
            while time.monotonic() < until:
                self.save(self.choose())
        except BaseException as fault:
            self.fault = fault

    def choose(self) -> set[Cell]:
        """One cell or a rectangle; at times one that everybody wants."""
        popular = self.dice.randrange(POPULAR) == 0
        last = min(3, len(self.zones)) if popular else len(self.zones)
        row, column = self.dice.randrange(last), self.dice.randrange(len(self.indicators))
        is_pasted = self.dice.randrange(PASTED) == 0
        rows, columns = (4, 3) if is_pasted else (1, 1)
        return {
            (zone, indicator)
            for zone in self.zones[row : row + rows]
            for indicator in self.indicators[column : column + columns]
        }

    def save(self, cells: set[Cell]) -> None:
        """Nothing; every cell is sent with a new value, and the answers are kept."""
        edits = {f"{self.number}-{self.turn}-{n}": cell for n, cell in enumerate(sorted(cells))}
        values = {name: str(self._value()) for name in edits}
        start = time.perf_counter()
        status, told = self.browser.save(
            self.path,
            [self._edit(name, cell, values[name]) for name, cell in edits.items()],
        )
        self.seconds.append(time.perf_counter() - start)
        if status != 200:
            self.refused.append(status)
            return
        seen = dict(self.known)
        self._learn(told["rows"])
        assert [answer["id"] for answer in told["answers"]] == list(edits)
        for answer in told["answers"]:
            cell = edits[answer["id"]]
            self.attempts.append(
                Attempt(
                    cell=cell,
                    value=values[answer["id"]],
                    seen=seen[cell][1] if cell in seen else None,
                    result=answer["result"],
                    by=answer["by"],
                    stored=self.known[cell][1] if cell in self.known else None,
                )
            )

    def _value(self) -> int:
        self.turn += 1
        return self.turn * self.people + self.number

    def _edit(self, name: str, cell: Cell, value: str) -> dict:
        zone, indicator = cell
        token = self.known[cell][0] if cell in self.known else ""
        about = {"id": name, "zone": zone, "indicator": indicator, "token": token}
        return about | {"value": value, "unit": "万元", "basis": "quarter"}

    def _learn(self, rows: dict) -> None:
        for zone, row in rows.items():
            for indicator, cell in row["cells"].items():
                self.known[zone, indicator] = (cell["token"], cell["typed"]["value"])


def write_at_once(writers: Sequence[Writer], seconds: float) -> None:
    """Nothing; everybody has written for so long, all at the same time."""
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=writer.work, args=[until]) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def check_nothing_is_lost(writers: Sequence[Writer]) -> None:
    """Nothing; every save that was acknowledged is there, and every refused one was said.

    As every value is somebody's alone, the log tells what became of each save: it stands in its
    cell's history exactly once, on top of the very figure that its writer had before their eyes.
    """
    assert [writer.fault for writer in writers if writer.fault] == []
    attempts = [attempt for writer in writers for attempt in writer.attempts]
    saved = {(one.cell, one.value): one for one in attempts if one.result == "saved"}
    refused = [one for one in attempts if one.result != "saved"]
    histories = _histories()
    logged = Counter((cell, new) for cell, its in histories.items() for _old, new in its)
    assert logged == Counter(saved.keys())
    held = _held()
    assert held.keys() == histories.keys()
    for cell, history in histories.items():
        before = None
        for old, new in history:
            assert old == before == saved[cell, new].seen
            before = new
        assert held[cell] == before
    for one in refused:
        assert one.result == "conflict"
        assert one.by
        assert one.stored not in (None, one.seen, one.value)  # theirs is shown beside mine
    assert audit_verdict().is_intact
    versions = Submission.objects.values("zone").annotate(versions=Count("pk"))
    assert {row["versions"] for row in versions} == {1}


def _histories() -> dict[Cell, list[tuple[str | None, str]]]:
    """What each cell was and became, in the log's order."""
    found = defaultdict(list)
    for entry in AuditEntry.objects.filter(action="figure_changed").order_by("seq"):
        pair = tuple(told and told["entered"] for told in (entry.old, entry.new))
        found[entry.zone, entry.indicator].append(pair)
    return dict(found)


def _held() -> dict[Cell, str]:
    rows = Observation.objects.values_list(
        "submission__zone__code", "indicator__code", "entered", "value"
    )
    assert all(f"{value:f}" == f"{entered}.0000" for *_cell, entered, value in rows)
    return {(zone, indicator): entered for zone, indicator, entered, _value in rows}
