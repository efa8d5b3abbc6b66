"""The register of innovations: who keeps it, what it refuses, what every page counts of it."""

import csv
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from indicators.models import Measure, Policy
from indicators.selectors.innovations import innovations_in_force, innovations_listed
from tests.collecting import text
from tests.evidence_files import pdf
from tests.factories import make_person, make_zone, user_of
from zones.models import AuditEntry, Evidence, Innovation, InnovationCopy
from zones.selectors.audit import audit_verdict
from zones.services.innovations import (
    CopyTerms,
    InnovationTerms,
    innovation_change,
    innovation_copy_enter,
    innovation_copy_strike,
    innovation_enter,
    innovation_strike,
)
from zones.services.transactions import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def zones():
    return {code: make_zone(code) for code in ("donghu", "yichang", "jingkai")}


@pytest.fixture
def staff(zones):
    return make_person("commerce")


@pytest.fixture
def reporter(zones):
    return make_person("yichang", "zone reporters", zone=zones["yichang"])


def terms(**more):
    about = {
        "title_zh": "电子账册",
        "description_zh": "免逐票申报",
        "begun_on": "2022-05",
        "state": "pilot",
        "source": "鄂商函〔2022〕3号",
    }
    return InnovationTerms(**about | more)


def enter(zone, by, **more):
    return innovation_enter(origin=zone, terms=terms(**more), by=by, at=timezone.now())


def copy(innovation, by, zone=None, **more):
    about = {"zone": zone, "copied_on": "2023", "source": "通知", "place_zh": ""}
    return innovation_copy_enter(
        innovation=innovation, terms=CopyTerms(**about | more), by=by, at=timezone.now()
    )


def code_of(write):
    with pytest.raises(Refused) as refused:
        write()
    return refused.value.code


