"""What follows a published year, in a browser: a list of rewards, an extract, a timeline."""

from decimal import Decimal

import pytest
from django.utils import timezone
from docx import Document

from assessments.models import RewardList
from assessments.rewards import RewardTerms
from assessments.services.rewards import reward_rule_set
from tests.assessing import publish
from tests.hearing import CLOSES, answered, make_hearing, opened, replied


@pytest.fixture
def year(transactional_db, monkeypatch):
    """A published year in which a zone disputed its finding; it is the moment it was published."""
    _world, people, draft = make_hearing()
    opened(draft, people["commerce"])
    answered(replied(people["own zone"]), people["commerce"])
    terms = RewardTerms("by_score", Decimal("0.5"), unit="wan", leaves_out_exit=False)
    about = {"reason_zh": "按得分", "seen": 0, "by": people["commerce"], "at": CLOSES}
    reward_rule_set(terms=terms, **about)
    monkeypatch.setattr(timezone, "now", lambda: CLOSES)
    return publish(draft, CLOSES)


def test_from_a_published_year_to_rewards_extract_and_timeline(year, open_page, tmp_path):
    staff = open_page("commerce")
    staff.goto("/rewards/")
    staff.click("a[href='/rewards/2022/']")
    staff.fill("#fund-amount", "1e3")
    staff.fill("#fund-source", "财预〔2023〕1号")
    staff.click("button[value=fund]")
    staff.wait_for_selector("text=请用数字写明金额")
    staff.fill("#fund-amount", "1000")
    staff.click("button[value=fund]")
    staff.click("a[href='/rewards/2022/fix/']")
    staff.click("form[data-once] button.btn-primary")
    staff.wait_for_selector("text=不再变更")
    assert sum(one.amount or 0 for one in RewardList.objects.get().shares.all()) == 1000

    leader = open_page("leader")
    leader.goto("/assessments/2022/")
    leader.click("a[href*='appraisal']")
    assert "有异议" in leader.inner_text("#table-found")
    with leader.expect_download() as download:
        leader.click("a[download][href*='.docx'] >> nth=0")
    download.value.save_as(tmp_path / "extract.docx")
    tables = Document(tmp_path / "extract.docx").tables
    cells = {cell.text for table in tables for row in table.rows for cell in row.cells}
    assert any("基数口径不一致" in text for text in cells)

    reader = open_page("customs")
    reader.goto("/zones/a/")
    reader.click("a[href*='/zones/a/timeline/']")
    reader.wait_for_url("**/timeline/")
    listed = reader.locator("table").last
    events = listed.locator("tbody tr")
    everything = events.count()
    reader.select_option("select[name=kind]", "reply")
    reader.wait_for_url("**kind=reply**")
    assert 0 < events.count() < everything
    assert "基数口径不一致" in listed.inner_text()
