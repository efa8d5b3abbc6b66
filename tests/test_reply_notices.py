"""Mails of the right of reply: who is told what, in which language, and of each thing once."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from assessments.models import ReplyNotice
from assessments.services.reply_notices import replies_tell
from tests.assessing import publish, run
from tests.factories import user_of
from tests.hearing import (  # noqa: F401
    CLOSES,
    JUST_BEFORE,
    OPENED,
    WITHIN,
    cancelled,
    draft,
    extended,
    hearing_made,
    opened,
    people,
    replied,
    world,
)
from zones.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def hearing(hearing_made, django_db_blocker):
    """The hearing, its zones' reporters with an address; one of them reads English."""
    with django_db_blocker.unblock():
        for login, language in (("own zone", "en"), ("other zone", "")):
            user = user_of(hearing_made[1][login])
            user.email = f"{user.username}@example.cn"
            user.save()
            user.post.language = language
            user.post.save()
    return hearing_made


def tell(at):
    """The subjects of the mails that are sent at a moment, by recipient."""
    mail.outbox.clear()
    replies_tell(at=at, site="https://zones.example.cn")
    return {message.to[0].partition("@")[0]: message.subject for message in mail.outbox}


def test_each_zone_is_told_once_that_it_may_reply_in_its_own_language(draft, people):
    opened(draft, people["commerce"])
    assert tell(OPENED) == {
        "reporter-a": "Findings of 2022: reply until 2023-03-12 08:00",
        "reporter-b": "2022年认定事项：请于2023-03-12 08:00前提出意见",
    }
    body = mail.outbox[0].body
    assert "https://zones.example.cn/assessments/2022/reply/" in body
    assert "Findings: 1, without a reply: 1." in body
    assert tell(WITHIN) == {}
    assert AuditEntry.objects.filter(action="reply_told").count() == 2


def test_a_day_before_it_closes_and_when_it_has_closed_zones_are_told_so(draft, people):
    opened(draft, people["commerce"])
    tell(OPENED)
    replied(people["own zone"], "agree", "")
    assert tell(CLOSES - timedelta(days=1, seconds=1)) == {}
    soon = tell(CLOSES - timedelta(days=1))
    assert soon["reporter-a"] == "Findings of 2022: the reply window closes at 2023-03-12 08:00"
    assert "without a reply: 0." in mail.outbox[0].body
    assert tell(JUST_BEFORE) == {}
    assert set(tell(CLOSES)) == {"reporter-a", "reporter-b"}
    assert tell(CLOSES + timedelta(days=2)) == {}


def test_an_extension_and_a_cancellation_are_told_with_their_reason(draft, people):
    opened(draft, people["commerce"])
    tell(OPENED)
    extended(draft, people["commerce"], CLOSES + timedelta(days=3))
    assert "extended until 2023-03-15 08:00" in tell(WITHIN)["reporter-a"]
    assert "Reason: 春节" in mail.outbox[0].body
    cancelled(draft, people["commerce"])
    assert tell(WITHIN)["reporter-a"] == "Findings of 2022: the reply window was cancelled"
    assert "Reason: 数据有误" in mail.outbox[0].body
    assert tell(WITHIN) == {}


def test_only_the_zone_whose_finding_changed_is_told_of_it(world, draft, people):
    opened(draft, people["commerce"])
    tell(OPENED)
    world.revise(world.a, "2022Q4", 160, WITHIN)
    run(at=WITHIN)
    assert tell(WITHIN) == {
        "reporter-a": "Findings of 2022 have changed or are new: reply until 2023-03-12 08:00"
    }


def test_after_publication_nobody_is_told_of_the_window(draft, people):
    opened(draft, people["commerce"])
    publish(draft, CLOSES)
    assert tell(CLOSES) == {}


def test_what_the_server_refuses_is_tried_again(draft, people, settings):
    opened(draft, people["commerce"])
    user = user_of(people["own zone"])
    user.email = "refused@example.cn"
    user.save()
    settings.EMAIL_BACKEND = "tests.mailing.Refusing"
    found = replies_tell(at=OPENED, site="https://zones.example.cn")
    assert [letter.to.email for letter, _why in found.failed] == ["refused@example.cn"]
    assert ReplyNotice.objects.count() == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert set(tell(WITHIN)) == {"refused"}


def test_the_command_says_whom_it_tells_and_a_dry_run_tells_nobody(
    draft, people, settings, monkeypatch
):
    opened(draft, people["commerce"])
    monkeypatch.setattr(timezone, "now", lambda: WITHIN)
    settings.SITE_URL = ""
    with pytest.raises(CommandError):
        call_command("send_reply_notices")
    settings.SITE_URL = "https://zones.example.cn"
    for arguments, count in (({"dry_run": True}, 0), ({}, 2), ({}, 2)):
        out = StringIO()
        call_command("send_reply_notices", stdout=out, **arguments)
        assert ReplyNotice.objects.count() == count
    assert "0" in out.getvalue()
