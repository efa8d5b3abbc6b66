"""The sentences under the charts of moves: one place is one place."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import translation

from assessments.charts import moves


@pytest.mark.parametrize(("places", "words"), [(1, "1 place against"), (2, "2 places against")])
def test_a_move_of_one_place_is_said_in_the_singular(places, words):
    part = SimpleNamespace(name="own data", points=Decimal("1.50"), places=places)
    move = SimpleNamespace(zone="A", before="2022", parts=[part], decimals=2, places=places)
    with translation.override("en"):
        assert words in moves._gain(move, moves.PLACES)
        assert moves._step_text(part, 2).endswith(words.removesuffix(" against"))
