"""A bulletin is prepared, worded and published; what is published is frozen."""

import hashlib
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from assessments.models import Assessment, Bulletin, BulletinCover, BulletinFile, Flag
from assessments.papers.paper import WRITTEN
from assessments.papers.printers.faults import TypesettingError
from assessments.papers.printers.pdf import as_pdf
from assessments.papers.stored import digest
from assessments.selectors.bulletin_papers import cover_of, paper_of, snapshot_of
from assessments.sentences import refusal_sentence
from assessments.services import bulletins
from assessments.services.assessments import Refused, assessment_publish, assessment_run
from assessments.services.bulletin_drafts import bulletin_cover_write, bulletin_prepare
from assessments.services.bulletins import bulletin_publish, draft_file
from indicators.periods import parse_period
from tests.bulletins import NOON, prepared, print_plainly, published, staff
from tests.demo_database import demonstration  # noqa: F401
from tests.paper_reading import pdf_pages, solid
from tests.triggers import unprotected
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.usefixtures("demonstration", "db")
LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _plain(monkeypatch):
    print_plainly(monkeypatch)


def worded(draft, *, seen=0, **words):
    return bulletin_cover_write(bulletin=draft, words=words, seen=seen, at=LATER, by=staff())


def refused(code, act, *args, **more):
    with pytest.raises(Refused) as error:
        act(*args, **more)
    assert error.value.code == code
    assert refusal_sentence(error.value)
    return error.value


def log(action):
    return list(AuditEntry.objects.filter(action=action).order_by("seq"))


# Preparing


def test_a_draft_is_computed_from_the_published_assessment():
    draft = prepared("2022H1")
    assert (draft.version, draft.state, draft.kind) == (1, "draft", "bulletin")
    assert draft.assessment == Assessment.objects.get(period="2022H1", state="published")
    assert digest(draft.computed) == draft.computed_sha256
    assert (draft.snapshot, draft.published_at) == ("", None)
    assert [entry.code for entry in log("bulletin_prepared")] == ["2022H1"]


def test_the_second_half_is_the_years_bulletin():
    assert prepared("2022H2").assessment.period == "2022"


def test_prepared_twice_nothing_happens_twice():
    first = prepared("2022H1")
    again = prepared("2022H1", at=LATER)
    assert (first.pk, again.prepared_at) == (again.pk, NOON)
    assert len(log("bulletin_prepared")) == 1


def test_prepared_again_after_a_change_the_draft_is_computed_anew_and_keeps_its_words():
    draft = prepared("2022H1")
    worded(draft, office_zh="某厅")
    Flag.objects.filter(assessment=draft.assessment).delete()
    again = prepared("2022H1", at=LATER)
    assert again.pk == draft.pk
    assert again.computed_sha256 != draft.computed_sha256
    assert cover_of(again).office_zh == "某厅"


def test_a_period_without_an_assessment_has_nothing_to_print():
    refused("nothing_to_print", prepared, "2031H1")


def test_an_open_assessment_gives_a_draft_that_is_not_published():
    published_one = Assessment.objects.filter(period="2022H1", state="published")
    with unprotected():
        published_one.update(state="draft", published_at=None)
    draft = prepared("2022H1")
    assert draft.state == "draft"
    refused("assessment_not_published", bulletin_publish, bulletin=draft, at=LATER, by=staff())


@pytest.mark.parametrize("login", ["yichang", "fgw", "leader", "customs", "admin"])
def test_only_the_commerce_department_prepares_words_and_publishes(login):
    draft = prepared("2022H1")
    who = {"at": LATER, "by": staff(login)}
    period = parse_period("2021H1")
    refused("bulletin_not_allowed", bulletin_prepare, period=period, **who)
    refused("bulletin_not_allowed", bulletin_publish, bulletin=draft, **who)
    refused("bulletin_not_allowed", bulletin_cover_write, bulletin=draft, words={}, seen=0, **who)
    assert not BulletinCover.objects.exists()
    assert not BulletinFile.objects.exists()


# Words


def test_every_edit_is_another_version_with_who_and_when():
    draft = prepared("2022H1")
    worded(draft, number="商发〔2022〕1号")
    worded(draft, number="商发〔2022〕2号", dated=date(2022, 7, 8), seen=1)
    rows = list(BulletinCover.objects.filter(bulletin=draft))
    assert [(one.version, one.number) for one in rows] == [
        (1, "商发〔2022〕1号"),
        (2, "商发〔2022〕2号"),
    ]
    assert {one.written_by.username for one in rows} == {"commerce"}
    _first, second = log("bulletin_worded")
    assert second.old == {"dated": "", "number": "商发〔2022〕1号"}
    assert second.new["number"] == "商发〔2022〕2号"


