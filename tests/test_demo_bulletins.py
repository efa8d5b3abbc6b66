"""The demonstration ships the published bulletin of every half-year that it judges."""

import pytest
from django.db import transaction

from assessments.models import Bulletin, BulletinCover
from assessments.selectors.bulletin_papers import paper_of
from assessments.selectors.hearings import hearing_of
from assessments.selectors.reply_windows import window_of
from tests.bulletins import print_plainly
from tests.demo_database import load_demonstration
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _demonstration(django_db_setup, django_db_blocker):
    """The demonstration with its bulletins, printed plainly: how they look is tested elsewhere."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        print_plainly(patch)
        load_demonstration(has_bulletins=True)
        yield
        transaction.set_rollback(True)


def test_every_half_year_from_2021_to_2023_has_its_published_bulletin():
    published = Bulletin.objects.filter(state="published").order_by("code")
    assert [(one.code, one.version) for one in published] == [
        ("2021H1", 1),
        ("2021H2", 1),
        ("2022H1", 1),
        ("2022H2", 2),
        ("2023H1", 1),
        ("2023H2", 1),
    ]
    assert {one.files.count() for one in published} == {8}
    assert all(one.is_demonstration for one in published)


def test_the_year_that_was_judged_twice_was_reported_on_twice():
    first, second = Bulletin.objects.filter(code="2022H2").order_by("version")
    assert (first.state, second.state) == ("superseded", "published")
    assert first.superseded_at == second.published_at
    assert first.sha256 != second.sha256


def test_each_follows_its_assessment_on_the_same_day():
    for one in Bulletin.objects.select_related("assessment"):
        assert one.published_at.date() == one.assessment.published_at.date()
        assert one.published_at > one.assessment.published_at


def test_a_years_bulletin_prints_every_reply_and_answer_and_a_half_years_none():
    for one in Bulletin.objects.select_related("assessment"):
        paper = paper_of(one, "zh-hans")
        table = next((found for found in paper.tables if found.code == "replies"), None)
        if one.assessment.kind != "year":
            assert table is None
            continue
        found = hearing_of(one.assessment, window_of(one.assessment)).findings
        said = [(row[3].text, row[5].text) for row in table.rows]
        assert said == [
            (
                heard.reply.reason if heard.reply else "",
                heard.answer.text if heard.answer else "",
            )
            for heard in found
        ]
        assert any(answer for _reason, answer in said)
        assert any("演示" in reason for reason, _answer in said)


def test_nothing_official_is_made_up_and_the_log_is_whole():
    assert not BulletinCover.objects.exists()
    assert audit_verdict().is_intact
