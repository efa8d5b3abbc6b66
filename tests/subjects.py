"""What each subject of the log writes, and that parts of pages read no more than they name.

Every test is watched: an act of a subject writes to that subject's tables alone, and a part of a
page reads the tables of no subject that it does not name. So what is printed once is printed anew
after whatever it prints.
"""

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from zones import parts, written
from zones.audit import WITHOUT_EFFECT
from zones.services import audit
from zones.written import ACTS, ALL_ELSE

#: Figures typed, handed in and verified share their tables; tests/test_parts.py and
#: tests/test_parts_verified.py tell what each of them changes.
OF_FIGURES = frozenset({written.TYPED, written.DRAFTS, written.VERIFIED})
#: Subject: app: models, which the acts of the subject write.
_WRITTEN = {
    written.TASKS: {"indicators": "taskreport taskdue taskevidence"},
    written.TOLD: {
        "indicators": "reminder taskreminder",
        "assessments": "casenotice replynotice bulletinnotice",
    },
    written.EVIDENCE: {"zones": "evidence evidencecontent"},
    written.REGISTERS: {
        "zones": "innovation innovation_papers innovationcopy matchmakingevent"
        " project projectstage projecttrade registerupload"
    },
    written.TARGETS: {"indicators": "annualtarget"},
    written.CLASSES: {"indicators": "publishedclass"},
    written.REOPENINGS: {"indicators": "reopening"},
    written.STEPS: {"assessments": "case casemove caseevidence"},
    written.REPLIES: {"assessments": "reply replyevidence replyanswer"},
    written.PAPERS: {
        "assessments": "bulletin bulletincover bulletinfile"
        " rewardfund rewardlist rewardrule rewardshare"
    },
}
TABLES: Mapping[str, frozenset[str]] = {
    subject: frozenset(f"{app}_{name}" for app, names in apps.items() for name in names.split())
    for subject, apps in _WRITTEN.items()
}
#: Where every act is noted.
LOG = frozenset({"indicators_auditentry", "indicators_audithead"})
WRITES = re.compile(r'(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) "(\w+)"')
READS = re.compile(r'(?:FROM|JOIN) "(\w+)"')


@dataclass
class _Frame:
    """What was written within a savepoint, and which acts its service noted."""

    tables: set[str] = field(default_factory=set)
    acts: set[str] = field(default_factory=set)


class Watch:
    """The statements of one test: what its acts wrote to, what its parts read.

    Of the test's own thread: a server's threads write and print by connections of their own.
    """

    def __init__(self) -> None:
        self._thread = threading.get_ident()
        self.found: list[str] = []
        self._open: list[_Frame] = []
        self._part: parts.Part | None = None

    def __call__(self, execute: Callable, sql: str, params: Any, many: bool, context: Any) -> Any:
        """What the statement answers."""
        asked, sql = sql, sql.decode() if isinstance(sql, bytes) else sql  # psycopg2 makes bytes
        if self._part is not None:
            self._read(sql)
        elif sql.startswith("SAVEPOINT"):
            self._open.append(_Frame())
        elif self._open and (writes := WRITES.match(sql)):
            self._open[-1].tables.add(writes[1])
        answer = execute(asked, params, many, context)
        if self._open and sql.startswith("ROLLBACK TO SAVEPOINT"):
            self._open[-1] = _Frame()
        elif self._open and sql.startswith("RELEASE SAVEPOINT"):
            self._end(self._open.pop())
        return answer

    @property
    def is_its_thread(self) -> bool:
        """Whether the test itself asks."""
        return threading.get_ident() == self._thread

    def acted(self, acts: list) -> None:
        """Nothing; the acts are noted in the log by now."""
        if self._open and self.is_its_thread:
            self._open[-1].acts |= {str(one.action) for one in acts} - WITHOUT_EFFECT

    def printing(self, part: parts.Part | None) -> parts.Part | None:
        """The part that was being printed until now."""
        before, self._part = self._part, part
        return before

    def _end(self, done: _Frame) -> None:
        if not done.acts:
            if self._open:
                self._open[-1].tables |= done.tables
            return
        subjects = {written.subject_of(act) for act in done.acts}
        if subjects & {ALL_ELSE, *OF_FIGURES}:
            return
        own = LOG.union(*(TABLES[one] for one in {*subjects, written.EVIDENCE}))
        for table in sorted(done.tables - own):
            self.found.append(f"{', '.join(sorted(done.acts))} wrote to {table}")

    def _read(self, sql: str) -> None:
        named = {*self._part.touched_by, *OF_FIGURES, written.EVIDENCE}
        tables = {*READS.findall(sql)}
        for subject in sorted(set(ACTS) - named):
            for table in sorted(tables & TABLES[subject]):
                self.found.append(
                    f"part {self._part.name} reads {table} and does not name {subject}"
                )


@pytest.fixture(autouse=True)
def _acts_and_parts_keep_to_their_subjects(monkeypatch):
    """Nothing; fails after a test in which one did not."""
    from django.db import connection

    watch = Watch()
    chained = audit.chained

    def noted(acts, head):
        watch.acted(acts)
        return chained(acts, head)

    def watched(asked: Callable) -> Callable:
        def ask(part: parts.Part, *words: Any) -> Any:
            if not watch.is_its_thread:
                return asked(part, *words)
            before = watch.printing(part)
            try:
                return asked(part, *words)
            finally:
                watch.printing(before)

        return ask

    monkeypatch.setattr(audit, "chained", noted)
    for name in ("printed", "found"):
        monkeypatch.setattr(parts.Part, name, watched(getattr(parts.Part, name)))
    with connection.execute_wrapper(watch):
        yield
    assert not watch.found, "\n".join(watch.found)
