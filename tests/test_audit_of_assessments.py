"""What the demonstration and the appraisal leave in the audit log."""

import pytest
from django.contrib.auth import get_user_model

from assessments.models import Assessment
from assessments.services.assessments import assessment_publish, assessment_run
from indicators.models import Observation, Submission
from indicators.periods import parse_period
from tests.demo_database import demonstration  # noqa: F401
from zones.access import FROM_COMMAND_LINE, person_of
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]


def entries(**which):
    return AuditEntry.objects.filter(**which)


def test_the_demonstration_leaves_an_intact_chain_from_the_command_line():
    assert audit_verdict().is_intact
    assert set(entries().values_list("origin", flat=True)) == {FROM_COMMAND_LINE}
    assert entries(action="demonstration_loaded").count() == 1


def test_every_version_of_the_demonstration_was_opened_and_verified_in_the_log():
    every = Submission.objects.all()
    versions = {"opened": every, "submitted": every, "verified": every.exclude(verified_at=None)}
    for action, some in versions.items():
        logged = entries(action=action).values_list("zone", "version")
        assert sorted(logged) == sorted(some.values_list("zone__code", "version"))
    assert (
        entries(action="superseded").count()
        == Submission.objects.filter(state="superseded").count()
    )


def test_the_last_entry_of_every_cell_is_what_is_stored():
    stored = {}
    observations = Observation.objects.select_related("submission__zone", "submission__quarter")
    for found in observations.select_related("indicator").order_by("submission__version"):
        about = found.submission
        stored[about.zone.code, str(about.quarter.code), found.indicator.code] = (
            found.state,
            None if found.value is None else f"{found.value:.4f}",
        )
    logged = {
        (entry.zone, entry.quarter, entry.indicator): (entry.new["state"], entry.new["value"])
        for entry in entries(kind="figure")
    }
    assert logged == stored


def test_every_assessment_was_run_and_published_in_the_log():
    known = {(found.period, found.version, found.digest) for found in Assessment.objects.all()}
    for action in ("assessment_run", "assessment_published"):
        assert {
            (entry.code, entry.version, entry.new["digest"]) for entry in entries(action=action)
        } == known
    assert (
        entries(action="assessment_superseded").count()
        == Assessment.objects.filter(state="superseded").count()
    )


def test_yearly_targets_and_starts_are_in_the_log():
    assert entries(action="target_set").count() == 30
    assert entries(action="start_set").count() == 6


def test_running_again_what_is_there_leaves_no_entry_and_another_draft_is_logged_as_discarded():
    commerce = person_of(get_user_model().objects.get(username="commerce"))
    before = entries().count()
    published = Assessment.objects.filter(state="published").latest("run_at")
    period = parse_period(published.period)
    at = published.published_at
    assert assessment_run(period=period, at=at, by=commerce) == published
    assert entries().count() == before

    Assessment.objects.filter(pk=published.pk).update(digest="0" * 64)
    draft = assessment_run(period=period, at=at, by=commerce)
    Assessment.objects.filter(pk=draft.pk).update(digest="1" * 64)
    again = assessment_run(period=period, at=at, by=commerce)
    assessment_publish(assessment=again, at=at, by=commerce, unheard_reason="已征求")
    actions = list(entries(seq__gt=before).values_list("action", "version"))
    assert actions == [
        ("assessment_run", draft.version),
        ("assessment_discarded", draft.version),
        ("assessment_run", again.version),
        ("assessment_unheard", again.version),
        ("assessment_superseded", published.version),
        ("assessment_published", again.version),
    ]
    assert audit_verdict().is_intact
