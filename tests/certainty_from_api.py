"""How sure ranks are, computed anew from what the interface answers and the order of the draws.

Written from docs/api.md: no module of the site is imported.
"""

import math

import numpy as np

from tests.recomputed_from_api import normalised

METHODS = ("arithmetic", "geometric", "standard")


def certainties(criteria, components, results, scheme, certainty) -> dict[str, tuple]:
    """Zone → its lowest rank, its highest and how often it is last, of every ranked zone."""
    zones = [one["zone"] for one in results if one["rank"] is not None]
    variants = certainty["variants"]
    by_code = {one["code"]: one for one in criteria}
    children: dict[str, list[str]] = {}
    for one in criteria:
        children.setdefault(one["parent"], []).append(one["code"])
    (root,) = children[None]
    nodes = sorted(code for code in by_code if code != root)
    leaves = sorted(code for code in by_code if code not in children)

    rng = np.random.default_rng(certainty["seed"])
    factors = 1 + rng.uniform(-0.25, 0.25, size=(variants, len(nodes)))
    has_reference = all(by_code[code]["reference_mean"] is not None for code in leaves)
    offered = METHODS if has_reference else METHODS[:2]
    method = np.array(offered)[rng.integers(len(offered), size=variants)]
    chosen = np.array(leaves)[rng.integers(len(leaves), size=variants)]
    left_out = np.where(rng.random(variants) < 0.5, chosen, "")

    held = {(one["zone"], one["code"]): one for one in components}
    counted = scheme["normalisation"] if scheme["normalisation"] != "z" else "goalposts"
    mature = {one["zone"] for one in results if one["standing"] != "first_year"}

    def points(zone: str, code: str, normalisation: str) -> float:
        one = held[zone, code]
        match one["counts_as"]:
            case "left_out" | "gap":
                return math.nan
            case "nothing_earned":
                return 0.0
        rows = [its for its in components if its["code"] == code]
        so = {**scheme, "normalisation": normalisation}
        return normalised(one, by_code[code], so, rows, mature)

    def values(zone: str, code: str) -> np.ndarray:
        """What the zone has there, in each variant; not a number where it has nothing."""
        if code not in children:
            standard = points(zone, code, "z") if has_reference else math.nan
            return np.where(method == "standard", standard, points(zone, code, counted))
        parts = np.array([values(zone, its) for its in children[code]])
        weights = np.array(
            [
                float(by_code[its]["weight"]) * factors[:, nodes.index(its)] * (left_out != its)
                for its in children[code]
            ]
        )
        weights = np.where(np.isnan(parts), 0.0, weights)
        parts = np.nan_to_num(parts)
        logs = np.log(np.maximum(parts, 1.0))
        with np.errstate(invalid="ignore"):
            mean = (weights * parts).sum(axis=0) / weights.sum(axis=0)
            geometric = np.exp((weights * logs).sum(axis=0) / weights.sum(axis=0))
        return np.where(method == "geometric", geometric, mean)

    scores = np.array([values(zone, root) for zone in zones])
    printed = np.floor(scores * 10 ** scheme["decimals"] + 0.5 + 1e-9)
    ranks = 1 + (printed[:, None, :] < printed[None, :, :]).sum(axis=1)
    low, high = np.round(np.quantile(ranks, [0.05, 0.95], axis=1), 9)
    last = (ranks == ranks.max(axis=0)).mean(axis=1)
    rows = zip(np.floor(low), np.ceil(high), last, strict=True)
    return dict(zip(zones, rows, strict=True))
