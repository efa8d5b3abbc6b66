"""What tests of bulletins share: people, steps, and printers that take no time."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from django.contrib.auth.models import User

from assessments.models import Bulletin
from assessments.papers.paper import Paper
from assessments.papers.stored import canonical
from assessments.services.bulletin_drafts import bulletin_prepare
from assessments.services.bulletins import bulletin_publish
from indicators.periods import parse_half
from tests.papers import EN, ZH, sample
from zones.access import Person, person_of

NOON = datetime(2024, 3, 1, 4, 0, tzinfo=timezone.utc)  # noqa: UP017 - as in the other tests


def _plain(paper: Paper) -> bytes:
    """A paper's text as its file: what matters here is that it is kept."""
    identity = f"{paper.identity.snapshot} {paper.identity.sha256} {paper.watermark}\n"
    return (identity + canonical({paper.language: paper})).encode()


PLAIN_PRINTERS = dict.fromkeys(("docx", "pdf", "xlsx", "zip"), (_plain, "application/octet-stream"))
COMPUTING = (
    "assessments.services.bulletin_drafts",
    "assessments.services.bulletins",
    "assessments.selectors.bulletin_notices",
)
USERS = ("assessments.services.bulletins", "assessments.selectors.bulletins")


def print_plainly(monkeypatch) -> None:
    """Nothing; bulletins are printed as plain text."""
    for module in USERS:
        monkeypatch.setattr(f"{module}.PRINTERS", PLAIN_PRINTERS)


def compute_plainly(monkeypatch) -> None:
    """Nothing; what is computed is a small paper that differs by the assessment's flags alone."""

    def computed(assessment) -> str:
        flags = (("flags", str(assessment.flags.count())),)
        papers = {language: replace(sample(1, language), facts=flags) for language in (ZH, EN)}
        return canonical(papers)

    for module in COMPUTING:
        monkeypatch.setattr(f"{module}.computed", computed)


def staff(login: str = "commerce") -> Person:
    return person_of(User.objects.get(username=login))


def prepared(half: str, *, at: datetime = NOON, login: str = "commerce", **words) -> Bulletin:
    """The half-year's draft; with words a new one that begins with these."""
    by = staff(login)
    return bulletin_prepare(period=parse_half(half), at=at, by=by, words=words or None)


def published(half: str, *, at: datetime = NOON, login: str = "commerce", **words) -> Bulletin:
    """The half-year's bulletin, prepared and published."""
    draft = prepared(half, at=at, login=login, **words)
    return bulletin_publish(bulletin=draft, at=at + timedelta(minutes=5), by=staff(login))
