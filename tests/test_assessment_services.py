"""Assessments are run, published and superseded; what is published never changes."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import translation

from assessments.board import BASE_NOT_REPORTED, NO_BASE, NO_PROVINCE_TOTAL
from assessments.models import Assessment, Contribution, Figure, Flag, TargetResult, ZoneResult
from assessments.sentences import refusal_sentence
from assessments.services.assessments import Refused
from indicators.figures import STATES
from indicators.models import Submission
from tests.assessing import AFTER, make_world, publish, published, run
from tests.boards import make_scheme
from tests.factories import make_person, make_quarter, make_submission
from zones.access import LEADERSHIP

pytestmark = pytest.mark.django_db
State = Assessment.State
LATER = AFTER + timedelta(days=30)
FROZEN = (Figure, ZoneResult, Contribution, TargetResult, Flag)


@pytest.fixture
def world():
    return make_world()


def refused(call, *args, **fields):
    """The code of the refusal; its sentence can be made."""
    with pytest.raises(Refused) as refusal, transaction.atomic():
        call(*args, **fields)
    assert refusal_sentence(refusal.value)
    return refusal.value.code


def rows_of(assessment):
    """Every stored row of an assessment, as plain values."""
    return [
        sorted(model.objects.filter(**{key: assessment}).values_list().order_by("pk"))
        for model, key in (
            (Figure, "assessment"),
            (ZoneResult, "assessment"),
            (Contribution, "result__assessment"),
            (TargetResult, "assessment"),
        )
    ]


def scores(assessment):
    return dict(assessment.results.values_list("zone__code", "score"))


# Running


def test_a_run_makes_a_draft_with_every_row_frozen(world):
    draft = run(by=world.staff)
    assert (draft.state, draft.version, draft.is_provisional) == (State.DRAFT, 1, False)
    assert (draft.scheme, draft.run_by_id) == (world.scheme, world.staff.user_id)
    # a: 600 of 1,000 → 60, +50 % → 50; b: 400 → 40, 0 % → 0
    assert scores(draft) == {"a": Decimal("55"), "b": Decimal("20")}
    assert [result.rank for result in draft.results.order_by("zone__code")] == [1, 2]
    total = draft.figures.get(zone=None)
    assert (total.value, total.base, total.rank) == (1000, 800, None)
    parts = Contribution.objects.filter(result__zone=world.a, points__isnull=False)
    assert {one.node.code: one.points for one in parts} == {"size": 30, "growth": 25}
    assert draft.target_results.get(zone=None).base == 720


def test_running_again_without_a_change_makes_nothing_new(world):
    first = run()
    counts = [model.objects.count() for model in FROZEN]
    again = run(at=LATER)
    assert (again.pk, again.run_at) == (first.pk, AFTER)
    assert [model.objects.count() for model in FROZEN] == counts


def test_a_draft_of_other_figures_is_replaced(world):
    first = run()
    world.revise(world.a, "2022Q4", 50, AFTER)
    second = run(at=LATER)
    assert second.digest != first.digest
    assert list(Assessment.objects.all()) == [second]
    assert not Figure.objects.filter(assessment_id=first.pk).exists()


def test_a_draft_whose_figures_were_taken_back_makes_way_for_what_is_published(world):
    stands = published()
    world.revise(world.a, "2022Q4", 50, AFTER)
    draft = run(at=LATER)
    assert draft.version == 2
    world.revise(world.a, "2022Q4", 150, LATER)
    assert run(at=LATER) == stands
    assert list(Assessment.objects.all()) == [stands]


def test_figures_are_taken_as_they_stood_at_a_moment(world):
    world.revise(world.a, "2022Q4", 50, LATER)
    then = run(as_at=AFTER)
    assert scores(then)["a"] == Decimal("55")
    assert scores(run(at=LATER))["a"] == Decimal("37.5")


def test_a_period_is_judged_under_the_latest_scheme_in_force(world):
    make_scheme(code="next", effective_year=2023)
    assert run().scheme == world.scheme


def test_a_run_is_refused_without_figures_or_a_scheme_or_the_right(world):
    assert refused(run, "2024") == "no_figures"
    assert refused(run, "2020") == "no_scheme"
    assert refused(run, by=make_person("leader", LEADERSHIP)) == "not_allowed"
    assert not Assessment.objects.exists()


# Provisional


def test_an_unverified_figure_leaves_the_assessment_provisional(world):
    Submission.objects.filter(zone=world.a, quarter__year=2022, quarter__quarter=4).update(
        state="submitted", reviewed_by=None, verified_at=None
    )
    draft = run()
    assert draft.is_provisional
    assert refused(publish, draft) == "provisional"
    assert Assessment.objects.get().state == State.DRAFT


def test_a_quarter_is_provisional_whatever_is_reported(world):
    draft = run("2022Q4")
    assert draft.is_provisional
    assert refused(publish, draft) == "quarters_stay_provisional"


def without_the_last_quarter(world):
    Submission.objects.filter(zone=world.b, quarter__year=2022, quarter__quarter=4).delete()


def test_a_late_figure_is_provisional_and_after_the_lock_counts_as_not_reported(world):
    without_the_last_quarter(world)
    world.set_target(world.b, 2022, 400)
    late = run(at=datetime(2023, 1, 20, tzinfo=UTC))
    assert late.is_provisional
    assert late.figures.get(zone=world.b).state == "late"
    assert late.target_results.get(zone=world.b).status == "late"
    assert set(late.flags.values_list("code", flat=True)) == {"late_report"}
    locked = run(at=AFTER)
    assert locked.digest != late.digest
    assert not locked.is_provisional
    assert locked.target_results.get(zone=world.b).counts_as_missed
    assert locked.results.get(zone=world.b).score is None
    assert set(locked.flags.values_list("code", flat=True)) == {
        "annual_target_missed",
        "late_report",
    }


def test_a_period_that_is_not_over_is_provisional(world):
    make_submission(
        world.a, "2023Q1", {"trade_total": 1}, by=world.staff, verified_by=world.reviewer
    )
    make_quarter("2023Q2")
    assert run("2023H1", at=datetime(2023, 4, 20, tzinfo=UTC)).is_provisional


def test_a_report_after_its_due_date_is_named(world):
    Submission.objects.filter(zone=world.b, quarter__year=2022, quarter__quarter=4).update(
        submitted_at=datetime(2023, 1, 20, 4, tzinfo=UTC),
        first_submitted_at=datetime(2023, 1, 20, 4, tzinfo=UTC),
    )
    flag = run().flags.get(code="late_report")
    assert (flag.zone, flag.details["reports"]) == (
        world.b,
        [{"quarter": "2022Q4", "days": 5, "is_missing": False}],
    )


# Publishing


def test_staff_publish_a_draft_and_nobody_else(world):
    draft = run()
    assert refused(publish, draft, by=make_person("leader", LEADERSHIP)) == "not_allowed"
    done = publish(draft, LATER, by=world.staff)
    assert (done.state, done.published_at) == (State.PUBLISHED, LATER)
    assert done.published_by_id == world.staff.user_id


def test_publishing_twice_is_refused_and_changes_nothing(world):
    draft = run()
    publish(draft)
    assert refused(publish, draft, LATER) == "not_open"
    assert Assessment.objects.get().published_at == AFTER


def test_a_draft_that_was_replaced_meanwhile_is_not_published(world):
    stale = run()
    world.revise(world.a, "2022Q4", 50, AFTER)
    run(at=LATER)
    assert refused(publish, stale) == "not_open"


def test_a_draft_of_figures_that_changed_since_is_not_published(world):
    draft = run()
    world.revise(world.a, "2022Q4", 50, AFTER)
    assert refused(publish, draft) == "figures_changed"
    assert not Assessment.objects.filter(state=State.PUBLISHED).exists()


def test_figures_after_the_period_do_not_hold_its_draft_back(world):
    draft = run(period="2022H1")
    world.revise(world.a, "2022Q4", 50, AFTER)
    assert publish(draft).state == State.PUBLISHED
    assert run(period="2022H1", at=LATER) == draft


def test_a_revision_supersedes_the_published_version_and_leaves_it_untouched(world):
    first = published()
    before, flags = rows_of(first), list(first.flags.values())
    world.revise(world.a, "2022Q4", 50, AFTER)
    second = published(at=LATER)
    first.refresh_from_db()
    assert (first.state, first.superseded_at) == (State.SUPERSEDED, LATER)
    assert (second.version, second.state) == (2, State.PUBLISHED)
    assert rows_of(first) == before
    assert list(first.flags.values()) == flags
    assert scores(first)["a"] == Decimal("55")
    assert scores(second)["a"] == Decimal("37.5")


def test_the_database_keeps_one_published_version_and_no_provisional_one(world):
    done = published()
    for fields in ({"version": 2}, {"period": "2021", "is_provisional": True}):
        copy = Assessment.objects.get(pk=done.pk)
        copy.pk = None
        for name, value in fields.items():
            setattr(copy, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)


# The digest


def test_the_digest_does_not_depend_on_the_clock(world):
    first = run().digest
    Assessment.objects.all().delete()
    assert run(at=LATER).digest == first


def test_the_digest_moves_with_everything_that_decides_the_result(world):
    seen = [run().digest]

    def changed():
        seen.append(run().digest)
        return len(set(seen)) == len(seen)

    world.revise(world.b, "2021Q1", 101, AFTER)
    assert changed(), "a figure of the base"
    world.set_target(world.a, 2022, 700)
    assert changed(), "a yearly target"
    world.size.high = 900
    world.size.save()
    assert changed(), "a goalpost"
    world.scheme.grace_months = 48
    world.scheme.save()
    assert changed(), "the months of grace"


def test_the_same_value_revised_without_a_change_keeps_the_digest(world):
    first = run()
    world.revise(world.a, "2022Q4", 150, AFTER)
    assert run(at=LATER) == first


def test_every_state_of_a_criterion_fits_its_column():
    longest = Contribution._meta.get_field("state").max_length
    states = (*STATES, "reason_refused", NO_BASE, BASE_NOT_REPORTED, NO_PROVINCE_TOTAL)
    assert [state for state in states if len(state) > longest] == []


# From the command line


def assessed(*words: str) -> str:
    out = StringIO()
    call_command("assess", *words, stdout=out)
    return out.getvalue()


def test_a_quarters_board_is_never_published_and_the_command_says_so(world):
    with translation.override("zh-hans"):
        with pytest.raises(CommandError) as told:
            assessed("2022Q4", "--publish")
        assert str(told.value) == (
            "2022Q4为季度：季度只出初步结果，不予发布；发布的是半年度和年度考核。"
        )
        assert "季度只出初步结果，不予发布。" in assessed("2022Q4")
    assert not Assessment.objects.filter(state=State.PUBLISHED).exists()


@pytest.mark.parametrize(
    ("language", "foreign"), [("zh-hans", "[A-Za-z]{3,}"), ("en", "[\u4e00-\u9fff]")]
)
def test_the_command_speaks_one_language(language, foreign, world):
    with translation.override(language):
        said, *zones = assessed("2022").splitlines()
        said = said.replace(Assessment.objects.get().digest[:12], "")
        assert not re.search(foreign, said)
        assert len(zones) == Assessment.objects.get().results.count()


def test_what_is_no_period_is_told_in_the_language_of_the_site(world):
    with translation.override("zh-hans"), pytest.raises(CommandError) as told:
        assessed("2022Q7")
    assert str(told.value).startswith("“2022Q7”不是有效的考核期")
