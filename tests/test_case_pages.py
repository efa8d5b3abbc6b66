"""The pages of cases: who sees what, steps taken by form, what was typed kept, files given out."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from assessments import case_life as life
from assessments.case_terms import CaseDays
from assessments.models import Case, CaseEvidence, CaseTerms, ZoneResult
from assessments.services.case_reopening import case_reopen
from assessments.services.cases import Refused, cases_lapse
from tests.cases import NOON, case_in, make_case, make_people, move_row, moved
from tests.collecting import text
from tests.evidence_files import pdf
from tests.factories import make_measure, make_policy, make_zone, user_of
from zones.models import Zone

EXITED = "exited on 2023-02-01"
SOON = date(2999, 1, 1)


@pytest.fixture
def zone(db):
    make_measure(make_policy())
    return make_zone("yichang")


@pytest.fixture
def other(zone):
    return make_zone("donghu")


@pytest.fixture
def people(zone, other):
    return make_people(zone, other)


@pytest.fixture
def as_(client, people):
    """The client, signed in as somebody."""

    def sign_in(login):
        client.force_login(user_of(people[login]))
        return client

    return sign_in


def address(case):
    return f"/cases/{case.pk}/"


def post(client, case, move, seen=None, **fields):
    fields |= {"move": move, "seen": case.moves.count() if seen is None else seen}
    return client.post(address(case), fields)


def state_of(case):
    return Case.objects.get(pk=case.pk).state


def names(response):
    return [row.case.pk for row in response.context["table"].data.data]


# The list


def test_the_overdue_stand_first_and_what_is_over_last(zone, other, as_):
    over = case_in(zone, life.NOTICE, life.CLOSED, year=2021)
    soon = make_case(other, due_on=SOON)
    late = make_case(zone, due_on=date(2023, 3, 1))
    later = make_case(make_zone("xiangyang"), due_on=date(2023, 4, 1))
    page = as_("commerce").get("/cases/")
    assert names(page) == [late.pk, later.pk, soon.pk, over.pk]
    assert (page.context["late"], page.context["open"], page.context["waiting"]) == (2, 3, 3)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("year=2021", ["over"]),
        ("zone=donghu", ["waiting"]),
        ("track=exit", ["exit"]),
        ("state=rectifying", ["waiting"]),
        ("waits=reporter", ["waiting"]),
        ("waits=me", ["exit"]),
        ("year=2022&track=notice", ["waiting"]),
        ("zone=atlantis", []),
    ],
)
def test_the_list_is_narrowed_down_by_its_address(zone, other, as_, query, found):
    cases = {
        "over": case_in(zone, life.NOTICE, life.CLOSED, year=2021),
        "waiting": case_in(other, life.NOTICE, life.RECTIFYING, due_on=SOON),
        "exit": make_case(zone, life.EXIT),
    }
    page = as_("leader").get(f"/cases/?{query}")
    assert names(page) == [cases[name].pk for name in found]


def test_the_list_is_exported_as_it_is_narrowed_down(zone, other, as_):
    make_case(zone)
    make_case(other)
    file = as_("commerce").get("/cases/?zone=donghu&export=csv").content.decode("utf-8-sig")
    assert len(file.strip().splitlines()) == 2
    assert "donghu区" in file


def test_a_rectification_whose_day_has_passed_is_overdue_without_a_job(zone, as_):
    case = case_in(zone, life.NOTICE, life.RECTIFYING)
    page = as_("commerce").get("/cases/?state=overdue")
    assert names(page) == [case.pk]
    assert "整改逾期" in text(as_("commerce").get(address(case)))
    assert state_of(case) == life.RECTIFYING


# Who sees what


def test_a_reporter_sees_the_own_zones_cases_alone(zone, other, as_):
    own, foreign = make_case(zone), case_in(other, life.NOTICE, life.NOTIFIED)
    client = as_("reporter")
    assert names(client.get("/cases/")) == [own.pk]
    assert client.get(address(foreign)).status_code == 404


@pytest.mark.parametrize("login", ["fgw", "customs", "admin"])
def test_readers_see_the_notices_that_were_issued_and_nothing_on_record(zone, other, as_, login):
    case = case_in(zone, life.NOTICE, life.INTERVIEWED)
    Case.objects.update(head="某主任")
    move_row(case, life.ORDER, life.RECTIFYING, note="机密要求")
    hidden = [make_case(other), make_case(zone, life.EXIT)]
    client = as_(login)
    assert names(client.get("/cases/")) == [case.pk]
    assert [client.get(address(one)).status_code for one in hidden] == [404, 404]
    page = text(client.get(address(case)))
    assert "机密要求" not in page
    assert "某主任" not in page
    assert 'id="next"' not in page
    assert post(client, case, life.RETURN).status_code == 403


@pytest.mark.parametrize(
    ("login", "status"),
    [
        ("commerce", 200),
        ("leader", 200),
        ("reporter", 200),
        ("other", 404),
        ("customs", 404),
        ("fgw", 404),
        ("admin", 404),
    ],
)
def test_files_are_given_as_attachments_to_those_who_see_the_record(
    zone, people, as_, login, status
):
    case = case_in(zone, life.NOTICE, life.RECTIFYING)
    moved(case, life.HAND_IN, people["reporter"])
    kept = CaseEvidence.objects.get().evidence
    given = as_(login).get(f"{address(case)}evidence/{kept.pk}/")
    assert given.status_code == status
    if status == 200:
        assert given["Content-Disposition"].startswith("attachment")
        assert given["X-Content-Type-Options"] == "nosniff"


def test_a_file_is_found_below_its_own_case_alone(zone, other, people, as_):
    case, beside = case_in(zone, life.NOTICE, life.RECTIFYING), make_case(other)
    moved(case, life.HAND_IN, people["reporter"])
    kept = CaseEvidence.objects.get().evidence
    assert as_("commerce").get(f"{address(beside)}evidence/{kept.pk}/").status_code == 404


# Steps


def test_a_step_is_taken_by_its_form_and_stands_in_the_history(zone, as_):
    case = make_case(zone, opened_at=timezone.now() - timedelta(days=3))
    client = as_("commerce")
    today = timezone.localdate().isoformat()
    answer = post(client, case, life.ISSUE, held_on=today, number="鄂商通〔2023〕1号")
    assert answer.status_code == 302
    page = text(client.get(address(case)))
    assert "鄂商通〔2023〕1号" in page
    assert state_of(case) == life.NOTIFIED


def test_a_reporter_hands_in_with_a_file(zone, as_):
    case = case_in(zone, life.NOTICE, life.RECTIFYING, due_on=SOON)
    client = as_("reporter")
    missing = post(client, case, life.HAND_IN, note="已整改")
    assert missing.status_code == 200
    assert "已整改" in text(missing)
    file = SimpleUploadedFile("整改报告.pdf", pdf())
    assert post(client, case, life.HAND_IN, note="已整改", files=file).status_code == 302
    assert "整改报告.pdf" in text(client.get(address(case)))


@pytest.mark.parametrize(
    ("login", "move"),
    [
        ("reporter", life.ISSUE),
        ("leader", life.ISSUE),
        ("customs", life.ISSUE),
        ("reporter", "reopen"),
    ],
)
def test_who_may_not_take_a_step_gets_403(zone, as_, login, move):
    state = life.CLOSED if move == "reopen" else life.FLAGGED
    case = case_in(zone, life.NOTICE, state)
    if login == "customs":
        case = case_in(make_zone("c"), life.NOTICE, life.NOTIFIED)
    assert post(as_(login), case, move, note="x").status_code == 403


def test_a_step_that_the_state_does_not_know_is_refused_with_a_sentence(zone, as_):
    case = make_case(zone)
    answer = post(as_("commerce"), case, life.ACCEPT, note="x")
    assert answer.status_code == 200
    assert "没有这一步" in text(answer)
    assert state_of(case) == life.FLAGGED
    assert post(as_("commerce"), case, "fly").status_code == 400


def test_what_was_written_is_kept_when_somebody_else_moved_the_case_meanwhile(zone, as_):
    case = case_in(zone, life.NOTICE, life.INTERVIEWED)
    seen = case.moves.count()
    move_row(case, life.ORDER, life.RECTIFYING)
    answer = post(
        as_("commerce"), case, life.EXTEND, seen=seen, note="另有原因", due_on="2998-01-01"
    )
    assert "他人已办理" in text(answer)
    assert "另有原因" in text(answer)
    gone = post(as_("commerce"), case, life.ORDER, seen=seen, note="限期整改", due_on="2998-01-01")
    assert "限期整改" in text(gone)


def test_a_step_sent_twice_is_taken_once_and_nobody_else_is_blamed(zone, as_):
    case = make_case(zone)
    sent = {"seen": 1, "held_on": "2023-03-01", "number": "第1号"}
    client = as_("commerce")
    first = post(client, case, "issue", **sent)
    again = post(client, case, "issue", **sent)
    assert (first.status_code, again.status_code) == (302, 302)
    assert case.moves.count() == 2
    other = text(post(client, case, "issue", **sent | {"number": "第2号"}))
    assert "您本人已办理过本案" in other
    assert "第2号" in other


def test_a_closed_case_is_opened_again_as_a_new_one(zone, as_):
    case = case_in(zone, life.NOTICE, life.CLOSED)
    client = as_("commerce")
    assert "重新立案" in text(client.get(address(case)))
    answer = post(client, case, "reopen", note="申诉成立")
    new = Case.objects.exclude(pk=case.pk).get()
    assert answer.url == address(new)
    assert "第2件" in text(client.get(address(case)))  # the old one leads to it


def test_nothing_is_offered_to_who_can_take_no_step(zone, as_):
    case = make_case(zone)
    assert 'id="next"' not in text(as_("reporter").get(address(case)))
    assert 'id="next"' in text(as_("commerce").get(address(case)))


def test_a_withdrawn_ground_is_shown_with_what_changed(zone, as_):
    case = make_case(zone)
    ground = case.grounds.get()
    flag = ground.flag
    flag.pk, flag.state = None, "withdrawn"
    flag.assessment.pk, flag.assessment.version, flag.assessment.period = None, 2, "2022"
    flag.assessment.state = "superseded"
    flag.assessment.save(force_insert=True)
    flag.details = flag.details | {"withdrawn_for": ["figures"]}
    flag.assessment = flag.assessment
    flag.save(force_insert=True)
    ground.state, ground.held_by = "withdrawn", flag
    ground.save()
    page = text(as_("commerce").get(address(case)))
    assert "依据均已不成立" in page
    assert "<s>" in page


# The days


def test_the_department_sets_the_days_with_a_reason(people, as_):
    client = as_("commerce")
    days = {name: getattr(CaseDays(), name) for name in CaseDays.__dataclass_fields__}
    answer = client.post(
        "/cases/days/", days | {"interview": 5, "seen": 0, "reason_zh": "加快约谈"}
    )
    assert answer.status_code == 302
    assert CaseTerms.objects.get().interview == 5
    assert "加快约谈" in text(client.get("/cases/days/"))
    again = client.post("/cases/days/", days | {"interview": 5, "seen": 1, "reason_zh": "x"})
    assert "未作改动" in text(again)
    late = client.post("/cases/days/", days | {"seen": 0, "reason_zh": "仍要改"})
    assert "仍要改" in text(late)
    assert as_("leader").post("/cases/days/", days).status_code == 403


# Other pages


@pytest.mark.parametrize(
    ("login", "state", "is_told"),
    [
        ("commerce", life.FLAGGED, True),
        ("leader", life.FLAGGED, False),
        ("reporter", life.RECTIFYING, True),
        ("other", life.RECTIFYING, False),
        ("commerce", life.RECTIFYING, False),
    ],
)
def test_who_is_waited_for_is_told_on_the_work_page(zone, as_, login, state, is_told):
    case = case_in(zone, life.NOTICE, state)
    page = text(as_(login).get("/collect/"))
    assert (f'href="{address(case)}"' in page) == is_told


def test_the_zones_page_leads_to_its_cases(zone, as_):
    case = make_case(zone)
    assert f'href="{address(case)}"' in text(as_("commerce").get("/zones/yichang/"))


@pytest.mark.parametrize("login", ["commerce", "leader", "customs"])
def test_the_list_takes_as_many_queries_for_200_zones_as_for_7(zone, as_, queries, login):
    client, counts = as_(login), []
    for count in (7, 200):
        for number in range(Case.objects.count(), count):
            case_in(make_zone(f"z{number}"), life.NOTICE, life.NOTIFIED)
        client.get("/cases/")
        with queries() as sent:
            client.get("/cases/")
        counts.append(len(sent))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "login", ["commerce", "leader", "reporter", "other", "fgw", "customs", "admin"]
)
def test_a_zone_that_left_is_shown_as_exited_to_everybody(as_, zone, login):
    client = as_(login)
    client.cookies["django_language"] = "en"
    case = case_in(zone, life.EXIT, life.PERIOD)
    for path in ("/zones/", "/zones/yichang/"):
        assert "exited on" not in client.get(path).content.decode()
    move_row(case, life.EXPEL, life.EXITED)
    for path in ("/zones/", "/zones/yichang/"):
        page = client.get(path).content.decode()
        assert EXITED in page
    assert "On 2023-02-01 leadership decided that this zone leaves" in page
    assert "exited on" not in client.get("/zones/donghu/").content.decode()


def test_an_exit_that_was_opened_again_is_none_until_it_is_decided_again(as_, zone):
    case_in(zone, life.EXIT, life.EXITED)
    again = make_case(zone, life.EXIT, opened_at=NOON)
    client = as_("fgw")
    client.cookies["django_language"] = "en"
    assert "exited on" not in client.get("/zones/yichang/").content.decode()
    for move, to in ((life.INITIATE, life.INITIATED), (life.ORDER, life.PERIOD)):
        move_row(again, move, to)
    move_row(again, life.EXPEL, life.EXITED)
    assert EXITED in client.get("/zones/yichang/").content.decode()


# What is under way when a zone leaves


@pytest.fixture
def notice(zone, other):
    """The notice of a zone that left while it had something to put right, by a day that passed."""
    case = case_in(zone, life.NOTICE, life.RECTIFYING, due_on=date(2023, 3, 1))
    gone = case_in(zone, life.EXIT, life.PERIOD)
    move_row(gone, life.EXPEL, life.EXITED, held_on=date(2023, 4, 1))
    Zone.objects.filter(pk=zone.pk).update(left_on=date(2023, 4, 1))
    return case


def test_a_notice_of_a_zone_that_left_is_not_overdue_and_waits_to_be_withdrawn(notice, as_):
    client = as_("commerce")
    client.cookies["django_language"] = "en"
    page = text(client.get(address(notice)))
    assert "nothing follows from this notice any more" in page
    assert "2023-04-01" in page
    assert "overdue" not in page
    assert "Next step by" not in page
    assert "Withdraw the case with a reason" in text(client.get("/decisions/"))
    listed = client.get("/cases/")
    assert listed.context["late"] == 0
    assert "2023-03-01" not in text(listed), "by its notices no day is set any more"
    assert cases_lapse(at=timezone.now()) == []
    assert client.get(address(notice)).context["page"].main == life.WITHDRAW
    client = as_("leader")
    assert "nothing follows from this notice" not in text(client.get("/decisions/"))


def test_it_is_withdrawn_with_a_reason_and_stays_over(notice, people, as_):
    client = as_("commerce")
    assert post(client, notice, life.WITHDRAW).status_code == 200  # without a reason
    assert state_of(notice) == life.RECTIFYING
    assert post(client, notice, life.WITHDRAW, note="该区已退出").status_code == 302
    assert state_of(notice) == life.WITHDRAWN
    assert not client.get(address(notice)).context["page"].may_reopen
    with pytest.raises(Refused, match="case_in_place"):
        case_reopen(case=notice, note="再议", by=people["commerce"], at=timezone.now())
    assert Case.objects.filter(track=life.NOTICE).count() == 1


def test_no_further_notice_is_issued_to_it(notice, other, people):
    again = make_case(notice.zone, year=2021)
    with pytest.raises(Refused, match="case_in_place"):
        moved(again, life.ISSUE, people["commerce"])
    assert moved(make_case(other), life.ISSUE, people["commerce"]).to_state == life.NOTIFIED


def test_findings_published_of_it_say_that_nothing_more_follows(notice, as_):
    ZoneResult.objects.create(
        assessment=notice.assessment, zone=notice.zone, standing="low_coverage"
    )
    client = as_("leader")
    client.cookies["django_language"] = "en"
    page = text(client.get(f"/assessments/{notice.year}/"))
    assert "The zone left on 2023-04-01: nothing more follows." in page
