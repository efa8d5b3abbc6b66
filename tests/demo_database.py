"""The demonstration in the test database, for whole modules of tests.

    from tests.demo_database import demonstration  # noqa: F401

    pytestmark = pytest.mark.usefixtures("demonstration")

Everything stands inside one transaction that is rolled back after the module: what a test changes
is undone after the test, and other modules find an empty database. A browser test needs committed
rows: it calls `load_demonstration()` itself, with `transactional_db`.
"""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from tests.kept_rows import Rows, count_rows, keep, loaded_tables, put_back

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
#: By day and whether with bulletins, for as long as the test process lives.
KEPT: dict[tuple[date, bool], Rows] = {}


def load_demonstration(today: date | None = None, *, has_bulletins: bool = False) -> None:
    """Nothing; policy, totals, scheme and demonstration are loaded as `make run` does it.

    ``today`` is the day that the open quarter's dates count from, if it is another. Bulletins take
    seconds to print: only who reads them loads them. What was loaded once is put back as it was.
    """
    asked = (today or timezone.localdate(), has_bulletins)
    if asked in KEPT:
        put_back(KEPT[asked])
        count_rows()
        return
    _load(today, has_bulletins)
    count_rows()
    if not has_bulletins:  # their files are large
        KEPT[asked] = keep(loaded_tables())


def _load(today: date | None, has_bulletins: bool) -> None:
    from assessments.services.demo import demo_load

    call_command("load_policy", FIXTURES / "policies/hubei-2021/policy.toml", commit=True)
    call_command("load_rules", FIXTURES / "validation/rules.csv", commit=True)
    call_command("load_province", FIXTURES / "province_totals.csv", commit=True)
    call_command("load_scheme", FIXTURES / "schemes/province-2021.toml", commit=True)
    demo_load(folder=FIXTURES / "demo", today=today, has_bulletins=has_bulletins)


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker):
    """Nothing; the demonstration is there for the module's tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_demonstration()
        yield
        transaction.set_rollback(True)
