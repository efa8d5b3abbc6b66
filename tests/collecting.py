"""What the tests of the collection share: figures handed in, and what a browser posts."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape

from indicators.models import Observation, ReportingQuarter, Submission
from indicators.services.submissions import (
    Entry,
    submission_hand_in,
    submission_record,
    submission_verify,
)
from tests.factories import make_agency, make_indicators, make_person, make_quarter, make_zone
from zones.access import ADMINISTRATORS, AGENCIES, CUSTOMS, LEADERSHIP, Person
from zones.language_parts import SAYS
from zones.models import Zone

AT = datetime(2022, 7, 10, 4, tzinfo=UTC)
LATER = datetime(2022, 7, 12, 4, tzinfo=UTC)
PAGE = "/collect/2022Q2/yichang/"


def entry(code: str, value=None, **fields) -> Entry:
    """An entry as the form makes it; money in 万元."""
    number = None if value is None else Decimal(str(value))
    unit = "" if value is None or code == "vehicles" else "万元"
    return Entry(code, number, **({"unit": unit, "entered": str(value or "")} | fields))


def open_quarter(code: str = "2022Q2") -> ReportingQuarter:
    """A quarter of the collection, due 15 days after its end, that does not lock in our time."""
    return make_quarter(code, locks_on=date(2999, 12, 31))


def record(zone, entries, by, quarter="2022Q2", **fields) -> Submission:
    return submission_record(
        zone=zone, quarter=open_quarter(quarter), entries=entries, by=by, at=AT, **fields
    )


def hand_in(zone, entries, by, quarter="2022Q2", **fields) -> Submission:
    return submission_hand_in(
        zone=zone,
        quarter=open_quarter(quarter),
        entries=entries,
        by=by,
        at=AT,
        **({"is_incomplete_accepted": True} | fields),
    )


def verified(zone, entries, people, quarter="2022Q2", **fields) -> Submission:
    submission = hand_in(zone, entries, people["submitter"], quarter, **fields)
    return submission_verify(submission=submission, by=people["reviewer"], at=LATER)


def values(submission: Submission) -> dict[str, Decimal | None]:
    return dict(submission.observations.values_list("indicator__code", "value"))


def make_place() -> dict[str, Zone]:
    """Two reporting zones, one of them since 2021Q2, a place that does not report, a quarter.

    The quarter is due long since, and not locked yet.
    """
    make_indicators("trade_import", "trade_export", "trade_total", "processing", "vehicles")
    open_quarter("2022Q2")
    return {
        "donghu": make_zone("donghu"),
        "yichang": make_zone("yichang", start="2021Q2"),
        "ezhou": make_zone("ezhou", is_judged=False),
    }


def make_people(place: dict[str, Zone]) -> dict[str, Person]:
    """A person of each kind under their login."""
    return {
        "commerce": make_person("commerce"),
        "commerce2": make_person("commerce2"),
        "yichang": make_person("yichang", zone=place["yichang"]),
        "donghu": make_person("donghu", zone=place["donghu"]),
        "leader": make_person("leader", LEADERSHIP),
        "customs": make_person("customs", CUSTOMS, agency=make_agency("wuhan-customs")),
        "fgw": make_person("fgw", AGENCIES, agency=make_agency("development-reform")),
        "admin": make_person("admin", ADMINISTRATORS),
    }


def text(response) -> str:
    """The page as it reads, with its marks but those of Chinese among English words."""
    page = response.content.decode()
    return unescape(re.sub(rf"<span{SAYS}>([^<]*)</span>", r"\1", page))


def seen(client, url: str = PAGE) -> str:
    """The token that the page carries."""
    return client.get(url).context["sheet"].token


def typed(**fields) -> dict[str, str]:
    """What a browser posts: value, unit and basis of trade_import, unless told otherwise."""
    return {
        "trade_import-value": "1200",
        "trade_import-unit": "万元",
        "trade_import-basis": "quarter",
        "trade_export-value": "0.3",
        "trade_export-unit": "亿元",
        "trade_export-basis": "quarter",
        "processing-unit": "万元",
        "vehicles-unit": "辆",
        "move": "save",
        "without": "trade_import,trade_export,processing,vehicles",
        "seen": "",
    } | fields


def held() -> dict[str, Decimal | None]:
    return dict(Observation.objects.values_list("indicator__code", "value"))
