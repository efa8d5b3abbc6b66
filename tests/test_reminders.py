"""Reminders by mail: to whom, on which days around the due date, and each of them once."""

import threading
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from indicators.lifecycle import reminder_day
from indicators.models import Reminder, Reopening, ReportingQuarter, Submission
from indicators.selectors.reminders import reminders_due
from indicators.services.reminders import reminders_cut_off, reminders_send
from tests.factories import (
    make_indicators,
    make_person,
    make_quarter,
    make_submission,
    make_zone,
    user_of,
)
from zones.access import LEADERSHIP, Person
from zones.models import AuditEntry, Post, Zone
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db

DUE = date(2022, 7, 15)
DAYS = (-7, -1, 1, 7, 14)
SITE = "https://zones.example.cn"


def addressed(person: Person, address: str = "") -> Person:
    """The person, with an address."""
    user = user_of(person)
    user.email = address or f"{user.username}@example.cn"
    user.save()
    return person


def on(day: int) -> datetime:
    """The morning of that day, counted from the due date."""
    return timezone.make_aware(datetime.combine(DUE + timedelta(days=day), time(8)))


def send(day: int, days=DAYS):
    return reminders_send(at=on(day), days=days, site=SITE)


def sent_to() -> list[str]:
    """Whom the mails since the last look went to, in order of their addresses."""
    found = sorted(message.to[0].partition("@")[0] for message in mail.outbox)
    mail.outbox.clear()
    return found


@pytest.fixture
def zones():
    return {"yichang": make_zone("yichang", start="2021Q2"), "donghu": make_zone("donghu")}


@pytest.fixture
def people(zones):
    """The department, and a reporter of one of the two zones; everybody has an address."""
    return {
        "commerce": addressed(make_person("commerce")),
        "yichang": addressed(make_person("yichang", zone=zones["yichang"])),
        "leader": addressed(make_person("leader", LEADERSHIP)),
    }


@pytest.fixture
def quarter():
    make_indicators("trade_import", "trade_export", "trade_total", "vehicles")
    return make_quarter("2022Q2", due_on=DUE, locks_on=DUE + timedelta(days=30))


@pytest.fixture
def both(people, quarter):
    """Nothing; two zones have a quarter to hand in, and somebody to be reminded of it."""


# On which day


@pytest.mark.parametrize(
    ("since_due", "day"),
    [(-30, None), (-8, None), (-7, -7), (-2, -7), (-1, -1), (0, -1), (1, 1), (13, 7), (400, 14)],
)
def test_the_day_of_reminding_is_the_last_one_that_has_come(since_due, day):
    assert reminder_day(DAYS, since_due) == day


def test_without_any_days_nobody_is_reminded():
    assert reminder_day((), 3) is None


def test_a_reminder_goes_out_on_its_days_and_on_no_other(both, zones, people):
    make_submission(zones["donghu"], "2022Q2", {}, by=people["commerce"])
    went_out = []
    for day in range(-10, 31):
        send(day)
        if "yichang" in sent_to():
            went_out.append(day)
    assert went_out == [-7, -1, 1, 7, 14]


def test_a_day_that_was_missed_is_made_up_for_once(both):
    send(-5)
    assert sent_to() == ["commerce", "yichang"]
    send(-4)
    assert sent_to() == []


def test_of_several_days_that_were_missed_the_last_one_is_made_up_for(both):
    send(9)
    assert Reminder.objects.values_list("days", flat=True).distinct().get() == 7
    assert sent_to() == ["commerce", "yichang"]


def test_a_mail_sent_late_says_how_it_stands_on_its_own_day(both):
    send(3)
    (message,) = [one for one in mail.outbox if one.to == ["yichang@example.cn"]]
    assert "逾期3天" in message.body


# To whom


def test_a_zones_reporter_is_reminded_and_the_department_for_a_zone_without_one(both):
    send(-7)
    about = {message.to[0]: message.body for message in mail.outbox}
    assert set(about) == {"commerce@example.cn", "yichang@example.cn"}
    assert "donghu综合保税区" in about["commerce@example.cn"]
    assert "yichang综合保税区" not in about["commerce@example.cn"]
    assert "donghu综合保税区" not in about["yichang@example.cn"]


def test_the_department_learns_of_every_zone_that_is_late(both):
    send(1)
    (message,) = [one for one in mail.outbox if one.to == ["commerce@example.cn"]]
    assert message.subject == "2022Q2数据报送提醒：2个综合保税区尚未报送，其中2个逾期"
    assert "yichang综合保税区" in message.body
    assert "由Yichang报送。" in message.body


