"""An assessment that is killed on its way to publication is published whole or not at all."""

import pytest

from assessments.models import Assessment, Flag, TargetResult, ZoneResult
from tests.assessing import make_world
from tests.served import Moment
from tests.servers import run_command
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _world():
    make_world()


def assess(period: str, death: Moment | None = None) -> tuple[int | None, int]:
    """The exit code, and how many writing statements were sent."""
    return run_command("assess", period, "--publish", death=death)


def states(period: str) -> list[str]:
    assert audit_verdict().is_intact
    return list(Assessment.objects.filter(period=period).values_list("state", flat=True))


def parts(period: str) -> list[int]:
    models = (ZoneResult, TargetResult, Flag)
    return [model.objects.filter(assessment__period=period).count() for model in models]


def published() -> int:
    return AuditEntry.objects.filter(action="assessment_published").count()


def test_an_assessment_killed_on_its_way_is_there_whole_or_not_and_goes_on_the_next_time():
    code, writes = assess("2021")
    assert (code, states("2021")) == (0, ["published"])
    for moment in (Moment("write", 1), Moment("write", writes // 2), Moment("before commit")):
        assert assess("2022", moment)[0] == -9
        assert (states("2022"), parts("2022")) == ([], [0, 0, 0]), moment
    # Judged and not published yet: a draft, as if somebody had looked at it in between.
    assert assess("2022", Moment("after commit"))[0] == -9
    whole = parts("2022")
    assert (states("2022"), 0 in whole[:2]) == (["draft"], False)
    assert assess("2022", Moment("before commit", 2))[0] == -9
    assert (states("2022"), published()) == (["draft"], 1)
    assert assess("2022", Moment("after commit", 2))[0] == -9
    assert (states("2022"), parts("2022"), published()) == (["published"], whole, 2)
    # Nobody knew that it was done: said once more, nothing is done twice.
    assert assess("2022")[0] == 0
    assert (states("2022"), parts("2022"), published()) == (["published"], whole, 2)
