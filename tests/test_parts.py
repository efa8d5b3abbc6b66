"""Parts of pages are printed once for all who may read the same, and anew after what they print."""

import re
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import translation

from assessments import case_life
from assessments.models import Case
from assessments.selectors.assessment import assessment_page
from assessments.selectors.assessment_targets import target_rows
from assessments.selectors.case_rows import case_rows, cases_open_to
from assessments.selectors.decisions import decisions_waiting
from assessments.selectors.replies_waiting import replies_waiting
from assessments.selectors.reply_record import record_of
from assessments.services.annual_targets import annual_target_set
from assessments.services.assessments import assessment_publish, assessment_run
from assessments.services.bulletin_drafts import bulletin_prepare
from assessments.services.case_told import Told
from assessments.services.cases import case_move
from indicators.models import AnnualTarget, Reopening, ReportingQuarter
from indicators.periods import Quarter, parse_period
from indicators.services.classes import ClassTerms, class_enter
from indicators.services.province import province_figures_add
from indicators.services.quarters import quarter_open
from indicators.services.reading import ProvinceEntry
from indicators.services.reopenings import quarter_reopen
from indicators.services.reviews import submission_return, submission_verify
from indicators.services.submissions import submission_record
from tests.collecting import entry, hand_in, record
from tests.factories import make_agency, make_person
from tests.register import entered, held, make_counting_rules
from tests.tasks import make_task, make_task_quarters, reported, said
from tests.zone_pages import kept
from zones import parts
from zones.access import AGENCIES, Person, person_of
from zones.models import AuditHead, Zone
from zones.parts import Part
from zones.roles import GROUPS
from zones.services.accounts import account_facts, account_rights_save
from zones.services.audit import Change, audit_append
from zones.services.innovations import InnovationTerms, innovation_enter
from zones.written import ACTS, DRAFTS, TASKS, TYPED

ADDRESSES = (
    *("/", "/zones/donghu/", "/zones/yichang/?period=2021&i-sort=-actual"),
    *("/assessments/2022/", "/targets/", "/zones/?sort=-name"),
)
READERS = ("commerce", "reporter")
NOW = datetime(2026, 3, 1, tzinfo=UTC)
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture(scope="module")
def province(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), kept() as made:
        due = {"due_on": date(2023, 4, 15), "locks_on": date(2999, 12, 31)}
        quarter_open(Quarter(2023, 1), at=NOW - timedelta(days=1), **due)
        make_counting_rules()
        made.agency = make_agency("fgw")
        made.task = make_task(made.agency, made.policy)
        made.officer = make_person("fgw", AGENCIES, agency=made.agency)
        yield made


@pytest.fixture(autouse=True)
def _parts_are_kept(settings, db, monkeypatch):
    """However slow the machine is: no five minutes end between two readings of a page."""
    settings.PARTS_ARE_KEPT = True
    moment = datetime.now(UTC)
    monkeypatch.setattr(parts, "timezone", SimpleNamespace(localtime=lambda: moment))


@dataclass
class Reader:
    """A signed-in browser in English."""

    client: Client
    settings: object

    def page(self, address: str) -> bytes:
        answer = self.client.get(address)
        assert answer.status_code == 200
        return TOKEN.sub(b"", answer.content)

    def anew(self, address: str) -> bytes:
        """The page printed with nothing kept."""
        self.settings.PARTS_ARE_KEPT = False
        found = self.page(address)
        self.settings.PARTS_ARE_KEPT = True
        return found


@pytest.fixture
def reader(province, settings):
    """`reader("leader")`: that person's browser."""

    def open_(name: str) -> Reader:
        client = Client()
        client.force_login(User.objects.get(pk=getattr(province, name).user_id))
        client.cookies["django_language"] = "en"
        return Reader(client, settings)

    return open_


def test_targets_of_one_place_are_listed_in_one_order_however_the_rows_are_found(province):
    """A page printed twice is the same page: all the province's targets have the same place."""
    page = assessment_page(province.assessments[-1])
    assert {one.order for one in page.targets.values()} == {0}
    rows = target_rows(page.assessment, page.targets, page.zones, "", {})
    assert len({row.order for row in rows}) == len(rows) > len(page.targets)


# What is written is on every page that prints it


