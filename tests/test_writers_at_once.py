"""Eight people save cells at once through two server processes: no save is lost, none is silent.

`make bench` does the same for twenty seconds on two hundred zones.
"""

import contextlib

import pytest

from tests.collecting import open_quarter
from tests.factories import make_indicators, make_person, make_zone
from tests.servers import Browser, serving
from tests.writers import Writer, check_nothing_is_lost, write_at_once

PEOPLE = 8
SECONDS = 2
ZONES = 40


@pytest.mark.django_db(transaction=True)
def test_every_acknowledged_save_is_there_and_every_refused_one_was_said():
    open_quarter()
    zones = [make_zone(f"zone{number}").code for number in range(ZONES)]
    indicators = list(make_indicators("processing", "logistics", "ecommerce", "tax", "income"))
    people = [make_person(f"commerce{number}") for number in range(PEOPLE)]
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(serving()) for _ in range(2)]
        writers = [
            Writer(
                number,
                PEOPLE,
                Browser(who, servers[number % 2]),
                "/collect/2022Q2/cells/",
                zones,
                indicators,
            )
            for number, who in enumerate(people)
        ]
        write_at_once(writers, SECONDS)
    assert [writer.refused for writer in writers if writer.refused] == []
    check_nothing_is_lost(writers)
    results = {attempt.result for writer in writers for attempt in writer.attempts}
    assert results == {"saved", "conflict"}
