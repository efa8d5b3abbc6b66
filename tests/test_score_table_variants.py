"""score_table --variants on tables like those of published indices, against plain loops."""

import csv
import io
import math
import random
from statistics import median

import numpy as np
import pytest
from django.core.management import call_command
from django.utils.translation import override

from assessments.robustness import draw_weights
from assessments.score_files import read_scheme

VARIANTS, SEED = 60, 17


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def nested(tmp_path, units, seed):
    """Files of so many units under three levels of weights: gaps, ties, an indicator turned round.

    Values are whole numbers of a short range, so that many units share them; every ninth unit
    repeats the one before it, and one has too little to be ranked.
    """
    chance = random.Random(seed)
    scheme = ["code,parent,weight,direction,low,high", "root,,,,,"]
    leaves = []
    for theme in range(3):
        scheme.append(f"t{theme},root,{chance.randint(1, 9)},,,")
        scheme.append(f"s{theme},t{theme},{chance.randint(1, 9)},,,")
        for n in range(3):
            parent = f"s{theme}" if n < 2 else f"t{theme}"
            leaf = f"l{theme}{n}"
            leaves.append(leaf)
            scheme.append(f"{leaf},{parent},{chance.randint(1, 9)},{chance.choice([1, -1])},2,18")
    rows = []
    for unit in range(units):
        row = [chance.choice([*range(21), ""]) for _ in leaves]
        rows.append(list(rows[-1]) if unit % 9 == 8 else row)
    rows[3] = [5, *[""] * (len(leaves) - 1)]
    values = [",".join(["unit", *leaves])]
    values += [",".join([f"u{at}", *map(str, row)]) for at, row in enumerate(rows)]
    paths = tmp_path / "values.csv", tmp_path / "scheme.csv"
    for path, lines in zip(paths, (values, scheme), strict=True):
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return paths


def run(paths, *options):
    out = io.StringIO()
    call_command("score_table", *map(str, paths), *options, stdout=out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def plain(paths, ranked):
    """Each ranked unit's ranks, one a variant, from the files' own text."""
    with paths[1].open(encoding="utf-8") as file:
        nodes = {row["code"]: row for row in csv.DictReader(file)}
    with paths[0].open(encoding="utf-8") as file:
        values = {row["unit"]: row for row in csv.DictReader(file)}
    children = {}
    for code, node in nodes.items():
        children.setdefault(node["parent"], []).append(code)
    drawn = draw_weights(read_scheme(str(paths[1])), VARIANTS, np.random.default_rng(SEED))
    shares = {
        code: float(node["weight"])
        / sum(float(nodes[c]["weight"]) for c in children[node["parent"]])
        for code, node in nodes.items()
        if node["parent"]
    }
    for code, column in drawn.items():  # the draw moves each share by at most a quarter
        assert np.abs(column / shares[code] - 1).max() <= 0.25 + 1e-12

    def score(unit, code, at):
        if code not in children:
            text = values[unit][code]
            if not text:
                return None
            way = (float(text) - 2) / 16
            way = way if nodes[code]["direction"] == "1" else 1 - way
            return min(max(way, 0), 1) * 100
        parts = [(score(unit, child, at), float(drawn[child][at, 0])) for child in children[code]]
        held = [(part, weight) for part, weight in parts if part is not None]
        if not held:
            return None
        return sum(part * weight for part, weight in held) / sum(weight for _, weight in held)

    ranks = {unit: [] for unit in ranked}
    for at in range(VARIANTS):
        printed = {
            unit: math.floor(round(score(unit, "root", at) * 100, 7) + 0.5) for unit in ranked
        }
        for unit, mine in printed.items():
            ranks[unit].append(1 + sum(other > mine for other in printed.values()))
    return ranks


def quantile(ordered, part):
    place = (len(ordered) - 1) * part
    low, high = ordered[math.floor(place)], ordered[math.ceil(place)]
    return round(low + (place - math.floor(place)) * (high - low), 9)


@pytest.mark.parametrize("units", [23, 57, 120, 200])
def test_tables_of_published_size_come_to_what_plain_loops_come_to(tmp_path, units):
    paths = nested(tmp_path, units, seed=units)
    options = ("--variants", str(VARIANTS), "--seed", str(SEED), "--min-coverage", "0.5")
    rows = {row["unit"]: row for row in run(paths, *options)}
    ranked = [unit for unit, row in rows.items() if row["rank"]]
    assert "u3" not in ranked
    assert 0.8 * units < len(ranked) < units
    ranks = plain(paths, ranked)
    worst = [max(mine[at] for mine in ranks.values()) for at in range(VARIANTS)]
    for unit in rows:
        told = [rows[unit][name] for name in ("median", "q05", "q95", "p_last")]
        if unit not in ranked:
            assert told == [""] * 4
            continue
        mine = sorted(ranks[unit])
        last = sum(rank == worst[at] for at, rank in enumerate(ranks[unit])) / VARIANTS
        assert float(told[0]) == median(mine)
        assert int(told[1]) == math.floor(quantile(mine, 0.05))
        assert int(told[2]) == math.ceil(quantile(mine, 0.95))
        assert float(told[3]) == pytest.approx(last, abs=1e-9)
    # a unit that repeats the one before it shares its rank and all that is said of it
    twins = [(f"u{at - 1}", f"u{at}") for at in range(8, units, 9) if f"u{at}" in ranked]
    assert twins
    for one, other in twins:
        assert rows[one] | {"unit": ""} == rows[other] | {"unit": ""}
