"""Cases in a browser: from a missed year to a closed case, from three missed years to the exit."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessments import case_life as life
from assessments.models import Case
from tests.assessing import make_world, published
from tests.browser import fits
from tests.evidence_files import pdf
from tests.factories import make_person
from tests.hearing import CLOSES, OPENED, answered, make_hearing, opened, replied
from zones.access import LEADERSHIP
from zones.selectors.audit import audit_verdict

PHONE = {"width": 390, "height": 844}
#: Who makes which step of the first story.
STORY = [
    ("open", "Commerce"),
    ("issue", "Commerce"),
    ("interview", "Leader"),
    ("order", "Commerce"),
    ("hand_in", "Reporter-A"),
    ("return", "Commerce2"),
    ("hand_in", "Reporter-A"),
    ("accept", "Commerce2"),
    ("close", "Commerce"),
]


@pytest.fixture
def clock(monkeypatch, settings):
    """`clock(moment)`: it is that moment from now on, for the site too."""

    settings.SESSION_COOKIE_AGE = 10**9  # the clock may stride on, and nobody is signed out

    def stand_at(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    stand_at(OPENED)
    return stand_at


def take(page, case, move, **fields):
    """The step, taken on the case's page; a field that is a path is a file."""
    page.goto(f"/cases/{case.pk}/")
    form = page.locator(f"details:has(input[name=move][value={move}])")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        field.set_input_files(value) if name == "files" else field.fill(value)
    form.locator("button").click()
    expect(page.locator(".zt-message.is-success")).to_be_visible()
    return page


def day(moment):
    return timezone.localtime(moment).date().isoformat()


@pytest.fixture
def paper(tmp_path):
    """`paper(name)`: a file to attach."""

    def make(name):
        file = tmp_path / name
        file.write_bytes(pdf())
        return file

    return make


def test_from_a_missed_year_to_a_closed_case_by_four_people(
    transactional_db, clock, open_page, paper, tmp_path
):
    _world, people, draft = make_hearing()
    opened(draft, people["commerce"])
    for zone, login in (("a", "own zone"), ("b", "other zone")):
        answered(replied(people[login], zone=zone), people["commerce2"])
    clock(CLOSES)
    commerce = open_page("commerce", locale="en", accept_downloads=True)
    commerce.goto("/assessments/2022/?version=1")
    commerce.click("form[action$='/publish/'] button")
    commerce.wait_for_selector("#flags")
    case = Case.objects.get(zone__code="a", year=2022)

    commerce.goto("/cases/?waits=me")
    commerce.click(f"a[href='/cases/{case.pk}/']")
    with commerce.expect_download() as download:
        commerce.click("a[href$='/notice.docx']")
    assert download.value.suggested_filename.startswith("a-2022-notice-1-notice")
    signed = paper("签发的通报.pdf")
    take(commerce, case, life.ISSUE, held_on=day(CLOSES), number="鄂商通1号", files=signed)

    leader = open_page("leader", locale="en", accept_downloads=True)
    take(
        leader,
        case,
        life.INTERVIEW,
        held_on=day(CLOSES),
        present="某主任，商务厅",
        note="约谈负责人",
    )
    with leader.expect_download() as download:
        leader.click("a[href$='/interview.docx']")
    assert download.value.suggested_filename.startswith("a-2022-notice-1-interview")
    take(commerce, case, life.ORDER, note="补齐差额", due_on=day(CLOSES + timedelta(days=60)))

    zone = open_page("reporter-a", locale="en", viewport=PHONE)
    zone.goto("/cases/")
    due = zone.locator(".folds tbody td:nth-child(6)").first.bounding_box()
    assert 0 <= due["x"] < due["x"] + due["width"] <= PHONE["width"]  # by when, in sight
    zone.goto("/collect/")
    zone.click(f"a[href='/cases/{case.pk}/']")
    assert fits(zone)
    take(zone, case, life.HAND_IN, note="初步整改", files=paper("整改方案.pdf"))
    reviewer = open_page("commerce2", locale="en")
    take(reviewer, case, life.RETURN, note="缺少证明")
    take(zone, case, life.HAND_IN, note="整改完成", files=paper("整改证明.pdf"))
    commerce.goto(f"/cases/{case.pk}/")
    assert commerce.locator("input[name=move][value=accept]").count() == 0  # it ordered it
    take(reviewer, case, life.ACCEPT, note="核对属实")
    take(commerce, case, life.CLOSE)

    zone.goto(f"/cases/{case.pk}/")
    history = zone.inner_text("#history")
    for said in ("鄂商通1号", "约谈负责人", "整改证明.pdf", "核对属实"):
        assert said in history
    assert zone.locator("#next").count() == 0
    case.refresh_from_db()
    assert case.state == life.CLOSED
    made = [(one.move, one.by.first_name) for one in case.moves.select_related("by")]
    assert made == STORY
    assert audit_verdict().is_intact


def test_from_three_missed_years_to_the_exit(transactional_db, clock, open_page):
    world = make_world()
    for zone, amount in ((world.a, 200), (world.b, 100)):
        world.report(zone, 2023, [amount] * 4)
    make_person("leader", LEADERSHIP)
    for year in (2021, 2022, 2023):
        world.set_target(world.b, year, 500)
        at = datetime(year + 1, 3, 1, tzinfo=UTC)
        clock(at)
        published(str(year), at)
    warned, case = Case.objects.filter(track=life.EXIT).order_by("year")
    assert (warned.year, warned.state) == (2022, life.CONTINUED)
    assert (case.year, case.state, case.predecessor) == (2023, life.WARNED, warned)

    leader = open_page("leader", locale="en")
    leader.goto("/")
    leader.click(f"a[href^='/cases/{case.pk}/']")
    decided = {"number": "鄂商退〔2024〕1号", "note": "连续三年未完成，启动退出机制"}
    take(leader, case, life.INITIATE, held_on=day(at), **decided)
    due = datetime(2024, 3, 8, 4, tzinfo=UTC)  # within a session
    commerce = open_page("commerce", locale="en")
    take(commerce, case, life.ORDER, note="限期整改", due_on=day(due))
    leader.goto(f"/cases/{case.pk}/")
    assert leader.locator("input[name=move][value=expel]").count() == 0  # the period runs

    clock(due + timedelta(days=1))
    leader.goto("/cases/?waits=me")
    leader.click(f"a[href^='/cases/{case.pk}/']")
    decided = {"number": "鄂商退〔2024〕2号", "note": "整改期满未达标，决定退出"}
    take(leader, case, life.EXPEL, held_on=day(due + timedelta(days=1)), **decided)
    case.refresh_from_db()
    assert case.state == life.EXITED
    assert leader.locator("#next input[value=reopen]").count() == 1
    commerce.goto(f"/cases/{case.pk}/")
    assert commerce.locator("#next").count() == 0