def test_a_zone_whose_reporters_have_no_address_is_left_to_the_department(both, people):
    user = user_of(people["yichang"])
    user.email = ""
    user.save()
    mailing = reminders_due(on(-7), DAYS)
    assert [person.username for person in mailing.unreachable] == ["yichang"]
    send(-7)
    assert "yichang综合保税区" in mail.outbox[0].body
    assert sent_to() == ["commerce"]


def test_who_may_not_sign_in_any_more_gets_no_mail(both, people):
    for login in ("yichang", "commerce"):
        user = user_of(people[login])
        user.is_active = False
        user.save()
    send(1)
    assert sent_to() == []


def test_a_place_that_does_not_report_is_not_reminded(people, quarter, zones):
    Zone.objects.update(is_judged=False)
    send(1)
    assert sent_to() == []


# For which quarters


@pytest.mark.parametrize("state", ["submitted", "verified"])
def test_what_is_handed_in_is_not_reminded_of(state, both, zones, people):
    checker = people["leader"] if state == "verified" else None
    for zone in zones.values():
        make_submission(zone, "2022Q2", {}, by=people["commerce"], state=state, verified_by=checker)
    send(1)
    assert sent_to() == []


def test_a_revision_of_what_was_verified_is_not_reminded_of(both, zones, people):
    about = {"by": people["commerce"], "verified_by": people["leader"]}
    for zone in zones.values():
        make_submission(zone, "2022Q2", {}, **about)
        make_submission(zone, "2022Q2", {}, by=people["commerce"], state="draft")
    send(1)
    assert sent_to() == []


def test_a_quarter_before_the_zones_first_is_not_reminded_of(people, zones):
    make_quarter("2021Q1", due_on=DUE, locks_on=DUE + timedelta(days=30))
    send(1)
    assert "yichang" not in mail.outbox[0].body
    assert sent_to() == ["commerce"]


def test_what_is_locked_is_not_reminded_of_any_more(both):
    send(31)
    assert sent_to() == []
    send(30)
    assert sent_to() == ["commerce", "yichang"]


def test_what_was_returned_is_reminded_of_with_the_note_and_is_not_late(both, zones, people):
    make_submission(
        zones["yichang"], "2022Q2", {}, by=people["yichang"], state="returned", note="请核对整车数"
    )
    send(7)
    about = {message.to[0]: message for message in mail.outbox}
    assert "审核意见：请核对整车数" in about["yichang@example.cn"].body
    assert about["yichang@example.cn"].subject == "2022Q2数据报送提醒：yichang区，已退回，待更正"
    assert "yichang综合保税区" not in about["commerce@example.cn"].body


# More time


def more_time(zone: Zone, by: Person, until: int) -> None:
    Reopening.objects.create(
        zone=zone,
        quarter=ReportingQuarter.objects.get(),
        reason_code="other",
        reason="延期",
        opened_by_id=by.user_id,
        opened_at=on(-3),
        until=on(until),
    )


def test_more_time_moves_the_days_of_reminding(both, zones, people):
    send(-7)
    assert sent_to() == ["commerce", "yichang"]
    more_time(zones["yichang"], people["commerce"], until=10)
    got = []
    for day in range(-2, 26):
        send(day)
        if "yichang" in sent_to():
            got.append(day)
    assert got == [3, 9, 11, 17, 24]


def test_a_mail_names_the_due_date_that_more_time_gave(both, zones, people):
    more_time(zones["yichang"], people["commerce"], until=10)
    send(9)
    (message,) = [one for one in mail.outbox if one.to == ["yichang@example.cn"]]
    assert "报送截止2022-07-25（尚有1天）" in message.body


# The words


