"""Another province's policy loads and works on every page, and nothing is said of the first one.

The policy is made up: eight measures, twelve zones, six cities, other indicators, years, targets,
tiers and scheme. It is loaded by the commands of docs/another-province.md in its order.
"""

import io
import re
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from assessments.models import Assessment, BulletinFile, Case
from indicators.models import Indicator, Measure, Submission
from indicators.policy_bundle import MANIFEST as KEYS
from indicators.policy_bundle import MAY_LACK
from indicators.policy_layout import LAYOUTS
from tests.another_province import FOLDER, PEOPLE, load, report, settle
from tests.another_province_life import OPEN, live
from tests.api import Program, secret_of
from tests.kept_rows import count_rows
from tests.policy_bundle import MANIFEST, column
from tests.walking import Walk, bytes_of, text_of
from zones.models import Zone

pytestmark = pytest.mark.usefixtures("province", "db")

#: One of each kind: two of the department read the same.
LOGINS = [login for login, *_about in PEOPLE if login != "reviewer"]
LANGUAGES = ("zh-hans", "en")
#: Pages that no link leads to.
BESIDES = ("/healthz", "/readyz")
#: What a zone types: the sum of two of them is not asked for.
WHOLE = {"goods_in", "goods_out", "processing", "cold_chain", "jobs", "held"}
WHOLE |= {"flagships", "presentations"}
DOCUMENTS = [f"another-province{end}.md" for end in ("", ".zh")]
MAILS = ("send_reminders", "prepare_bulletins", "send_reply_notices", "follow_cases")


@pytest.fixture(scope="module")
def province(django_db_setup, django_db_blocker, tmp_path_factory):
    """Nothing; the province is there with its figures, and years, papers and cases published."""
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        people = settle()
        report(tmp_path_factory.mktemp("figures"))
        live(people)
        count_rows()
        yield
        transaction.set_rollback(True)


def client_of(login: str, language: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username=login))
    client.cookies["django_language"] = language
    return client


@cache
def of_the_first() -> re.Pattern:
    """What only the first province's policy says: its places, targets, measures and indicators."""
    named = [MANIFEST["province_zh"], MANIFEST["province_en"], MANIFEST["code"]]
    for table in ("zones", "cities"):
        for name in ("name_zh", "name_en"):
            named += column(table, name)
    named += [*column("zones", "short_zh"), *column("zones", "short_en"), *column("zones", "code")]
    for table in ("targets", "measures"):
        start = "title" if table == "measures" else "name"
        named += [*column(table, f"{start}_zh"), *column(table, f"{start}_en")]
    named += [one for one in column("indicators", "code") if "_" in one]
    named += [one for one in column("indicators", "name_zh") if len(one) > 3]
    named += [one for one in column("agencies", "name_zh") if "武汉" in one]
    named += ["湖北", "武汉", "鄂", "Hubei", "Wuhan", "十五条", "15条", "15项举措", "15 measures"]
    own = "\n".join(file.read_text(encoding="utf-8") for file in FOLDER.iterdir())
    return re.compile("|".join(re.escape(one) for one in sorted(set(named)) if one not in own))


def strays(text: str) -> list[str]:
    """The first province's words in a text, each with what stands around it."""
    found = of_the_first().finditer(text)
    return [text[max(0, one.start() - 30) : one.end() + 30] for one in found]


# The pages


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("login", LOGINS)
def test_every_page_opens_and_speaks_of_this_province_alone(login, language):
    is_staff = login == "officer"
    besides = BESIDES if is_staff else ()
    walk = Walk(client_of(login, language), with_queries=is_staff, besides=besides)
    failed, said = [], {}
    for step in walk.steps():
        if step.status >= 400:
            failed.append((step.status, step.address))
        elif found := strays(text_of(step.response)):
            said[step.address] = found[:3]
    assert failed == []
    assert said == {}
    assert len(walk.seen) > (90 if is_staff else 20)


def test_what_is_looked_for_would_be_found():
    for text in (
        "据湖北省统计",
        "Wuhan Donghu leads",
        "value of trade_total",
        "进口整车",
        "15 measures",
    ):
        assert strays(text) != [], text


def test_a_stranger_reads_nothing_of_either_province():
    text = text_of(Client().get("/login/"))
    assert strays(text) == []
    assert "青澜" not in text


# The policy


def test_the_policy_is_there_in_its_own_numbers():
    assert Measure.objects.count() == 8
    assert Zone.objects.count() == 12
    assert Zone.objects.filter(is_judged=True).count() == 10
    text = text_of(client_of("head", "en").get("/measures/"))
    assert "Eight Measures for Better Comprehensive Bonded Zones" in text
    assert "Reward what succeeds" in text


def test_the_same_files_a_second_time_change_nothing(capsys):
    call_command("load_policy", FOLDER / "policy.toml", commit=True)
    assert "一致" in capsys.readouterr().out
    load()
    told = capsys.readouterr().out
    assert "保存0个全省数，10个此前已有" in told


def test_a_misprint_stands_beside_what_is_adopted_and_the_target_goes_by_that():
    page = text_of(client_of("head", "zh-hans").get("/measures/6/"))
    assert "冷链进出口额达到30元" in page
    assert "冷链进出口额达到30亿元" in page
    target = text_of(client_of("head", "en").get("/targets/cold-thirty/"))
    assert "30.00" in target


