"""A program finds from the interface alone how sure each published rank is."""

import pytest

from assessments.models import Assessment
from tests.api import program_of
from tests.certainty_from_api import certainties
from tests.demo_database import demonstration  # noqa: F401

pytestmark = pytest.mark.usefixtures("demonstration", "db")


def test_an_outsider_recomputes_every_interval_from_the_interface_alone():
    program = program_of("customs")
    for one in Assessment.objects.exclude(state__in=["draft", "under_reply"]):
        address, which = f"assessments/{one.period}", f"?version={one.version}"
        told = program.get(address + which).json()["data"]
        rows = [program.rows(f"{address}/{it}{which}") for it in ("criteria", "components")]
        results = program.rows(f"{address}/results{which}")
        found = certainties(*rows, results, told["scheme_settings"], told["certainty"])
        assert len(found) >= 3
        assert found == {
            its["zone"]: (its["rank_low"], its["rank_high"], pytest.approx(its["p_last"]))
            for its in results
            if its["rank"] is not None
        }
