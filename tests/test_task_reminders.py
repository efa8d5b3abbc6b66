"""Reminders of tasks by mail: to an agency's people and the department, each of them once."""

from datetime import date, datetime, time, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from indicators.models import TaskReminder
from indicators.services.reminders import reminders_cut_off, task_reminders_send
from tests.factories import make_person, make_quarter, user_of
from tests.tasks import make_agencies, make_task, said
from tests.tasks import reported as report
from zones.access import AGENCIES, CUSTOMS, LEADERSHIP
from zones.models import AuditEntry, Post
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db

DUE = date(2022, 7, 15)
DAYS = (-7, -1, 1, 7, 14)
SITE = "https://zones.example.cn"


def on(day: int) -> datetime:
    """The morning of that day, counted from the due date."""
    return timezone.make_aware(datetime.combine(DUE + timedelta(days=day), time(8)))


def send(day: int):
    return task_reminders_send(at=on(day), days=DAYS, site=SITE)


def sent_to() -> list[str]:
    """Whom the mails since the last look went to."""
    found = sorted(message.to[0].partition("@")[0] for message in mail.outbox)
    mail.outbox.clear()
    return found


@pytest.fixture
def people():
    """An agency's person, one of Customs, the department and the leadership, with addresses."""
    agencies = make_agencies()
    made = {
        "commerce": make_person("commerce", agency=agencies["commerce"]),
        "fgw": make_person("fgw", AGENCIES, agency=agencies["development-reform"]),
        "customs": make_person("customs", CUSTOMS, agency=agencies["wuhan-customs"]),
        "leader": make_person("leader", LEADERSHIP),
    }
    for login, person in made.items():
        user = user_of(person)
        user.email = f"{login}@example.cn"
        user.save()
    return made


@pytest.fixture
def quarter():
    return make_quarter("2022Q2", due_on=DUE, locks_on=DUE + timedelta(days=30))


@pytest.fixture
def tasks(people, quarter):
    """Two tasks of one agency and one of Customs."""
    agencies = make_agencies()
    reform = agencies["development-reform"]
    return [make_task(reform), make_task(reform), make_task(agencies["wuhan-customs"])]


def test_a_reminder_goes_out_on_its_days_to_the_agencies_and_late_ones_to_the_department(tasks):
    went_out = {}
    for day in range(-9, 20):
        send(day)
        if found := sent_to():
            went_out[day] = found
    before, late = ["customs", "fgw"], ["commerce", "customs", "fgw"]
    assert went_out == {-7: before, -1: before, 1: late, 7: late, 14: late}


def test_who_has_reported_is_not_reminded(tasks, people, quarter):
    entries = [said(one, "under_way", 10) for one in tasks[:2]]
    report(quarter, entries, people["fgw"], "2022-07-01")
    send(-7)
    assert sent_to() == ["customs"]


def test_nothing_is_sent_twice_and_each_is_in_the_log(tasks):
    for hour in (8, 9, 23):
        at = on(-7) + timedelta(hours=hour - 8)
        task_reminders_send(at=at, days=DAYS, site=SITE)
    assert sent_to() == ["customs", "fgw"]
    assert AuditEntry.objects.filter(action="reminded", kind="task").count() == 2
    assert audit_verdict().is_intact


def test_an_agency_without_a_person_is_left_to_the_department(tasks, people):
    Post.objects.filter(user=people["fgw"].user_id).update(agency=None)
    send(-7)
    assert "development-reform厅" in mail.outbox[0].body + mail.outbox[1].body
    assert sent_to() == ["commerce", "customs"]


def test_a_locked_quarter_and_an_earlier_one_are_not_reminded_of(tasks):
    send(31)
    assert sent_to() == []
    make_quarter("2022Q3", due_on=date(2022, 10, 15), locks_on=date(2022, 11, 15))
    send(7)
    assert sent_to() == []


def test_a_mail_says_what_is_missing_what_is_overdue_and_where(tasks):
    tasks[0].due_on = date(2022, 6, 30)
    tasks[0].save()
    send(-1)
    (message,) = [one for one in mail.outbox if one.to == ["fgw@example.cn"]]
    assert message.subject == "2022Q2任务进展报送提醒：development-reform厅，尚有1天"
    assert message.body == (
        "Fgw：\n\n"
        "2022Q2以下任务进展尚未报送：\n\n"
        "development-reform厅：报送截止2022-07-15（尚有1天）\n"
        "  待报送任务2项\n"
        "  已超过完成时限：任务1之1\n"
        "  https://zones.example.cn/tasks/2022Q2/development-reform/\n\n"
        "没有变化的，在该页面按一个按钮即可报送。\n\n"
        "本邮件由系统自动发送，请勿回复。\n"
    )


def test_a_mail_that_failed_is_sent_next_time(tasks, people, settings):
    user = user_of(people["fgw"])
    user.email = "refused@example.cn"
    user.save()
    settings.EMAIL_BACKEND = "tests.mailing.Refusing"
    assert [one.letter.to.username for one in send(-7).failed] == ["fgw"]
    assert sent_to() == ["customs"]
    user.email = "fgw@example.cn"
    user.save()
    send(-6)
    assert sent_to() == ["fgw"]
    assert TaskReminder.objects.filter(sent_at=None).count() == 0


def test_a_reminder_that_was_cut_off_is_counted_and_not_sent_again(tasks, people, quarter):
    agency = make_agencies()["development-reform"]
    about = {"quarter": quarter, "agency": agency, "due_on": DUE, "days": -7}
    about |= {"recipient_id": people["fgw"].user_id, "address": "fgw@example.cn"}
    TaskReminder.objects.create(begun_at=on(-7), **about)
    assert reminders_cut_off(on(-6)) == 1
    send(-6)
    assert sent_to() == ["customs"]


def test_the_command_reminds_of_figures_and_tasks_alike(people, settings):
    settings.SITE_URL, settings.REMINDER_DAYS = SITE, DAYS
    today = timezone.localdate()
    make_quarter("2022Q2", due_on=today - timedelta(days=1), locks_on=today + timedelta(days=30))
    make_task(make_agencies()["wuhan-customs"])
    out = StringIO()
    call_command("send_reminders", dry_run=True, stdout=out)
    assert "2022Q2 · wuhan-customs厅 · 逾期1天 · customs@example.cn" in out.getvalue()
    assert mail.outbox == []
    call_command("send_reminders", stdout=out)
    assert sent_to() == ["commerce", "customs"]