def draft_figure(province) -> None:
    record(province.zones["yichang"], [entry("processing", 7)], province.reporter, "2023Q1")


def figures_handed_in(province) -> None:
    hand_in(province.zones["yichang"], [entry("processing", 7)], province.reporter, "2023Q1")


def figures_returned(province) -> None:
    by = province.reporter
    made = hand_in(province.zones["yichang"], [entry("processing", 7)], by, "2023Q1")
    submission_return(submission=made, by=province.commerce, at=NOW, note="请核对")


def figures_verified(province) -> None:
    by = province.reporter
    made = hand_in(province.zones["yichang"], [entry("processing", 7)], by, "2023Q1")
    submission_verify(submission=made, by=province.commerce, at=NOW)


def past_figures_revised(province) -> None:
    made = hand_in(
        province.zones["donghu"],
        [entry("processing", 7)],
        province.neighbour,
        "2022Q4",
        revision_reason="更正",
    )
    submission_verify(submission=made, by=province.commerce, at=NOW)


def target_set(province) -> None:
    old = AnnualTarget.objects.filter(zone__isnull=False, year=2022).latest("version")
    annual_target_set(
        target=old.target,
        zone=old.zone,
        year=old.year,
        value=Decimal("98760000"),
        in_force_from=date(2020, 1, 1),
        reason_zh="调整",
        seen=old.version,
        by=person_of(User.objects.get(pk=province.commerce.user_id)),
        at=NOW,
    )


def year_judged_again(province) -> None:
    target_set(province)
    past_figures_revised(province)
    draft = assessment_run(period=parse_period("2022"), at=NOW, by=province.commerce)
    assessment_publish(assessment=draft, at=NOW, by=province.commerce, unheard_reason="已征求")


def draft_judged(province) -> None:
    assessment_run(period=parse_period("2022H1"), at=NOW, by=province.commerce)


def class_entered(province) -> None:
    class_enter(
        zone=province.zones["donghu"],
        year=2024,
        scope="national",
        terms=ClassTerms("名单", 150, "A", 3, "https://example.org/list", date(2025, 6, 1)),
        seen=0,
        by=province.commerce,
        at=NOW,
    )


def task_reported_on(province) -> None:
    quarters = make_task_quarters("2023Q1")
    entries = [said(province.task, "under_way", 40)]
    reported(quarters["2023Q1"], entries, province.officer, "2023-04-10")


def total_of_the_province_saved(province) -> None:
    changes: list[Change] = []
    province_figures_add(
        [ProvinceEntry(province.indicators["trade_total"], Quarter(2022, 4), Decimal(1), "A2")],
        changes,
    )
    audit_append(by=None, at=NOW, changes=changes)


def project_entered(province) -> None:
    entered(province.zones["yichang"], province.reporter)


def event_held(province) -> None:
    held(province.zones["yichang"], province.reporter)


def innovation_entered(province) -> None:
    said = InnovationTerms("一次备案多次使用", "免予再次备案", "2022-05", "pilot", "海关公告")
    innovation_enter(origin=province.zones["donghu"], terms=said, by=province.neighbour, at=NOW)


def quarter_reopened(province) -> None:
    now = datetime.now(UTC)
    quarter_reopen(
        zone=province.zones["yichang"],
        quarter=ReportingQuarter.objects.get(year=2022, quarter=4),
        until=now + timedelta(days=10),
        reason_code=Reopening.Reason.CUSTOMS,
        reason="更正",
        by=province.commerce,
        at=now,
    )


def notice_issued(province) -> None:
    case = Case.objects.filter(state=case_life.FLAGGED).earliest("pk")
    told = Told(number="鄂商通〔2023〕1号", held_on=date(2026, 3, 1))
    seen, by = case.moves.count(), province.commerce
    case_move(case=case, move=case_life.ISSUE, told=told, files=[], seen=seen, by=by, at=NOW)


def bulletin_prepared(province) -> None:
    bulletin_prepare(period=parse_period("2022"), at=NOW, by=province.commerce)


def zone_renamed(province) -> None:
    Zone.objects.filter(code="donghu").update(name_en="Donghu renamed", short_en="Renamed")
    audit_append(by=None, at=NOW, changes=[Change("reference_kept", "reference")])


