"""Killing a process in the middle of a write leaves all of it or nothing, and does no other harm.

A real server, and the command of the command line, kill themselves by SIGKILL: at the first write,
in the middle, at the last one, right before the commit and right after it.
"""

import http.client

import pytest

from indicators.models import AuditEntry, Observation, Submission
from indicators.periods import Quarter
from indicators.selectors.audit import audit_verdict
from tests.collecting import open_quarter
from tests.factories import make_indicators, make_person, make_zone
from tests.grid import edit
from tests.served import Moment
from tests.servers import Browser, run_command, serving

pytestmark = pytest.mark.django_db(transaction=True)

CODES = ("processing", "logistics", "ecommerce", "tax", "income", "fdi")
ROWS = [(f"zone{number}", code) for number in range(40) for code in CODES]
#: A quarter that is written undisturbed, to know how many statements it takes; one for each moment.
UNDISTURBED, *QUARTERS = [str(Quarter(2021, 1).shift(number)) for number in range(6)]


@pytest.fixture
def person():
    make_indicators(*CODES)
    for code in dict.fromkeys(zone for zone, _code in ROWS):
        make_zone(code)
    for quarter in (UNDISTURBED, *QUARTERS):
        open_quarter(quarter)
    return make_person("commerce")


def moments(writes: int) -> list[Moment]:
    """Where a write of so many statements is cut off; only after the last one is anything there."""
    numbers = (1, writes // 2, writes)
    return [Moment("write", number) for number in numbers] + [
        Moment("before commit"),
        Moment("after commit"),
    ]


def figures_of(quarter: str) -> int:
    """How many figures a quarter has; no submission and no entry of the log stands without them."""
    number = Quarter(int(quarter[:4]), int(quarter[-1]))
    about = {"quarter__year": number.year, "quarter__quarter": number.quarter}
    figures = Observation.objects.filter(
        **{f"submission__{name}": value for name, value in about.items()}
    ).count()
    logged = AuditEntry.objects.filter(quarter=quarter, action="figure_changed").count()
    versions = Submission.objects.filter(**about).count()
    assert (logged, versions) == (figures, figures // len(CODES))
    assert audit_verdict().is_intact
    return figures


def rectangle() -> list[dict]:
    """A rectangle over all zones, as the page sends it."""
    return [edit(code, number + 1, zone) for number, (zone, code) in enumerate(ROWS)]


def test_a_server_killed_while_a_rectangle_is_saved_leaves_all_or_nothing(person):
    with serving() as server:
        _status, told = Browser(person, server).save(f"/collect/{UNDISTURBED}/cells/", rectangle())
        assert {answer["result"] for answer in told["answers"]} == {"saved"}
        writes = server.writes.value
    for quarter, moment in zip(QUARTERS, moments(writes), strict=True):
        path, edits = f"/collect/{quarter}/cells/", rectangle()
        with serving(death=moment) as server:
            with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
                Browser(person, server).save(path, edits)
            server.wait_until_killed()
        assert figures_of(quarter) == (len(ROWS) if moment.what == "after commit" else 0), moment
        # The site starts again, and what the page sends anew is saved, once.
        with serving() as server:
            browser = Browser(person, server)
            assert browser.get(f"/collect/{quarter}/")[0] == 200
            _status, told = browser.save(path, edits)
        assert {answer["result"] for answer in told["answers"]} == {"saved"}
        assert figures_of(quarter) == len(ROWS)


def test_an_import_killed_on_its_way_leaves_all_or_nothing(person, tmp_path):
    def file_of(quarter: str) -> str:
        lines = ["zone,quarter,indicator,value,unit,basis,state,reason"]
        lines += [f"{zone},{quarter},{code},{n + 1},万元,,," for n, (zone, code) in enumerate(ROWS)]
        path = tmp_path / f"{quarter}.csv"
        path.write_text("\n".join(lines), "utf-8")
        return str(path)

    def bring_in(quarter: str, death: Moment | None = None):
        words = ("import_figures", file_of(quarter), "--commit", "--by", "commerce")
        return run_command(*words, death=death)

    code, writes = bring_in(UNDISTURBED)
    assert code == 0
    for quarter, moment in zip(QUARTERS, moments(writes), strict=True):
        assert bring_in(quarter, moment)[0] == -9
        assert figures_of(quarter) == (len(ROWS) if moment.what == "after commit" else 0), moment
        assert bring_in(quarter)[0] == 0
        assert figures_of(quarter) == len(ROWS)
