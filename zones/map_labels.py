"""Where the labels of places stand on a drawing: each near its place, none upon another. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, product

#: Free room around a label, the step by which one is moved, and how densely a line is looked at.
GAP, STEP, DENSE = 15, 50, 25
#: So many free places are looked at for one whose line is plain.
NEAR = 300
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

    def covers(self, point: Point) -> bool:
        """Whether a point lies within the label."""
        x, y = point
        return abs(self.x - x) < self.width / 2 and abs(self.y - y) < self.height / 2

    def nearest(self, point: Point) -> Point:
        """The point of the label's edge, or within it, that is nearest to a point."""
        half_width, half_height = self.width / 2, self.height / 2
        return (
            min(max(point[0], self.x - half_width), self.x + half_width),
            min(max(point[1], self.y - half_height), self.y + half_height),
        )


def placed(
    places: Sequence[tuple[Point, Point]], width: float, height: float
) -> tuple[Box, ...] | None:
    """The labels of these places, each a point with its label's size; None where they lack room.

    The same places give the same labels. No label covers a place, its own neither; nor does the
    line from a place to its label cross another line or label where another way is near.
    """
    if len(places) > MOST:
        return None
    dots = [Box(*point, 2 * GAP, 2 * GAP) for point, _size in places]
    boxes: dict[int, Box] = {}
    # Who has the most neighbours has the fewest ways to turn, and goes first.
    for at in sorted(range(len(places)), key=lambda at: (_neighbours(at, places), at)):
        point, size = places[at]
        ways = _free(point, size, (width, height), [*dots, *boxes.values()])
        first = next(ways, None)
        if first is None:
            return None
        others = [*dots[:at], *dots[at + 1 :], *boxes.values()]
        lines = [(places[one][0], (box.x, box.y)) for one, box in boxes.items()]
        near = chain([first], islice(ways, NEAR))
        boxes[at] = next((box for box in near if _is_plain(point, box, others, lines)), first)
    return tuple(boxes[at] for at in range(len(places)))


def _is_plain(point: Point, box: Box, others: Sequence[Box], lines: Sequence[Line]) -> bool:
    """Whether it is seen at once whose label this is."""
    own = point, (box.x, box.y)
    return (
        not any(_cross(own, line) for line in lines)
        and not any(box.covers(spot) for line in lines for spot in _spots(line))
        and not any(other.covers(spot) for spot in _spots(own) for other in others)
    )


def _spots(line: Line) -> Iterator[Point]:
    """Points along a line, close to one another."""
    (x, y), (far_x, far_y) = line
    count = 1 + int(max(abs(far_x - x), abs(far_y - y)) // DENSE)
    for at in range(count + 1):
        yield x + (far_x - x) * at / count, y + (far_y - y) * at / count


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
        [step * STEP for step in range(-int(side // STEP), int(side // STEP) + 1)] for side in room
    )

    def apart(move: Point) -> tuple[float, float, float, float]:
        edge = [max(abs(moved) - side / 2, 0) for moved, side in zip(move, size, strict=True)]
        return edge[0] ** 2 + edge[1] ** 2, move[0] ** 2 + move[1] ** 2, move[1], move[0]

    return tuple(sorted(product(across, down), key=apart))
