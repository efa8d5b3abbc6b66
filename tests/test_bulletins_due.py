"""`prepare_bulletins`: what is published gets its draft, and the department is told once."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone, translation

from assessments.models import Assessment, Bulletin, BulletinNotice
from assessments.selectors.bulletins_due import draft_letters_due, halves_due, sheet_due
from assessments.services.assessments import Refused
from assessments.services.bulletin_drafts import bulletin_prepare
from assessments.services.bulletins_due import (
    bulletins_prepare_due,
    drafts_tell,
    notices_cut_off,
)
from indicators.models import Submission
from indicators.periods import half_code, parse_period
from tests.bulletins import print_plainly, staff
from tests.demo_database import demonstration  # noqa: F401
from tests.triggers import unprotected
from zones.access import COMMERCE
from zones.models import AuditEntry, Post
from zones.selectors.audit import audit_verdict

SITE = "https://zones.example.cn"
LAST = parse_period("2023")
pytestmark = pytest.mark.usefixtures("demonstration", "db")


@pytest.fixture(autouse=True)
def _plain(monkeypatch):
    print_plainly(monkeypatch)
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def done():
    """Nothing; everything but the last year's bulletin is there, and one person has an address."""
    at, texts = timezone.now(), {"computed": "{}", "snapshot": "{}", "sha256": "0" * 64}
    for assessment in Assessment.objects.filter(state="published").exclude(period=str(LAST)):
        Bulletin.objects.create(
            code=half_code(assessment.span),
            version=1,
            kind="bulletin",
            state="published",
            assessment=assessment,
            assessed_version=assessment.version,
            prepared_at=at,
            published_at=at,
            **texts,
        )
    Bulletin.objects.create(
        code=str(sheet_due()),
        version=1,
        kind="review",
        assessed_version=1,
        computed="{}",
        prepared_at=at,
        prepared_by_id=staff().user_id,
    )
    Group.objects.get(name=COMMERCE).user_set.exclude(username="commerce").update(is_active=False)
    User.objects.filter(username="commerce").update(email="commerce@example.cn")


def prepare():
    return [one.code for one in bulletins_prepare_due(at=timezone.now()).drafts]


def tell():
    return drafts_tell(at=timezone.now(), site=SITE)


def command(*args):
    out = StringIO()
    call_command("prepare_bulletins", *args, stdout=out, stderr=out)
    return out.getvalue()


# What is due


def test_every_published_half_year_without_a_bulletin_is_due_and_the_latest_quarters_sheet():
    assert [str(one) for one in halves_due()] == [
        one.period
        for one in Assessment.objects.filter(state="published").order_by("year", "quarter")
    ]
    assert str(sheet_due()) == "2023Q4"
    assert prepare() == [
        "2021H1",
        "2021H2",
        "2022H1",
        "2022H2",
        "2023H1",
        "2023H2",
        "2023Q4",
    ]
    assert set(Bulletin.objects.values_list("state", "prepared_by")) == {("draft", None)}
    assert prepare() == []


def test_an_assessment_that_is_not_published_has_no_bulletin_due(done):
    with unprotected():
        Assessment.objects.filter(period="2023").update(state="draft", published_at=None)
    assert halves_due() == []


def test_a_quarter_that_is_not_verified_everywhere_has_no_sheet_due():
    one = Submission.objects.filter(quarter__year=2023, quarter__quarter=4).first()
    Submission.objects.filter(quarter=one.quarter, zone=one.zone).delete()
    assert str(sheet_due()) == "2023Q3"


def test_an_assessment_published_anew_is_due_again_and_so_is_a_draft_from_before(done):
    draft = bulletin_prepare(period=LAST, at=timezone.now(), by=staff())
    assert halves_due() == []
    with unprotected():
        Assessment.objects.filter(pk=draft.assessment_id).update(
            published_at=timezone.now() + timedelta(hours=1)
        )
    assert halves_due() == [LAST]
    assert prepare() == ["2023H2"]
    assert prepare() == []  # it says the same: the draft stands, and nobody is told anew


