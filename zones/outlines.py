"""A province's outline as a file of GeoJSON has it, and how it lies on a drawing. Pure.

Only numbers are taken from the file: names, scripts, addresses and whatever else stands in it are
never kept or shown. Nothing of the outline is left out, for what was reviewed is what is drawn.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians
from typing import Any

MOST_MB = 5
MOST_POINTS = 200_000
#: So many signs of drawing stand on every page that shows the map.
MOST_DRAWN = 150_000
#: An outline is at most so many times as wide as high, or as high as wide.
MOST_STRETCHED = 4
#: The width of every drawing, in its own units.
WIDTH = 2000
#: The system of degrees that GeoJSON prescribes, as older files name it.
DEGREES = ("CRS84", "EPSG::4326", "EPSG:4326", "EPSG::4490", "EPSG:4490")

Position = tuple[float, float]
Ring = tuple[Position, ...]


class BadOutline(Exception):
    """Raised for a file that is no outline; carries a code and what its sentence needs."""

    def __init__(self, code: str, **params: object):
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True)
class Frame:
    """The degrees that an outline spans, and where a place lies on its drawing."""

    west: float
    south: float
    east: float
    north: float

    @property
    def _unit(self) -> float:
        return WIDTH / ((self.east - self.west) * self._flat)

    @property
    def _flat(self) -> float:
        """How much shorter a degree of longitude is here than one of latitude."""
        return cos(radians((self.south + self.north) / 2))

    @property
    def height(self) -> int:
        """The height of the drawing in its units."""
        return round((self.north - self.south) * self._unit)

    def at(self, east: float, north: float) -> tuple[int, int]:
        """The place of these degrees, from the drawing's upper left."""
        across = (east - self.west) * self._flat * self._unit
        return round(across), round((self.north - north) * self._unit)

    def holds(self, east: float, north: float) -> bool:
        """Whether a place lies within the drawing."""
        return self.west <= east <= self.east and self.south <= north <= self.north


@dataclass(frozen=True)
class Drawn:
    """An outline ready to be drawn: its frame, and its lines as an SVG path of whole numbers."""

    frame: Frame
    path: str


def read_outline(data: bytes) -> Drawn:
    """The outline of a GeoJSON file of polygons in degrees; raises BadOutline."""
    if len(data) > MOST_MB * 1024 * 1024:
        raise BadOutline("too_large", most=MOST_MB)
    document = _parsed(data)
    _refuse_other_degrees(document)
    rings = [ring for shape in _shapes(document) for ring in _rings(shape)]
    if not rings:
        raise BadOutline("no_polygon")
    if sum(map(len, rings)) > MOST_POINTS:
        raise BadOutline("too_many_points", most=f"{MOST_POINTS:,}")
    frame = _frame(rings)
    path = "".join(_line(ring, frame) for ring in rings)
    if len(path) > MOST_DRAWN:
        raise BadOutline("too_detailed")
    return Drawn(frame, path)


def _parsed(data: bytes) -> Mapping[str, Any]:
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise BadOutline("not_json", line=error.lineno, column=error.colno) from error
    except UnicodeDecodeError as error:
        raise BadOutline("not_utf8") from error
    except (ValueError, RecursionError) as error:
        raise BadOutline("no_polygon") from error
    if not isinstance(document, dict):
        raise BadOutline("no_polygon")
    return document


def _refuse_other_degrees(document: Mapping[str, Any]) -> None:
    named = document.get("crs")
    if named is not None and not any(one in json.dumps(named) for one in DEGREES):
        raise BadOutline("other_degrees")


def _shapes(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The geometries of a collection of features, of one feature, or the geometry itself."""
    features = document.get("features") if document.get("type") == "FeatureCollection" else None
    for one in features if isinstance(features, list) else [document]:
        shape = one.get("geometry") if isinstance(one, dict) and "geometry" in one else one
        if not isinstance(shape, dict) or shape.get("type") not in ("Polygon", "MultiPolygon"):
            raise BadOutline("no_polygon")
        yield shape


def _rings(shape: Mapping[str, Any]) -> Iterator[Ring]:
    polygons = shape.get("coordinates")
    for polygon in _list([polygons] if shape["type"] == "Polygon" else polygons):
        for ring in _list(polygon):
            yield _ring(_list(ring))


def _ring(positions: Sequence[Any]) -> Ring:
    ring = tuple(map(_position, positions))
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise BadOutline("open_ring", place=f"{ring[0]}" if ring else "[]")
    return ring


def _position(found: Any) -> Position:
    """Longitude and latitude; a height beside them is left out."""
    match found:
        case [int() | float() as east, int() | float() as north, *_height] if (
            not isinstance(east, bool)
            and not isinstance(north, bool)
            and -180 <= east <= 180
            and -90 <= north <= 90
        ):
            return float(east), float(north)
    raise BadOutline("no_degrees", place=str(found)[:40])


def _list(found: Any) -> list[Any]:
    if not isinstance(found, list):
        raise BadOutline("no_degrees", place=str(found)[:40])
    return found


def _frame(rings: Sequence[Ring]) -> Frame:
    easts, norths = zip(*(position for ring in rings for position in ring), strict=True)
    frame = Frame(min(easts), min(norths), max(easts), max(norths))
    is_flat = frame.west == frame.east or frame.south == frame.north
    if is_flat or not 1 / MOST_STRETCHED <= frame.height / WIDTH <= MOST_STRETCHED:
        raise BadOutline("too_stretched")
    return frame


def _line(ring: Ring, frame: Frame) -> str:
    """The ring in steps from point to point; one smaller than a unit is drawn a unit large."""
    points = [frame.at(*position) for position in ring]
    steps = [
        f"l{x - before_x} {y - before_y}"
        for (before_x, before_y), (x, y) in pairwise(points)
        if (x, y) != (before_x, before_y)
    ]
    x, y = points[0]
    return f"M{x} {y}{''.join(steps) or 'h1v1'}z"
