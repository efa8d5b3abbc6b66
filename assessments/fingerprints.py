"""What the digest of an outcome tells of frames, and of a scheme that is more than usual.

Pure.
"""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd

from .board import ACCEPTED, ALL, PER_KM2, Rules
from .facts import Facts
from .normalising import BASELINE, GOALPOSTS


def beyond_the_usual(rules: Rules, facts: Facts) -> list[object]:
    """What a scheme says beyond the usual; nothing of one that does not, so old digests stand."""
    told: dict[str, object] = {}
    if rules.normalisation != GOALPOSTS:
        told["normalisation"] = rules.normalisation
        told["base_year"] = rules.base_year if rules.normalisation == BASELINE else None
    if rules.grace_rule != ACCEPTED:
        told["grace_rule"] = rules.grace_rule
    if rules.boards != ALL:
        told["boards"] = [rules.boards, sorted(facts.groups.items())]
    if any(one.measure_of == PER_KM2 for one in rules.criteria.values()):
        told["areas"] = sorted(facts.areas.items())
    return [told] if told else []


def fingerprint(frame: pd.DataFrame) -> str:
    """SHA-256 of a frame's rows in their order, numbers to the four decimals that are stored."""
    found = hashlib.sha256()
    for name in frame.columns:
        column = frame[name]
        found.update(f"\n{name}:".encode())
        if column.dtype == float:
            values = np.round(column.to_numpy(), 4) + 0.0
            found.update(np.where(np.isnan(values), np.nan, values).astype("<f8").tobytes())
        else:
            found.update("\x1f".join(map(str, column.tolist())).encode())
    return found.hexdigest()
