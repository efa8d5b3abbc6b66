"""A program that uses the interface: it has a token and nothing else of the site's."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from zones.access import person_of
from zones.services.tokens import token_create

ROOT = "/api/v1/"


def secret_of(login: str, *, may_read: bool = True, may_submit: bool = False) -> str:
    """A new token of somebody's."""
    made = token_create(
        by=person_of(User.objects.get(username=login)),
        name="test",
        may_read=may_read,
        may_submit=may_submit,
        days=30,
        at=timezone.now(),
    )
    return made.secret


@dataclass
class Program:
    """Asks with a token, in a language."""

    secret: str
    language: str = "en"
    client: Client = field(default_factory=Client)

    def get(self, address: str, **headers: str) -> HttpResponse:
        return self.client.get(ROOT + address, headers=self.headers | headers)

    def post(self, address: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.client.post(
            ROOT + address,
            {} if body is None else body,
            content_type="application/json",
            headers=self.headers | headers,
        )

    @property
    def headers(self) -> dict[str, str]:
        told = {"accept-language": self.language}
        return told | ({"authorization": f"Bearer {self.secret}"} if self.secret else {})

    def rows(self, address: str, size: int = 500) -> list[dict[str, Any]]:
        """All rows of a list, page after page."""
        found, page = [], 1
        while page:
            joined = "&" if "?" in address else "?"
            answer = self.get(f"{address}{joined}page={page}&size={size}")
            assert answer.status_code == 200, answer.content
            found += answer.json()["data"]
            page = answer.json()["page"]["next"]
        return found


def program_of(login: str, **scopes: bool) -> Program:
    """The program of somebody."""
    return Program(secret_of(login, **scopes))