def test_saved_without_a_change_no_version_is_made():
    draft = prepared("2022H1")
    worded(draft, number="1号")
    worded(draft, number="1号", seen=1)
    worded(prepared("2021H1"), number="")
    assert BulletinCover.objects.count() == 1


def test_who_edited_an_older_version_is_refused_and_nothing_is_overwritten():
    draft = prepared("2022H1")
    worded(draft, number="1号")
    refused("words_changed_meanwhile", worded, draft, number="2号", seen=0)
    assert cover_of(draft).number == "1号"


def test_what_staff_write_is_printed_apart_and_leaves_what_is_computed():
    draft = prepared("2022H1")
    worded(draft, opening_zh="现就有关情况说明。", closing_zh="请抓紧整改。\n请按期报送。")
    paper = paper_of(draft, "zh-hans")
    own = [
        one.text
        for part in paper.parts
        for one in part.blocks
        if getattr(one, "author", "") == WRITTEN
    ]
    assert own == ["请抓紧整改。", "请按期报送。"]
    assert paper.preamble[-1].text == "现就有关情况说明。"
    assert "请抓紧整改" not in draft.computed


# Publishing


def test_publishing_freezes_the_snapshot_and_every_file():
    bulletin = published("2022H1")
    assert bulletin.state == "published"
    assert digest(bulletin.snapshot) == bulletin.sha256
    files = list(bulletin.files.all())
    assert {(one.language, one.suffix) for one in files} == {
        (language, suffix)
        for language in ("zh-hans", "en")
        for suffix in ("docx", "pdf", "xlsx", "zip")
    }
    for one in files:
        content = bytes(one.content)
        assert one.size == len(content)
        assert one.sha256 == hashlib.sha256(content).hexdigest()
        assert f"2022H1-v1 {bulletin.sha256}" in content.decode()
    assert paper_of(bulletin, "en").watermark == ""
    entry = log("bulletin_published")[0]
    assert entry.new["sha256"] == bulletin.sha256
    assert len(entry.new["files"]) == 8
    assert audit_verdict().is_intact


def test_a_draft_whose_pages_cannot_be_set_stays_a_draft_and_says_so(monkeypatch, caplog):
    draft = prepared("2022H1")

    def fails(paper):
        raise TypesettingError("The process was ended, most likely for want of memory.")

    monkeypatch.setitem(bulletins.PRINTERS, "pdf", (fails, "application/pdf"))
    refused("pages_not_set", bulletin_publish, bulletin=draft, at=LATER, by=staff())
    draft.refresh_from_db()
    assert (draft.state, draft.files.count()) == ("draft", 0)
    assert log("bulletin_published") == []
    assert "for want of memory" in caplog.text


def test_what_was_looked_at_is_what_is_published():
    draft = prepared("2022H1")
    seen = snapshot_of(draft).sha256
    worded(draft, number="1号")
    act = {"bulletin": draft, "at": LATER, "by": staff()}
    refused("words_changed_meanwhile", bulletin_publish, seen=seen, **act)
    assert bulletin_publish(seen=snapshot_of(draft).sha256, **act).state == "published"


def test_a_published_bulletin_is_neither_published_nor_worded_again():
    bulletin = published("2022H1")
    refused("bulletin_is_frozen", bulletin_publish, bulletin=bulletin, at=LATER, by=staff())
    refused("bulletin_is_frozen", worded, bulletin, number="1号")


def test_the_same_content_is_not_published_twice():
    published("2022H1")
    draft = prepared("2022H1", at=LATER, number="2号")
    worded(draft, seen=1, number="")
    said = refused("same_published", bulletin_publish, bulletin=draft, at=LATER, by=staff())
    assert "2022H1" in refusal_sentence(said)
    assert Bulletin.objects.get(code="2022H1", state="published").version == 1


def test_another_version_supersedes_the_one_before_which_stays_as_it_was():
    first = published("2022H1")
    text = first.snapshot
    draft = prepared("2022H1", at=LATER, closing_zh="请抓紧整改。")
    second = bulletin_publish(bulletin=draft, at=LATER, by=staff())
    first.refresh_from_db()
    assert (first.state, first.superseded_at, first.snapshot) == ("superseded", LATER, text)
    assert first.files.count() == 8
    assert (second.version, second.state) == (2, "published")


def test_what_changed_since_the_draft_was_prepared_is_not_published():
    draft = prepared("2022H1")
    Flag.objects.filter(assessment=draft.assessment).delete()
    said = refused("changed_since_prepared", bulletin_publish, bulletin=draft, at=LATER, by=staff())
    assert "重新编制" in refusal_sentence(said)
    assert not BulletinFile.objects.exists()


def test_a_draft_of_a_replaced_assessment_is_not_published():
    draft = prepared("2022H1")
    Assessment.objects.filter(pk=draft.assessment_id).update(
        state="superseded", superseded_at=LATER
    )
    refused("prepared_from_replaced", bulletin_publish, bulletin=draft, at=LATER, by=staff())