def test_the_department_enters_for_any_zone_and_a_reporter_for_the_own(zones, staff, reporter):
    enter(zones["donghu"], staff)
    enter(zones["yichang"], reporter)
    assert Innovation.objects.count() == 2
    assert code_of(lambda: enter(zones["jingkai"], reporter)) == "not_your_innovation"
    held = Innovation.objects.get(origin=zones["donghu"])
    assert code_of(lambda: copy(held, reporter, zones["yichang"])) == "not_your_innovation"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"title_zh": " "}, "innovation_without_words"),
        ({"description_zh": ""}, "innovation_without_words"),
        ({"source": ""}, "innovation_without_source"),
        ({"state": "famous"}, "no_such_innovation_state"),
        ({"begun_on": "2999-01"}, "day_has_not_come"),
        ({"description_zh": "长" * 2001}, "innovation_too_long"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(zones, staff, more, code):
    assert code_of(lambda: enter(zones["donghu"], staff, **more)) == code
    assert not Innovation.objects.exists()
    assert not AuditEntry.objects.exists()


def test_the_same_title_of_a_zone_is_entered_once_until_it_is_struck_out(zones, staff):
    held = enter(zones["donghu"], staff)
    enter(zones["jingkai"], staff)
    assert code_of(lambda: enter(zones["donghu"], staff)) == "innovation_entered_already"
    innovation_strike(innovation=held, reason="误登", by=staff, at=timezone.now())
    enter(zones["donghu"], staff)
    assert innovations_in_force(zones["donghu"]).count() == 1


def test_a_copy_is_of_another_place_later_and_once(zones, staff):
    held = enter(zones["donghu"], staff)
    kept = copy(held, staff, zones["yichang"], copied_on="2022")
    assert code_of(lambda: copy(held, staff, zones["yichang"])) == "copied_there_already"
    assert code_of(lambda: copy(held, staff, zones["donghu"])) == "copied_to_itself"
    assert code_of(lambda: copy(held, staff)) == "copied_to_one_place"
    both = {"place_zh": "某港"}
    assert code_of(lambda: copy(held, staff, zones["jingkai"], **both)) == "copied_to_one_place"
    early = {"copied_on": "2022-04"}
    assert code_of(lambda: copy(held, staff, zones["jingkai"], **early)) == "copied_before_begun"
    copy(held, staff, place_zh="某港")
    assert code_of(lambda: copy(held, staff, place_zh="某港")) == "copied_there_already"
    innovation_copy_strike(copy=kept, reason="误登", by=staff, at=timezone.now())
    copy(held, staff, zones["yichang"])
    assert InnovationCopy.objects.filter(struck_at__isnull=True).count() == 2


def test_begun_is_not_moved_behind_a_copy(zones, staff):
    held = enter(zones["donghu"], staff)
    copy(held, staff, zones["yichang"], copied_on="2022-06-01")
    assert (
        code_of(
            lambda: innovation_change(
                innovation=held,
                terms=terms(begun_on="2022-07"),
                seen=1,
                by=staff,
                at=timezone.now(),
            )
        )
        == "copied_before_begun"
    )


def test_of_two_who_change_the_same_the_second_is_told(zones, staff):
    held = enter(zones["donghu"], staff)
    about = {"innovation": held, "by": staff, "at": timezone.now()}
    changed = innovation_change(terms=terms(state="promoted"), seen=1, **about)
    assert (changed.version, changed.state) == (2, "promoted")
    late = {"terms": terms(state="ended"), "seen": 1}
    assert code_of(lambda: innovation_change(**late, **about)) == "innovation_changed_meanwhile"
    same = {"terms": terms(state="promoted"), "seen": 2}
    assert code_of(lambda: innovation_change(**same, **about)) == "innovation_unchanged"


def test_what_is_struck_out_stays_readable_counts_nowhere_and_is_not_written_to(zones, staff):
    held = enter(zones["donghu"], staff)
    copy(held, staff, zones["yichang"])
    strike = {"innovation": held, "by": staff, "at": timezone.now()}
    assert code_of(lambda: innovation_strike(reason=" ", **strike)) == "striking_needs_reason"
    innovation_strike(reason="重复登记", **strike)
    assert code_of(lambda: innovation_strike(reason="再", **strike)) == "struck_already"
    assert code_of(lambda: copy(held, staff, zones["jingkai"])) == "struck_already"
    assert innovations_listed().counts.innovations == 0
    assert innovations_listed(zones["yichang"]).taken_over == ()
    assert Innovation.objects.get().struck_reason == "重复登记"


def test_everything_written_is_in_the_log(zones, staff):
    held = enter(zones["donghu"], staff)
    kept = copy(held, staff, zones["yichang"])
    innovation_copy_strike(copy=kept, reason="误登", by=staff, at=timezone.now())
    innovation_strike(innovation=held, reason="误登", by=staff, at=timezone.now())
    actions = list(AuditEntry.objects.order_by("seq").values_list("action", flat=True))
    assert actions == [
        "innovation_entered",
        "innovation_copied",
        "copy_struck",
        "innovation_struck",
    ]
    assert audit_verdict().is_intact


# Pages


@pytest.fixture
def at_desk(client, staff):
    client.force_login(user_of(staff))
    client.cookies["django_language"] = "en"
    return client


def typed(**more):
    return {
        "origin": "yichang",
        "title_zh": "退货中心仓",
        "title_en": "Central store of returns",
        "begun_on": "2022-04",
        "state": "pilot",
        "source": "宜发〔2022〕1号",
        "description_zh": "先退后核",
    } | more


def test_an_innovation_goes_from_entry_to_a_copy_with_its_paper_on_every_page(
    at_desk, zones, reporter
):
    policy = Policy.objects.create(
        code="p", name_zh="举措", name_en="M", issued_on="2021-10-21", base_year=2020,
        first_year=2021, last_year=2023, preamble="", province_zh="省", province_en="P",
    )  # fmt: skip
    for number, outcome in ((1, ""), (2, "innovations")):
        Measure.objects.create(
            policy=policy, number=number, title_zh="举", title_en="M", text="1.", outcome=outcome
        )
    at_desk.force_login(user_of(reporter))
    at_desk.cookies["django_language"] = "en"
    entered = at_desk.post(
        reverse("innovation_new"), typed(papers=SimpleUploadedFile("通知.pdf", pdf()))
    )
    held = Innovation.objects.get()
    assert entered["Location"] == held.get_absolute_url()
    copied = {"move": "copy", "zone": "donghu", "copied_on": "2023-02", "source": "函"}
    at_desk.post(held.get_absolute_url(), copied)
    told = "Innovations: 1, of them copied elsewhere: 1; places that copied: 1"
    for address in (reverse("innovations"), "/measures/2/", "/zones/yichang/"):
        page = at_desk.get(address).content.decode()
        assert told in page, address
        assert "Central store of returns" in page
    assert "Central store of returns" in at_desk.get("/zones/donghu/").content.decode()
    assert 'id="innovations"' not in at_desk.get("/measures/1/").content.decode()
    paper = at_desk.get(reverse("innovation_evidence", args=[held.pk, Evidence.objects.get().pk]))
    assert paper.content == pdf()
    assert paper["Content-Disposition"].startswith("attachment;")


def test_a_paper_is_found_below_its_own_innovation_only(at_desk, zones, staff):
    first, second = enter(zones["donghu"], staff), enter(zones["yichang"], staff)
    page = first.get_absolute_url()
    at_desk.post(page, typed(move="change", seen=1, papers=SimpleUploadedFile("a.pdf", pdf())))
    paper = Evidence.objects.get()

    def below(one):
        return at_desk.get(reverse("innovation_evidence", args=[one.pk, paper.pk])).status_code

    assert (below(first), below(second)) == (200, 404)


def test_a_refused_paper_leaves_nothing_half_saved_and_what_was_typed_on_the_page(at_desk, zones):
    bad = SimpleUploadedFile("通知.pdf", b"MZ\x00\x00")
    page = at_desk.post(reverse("innovation_new"), typed(papers=bad))
    page = text(page)
    assert "通知.pdf: This file is a program" in page
    assert "退货中心仓" in page
    assert not Innovation.objects.exists()


def test_the_list_is_narrowed_down_sorted_and_taken_home(at_desk, zones, staff):
    first = enter(zones["donghu"], staff, title_zh="甲", begun_on="2021")
    enter(zones["yichang"], staff, title_zh="乙", begun_on="2022", state="promoted")
    copy(first, staff, zones["yichang"])
    address = reverse("innovations")

    def titles(**asked):
        body = at_desk.get(address, {"export": "csv", **asked}).content.decode("utf-8-sig")
        return [row[0] for row in list(csv.reader(io.StringIO(body)))[1:] if row]

    assert titles() == ["乙", "甲"]
    assert titles(sort="begun") == ["甲", "乙"]
    assert titles(zone="donghu") == ["甲"]
    assert titles(state="promoted") == ["乙"]
    assert titles(year="2021") == titles(copied="yes") == ["甲"]
    assert titles(zone="jingkai") == []
    book = at_desk.get(address, {"export": "xlsx", "zone": "donghu"}).content
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert [cell.value for cell in sheet[2]][:2] == ["甲", "Donghu"]
    page = at_desk.get(address, {"zone": "jingkai"}).content.decode()
    assert "No innovation is as you asked." in page


def test_others_read_and_do_not_write(client, zones, staff):
    held = enter(zones["donghu"], staff)
    client.force_login(user_of(make_person("customs", "customs")))
    page = client.get(held.get_absolute_url()).content.decode()
    assert "multipart/form-data" not in page
    assert "Commerce" not in page  # people are told by their role
    assert "商务厅" in page
    assert client.post(held.get_absolute_url(), {"move": "strike"}).status_code == 403
    assert client.get(reverse("innovation_new")).status_code == 403


def test_a_list_of_many_costs_no_more_queries_than_one_of_few(at_desk, zones, staff, queries):
    def sent():
        with queries() as found:
            at_desk.get(reverse("innovations"))
        return len(found)

    enter(zones["donghu"], staff)
    sent()
    few = sent()
    for number in range(60):
        copy(enter(zones["donghu"], staff, title_zh=f"第{number}项"), staff, zones["yichang"])
    assert sent() == few