def account_renamed(province) -> None:
    user = User.objects.get(pk=province.commerce.user_id)
    before = account_facts(user)
    user.first_name = "改名"
    user.save()
    account_rights_save(user=user, before=before, by=province.commerce, at=NOW)


WRITES = (
    draft_figure,
    figures_handed_in,
    figures_returned,
    figures_verified,
    past_figures_revised,
    target_set,
    year_judged_again,
    draft_judged,
    class_entered,
    task_reported_on,
    project_entered,
    event_held,
    innovation_entered,
    quarter_reopened,
    notice_issued,
    bulletin_prepared,
    total_of_the_province_saved,
    zone_renamed,
    account_renamed,
)


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.__name__)
def test_a_page_of_kept_parts_is_the_page_printed_anew_after_whatever_is_written(
    reader, province, write
):
    readers = [reader(name) for name in READERS]
    for one in readers:
        for address in ADDRESSES:
            one.page(address)
    write(province)
    for one in readers:
        for address in ADDRESSES:
            anew = one.anew(address).splitlines()
            assert one.page(address).splitlines() == anew  # some of it kept from before the write
            assert one.page(address).splitlines() == anew  # all of it kept


@pytest.mark.parametrize(
    ("write", "address", "name"),
    [
        (year_judged_again, "/", "leader"),
        (year_judged_again, "/zones/donghu/", "customs"),
        (figures_handed_in, "/", "leader"),
        (class_entered, "/zones/donghu/", "customs"),
        (task_reported_on, "/", "leader"),
        (zone_renamed, "/", "customs"),
        (draft_judged, "/", "commerce"),
        (innovation_entered, "/zones/donghu/", "customs"),
        (notice_issued, "/", "reviewer"),
        (account_renamed, "/assessments/2022/", "reviewer"),
    ],
)
def test_the_writes_of_these_tests_do_change_what_is_printed(
    reader, province, write, address, name
):
    page = reader(name)
    before = page.page(address)
    write(province)
    assert page.page(address) != before


# What a write does not touch stays


def test_a_figure_typed_leaves_what_is_published_as_it_was_printed(reader, province, queries):
    page = reader("customs")
    page.page("/zones/donghu/")
    with queries() as quiet:
        page.page("/zones/donghu/")
    draft_figure(province)
    with queries() as typed:
        page.page("/zones/donghu/")
    target_set(province)
    with queries() as touched:
        page.page("/zones/donghu/")
    assert len(quiet) < 10
    assert len(typed) == len(quiet) + 2  # two questions to the log
    assert len(touched) > 40


@pytest.mark.parametrize("address", ["/", "/assessments/2022/", "/targets/", "/zones/"])
def test_a_page_after_a_figure_typed_asks_the_log_alone(reader, province, queries, address):
    page = reader("leader")
    page.page(address)
    with queries() as quiet:
        page.page(address)
    draft_figure(province)
    with queries() as typed:
        page.page(address)
    assert len(quiet) < 12
    assert len(typed) == len(quiet) + 2


@pytest.mark.parametrize(
    "write",
    [
        *(target_set, class_entered, task_reported_on, project_entered, event_held),
        *(innovation_entered, quarter_reopened, notice_issued, bulletin_prepared),
    ],
    ids=lambda write: write.__name__,
)
def test_what_the_published_board_prints_nothing_of_leaves_it_as_it_was_printed(
    reader, province, queries, write
):
    page = reader("leader")
    page.page("/")
    with queries() as anew:
        page.anew("/")
    write(province)
    with queries() as sent:
        page.page("/")
    assert any(is_of_the_board(one["sql"]) for one in anew)
    assert not any(is_of_the_board(one["sql"]) for one in sent)


def is_of_the_board(sql: str) -> bool:
    """Whether it asks how sure the ranks are; nothing else on the overview does."""
    return '"assessments_rankcertainty"' in sql


def test_a_verification_goes_through_no_case_and_no_zone_again(reader, province, queries):
    """What came had come when it was handed in; what waits rests on the years outdated."""
    page = reader("leader")
    made = hand_in(province.zones["yichang"], [entry("processing", 7)], province.reporter, "2023Q1")
    page.page("/")
    submission_verify(submission=made, by=province.commerce, at=NOW)
    with queries() as sent:
        assert b"2023" in page.page("/")
    asked = [one["sql"].partition(" FROM ")[2] for one in sent]
    assert not any(sql.startswith(('"assessments_case"', '"zones_zone"')) for sql in asked)