def test_a_mail_says_quarter_due_date_what_is_missing_and_where(both, zones, people):
    make_submission(
        zones["yichang"], "2022Q2", {"trade_import": 5}, by=people["yichang"], state="draft"
    )
    send(-1)
    (message,) = [one for one in mail.outbox if one.to == ["yichang@example.cn"]]
    assert message.subject == "2022Q2数据报送提醒：yichang区，尚有1天"
    assert message.body == (
        "Yichang：\n\n"
        "2022Q2以下数据尚未报送：\n\n"
        "yichang综合保税区：报送截止2022-07-15（尚有1天）\n"
        "  草稿未提交，3项中尚缺2项：trade_export额、vehicles额。\n"
        "  https://zones.example.cn/collect/2022Q2/yichang/\n\n"
        "本季度将于2022-08-14后锁定，锁定后须由商务厅重新开放方可报送。\n\n"
        "本邮件由系统自动发送，请勿回复。\n"
    )
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_mail_comes_in_the_recipients_language_and_in_chinese_where_none_is_known(both, people):
    Post.objects.filter(user=people["yichang"].user_id).update(language="en")
    send(1)
    about = {message.to[0]: message for message in mail.outbox}
    assert about["yichang@example.cn"].subject == "Figures of 2022Q2, Yichang: 1 day late"
    assert "Nothing is entered yet (figures: 3)." in about["yichang@example.cn"].body
    assert "尚未填报（共3项）。" in about["commerce@example.cn"].body


def test_a_mail_on_made_up_figures_says_so_in_its_subject_and_its_first_line(both, zones, people):
    Post.objects.filter(user=people["yichang"].user_id).update(language="en")
    send(1)
    assert not any("Demonstration" in one.subject or "演示" in one.subject for one in mail.outbox)
    mail.outbox.clear()
    made_up = make_submission(zones["donghu"], "2022Q1", {"vehicles": 1}, by=people["commerce"])
    Submission.objects.filter(pk=made_up.pk).update(is_demonstration=True)
    send(7)
    about = {message.to[0]: message for message in mail.outbox}
    english, chinese = about["yichang@example.cn"], about["commerce@example.cn"]
    assert english.subject == "[Demonstration] Figures of 2022Q2, Yichang: 7 days late"
    assert english.body.startswith("Demonstration data: these figures are made up.\n\nYichang")
    assert chinese.subject.startswith("【演示】2022Q2数据报送")
    assert chinese.body.startswith("演示数据：数字系虚构，不代表实际。\n\n")


def test_a_draft_with_every_figure_has_only_to_be_handed_in(both, zones, people):
    full = {"trade_import": 5, "trade_export": 7, "vehicles": 1}
    make_submission(zones["yichang"], "2022Q2", full, by=people["yichang"], state="draft")
    send(-1)
    (message,) = [one for one in mail.outbox if one.to == ["yichang@example.cn"]]
    assert "各项均已填写，尚未提交。" in message.body


# Each of them once


def test_nothing_is_sent_twice(both):
    for hour in (8, 9, 23):
        reminders_send(at=on(-7) + timedelta(hours=hour - 8), days=DAYS, site=SITE)
    assert sent_to() == ["commerce", "yichang"]


def test_a_zone_that_is_added_later_gets_its_own_reminder_only(both):
    send(-7)
    sent_to()
    make_zone("xiangyang")
    send(-7)
    assert "donghu" not in mail.outbox[0].body
    assert sent_to() == ["commerce"]


def test_a_mail_that_failed_is_not_written_down_and_is_sent_next_time(both, people, settings):
    settings.EMAIL_BACKEND = "tests.mailing.Refusing"
    addressed(people["yichang"], "refused@example.cn")
    sent = send(-7)
    assert [failed.letter.to.username for failed in sent.failed] == ["yichang"]
    assert "550" in sent.failed[0].why
    assert sent_to() == ["commerce"]
    assert set(Reminder.objects.values_list("recipient__username", flat=True)) == {"commerce"}
    addressed(people["yichang"])
    assert send(-6).failed == ()
    assert sent_to() == ["yichang"]


def test_a_server_that_cannot_be_reached_leaves_everything_for_next_time(both, settings):
    settings.EMAIL_BACKEND = "tests.mailing.Absent"
    sent = send(-7)
    assert "Connection refused" in sent.unreachable
    assert (sent.letters, sent.failed) == ((), ())
    assert not Reminder.objects.exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send(-7)
    assert sent_to() == ["commerce", "yichang"]


def test_a_mail_that_was_cut_off_is_not_sent_again_but_counted(both, people, zones):
    """It may have arrived: whoever was killed could not say."""
    Reminder.objects.create(
        quarter=ReportingQuarter.objects.get(),
        zone=zones["yichang"],
        due_on=DUE,
        days=-7,
        recipient_id=people["yichang"].user_id,
        address="yichang@example.cn",
        begun_at=on(-7),
    )
    send(-7)
    assert sent_to() == ["commerce"]
    assert reminders_cut_off(on(-7)) == 0
    assert reminders_cut_off(on(-6)) == 1


