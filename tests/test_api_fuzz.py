"""The interface's document is true: whatever fits it or does not, no fault and no surprise.

Schemathesis makes requests out of the document, good ones and bad ones, and compares each answer
with what the document says of it: its status, its type, its shape.
"""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as searching
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from assessments.api.problems import CONTENT_TYPE
from assessments.api.site import FILES, document
from tests.api import secret_of
from tests.demo_database import demonstration  # noqa: F401
from zonetrack.wsgi import application

pytestmark = pytest.mark.usefixtures("demonstration", "db")

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
DOCUMENT = document()
OPERATIONS = [
    (path, method.upper(), mode)
    for path, methods in DOCUMENT["paths"].items()
    for method, one in methods.items()
    for mode in GenerationMode
    # What takes nothing cannot be asked wrongly.
    if mode == GenerationMode.POSITIVE or one["parameters"] or "requestBody" in one
]


@pytest.fixture(scope="module")
def schema():
    """The document as schemathesis reads it, answered by the site itself.

    As with Django's own test client a request does not close the connection of the test.
    """
    found = schemathesis.openapi.from_dict(DOCUMENT)
    found.app = application
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield found
    for signal in signals:
        signal.connect(close_old_connections)


def test_the_document_says_the_shape_of_every_answer_in_its_type():
    """Under a word that no schema knows a shape holds no answer to anything."""
    kinds = set()
    for methods in DOCUMENT["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                for kind, told in answer.get("content", {}).items():
                    assert {"$ref", "type"} & set(told["schema"]), (operation["summary"], status)
                    kinds.add(kind)
    assert kinds == {"application/json", "text/csv", CONTENT_TYPE, *FILES}


@pytest.mark.parametrize(("path", "method", "mode"), OPERATIONS)
def test_no_request_leads_to_a_fault_or_to_what_the_document_does_not_say(
    schema, settings, path, method, mode
):
    settings.API_PER_MINUTE, settings.ALLOWED_HOSTS = 10**9, ["*"]
    headers = {"Authorization": f"Bearer {secret_of('commerce', may_submit=True)}"}
    seen = []

    @searching(
        max_examples=6,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=schema[path][method].as_strategy(generation_mode=mode))
    def ask(case):
        answer = case.call(headers=headers)
        seen.append(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    ask()
    # What is sent wrongly may be the token too.
    assert set(seen) - ({401} if mode == GenerationMode.NEGATIVE else set()), seen
    assert mode == GenerationMode.NEGATIVE or 401 not in seen