def test_a_verification_says_that_a_draft_rests_on_fewer_figures(reader, province):
    page = reader("leader")
    made = hand_in(province.zones["yichang"], [entry("processing", 7)], province.reporter, "2023Q1")
    assessment_run(period=parse_period("2023Q1"), at=NOW, by=province.commerce)
    before = page.page("/")
    submission_verify(submission=made, by=province.commerce, at=NOW + timedelta(hours=1))
    assert page.page("/") == page.anew("/") != before


def test_figures_typed_into_a_returned_report_change_what_is_late(reader, province):
    page = reader("leader")
    figures_returned(province)
    before = page.page("/")
    submission_record(
        zone=province.zones["yichang"],
        quarter=ReportingQuarter.objects.get(year=2023, quarter=1),
        entries=[entry("processing", 7), entry("trade_import", 8)],
        by=province.reporter,
        at=NOW,
    )
    assert page.page("/") == page.anew("/") != before


def test_a_part_is_printed_once_for_everybody_who_may_read_the_same(reader, province, queries):
    reader("customs").page("/zones/donghu/")
    leader = reader("leader")
    with queries() as sent:
        page = leader.page("/zones/donghu/")
    assert len(sent) < 20
    assert page == leader.anew("/zones/donghu/")


def test_two_of_one_role_share_every_part_of_a_zone_s_page(reader, province, queries):
    colleague = reader("commerce")
    reader("reviewer").page("/zones/donghu/")
    with queries() as sent:
        page = colleague.page("/zones/donghu/")
    assert not any("assessments_case" in one["sql"] for one in sent)
    assert page == colleague.anew("/zones/donghu/")


def test_who_signs_in_or_takes_a_file_home_touches_nothing(reader, province, queries):
    page = reader("customs")
    page.page("/")
    for action in ("signed_in", "file_taken"):
        audit_append(by=None, at=NOW, changes=[Change(action, "account")])
    page.page("/")
    with queries() as sent:
        page.page("/")
    assert len(sent) < 10


def test_another_sort_or_language_is_another_part(reader, province):
    page = reader("customs")
    for address in ("/zones/donghu/?i-sort=name", "/zones/donghu/?i-sort=-name", "/?sort=-score"):
        assert page.page(address) == page.anew(address)
    english = page.page("/")
    page.client.cookies["django_language"] = "zh-hans"
    assert page.page("/") == page.anew("/") != english


def test_a_log_that_is_not_the_one_read_touches_everything(reader, province):
    page = reader("customs")
    page.page("/")
    draft_figure(province)
    page.page("/")
    # As after a restored backup: other entries under the same numbers, and other rows.
    AuditHead.objects.update(hash="f" * 64, pages="f" * 64)
    Zone.objects.filter(code="donghu").update(short_en="Restored")
    assert b"Restored" in page.page("/")


@pytest.mark.parametrize("name", ["commerce", "leader", "reporter"])
def test_what_waits_for_a_reader_is_read_from_no_figure_and_no_report_on_a_task(
    province, queries, name
):
    """These parts stand when a figure is typed; whoever lets them read figures changes that too."""
    who, zone = getattr(province, name), province.zones["yichang"]
    with queries() as sent:
        decisions_waiting(who, NOW.date())
        case_rows(cases_open_to(who), who, NOW.date())
        replies_waiting(who, NOW)
        record_of(province.assessments[-1], who.role, NOW, zone)
    read = " ".join(one["sql"] for one in sent)
    assert "assessments_case" in read
    for table in ("indicators_submission", "indicators_observation", "indicators_taskreport"):
        assert table not in read


# The rules themselves


def test_an_act_that_nobody_thought_of_touches_all_that_rests_on_the_log(rf, province):
    part = kept_part(rf, {"word": "first"}, touched_by=())
    assert shown(part) == "first"
    audit_append(by=None, at=NOW, changes=[Change("dreamt_of_later", "unknown")])
    assert shown(kept_part(rf, {"word": "second"}, touched_by=())) == "second"


