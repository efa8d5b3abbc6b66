"""A made-up outline for the tests: it is nobody's border, and its review number is invented."""

import json
from math import cos, pi, sin
from pathlib import Path

REVIEW_NUMBER = "测S(2021)000号"
#: What a file may hold beside its numbers, and what is never kept or shown of it.
SCRIPT = "<script>alert(1)</script>"


def made_up_ring(points: int = 240) -> list[list[float]]:
    """A bulging oval around the demonstration's zones."""
    ring = []
    for at in range(points):
        turn = 2 * pi * at / points
        bulge = 1 + 0.08 * sin(7 * turn)
        ring.append([112.4 + 4.2 * bulge * cos(turn), 31.2 + 2.3 * bulge * sin(turn)])
    return [*ring, ring[0]]


def geojson(ring: list | None = None, **members: object) -> bytes:
    """A file of that outline."""
    ring = made_up_ring() if ring is None else ring
    feature = {
        "type": "Feature",
        "properties": {"name": SCRIPT, "href": "https://elsewhere.example/"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    document = {"type": "FeatureCollection", "name": "made up for tests", **members}
    return json.dumps({**document, "features": [feature]}).encode()


def load_made_up_outline(review_number: str = REVIEW_NUMBER) -> None:
    """Nothing; from now on the map is drawn on the made-up outline."""
    from zones.outlines import read_outline
    from zones.services.outlines import outline_load

    data = geojson()
    outline_load(
        drawn=read_outline(data),
        data=data,
        file_name="made-up.geojson",
        review_number=review_number,
    )


def write_made_up_outline(folder: Path, data: bytes | None = None) -> Path:
    """A file of it in a folder."""
    path = folder / "made-up.geojson"
    path.write_bytes(geojson() if data is None else data)
    return path