# What is judged


def test_a_year_is_ranked_by_its_own_scheme_to_its_own_decimal():
    held = Assessment.objects.get(period="2025", state="published")
    ranked = held.results.filter(rank__isnull=False)
    assert ranked.count() == 10
    page = text_of(client_of("head", "zh-hans").get("/assessments/2025/"))
    for one in ranked:
        assert f"{one.score:.1f}" in page
        assert f"{one.score:.2f}" not in page


def test_a_zone_is_asked_for_nothing_before_it_began():
    assert not Submission.objects.filter(zone__code="ji", quarter__year=2023).exists()
    assert not Assessment.objects.get(period="2024", state="published").is_provisional
    page = text_of(client_of("head", "en").get("/zones/ji/"))
    assert "2024Q1" in page


def test_a_missed_target_leads_to_a_notice_in_the_words_of_this_policy():
    case = Case.objects.get(zone__code="jia-port", year=2025, track="notice")
    paper = text_of(client_of("officer", "zh-hans").get(f"/cases/{case.pk}/notice.docx"))
    assert "未完成年度目标的，予以通报并约谈负责人" in paper
    assert "甲州海港" in paper


# What is sent and handed in


def test_the_bulletin_is_told_by_this_policy():
    files = {one.language: one for one in BulletinFile.objects.filter(suffix="docx")}
    client = client_of("officer", "zh-hans")
    chinese, english = (
        text_of(client.get(f"/bulletins/2025H1.docx?language={language}")) for language in LANGUAGES
    )
    assert set(files) == set(LANGUAGES)
    solid = re.sub(r"\s", "", chinese)
    assert "青澜省综合保税区运行情况的通报" in solid
    assert "有关市人民政府：" in solid
    assert "根据《青澜省综合保税区提质增效八条措施》第1条“稳住贸易规模”" in solid
    assert "8条举措共8项任务" in solid
    assert "投产日期" in solid
    assert "签约日期" not in solid
    investment = solid.partition("三、招商引资情况")[2].partition("四、")[0]
    assert "旗舰项目数" in investment
    assert "推介会场次" in investment
    assert "期末用工人数" not in investment
    assert "To the governments of the cities concerned:" in english


def test_the_template_asks_for_its_indicators_and_what_is_typed_arrives():
    client = client_of("reporter", "zh-hans")
    page = f"/collect/{OPEN}/jia-air/"
    book = openpyxl.load_workbook(io.BytesIO(bytes_of(client.get(f"{page}template.xlsx"))))
    sheet = book.worksheets[0]
    keys = {cell.value: cell.column for row in sheet.iter_rows() for cell in row}
    asked = {}
    for row in sheet.iter_rows(min_row=2):
        code = row[keys["zt:indicator"] - 1].value
        if Indicator.objects.filter(code=code, sum_of=None).exists():
            asked[code] = row[keys["zt:value"] - 1]
    assert set(asked) == WHOLE
    for number, cell in enumerate(asked.values(), start=1):
        cell.value = number
    out = io.BytesIO()
    book.save(out)
    sent = client.post(f"{page}upload", {"file": SimpleUploadedFile("t.xlsx", out.getvalue())})
    seen = client.get(sent["Location"]).context["compared"].token
    client.post(sent["Location"], {"move": "confirm", "seen": seen, "is_incomplete_accepted": "on"})
    held = Submission.objects.get(zone__code="jia-air", quarter__year=2026)
    typed = {one.indicator.code for one in held.observations.select_related("indicator")}
    assert typed >= WHOLE


def test_mails_are_sent_of_this_province_alone(settings):
    settings.SITE_URL = "https://zonetrack.example"
    for command in MAILS:
        call_command(command)
    assert len(mail.outbox) > 3
    for message in mail.outbox:
        assert strays(f"{message.subject} {message.body}") == []
    assert any("青澜" in message.body or "甲州" in message.body for message in mail.outbox)


def test_programs_read_the_same():
    program = Program(secret_of("head"))
    for address, count in {"zones": 12, "measures": 8, "targets": 8, "indicators": 9}.items():
        rows = program.rows(address)
        assert len(rows) == count, address
        assert strays(str(rows)) == []
    assert program.get("policy").json()["data"]["province_zh"] == "青澜省"


# How it is loaded is written down


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_document_names_every_table_column_and_key_in_the_order_of_the_files(document):
    text = (Path(__file__).parent.parent / "docs" / document).read_text(encoding="utf-8")
    rows = {line.split("`")[1]: line for line in text.splitlines() if line.startswith("| `")}
    for table, layout in LAYOUTS.items():
        told = rows[table].split("|")[2]
        assert re.findall(r"`([^`]+)`", told) == [*layout.columns, *layout.optional], table
    for key in {**KEYS, **MAY_LACK}:
        assert f"`{key}`" in text or f"`[{key}]`" in text, key
    for file in ("rules.csv", "scheme.csv", "flag_rules.csv", "province_totals.csv"):
        for name in (FOLDER / file).read_text(encoding="utf-8").splitlines()[0].split(","):
            assert f"`{name}`" in text, (file, name)
    for command in ("load_policy", "load_rules", "load_scheme", "load_province", "import_figures"):
        assert f"manage.py {command} " in text
