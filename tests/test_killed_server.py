"""Killing a process in the middle of a write leaves all of it or nothing, and does no other harm.

A real server, and the command of the command line, kill themselves by SIGKILL: at the first
write, in the middle, at the last one, right before the commit and right after it.
"""

import http.client
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from indicators.models import Observation, Submission, Upload
from indicators.periods import Quarter
from indicators.selectors.collection import zones_open_to
from indicators.services.uploads import upload_compared, upload_read
from tests.collecting import open_quarter
from tests.factories import make_indicators, make_person, make_zone
from tests.grid import edit
from tests.served import Moment
from tests.servers import Browser, run_command, serving
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db(transaction=True)

CODES = ("processing", "logistics", "ecommerce", "tax", "income", "fdi")
ROWS = [(f"zone{number}", code) for number in range(20) for code in CODES]
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
    within = [Moment("write", number) for number in (1, writes // 2, writes)]
    return [*within, Moment("before commit"), Moment("after commit")]


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


def file_of(quarter: str) -> bytes:
    """A file with every figure of a quarter."""
    lines = ["zone,quarter,indicator,value,unit,basis,state,reason"]
    lines += [f"{zone},{quarter},{code},{n + 1},万元,,," for n, (zone, code) in enumerate(ROWS)]
    return "\n".join(lines).encode()


def uploaded(quarter: str, person) -> tuple[str, dict[str, str]]:
    """The address of a file that waits for its confirmation, and the form that confirms it."""
    row, at = open_quarter(quarter), timezone.now()
    file = io.BytesIO(file_of(quarter))
    upload = upload_read(quarter=row, zone=None, name="q.csv", file=file, by=person, at=at)
    zones = {zone.code: zone for zone in zones_open_to(person)}
    compared = upload_compared(upload=upload, zones=zones, by=person, at=at)
    assert not compared.is_refused
    path = reverse("collect_preview", args=[quarter, upload.pk])
    return path, {"move": "confirm", "seen": compared.token}


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


def test_a_server_killed_while_a_file_is_confirmed_leaves_all_or_nothing(person):
    path, form = uploaded(UNDISTURBED, person)
    with serving() as server:
        assert Browser(person, server).post(path, form)[0] == 302
        writes = server.writes.value
    for quarter, moment in zip(QUARTERS, moments(writes), strict=True):
        path, form = uploaded(quarter, person)
        with serving(death=moment) as server:
            with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
                Browser(person, server).post(path, form)
            server.wait_until_killed()
        is_done = moment.what == "after commit"
        assert figures_of(quarter) == (len(ROWS) if is_done else 0), moment
        assert (
            Upload.objects.filter(quarter=open_quarter(quarter), saved=len(ROWS)).exists()
            == is_done
        )
        # The site starts again, and the same button is pressed again.
        with serving() as server:
            browser = Browser(person, server)
            assert browser.get(path)[0] == 200
            assert browser.post(path, form)[0] == 302
        assert figures_of(quarter) == len(ROWS)


def test_an_import_killed_on_its_way_leaves_all_or_nothing(person, tmp_path):
    def bring_in(quarter: str, death: Moment | None = None):
        path = tmp_path / f"{quarter}.csv"
        path.write_bytes(file_of(quarter))
        words = ("import_figures", str(path), "--incomplete", "--commit", "--by", "commerce")
        return run_command(*words, death=death)

    code, writes = bring_in(UNDISTURBED)
    assert code == 0
    for quarter, moment in zip(QUARTERS, moments(writes), strict=True):
        assert bring_in(quarter, moment)[0] == -9
        assert figures_of(quarter) == (len(ROWS) if moment.what == "after commit" else 0), moment
        assert bring_in(quarter)[0] == 0
        assert figures_of(quarter) == len(ROWS)