def test_what_cannot_be_prepared_is_said_and_the_rest_is_prepared(done, monkeypatch):
    def refuse(*, period, at):
        raise Refused("nothing_to_print", period=str(period))

    monkeypatch.setattr("assessments.services.bulletins_due.bulletin_prepare", refuse)
    with pytest.raises(CommandError, match="1份"):
        command()


# Who is told


def test_the_department_is_told_once_by_mail_with_name_and_address(done):
    assert prepare() == ["2023H2"]
    assert len(tell().letters) == 1
    (message,) = mail.outbox
    assert message.to == ["commerce@example.cn"]
    assert message.subject == "【演示】草稿已编制：2023年通报"
    assert f"{SITE}/bulletins/2023H2/?version=1" in message.body
    assert (prepare(), tell().letters, len(mail.outbox)) == ([], (), 1)
    entry = AuditEntry.objects.get(action="bulletin_told")
    assert (entry.code, entry.new["to"]) == ("2023H2", "commerce")
    assert audit_verdict().is_intact


def test_a_mail_comes_in_the_recipients_language(done):
    Post.objects.update_or_create(
        user=User.objects.get(username="commerce"), defaults={"language": "en"}
    )
    prepare()
    tell()
    assert mail.outbox[0].subject == "[Demonstration] A draft is prepared: Bulletin of 2023"


def test_of_what_somebody_prepared_by_hand_nobody_is_told(done):
    bulletin_prepare(period=LAST, at=timezone.now(), by=staff())
    assert (prepare(), tell().letters) == ([], ())


def test_a_mail_that_failed_is_sent_next_time(done, settings):
    User.objects.filter(username="commerce").update(email="refused@example.cn")
    settings.EMAIL_BACKEND = "tests.mailing.Refusing"
    prepare()
    ((letter, why),) = tell().failed
    assert (letter.to.username, "550" in why) == ("commerce", True)
    assert not BulletinNotice.objects.exists()
    User.objects.filter(username="commerce").update(email="commerce@example.cn")
    assert len(tell().letters) == 1


def test_a_server_that_is_away_leaves_the_mail_for_next_time(done, settings):
    settings.EMAIL_BACKEND = "tests.mailing.Absent"
    with pytest.raises(CommandError, match="Connection refused"):
        command()
    assert Bulletin.objects.filter(code="2023H2", state="draft").exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert "已发送邮件1封" in command()


def test_a_mail_that_was_cut_off_is_not_sent_again_but_counted(done):
    prepare()
    now = timezone.now()
    BulletinNotice.objects.create(
        bulletin=Bulletin.objects.get(code="2023H2"),
        assessed_version=Bulletin.objects.get(code="2023H2").assessed_version,
        recipient=User.objects.get(username="commerce"),
        address="commerce@example.cn",
        begun_at=now - timedelta(hours=2),
    )
    assert (tell().letters, notices_cut_off(now)) == ((), 1)


def test_who_has_no_address_is_named(done):
    User.objects.filter(username="commerce").update(email="")
    said = command()
    assert "没有邮箱地址" in said
    assert draft_letters_due().letters == ()


def test_a_dry_run_says_what_would_be_prepared_and_does_nothing(done):
    assert command("--dry-run").splitlines() == ["2023", "将编制1份。"]
    assert not Bulletin.objects.filter(code="2023H2").exists()


def test_without_the_sites_address_the_draft_is_prepared_and_the_mail_is_left(done, settings):
    settings.SITE_URL = ""
    with pytest.raises(CommandError, match="SITE_URL"):
        command()
    assert Bulletin.objects.filter(code="2023H2", state="draft").exists()
    assert len(draft_letters_due().letters) == 1


@pytest.mark.parametrize("address", ["/bulletins/", "/collect/"])
def test_the_department_sees_what_waits_and_others_do_not(done, address):
    prepare()
    seen = {}
    for login in ("commerce", "yichang"):
        client = Client()
        client.force_login(User.objects.get(username=login))
        seen[login] = client.get(address).content.decode()
    assert 'href="/bulletins/2023H2/?version=1">2023年通报</a>' in seen["commerce"]
    assert "待编辑、发布的草稿" in seen["commerce"]
    assert "待编辑、发布的草稿" not in seen["yichang"]
