"""The pages ask the database as often at 200 zones as at 7, and the same whatever is asked for."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

import pytest
from django.db import transaction
from django.utils import timezone

from assessments.models import Contribution, SchemeNode, ZoneResult
from assessments.services.scheme_versions import scheme_draft
from indicators.models import Indicator
from tests.assessing import node
from tests.boards import make_board
from tests.factories import make_person
from tests.reading import board, leader, open_as, read, text  # noqa: F401

pytestmark = pytest.mark.django_db


def with_parts(count):
    """A board of so many zones whose scores have parts."""
    made = make_board(count)
    root = node(made.scheme, "total", None, 100)
    theme = node(made.scheme, "theme", root, 100)
    trade = Indicator.objects.get(code="trade_total")
    leaf = node(made.scheme, "size", theme, 100, indicator=trade, measure_of="level", high=100)
    Contribution.objects.bulk_create(
        Contribution(result=result, node=one, state="value", achieved=50, points=points)
        for result in ZoneResult.objects.all()
        for one, points in ((root, None), (theme, None), (leaf, result.score))
    )
    scheme_draft(base=made.scheme, by=make_person("drafter"), at=timezone.now())
    return made


PAGES = (
    "/assessments/2023/",
    "/assessments/2023/appraisal/",
    "/assessments/",
    "/targets/",
    "/schemes/",
    "/schemes/scheme/",
    "/method/",
)


def test_two_hundred_zones_cost_no_more_statements_than_seven(queries, open_as, leader):
    counts = {}
    for count in (7, 200):
        with transaction.atomic():
            with_parts(count)
            for path in PAGES:
                open_as(leader, path)  # what is looked up only once is looked up here
                with queries() as sent:
                    assert open_as(leader, path).status_code == 200
                counts.setdefault(path, []).append(len(sent))
            transaction.set_rollback(True)
    assert {path: few for path, (few, many) in counts.items() if few != many} == {}
    assert max(few for few, _many in counts.values()) <= 34


def test_a_long_board_is_turned_page_by_page(read, leader):
    with_parts(200)
    first = board(read(leader, "/assessments/2023/"))
    last = board(read(leader, "/assessments/2023/", page=8))
    assert (len(first), len(last)) == (25, 25)
    assert first[0][0] == "1 (1–2)"
    assert last[-1][0] == "—"
    for chart in read(leader, "/assessments/2023/", page=2).xpath("//figure"):
        assert len(chart.xpath(".//tbody/tr")) == 25


def test_every_column_sorts_both_ways_with_what_is_missing_last(read, leader):
    with_parts(7)
    assert SchemeNode.objects.filter(code="theme").exists()
    for column in ("rank", "name", "score", "movement", "theme0", "coverage"):
        for order in (column, f"-{column}"):
            rows = board(read(leader, "/assessments/2023/", sort=order))
            assert len(rows) == 7
            if column in ("rank", "movement"):
                assert rows[-1][0] == "—"


@pytest.mark.parametrize(
    ("prefix", "columns"),
    [
        (
            "t-",
            "whose target status actual due value completion gap shortfall base progress",
        ),
        ("f-", "zone badge consequence"),
    ],
)
def test_the_other_tables_sort_both_ways_too(read, leader, prefix, columns):
    with_parts(7)
    for column in columns.split():
        for order in (column, f"-{column}"):
            page = read(leader, "/assessments/2023/", **{f"{prefix}sort": order})
            assert page.xpath("//th[@aria-sort]")