def test_every_reminder_stands_in_the_log(both):
    send(-7)
    entries = AuditEntry.objects.filter(action="reminded").order_by("zone")
    told = [(one.zone, one.quarter, one.new["to"], one.new["day"]) for one in entries]
    assert told == [("donghu", "2022Q2", "commerce", -7), ("yichang", "2022Q2", "yichang", -7)]
    assert audit_verdict().is_intact


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_send_everything_once(people, quarter, zones, settings):
    settings.EMAIL_BACKEND = "tests.mailing.Slow"
    for number in range(12):
        zone = make_zone(f"zone{number}")
        addressed(make_person(f"zone{number}", zone=zone))
    start, letters, errors = threading.Barrier(3), [], []

    def run():
        try:
            start.wait(10)
            letters.extend(send(1).letters)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    expected = sorted(["commerce", "yichang", *(f"zone{number}" for number in range(12))])
    assert sent_to() == expected
    assert len(letters) == len(expected)
    assert not Reminder.objects.filter(sent_at__isnull=True).exists()


# The command


@pytest.fixture
def today(quarter):
    """Nothing; the quarter was due yesterday."""
    due = timezone.localdate() - timedelta(days=1)
    ReportingQuarter.objects.update(due_on=due, locks_on=due + timedelta(days=30))


def command(*args: str) -> str:
    out = StringIO()
    call_command("send_reminders", *args, stdout=out, stderr=out)
    return out.getvalue()


def test_a_dry_run_says_what_would_be_sent_and_sends_nothing(people, today):
    said = command("--dry-run")
    assert "2022Q2 · yichang区 · 逾期1天 · yichang@example.cn" in said
    assert "将发送2封。" in said
    assert sent_to() == []
    assert not Reminder.objects.exists()


def test_what_was_returned_is_said_as_its_mail_says_it_and_not_as_late(people, zones, today):
    made = {"by": people["yichang"], "state": "returned", "note": "查", "at": timezone.now()}
    make_submission(zones["yichang"], "2022Q2", {}, **made)
    (line,) = [line for line in command("--dry-run").splitlines() if "yichang区" in line]
    assert line == "2022Q2 · yichang区 · 已退回，待更正 · yichang@example.cn"


def test_the_command_says_what_it_sent_and_the_second_time_that_it_was_nothing(people, today):
    assert "已发送提醒2封。" in command()
    assert sent_to() == ["commerce", "yichang"]
    assert command().strip() == "已发送提醒0封。"


def test_accounts_without_an_address_are_named_and_nothing_fails(zones, today):
    make_person("commerce")
    make_person("yichang", zone=zones["yichang"])
    said = command()
    assert "没有邮箱地址、无法提醒：Yichang、Commerce" in said
    assert "已发送提醒0封。" in said


def test_the_command_ends_with_an_error_where_a_mail_failed(people, today, settings):
    settings.EMAIL_BACKEND = "tests.mailing.Refusing"
    addressed(people["yichang"], "refused@example.cn")
    with pytest.raises(CommandError, match="1封"):
        command()
    assert sent_to() == ["commerce"]


def test_the_command_ends_with_an_error_where_the_server_is_away(people, today, settings):
    settings.EMAIL_BACKEND = "tests.mailing.Absent"
    with pytest.raises(CommandError, match="Connection refused"):
        command()


def test_mails_that_are_printed_only_are_said_to_be(people, today, settings, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert "未设置 EMAIL_URL" in command()
    assert "To: yichang@example.cn" in capsys.readouterr().out


def test_without_the_sites_address_there_are_no_mails(people, today, settings):
    settings.SITE_URL = ""
    with pytest.raises(CommandError, match="SITE_URL"):
        command()


def test_two_hundred_zones_take_as_many_queries_to_look_at_as_seven(both, people, queries):
    def cost(zones: int) -> int:
        for number in range(zones):
            zone = make_zone(f"more{zones}-{number}", start="2021Q1")
            make_submission(zone, "2022Q2", {"vehicles": 1}, by=people["yichang"], state="draft")
        with queries() as sent:
            assert len(reminders_due(on(1), DAYS).letters) == 2
        return len(sent)

    assert cost(5) == cost(193)


def test_times_are_those_of_the_site_and_not_of_greenwich(both):
    late_evening = datetime(2022, 7, 7, 17, tzinfo=UTC)  # 8 July in Wuhan
    reminders_send(at=late_evening, days=DAYS, site=SITE)
    assert sent_to() == ["commerce", "yichang"]
