"""Where the labels of places stand on a drawing: each near its place, none upon another. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

#: Free room around a label, and the step by which one is moved.
GAP, STEP = 15, 50
#: So many free places are looked at for one whose line is plain, and so many orders are tried.
NEAR, TURNS = 300, 20
#: A drawing has room for no more; who has more zones reads them as tiles.
MOST = 30

Point = tuple[float, float]
Line = tuple[Point, Point]


@dataclass(frozen=True)
class Box:
    """A label by its middle and its size."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: "Box") -> bool:
        """Whether both stand upon, or too near to, one another."""
        return (
            abs(self.x - other.x) < (self.width + other.width) / 2 + GAP
            and abs(self.y - other.y) < (self.height + other.height) / 2 + GAP
        )

    def is_crossed(self, line: Line) -> bool:
        """Whether a part of a line lies within the label."""
        (x, y), (far_x, far_y) = line
        enters, leaves = 0.0, 1.0  # in parts of the line, from its start
        for start, end, middle, side in (
            (x, far_x, self.x, self.width),
            (y, far_y, self.y, self.height),
        ):
            if start == end:
                if abs(start - middle) >= side / 2:
                    return False
                continue
            edges = [(middle + half - start) / (end - start) for half in (-side / 2, side / 2)]
            enters, leaves = max(enters, min(edges)), min(leaves, max(edges))
        return enters < leaves

    def nearest(self, point: Point) -> Point:
        """The point of the label's edge, or within it, that is nearest to a point."""
        half_width, half_height = self.width / 2, self.height / 2
        return (
            min(max(point[0], self.x - half_width), self.x + half_width),
            min(max(point[1], self.y - half_height), self.y + half_height),
        )


@lru_cache(maxsize=64)
def placed(
    places: tuple[tuple[Point, Point], ...], width: float, height: float
) -> tuple[Box, ...] | None:
    """The labels of these places, each a point with its label's size; None where they lack room.

    The same places give the same labels. No label covers a place, its own neither; nor does the
    line from a place to its label cross another line, another label or another place.
    """
    if len(places) > MOST:
        return None
    # Who has the most neighbours has the fewest ways to turn, and goes first.
    order = sorted(range(len(places)), key=lambda at: (_neighbours(at, places), at))
    for _turn in range(TURNS):
        boxes = _laid(order, places, (width, height))
        stuck = next((at for at in order if at not in boxes), None)
        if stuck is None:
            return tuple(boxes[at] for at in range(len(places)))
        order = [stuck, *(at for at in order if at != stuck)]
    return None


def _laid(
    order: Sequence[int], places: Sequence[tuple[Point, Point]], room: Point
) -> dict[int, Box]:
    """The labels laid one after another in this order, until one has no plain way left."""
    dots = [Box(*point, 2 * GAP, 2 * GAP) for point, _size in places]
    boxes: dict[int, Box] = {}
    for at in order:
        point, size = places[at]
        others = [*dots[:at], *dots[at + 1 :], *boxes.values()]
        lines = [(places[one][0], (box.x, box.y)) for one, box in boxes.items()]
        ways = islice(_free(point, size, room, [*dots, *boxes.values()]), NEAR)
        plain = next((box for box in ways if _is_plain(point, box, others, lines)), None)
        if plain is None:
            break
        boxes[at] = plain
    return boxes


def _is_plain(point: Point, box: Box, others: Sequence[Box], lines: Sequence[Line]) -> bool:
    """Whether it is seen at once whose label this is."""
    own = point, (box.x, box.y)
    return not (
        any(_cross(own, line) for line in lines)
        or any(box.is_crossed(line) for line in lines)
        or any(other.is_crossed(own) for other in others)
    )


def _cross(one: Line, other: Line) -> bool:
    return (
        _turn(*one, other[0]) * _turn(*one, other[1]) < 0
        and _turn(*other, one[0]) * _turn(*other, one[1]) < 0
    )


def _turn(start: Point, end: Point, point: Point) -> float:
    """On which side of a line a point lies: more or less than nought."""
    return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])


def _neighbours(at: int, places: Sequence[tuple[Point, Point]]) -> float:
    """How far all others are together, the nearest counted most; the least is the most crowded."""
    (x, y), _size = places[at]
    others = (point for one, (point, _its) in enumerate(places) if one != at)
    return -sum(1 / (1 + (x - east) ** 2 + (y - north) ** 2) for east, north in others)


def _free(point: Point, size: Point, room: Point, taken: Sequence[Box]) -> Iterator[Box]:
    """The free boxes of this size within the room, the one nearest to the point first."""
    for across, down in _moves(size, room):
        box = Box(point[0] + across, point[1] + down, *size)
        if _is_within(box, room) and not any(map(box.meets, taken)):
            yield box


def _is_within(box: Box, room: Point) -> bool:
    return (
        box.width / 2 <= box.x <= room[0] - box.width / 2
        and box.height / 2 <= box.y <= room[1] - box.height / 2
    )


@lru_cache(maxsize=64)
def _moves(size: Point, room: Point) -> tuple[Point, ...]:
    """How a box of this size may be moved from its point, the move that leaves it nearest first."""
    across, down = (
        [
            (max(abs(move) - side / 2, 0) ** 2, move**2, move)
            for move in range(-int(reach // STEP) * STEP, int(reach) + 1, STEP)
        ]
        for side, reach in zip(size, room, strict=True)
    )
    moves = sorted(
        (edge + its_edge, middle + its_middle, y, x)
        for (edge, middle, x), (its_edge, its_middle, y) in product(across, down)
    )
    return tuple((x, y) for _edge, _middle, y, x in moves)
