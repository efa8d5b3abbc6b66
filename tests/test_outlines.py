"""An outline's file: numbers are taken from it and nothing else; what is wrong is said."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.made_up_outline import SCRIPT, geojson
from zones.map_labels import GAP, MOST, Box, _cross, _spots, placed
from zones.outline_sentences import WRONG, outline_sentence
from zones.outlines import MOST_MB, WIDTH, BadOutline, Frame, read_outline

SQUARE = [[110, 30], [112, 30], [112, 31.5], [110, 31.5], [110, 30]]
POLYGON = {"type": "Polygon", "coordinates": [SQUARE]}


def drawn(document: object):
    return read_outline(json.dumps(document).encode())


def test_a_square_is_drawn_from_its_corners():
    found = drawn(POLYGON)
    frame = found.frame
    assert (frame.west, frame.south, frame.east, frame.north) == (110, 30, 112, 31.5)
    assert frame.at(110, 31.5) == (0, 0)
    assert frame.at(112, 30) == (WIDTH, frame.height)
    # 1.5 degrees of latitude against 2 of longitude, each of which is cos 30.75° as long.
    assert frame.height == 1745
    assert found.path == "M0 1745l2000 0l0 -1745l-2000 0l0 1745z"


def test_the_same_stands_alone_in_a_feature_in_a_collection_and_in_several_parts():
    feature = {"type": "Feature", "geometry": POLYGON, "properties": None}
    parts = {"type": "MultiPolygon", "coordinates": [[SQUARE]]}
    alone = drawn(POLYGON)
    for one in (feature, {"type": "FeatureCollection", "features": [feature]}, parts):
        assert drawn(one) == alone


def test_holes_and_the_smallest_island_are_drawn():
    hole = [[111, 30.5], [111.2, 30.5], [111.2, 30.7], [111, 30.5]]
    island = [[110.5, 31], [110.50001, 31], [110.50001, 31.00001], [110.5, 31]]
    found = drawn({"type": "MultiPolygon", "coordinates": [[SQUARE, hole], [island]]})
    assert found.path.count("M") == found.path.count("z") == 3
    assert found.path.endswith("h1v1z")


def test_nothing_but_numbers_is_taken_from_the_file():
    found = read_outline(geojson(onload=SCRIPT))
    assert re.fullmatch(r"[Mlhvz0-9 -]+", found.path)


def test_a_byte_order_mark_and_heights_do_no_harm():
    high = {"type": "Polygon", "coordinates": [[[*place, 35.5] for place in SQUARE]]}
    assert read_outline(b"\xef\xbb\xbf" + json.dumps(high).encode()) == drawn(POLYGON)


def line(*places):
    return {"type": "Polygon", "coordinates": [list(places)]}


BAD = {
    "an svg": (b"<svg onload='alert(1)'/>", "not_json"),
    "a picture": (b"\x89PNG\r\n\x1a\n\xff\xff", "not_utf8"),
    "cut off": (json.dumps(POLYGON).encode()[:-3], "not_json"),
    "nested without end": (b"[" * 200_000, "no_polygon"),
    "a number without end": (b'{"type": ' + b"1" * 9000 + b"}", "no_polygon"),
    "a list": (b"[]", "no_polygon"),
    "nothing in it": (b'{"type": "FeatureCollection", "features": []}', "no_polygon"),
    "a feature without a shape": (b'{"type": "Feature", "geometry": null}', "no_polygon"),
    "points": (b'{"type": "Point", "coordinates": [110, 30]}', "no_polygon"),
    "no coordinates": (b'{"type": "Polygon"}', "no_degrees"),
    "metres": (line([500_000, 3_400_000]), "no_degrees"),
    "words": (line(["110", "30"]), "no_degrees"),
    "truth": (line([True, False]), "no_degrees"),
    "not a number": (b'{"type": "Polygon", "coordinates": [[[NaN, 30]]]}', "no_degrees"),
    "beyond every number": (b'{"type": "Polygon", "coordinates": [[[1e999, 30]]]}', "no_degrees"),
    "open": (line(*SQUARE[:4]), "open_ring"),
    "an empty line": (line(), "open_ring"),
    "a line there and back": (line([110, 30], [111, 30], [112, 30], [110, 30]), "too_stretched"),
    "as narrow as a river": (line([110, 30], [119, 30], [119, 30.1], [110, 30]), "too_stretched"),
    "another system": ({**POLYGON, "crs": {"properties": {"name": "EPSG:3857"}}}, "other_degrees"),
    "too large": (b" " * (MOST_MB * 1024 * 1024 + 1), "too_large"),
    "too many points": (line(*[[110, 30]] * 200_001), "too_many_points"),
    "too many bends": (
        line(*([110 + at % 2, 30 + at / 40_000] for at in range(40_000)), [110, 30]),
        "too_detailed",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_outline_is_refused_with_what_is_wrong(case):
    data, code = BAD[case]
    with pytest.raises(BadOutline) as wrong:
        read_outline(data if isinstance(data, bytes) else json.dumps(data).encode())
    assert wrong.value.code == code
    assert "%(" not in outline_sentence(wrong.value)


def test_every_refusal_is_one_that_can_happen():
    numbers = {"no_review_number", "bad_review_number"}
    assert set(WRONG) - numbers == {code for _data, code in BAD.values()}


def test_degrees_named_as_geojson_names_them_are_taken():
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert drawn({**POLYGON, "crs": named}) == drawn(POLYGON)


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_whatever_a_file_holds_is_read_or_refused(data):
    with pytest.raises(BadOutline):
        read_outline(data)


ROOM = 2200.0, 1600.0
POINTS = st.tuples(st.integers(100, 2100), st.integers(100, 1500))
SIZES = st.tuples(st.integers(300, 700), st.just(210))


@given(st.lists(st.tuples(POINTS, SIZES), max_size=8))
def test_no_label_stands_on_another_on_a_place_or_beyond_the_edge(places):
    boxes = placed(places, *ROOM)
    if boxes is None:
        return
    assert len(boxes) == len(places)
    for at, box in enumerate(boxes):
        assert (box.width, box.height) == places[at][1]
        assert box.width / 2 <= box.x <= ROOM[0] - box.width / 2
        assert box.height / 2 <= box.y <= ROOM[1] - box.height / 2
        assert not any(box.meets(other) for other in boxes[at + 1 :])
        assert not any(box.meets(Box(*point, 0, 0)) for point, _size in places)


def test_a_label_alone_stands_at_its_place():
    (box,) = placed([((1000, 800), (400, 210))], *ROOM)
    x, y = box.nearest((1000, 800))
    assert abs(x - 1000) + abs(y - 800) <= 2 * GAP + 50


def test_no_line_crosses_another_or_runs_behind_a_label():
    crowd = [(1380, 980), (1480, 980), (1490, 920), (1660, 1070), (700, 950), (900, 500)]
    places = [
        (point, (width, 210))
        for point, width in zip(crowd, [570, 560, 950, 620, 570, 650], strict=False)
    ]
    boxes = placed(places, *ROOM)
    lines = [(point, (box.x, box.y)) for (point, _size), box in zip(places, boxes, strict=True)]
    for at, line in enumerate(lines):
        others = [box for other, box in enumerate(boxes) if other != at]
        assert not any(_cross(line, other) for other in lines)
        assert not any(box.covers(spot) for spot in _spots(line) for box in others)


def test_where_lines_have_to_cross_labels_still_stand_apart():
    places = [((1000 + 40 * at, 800), (400, 210)) for at in range(12)]
    boxes = placed(places, *ROOM)
    assert len(boxes) == 12
    assert not any(a.meets(b) for at, a in enumerate(boxes) for b in boxes[at + 1 :])


def test_labels_without_room_are_not_drawn_at_all():
    crowd = [((1000, 800), (700, 210))] * 25
    assert placed(crowd, *ROOM) is None
    assert placed([((at * 60, 800), (10, 10)) for at in range(MOST + 1)], *ROOM) is None


def test_a_frame_tells_what_lies_within_it():
    frame = Frame(110, 30, 112, 31.5)
    assert frame.holds(110, 30)
    assert frame.holds(111, 31)
    assert not frame.holds(109.9, 31)
    assert not frame.holds(111, 31.6)
