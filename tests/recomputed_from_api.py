"""Scores computed anew from what the interface answers, and from nothing else of the site.

Written from docs/api.md in plain arithmetic: no module of the site is imported.
"""

import math
from decimal import ROUND_HALF_UP, Decimal


def normalised(one: dict, criterion: dict, scheme: dict, rows: list[dict], ranked: set[str]):
    """What a component earns, 0 to the cap; None where it has no value."""
    value, share = one["value"], criterion["span_share"]
    if value is None:
        return None
    cap, direction = float(scheme["cap"]), criterion["direction"]
    low, high = float(criterion["low"]) * share, float(criterion["high"]) * share
    match scheme["normalisation"]:
        case "goalposts":
            gone = value - low if direction > 0 else high - value
            earned = gone / (high - low) * 100
        case "baseline":
            poor, target = (low, high) if direction > 0 else (high, low)
            start = poor if one["own_base"] is None else one["own_base"]
            ahead = (target - start) * direction
            is_there = (value - target) * direction >= 0
            earned = (value - start) * direction / ahead * 100 if ahead > 0 else is_there * 100
        case "z":
            mean = float(criterion["reference_mean"]) * share
            deviation = float(criterion["reference_deviation"]) * share
            earned = 50 + 10 * (value - mean) / deviation * direction
        case "rank_points":
            others = [its for its in rows if its["zone"] in ranked and its["value"] is not None]
            others = [its for its in others if its["zone"] != one["zone"]]
            better = sum((its["value"] - value) * direction > 0 for its in others)
            earned = 100 * (1 - better / len(others)) if others else 100
    return min(max(earned, 0.0), cap)


def mean(parts: list[tuple[float, float]], scheme: dict) -> float | None:
    """The weighted mean of what is there."""
    total = sum(weight for weight, _value in parts)
    if not total:
        return None
    if scheme["aggregation"] == "arithmetic":
        return sum(weight * value for weight, value in parts) / total
    floored = [(weight, max(value, 1.0)) for weight, value in parts]
    return math.exp(sum(weight * math.log(value) for weight, value in floored) / total)


def recomputed(criteria: list[dict], components: list[dict], results: list[dict], scheme: dict):
    """Zone → (score, coverage), of every zone that has components."""
    by_code = {one["code"]: one for one in criteria}
    children: dict[str, list[str]] = {}
    for one in criteria:
        children.setdefault(one["parent"], []).append(one["code"])
    mature = {one["zone"] for one in results if one["standing"] not in ("first_year",)}
    rows: dict[str, list[dict]] = {}
    for one in components:
        rows.setdefault(one["code"], []).append(one)
    zones = sorted({one["zone"] for one in components})
    held = {(one["zone"], one["code"]): one for one in components}

    def share(code: str) -> float:
        parent = by_code[code]["parent"]
        if parent is None:
            return 1.0
        siblings = sum(float(by_code[its]["weight"]) for its in children[parent])
        return share(parent) * float(by_code[code]["weight"]) / siblings

    def value_of(zone: str, code: str) -> float | None:
        if code in children:
            parts = [(float(by_code[its]["weight"]), value_of(zone, its)) for its in children[code]]
            return mean([part for part in parts if part[1] is not None and part[0]], scheme)
        one = held[zone, code]
        match one["counts_as"]:
            case "left_out" | "gap":
                return None
            case "nothing_earned":
                return 0.0
        return normalised(one, by_code[code], scheme, rows[code], mature)

    leaves = [code for code in by_code if code not in children]
    (root,) = children[None]
    found = {}
    for zone in zones:
        due = [code for code in leaves if held[zone, code]["counts_as"] != "left_out"]
        present = [code for code in due if held[zone, code]["value"] is not None]
        asked = sum(map(share, due))
        coverage = sum(map(share, present)) / asked if asked else None
        raw = value_of(zone, root) if present else None
        found[zone] = (rounded(raw, scheme["decimals"]), coverage)
    return found


def rounded(raw: float | None, decimals: int) -> Decimal | None:
    """Half up, after the noise of binary arithmetic is gone."""
    if raw is None:
        return None
    exact = Decimal(repr(raw)).quantize(Decimal("1e-9"), ROUND_HALF_UP)
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def ranked(found: dict, results: list[dict], scheme: dict) -> dict[str, int]:
    """Zone → rank: 1, 2, 2, 4 by the rounded score among those past their first year."""
    enough = float(scheme["min_coverage"])
    waiting = {one["zone"] for one in results if one["standing"] == "first_year"}
    scores = {
        zone: score
        for zone, (score, coverage) in found.items()
        if score is not None and round(coverage, 9) >= enough and zone not in waiting
    }
    return {zone: 1 + sum(it > score for it in scores.values()) for zone, score in scores.items()}