@pytest.mark.parametrize("subject", ACTS)
def test_each_act_of_a_subject_touches_it_and_nothing_else(rf, province, subject):
    others = [one for one in ACTS if one != subject]
    for number, action in enumerate(sorted(ACTS[subject])):
        on, off = {"word": f"on{number}"}, {"word": f"off{number}"}
        shown(kept_part(rf, off, touched_by=others))
        shown(kept_part(rf, off, touched_by=(subject,)))
        audit_append(by=None, at=NOW, changes=[Change(action, "of some kind")])
        kept_one = shown(kept_part(rf, on, touched_by=others))
        touched = shown(kept_part(rf, on, touched_by=(subject,)))
        assert (kept_one, touched) == ("off0", f"on{number}")


def test_every_act_under_a_subject_is_one_that_services_write():
    base = Path(__file__).resolve().parent.parent
    files = [*(base / "zones").rglob("*.py"), *(base / "indicators").rglob("*.py")]
    files += (base / "assessments").rglob("*.py")
    source = "".join(one.read_text("utf-8") for one in files if one.name != "written.py")
    for action in frozenset().union(*ACTS.values()):
        is_a_step = action.removeprefix("case_") in case_life.MOVES
        assert f'"{action}"' in source or is_a_step or "_told" in action
    assert {TYPED, DRAFTS} < set(ACTS)
    assert TASKS in ACTS


def kept_part(rf: RequestFactory, made: dict, **terms) -> Part:
    return Part(rf.get("/"), "a part", lambda: made, **terms)


def shown(part: Part, text: str = "{{ word }}", **context) -> str:
    block = '{% part a_part "block" %}' + text + "{% endpart %}"
    return Template(block).render(Context({"a_part": part, **context}))


def test_a_part_knows_nothing_of_the_page_around_it(rf, province):
    about = {"user": "Wang", "messages": ["saved"], "csrf_token": "secret", "word": "outer"}
    text = "{{ user }}{{ messages }}{{ csrf_token }}{{ word }}{{ who.name }}"
    assert shown(kept_part(rf, {"word": "inner"}), text, **about) == "inner"
    role = province.commerce.role
    assert shown(kept_part(rf, {"word": ""}, who=role), text, **about) == ""
    with pytest.raises(AttributeError):
        shown(kept_part(rf, {}, rests_on=("nobody",)), "{% load replies %}{% waiting_replies %}")


def test_a_form_that_writes_is_never_kept(rf, province):
    with pytest.raises(ValueError, match="belongs to its reader"):
        shown(kept_part(rf, {}), '<form method="post"></form>')


@pytest.mark.parametrize(
    "change",
    [
        *({"user_id": 2}, {"name": "b"}, {"groups": frozenset({"customs"})}),
        *({"zone_id": 8}, {"agency_id": 8}, {"origin": "10.0.0.1"}),
    ],
)
def test_a_part_for_a_person_is_for_nobody_who_differs_in_anything(rf, province, change):
    person = Person(1, "a", frozenset({"agencies"}), 7, 7, "")
    assert set(change) < {one.name for one in fields(Person)}
    other = Person(**{one.name: getattr(person, one.name) for one in fields(Person)} | change)
    assert shown(kept_part(rf, {"word": "one"}, who=person)) == "one"
    assert shown(kept_part(rf, {"word": "two"}, who=other)) == "two"
    assert shown(kept_part(rf, {"word": "three"}, who=person)) == "one"


@pytest.mark.parametrize("group", GROUPS)
def test_a_role_may_what_everybody_of_it_may(group):
    person = Person(5, "Wang", frozenset({group}), 7, 8, "10.0.0.1")
    rights = [name for name in dir(Person) if name.startswith(("may_", "is_"))]
    simple = [name for name in rights if isinstance(getattr(Person, name), property)]
    assert len(simple) > 15
    assert [getattr(person, name) for name in simple] == [
        getattr(person.role, name) for name in simple
    ]
    assert (person.role.user_id, person.role.name, person.role.origin) == (0, "", "")


def test_nothing_is_kept_where_the_settings_say_so(rf, settings, queries):
    settings.PARTS_ARE_KEPT = False
    with queries() as sent:
        assert shown(kept_part(rf, {"word": "first"})) == "first"
        assert shown(kept_part(rf, {"word": "second"})) == "second"
    assert len(sent) == 0
    assert not caches["parts"].get("log-read-so-far")
    translation.deactivate()
