"""Reads what an assessment's page says of other versions of it: which there are, which counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zones.access import Person
from zones.badges import Badge, Link
from zones.display import moment

from ..badges import assessment_badge
from ..gap_sentences import gap_sentence
from ..models import Assessment
from .assessment_versions import version_href, versions_of
from .gaps import gaps_of
from .standings import zone_results

State = Assessment.State


@dataclass(frozen=True)
class Notice:
    """What a reader has to know before reading on, with where to go instead."""

    kind: str
    text: str
    link: Link | None = None


@dataclass(frozen=True)
class Told:
    """What a reader is told of an assessment beside its results."""

    notices: tuple[Notice, ...]
    versions: tuple[tuple[Link, Badge], ...]


def assessment_told(assessment: Assessment, who: Person) -> Told:
    """The notices above an assessment and the versions beside it that a person may see."""
    versions = versions_of(assessment.span, who)
    return Told(
        notices=tuple(_notices(assessment, versions)),
        versions=tuple((_version_link(one), assessment_badge(one.state)) for one in versions),
    )


def _notices(assessment: Assessment, versions: Sequence[Assessment]) -> Iterable[Notice]:
    """The version was superseded, is a draft and lacks figures, or that a newer one is there."""
    in_force = next((one for one in versions if one.state == State.PUBLISHED), None)
    draft = next((one for one in versions if one.state in Assessment.OPEN), None)
    if assessment.state == State.SUPERSEDED and in_force:
        words = {
            "version": assessment.version,
            "day": moment(assessment.superseded_at),
            "later": in_force.version,
        }
        text = (
            _(
                "Version %(version)s was superseded on %(day)s by version %(later)s."
                " It stays readable as it was published."
            )
            % words
        )
        yield Notice("warning", text, Link(_("To the version in force"), _href(in_force)))
    elif assessment.state in Assessment.OPEN:
        yield Notice(
            "warning",
            _(
                "A draft, not published: it may change, its flags are a preview, and nothing"
                " follows from them."
            ),
            Link(_("To the version in force"), _href(in_force)) if in_force else None,
        )
        if lacking := gap_sentence(gaps_of(assessment, zone_results(assessment))):
            yield Notice("warning", lacking)
    elif draft:
        words = {"version": draft.version, "moment": moment(draft.run_at)}
        text = _("A newer draft, version %(version)s of %(moment)s, is not published.") % words
        yield Notice("info", text, _version_link(draft))


def _href(in_force: Assessment) -> str:
    return in_force.get_absolute_url()


def _version_link(one: Assessment) -> Link:
    return Link(_("Version %(version)s") % {"version": one.version}, version_href(one))
