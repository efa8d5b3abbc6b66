"""What the tests of the grid share: what the page's script sends, and what it is told."""

import json
from itertools import count

from django.test import Client
from django.urls import reverse

from indicators.models import Observation
from indicators.selectors.cells import cell_token
from zones.access import Person

_numbers = count(1)


def edit(indicator: str, value: object = "", zone: str = "yichang", **fields) -> dict:
    """A cell as the script sends it; of an empty cell unless a token is given."""
    unit = "辆" if indicator == "vehicles" else "万元"
    return {
        "id": f"edit-{next(_numbers)}",
        "zone": zone,
        "indicator": indicator,
        "token": "",
        "value": str(value),
        "unit": unit,
        "basis": "quarter",
        "state": "",
        "reason": "",
    } | fields


def remark(indicator: str, text: str, zone: str = "yichang", **ticks: bool) -> dict:
    return {
        "id": f"remark-{next(_numbers)}",
        "zone": zone,
        "indicator": indicator,
        "text": text,
    } | ticks


def send(client: Client, person: Person, *edits: dict, quarter: str = "2022Q2", **more):
    """The response to a save of these cells."""
    body = {"person": person.user_id, "edits": list(edits)} | more
    return post(client, json.dumps(body), quarter)


def post(client: Client, body: str | bytes, quarter: str = "2022Q2"):
    url = reverse("collect_cells", args=[quarter])
    return client.post(url, body, content_type="application/json")


def results(response) -> list[str]:
    """What became of each edit, in their order."""
    assert response.status_code == 200, response.content
    return [answer["result"] for answer in response.json()["answers"]]


def messages(response) -> list[str]:
    return [answer["message"] for answer in response.json()["answers"]]


def cell(response, indicator: str, zone: str = "yichang") -> dict | None:
    """A cell as the answer shows it stored; None where it is empty."""
    return response.json()["rows"][zone]["cells"].get(indicator)


def token(indicator: str, zone: str = "yichang") -> str:
    """The token of a cell as it is stored now."""
    found = Observation.objects.filter(indicator__code=indicator, submission__zone__code=zone)
    return cell_token(found.order_by("submission__version").last())