def test_a_printer_that_fails_leaves_nothing_behind(monkeypatch):
    def broken(paper):
        raise RuntimeError("no ink")

    draft = prepared("2022H1")
    monkeypatch.setattr("assessments.services.bulletins.PRINTERS", {"pdf": (broken, "x")})
    with pytest.raises(RuntimeError):
        bulletin_publish(bulletin=draft, at=LATER, by=staff())
    assert Bulletin.objects.get(code="2022H1").state == "draft"
    assert not BulletinFile.objects.exists()


def test_a_drafts_file_says_that_it_is_one_and_is_not_kept():
    draft = prepared("2022H1")
    file = draft_file(draft, "zh-hans", "docx")
    assert "草稿" in bytes(file.content).decode()
    assert draft_file(draft, "zh-hans", "exe") is None
    assert not BulletinFile.objects.exists()
    assert draft_file(published("2022H1"), "zh-hans", "docx") is None


def test_revised_figures_stand_in_the_years_second_bulletin():
    """The demonstration judged 2022 twice; between the two a figure was revised."""
    paper = paper_of(prepared("2022H2"), "zh-hans")
    table = next(one for one in paper.tables if one.code == "revisions")
    row = [cell.text for cell in table.rows[0]]
    assert row[:6] == ["经开", "2022Q3", "出口额", "亿元", "13.58", "10.98"]
    assert row[6] == "2022：1 → 2"
    told = next(one for one in paper.parts if one.code == "revisions").blocks[0].text
    assert told == "自上次通报（2022年，由本版取代）以来修订已核定数据2项，详见下表。"


def test_a_quarters_sheet_is_published_from_a_provisional_board():
    period = parse_period("2022Q3")
    assessment_run(period=period, at=NOON, by=staff())
    draft = bulletin_prepare(period=period, at=NOON, by=staff())
    assert (draft.code, draft.kind) == ("2022Q3", "review")
    sheet = bulletin_publish(bulletin=draft, at=LATER, by=staff())
    assert sheet.files.count() == 8
    paper = paper_of(sheet, "zh-hans")
    assert any("初步结果" in mark for mark in paper.marks)
    assert paper.watermark == ""
    sheet.assessment.delete()  # another run of the quarter replaces the board
    sheet.refresh_from_db()
    assert (sheet.state, sheet.assessment) == ("published", None)


# The database


@pytest.mark.parametrize(
    "change",
    [
        {"state": "published"},
        {"snapshot": "{}"},
        {"superseded_at": NOON},
        {"code": "2022Q1"},
        {"kind": "review"},
    ],
)
def test_the_database_refuses_a_draft_that_is_half_published(change):
    draft = prepared("2022H1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Bulletin.objects.filter(pk=draft.pk).update(**change)


@pytest.mark.parametrize(
    "change", [{"published_at": None}, {"snapshot": ""}, {"sha256": ""}, {"assessment": None}]
)
def test_the_database_refuses_a_published_bulletin_without_what_it_rests_on(change):
    bulletin = published("2022H1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Bulletin.objects.filter(pk=bulletin.pk).update(**change)


def test_the_database_holds_one_draft_and_one_published_bulletin_of_a_half_year():
    bulletin = published("2022H1")
    for state in ("published", "draft"):
        if state == "draft":
            prepared("2022H1", number="2号")
        copy = Bulletin.objects.get(pk=bulletin.pk)
        copy.pk, copy.version, copy.state = None, 9, state
        if state == "draft":
            copy.snapshot, copy.sha256, copy.published_at = "", "", None
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)


def test_a_new_assessment_of_the_same_figures_changes_no_published_bulletin():
    bulletin = published("2022H1")
    again = assessment_run(period=parse_period("2022H1"), at=LATER, by=staff())
    if again.state == "draft":
        assessment_publish(assessment=again, at=LATER, by=staff(), unheard_reason="已征求")
    bulletin.refresh_from_db()
    assert digest(bulletin.snapshot) == bulletin.sha256


def test_a_quarters_sheet_is_two_pages_with_number_signature_and_closing_words():
    quarter = parse_period("2022Q3")
    assessment_run(period=quarter, at=NOON, by=staff())
    draft = bulletin_prepare(period=quarter, at=NOON, by=staff())
    worded(
        draft,
        number="某商〔2022〕3号",
        office_zh="某省商务厅",
        office_en="The Department of Commerce",
        closing_zh="请认真做好后续工作。",
        closing_en="Please see to it that the work goes on.",
        dated=date(2022, 10, 20),
    )
    for language, paper in snapshot_of(draft).papers.items():
        pages = pdf_pages(as_pdf(paper))
        assert len(pages) == 2, language
        assert solid(paper.office) in solid(pages[1])
