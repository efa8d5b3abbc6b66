"""The pages of the bulletins: who sees which version, what staff do there, what is taken home."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from assessments.models import Assessment, Bulletin, BulletinCover, Flag
from assessments.selectors.bulletin_papers import paper_of, snapshot_of
from tests.bulletins import NOON, prepared, print_plainly, published
from tests.demo_database import demonstration  # noqa: F401
from tests.pages import Page
from tests.triggers import unprotected
from zones.models import AuditEntry

pytestmark = pytest.mark.usefixtures("demonstration", "db")
LATER = NOON + timedelta(hours=1)
READERS = ("customs", "leader", "yichang", "fgw", "admin")


@pytest.fixture(autouse=True)
def _plain(monkeypatch):
    print_plainly(monkeypatch)


def signed_in(login, language="zh-hans"):
    client = Client()
    client.force_login(User.objects.get(username=login))
    client.cookies["django_language"] = language
    return client


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_the_list_names_every_half_year_and_for_staff_what_is_not_prepared_yet():
    published("2022H1")
    assert "尚未编制" in text(signed_in("commerce").get("/bulletins/"))
    seen = text(signed_in("customs").get("/bulletins/"))
    assert "2022H1" in seen
    assert "2021H1" not in seen
    assert "尚未编制" not in seen


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_list_shows_sizes_and_checksums_and_links_every_file(language):
    bulletin = published("2022H1")
    response = signed_in("customs", language).get("/bulletins/")
    links = Page(response).links
    other = {"zh-hans": "en", "en": "zh-hans"}[language]
    for suffix in ("docx", "pdf", "xlsx", "zip"):
        assert f"/bulletins/2022H1.{suffix}" in links
        assert f"/bulletins/2022H1.{suffix}?language={other}" in links
    for file in bulletin.files.all():
        assert file.sha256 in response.content.decode()
    assert bulletin.sha256 in text(response)
    assert re.search(r"\d+ KB", text(response))


def test_every_version_stays_in_the_list_with_its_own_files():
    published("2022H1")
    published("2022H1", at=LATER, number="2号")
    response = signed_in("leader").get("/bulletins/")
    assert "已被替代" in text(response)
    assert "/bulletins/2022H1.docx?version=1" in Page(response).links
    client = signed_in("leader")
    first = client.get("/bulletins/2022H1.docx?version=1").content
    now = client.get("/bulletins/2022H1.docx").content
    assert (b"2022H1-v1 " in first, b"2022H1-v2 " in now) == (True, True)


@pytest.mark.parametrize("login", READERS)
def test_a_draft_is_for_those_who_write_it(login):
    draft = prepared("2022H1")
    client = signed_in(login)
    for address in ("", "?version=1"):
        assert client.get(f"/bulletins/2022H1/{address}").status_code == 404
    assert client.get("/bulletins/2022H1.docx?version=1").status_code == 404
    assert "2022H1" not in text(client.get("/bulletins/"))
    for move in ("prepare", "words", "publish"):
        assert client.post(f"/bulletins/2022H1/{move}/").status_code == 403
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_prints_every_cell_and_sentence_of_the_paper(language):
    bulletin = published("2022H2")
    response = signed_in("customs", language).get("/bulletins/2022H2/")
    paper = paper_of(bulletin, language)
    rows = Page(response).rows
    for table in paper.tables:
        for row in table.rows:
            assert [cell.text for cell in row] in rows, table.code
    seen = response.content.decode().replace("&#x27;", "'").replace("&quot;", '"')
    for part in paper.parts:
        assert part.title in seen
        for block in part.blocks:
            if hasattr(block, "author"):
                assert block.text.replace("&", "&amp;") in seen
    assert bulletin.sha256 in seen


def test_a_draft_says_so_on_its_page_and_a_published_one_does_not():
    prepared("2022H1")
    page = signed_in("commerce").get("/bulletins/2022H1/")
    assert 'data-watermark="草稿"' in page.content.decode()
    published("2022H1", at=LATER)
    page = signed_in("commerce").get("/bulletins/2022H1/")
    assert "data-watermark" not in page.content.decode()


def test_staff_prepare_word_look_and_publish():
    client = signed_in("commerce")
    response = client.post("/bulletins/2022H1/prepare/", follow=True)
    assert "草稿已编制：第1版" in text(response)
    words = {"into": "draft", "seen": "1.0", "number": "商发〔2022〕1号", "dated": "2022-07-28"}
    words |= {"office_zh": "省商务厅", "closing_zh": "请各地抓紧整改。"}
    response = client.post("/bulletins/2022H1/words/", words, follow=True)
    assert "文字已保存" in text(response)
    assert "请各地抓紧整改。" in text(response)
    assert "2022年7月28日" in text(response)
    confirm = client.get("/bulletins/2022H1/publish/")
    assert "抄送" in text(confirm), "what is left empty is named"
    seen = snapshot_of(Bulletin.objects.get(code="2022H1")).sha256
    assert seen in confirm.content.decode()
    response = client.post("/bulletins/2022H1/publish/", {"seen": seen}, follow=True)
    assert "2022H1-v1及其文件已发布。 下一步：继续收集数据" in text(response)
    assert "商发〔2022〕1号" in text(signed_in("customs").get("/bulletins/2022H1/"))


def test_a_draft_that_somebody_worded_meanwhile_is_not_published_unseen():
    client = signed_in("commerce")
    draft = prepared("2022H1")
    seen = snapshot_of(draft).sha256
    BulletinCover.objects.create(bulletin=draft, version=1, number="9号", written_at=LATER)
    response = client.post("/bulletins/2022H1/publish/", {"seen": seen})
    assert "已被他人改动" in text(response)
    response = client.post("/bulletins/2022H1/publish/", {})
    assert "已被他人改动" in text(response)
    assert Bulletin.objects.get(code="2022H1").state == "draft"


def test_a_draft_that_has_become_out_of_date_says_so():
    draft = prepared("2022H1")
    Flag.objects.filter(assessment=draft.assessment).delete()
    assert "请重新编制" in text(signed_in("commerce").get("/bulletins/2022H1/"))
    assert "请重新编制" in text(signed_in("commerce").get("/bulletins/2022H1/publish/"))


def test_a_draft_of_an_unpublished_assessment_asks_for_that_first():
    draft = prepared("2022H1")
    with unprotected():
        Assessment.objects.filter(pk=draft.assessment_id).update(state="draft", published_at=None)
    assert "请先发布考核结果" in text(signed_in("commerce").get("/bulletins/2022H1/"))


def test_two_versions_name_one_another_and_lead_to_one_another():
    published("2022H1")
    published("2022H1", at=LATER, closing_zh="请抓紧整改。")
    client = signed_in("customs")
    old = client.get("/bulletins/2022H1/?version=1")
    assert "本版已于2024-03-01 13:05被第2版替代" in text(old)
    assert '<a href="/bulletins/2022H1/?version=2">查看第2版</a>' in old.content.decode()
    new = client.get("/bulletins/2022H1/")
    assert "本版自2024-03-01 13:05起替代第1版" in text(new)
    assert '<a href="/bulletins/2022H1/?version=1">查看第1版</a>' in new.content.decode()


def test_before_publication_it_is_told_which_words_are_in_one_language_only():
    both = {"opening_zh": "现通报如下。", "opening_en": "As follows."}
    prepared("2022H1", office_zh="某厅", copies_zh="某局", closing_en="Make haste.", **both)
    client = signed_in("commerce")
    for address in ("/bulletins/2022H1/", "/bulletins/2022H1/publish/"):
        seen = text(client.get(address))
        assert "只有中文，英文版文件将原样印出中文：发文机关、抄送。" in seen
        assert "只有英文，中文版文件中没有：工作要求（英文）。" in seen


def test_words_in_both_languages_are_not_pointed_out():
    prepared("2022H1", office_zh="某厅", office_en="Some Office", number="1号")
    assert "只有" not in text(signed_in("commerce").get("/bulletins/2022H1/publish/"))


# Files


def test_every_download_stands_in_the_log():
    bulletin = published("2022H1")
    client = signed_in("customs")
    response = client.get("/bulletins/2022H1.pdf?language=en")
    assert response["Content-Disposition"] == 'attachment; filename="bulletin-2022H1-v1-en.pdf"'
    client.head("/bulletins/2022H1.pdf")
    entry = AuditEntry.objects.get(action="bulletin_downloaded")
    assert (entry.code, entry.version, entry.person_name) == ("2022H1", 1, "武汉海关")
    file = bulletin.files.get(language="en", suffix="pdf")
    assert entry.new["sha256"] == file.sha256
    assert response.content == bytes(file.content)


def test_who_has_the_file_already_is_told_so_and_not_logged_again(queries):
    published("2022H1")
    client = signed_in("customs")
    taken = client.get("/bulletins/2022H1.pdf")
    again = {"If-None-Match": taken["ETag"]}
    with queries() as sent:
        kept = client.get("/bulletins/2022H1.pdf", headers=again)
    assert (kept.status_code, kept.content) == (304, b"")
    assert kept["ETag"] == taken["ETag"]
    assert not any('"content"' in one["sql"].partition(" FROM ")[0] for one in sent)
    assert client.head("/bulletins/2022H1.pdf", headers=again).status_code == 304
    assert AuditEntry.objects.filter(action="bulletin_downloaded").count() == 1
    assert client.get("/bulletins/2022H1.pdf?language=en", headers=again).status_code == 200
    published("2022H1", at=LATER, number="2号")
    assert client.get("/bulletins/2022H1.pdf", headers=again).status_code == 200


def test_a_file_that_another_person_left_in_the_browser_is_taken_and_logged_anew():
    published("2022H1")
    left = {"If-None-Match": signed_in("leader").get("/bulletins/2022H1.pdf")["ETag"]}
    response = signed_in("customs").get("/bulletins/2022H1.pdf", headers=left)
    assert (response.status_code, len(response.content) > 0) == (200, True)
    taken = AuditEntry.objects.filter(action="bulletin_downloaded").order_by("seq")
    assert [one.person_name for one in taken][-1] == "武汉海关"
    assert taken.count() == 2


def test_a_download_is_the_frozen_file_whatever_became_of_the_data():
    published("2022H1")
    client = signed_in("customs")
    before = client.get("/bulletins/2022H1.docx").content
    Flag.objects.filter(assessment__period="2022H1").delete()
    Assessment.objects.filter(period="2022H1").update(run_at=LATER)
    assert client.get("/bulletins/2022H1.docx").content == before


def test_a_drafts_file_is_marked_and_for_staff():
    prepared("2022H1")
    response = signed_in("commerce").get("/bulletins/2022H1.docx?version=1&language=en")
    assert b"DRAFT" in response.content
    assert AuditEntry.objects.filter(action="bulletin_downloaded").count() == 1


@pytest.mark.parametrize(
    "address",
    [
        *("2023.docx", "2023H3.docx", "2022H1.exe", "abc.xlsx", "2024H1.docx", "2022h1.docx"),
        *("2022H1.docx?version=9", "2022H1.docx?version=x", "2022H1.docx?language=fr"),
        *("2023/", "2022H3/", "2022H1/?version=9", "2022H1/?version=x", "2031H1/", "2022h1/"),
    ],
)
def test_an_address_that_names_no_bulletin_is_not_found(address):
    published("2022H1")
    for login in ("customs", "commerce"):
        assert signed_in(login).get(f"/bulletins/{address}").status_code == 404


def test_staff_see_a_half_year_that_can_be_prepared_and_others_do_not():
    assert "编制草稿" in text(signed_in("commerce").get("/bulletins/2022H1/"))
    assert signed_in("customs").get("/bulletins/2022H1/").status_code == 404


def test_the_list_asks_no_more_for_many_versions_than_for_few(queries):
    client = signed_in("customs")
    published("2022H1")
    client.get("/bulletins/")
    with queries() as few:
        client.get("/bulletins/")
    for half in ("2021H1", "2021H2", "2022H2", "2023H1"):
        published(half)
    with queries() as many:
        client.get("/bulletins/")
    assert len(many) == len(few)
    assert not any('"content"' in one["sql"].partition(" FROM ")[0] for one in many)


def test_before_publication_the_characters_that_the_pdf_cannot_show_are_named():
    draft = prepared("2022H1")
    client = signed_in("commerce")
    pages = ("/bulletins/2022H1/?version=1", "/bulletins/2022H1/publish/")
    for address in pages:
        assert "PDF字体缺少下列字符" not in text(client.get(address))
    BulletinCover.objects.create(
        bulletin=draft, version=1, closing_zh="猇亭片区 \U0001f600", written_at=LATER
    )
    for address in pages:
        said = text(client.get(address))
        assert "PDF字体缺少下列字符，将印作“〓”，请改用其他写法：\U0001f600 (U+1F600)。" in said
