"""Every real-life file of fixtures/workbooks through the upload's pages: taken whole, or refused in
a clear sentence with the cell's address, and then nothing of it is saved."""

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.utils.translation import gettext

from indicators.models import Observation, Submission, Upload
from indicators.services.comparing import REFUSED, SUM
from indicators.units import to_canonical
from indicators.workbooks.codes import FILE_PROBLEMS, SENTENCES
from tests.collecting import text
from tests.factories import make_person, make_quarter, make_submission, user_of
from zones.models import AuditEntry, Zone

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
FILES = FIXTURES / "workbooks"
with (FILES / "index.csv").open(encoding="utf-8", newline="") as index:
    CASES = list(csv.DictReader(index))
#: Problems of the file as a whole: it is answered at once, and not kept.
WHOLE = {*FILE_PROBLEMS, "no_table", "template_altered", "title_differs"}
#: Understood alone, but not where it is uploaded: the page names the quarter; one is too large.
OTHERWISE = {"no-quarter.xlsx", "binary-noise.xlsx"}
RATE = Decimal("6.7")


@pytest.fixture(scope="module", autouse=True)
def policy(django_db_setup, django_db_blocker):
    """Nothing; the policy's zones and indicators, two open quarters, and the one before them."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_policy", FIXTURES / "policies/hubei-2021/policy.toml", commit=True)
        open_until = {"locks_on": date(2999, 12, 31)}
        make_quarter("2022Q2", dollar_rate=RATE, rate_source="央行", **open_until)
        make_quarter("2022Q3", **open_until)
        first, second = make_person("commerce"), make_person("commerce2")
        for code in ("donghu", "xingang-konggang", "yichang"):
            zone = Zone.objects.get(code=code)
            values = {"trade_import": 0, "trade_export": 50, "trade_total": 50}
            make_submission(zone, "2022Q1", values, by=first, verified_by=second)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def desk(db, client):
    """The department's client, in English."""
    from django.contrib.auth import get_user_model

    client.force_login(get_user_model().objects.get(username="commerce"))
    client.post("/i18n/setlang/", {"language": "en"})
    return client


def upload(client, case, quarter="", zone=""):
    """The response to the file's upload on the page that the index names."""
    page = "/".join(filter(None, (case["quarter"] or quarter or "2022Q2", case["zone"] or zone)))
    file = SimpleUploadedFile(case["file"], (FILES / case["file"]).read_bytes())
    return client.post(f"/collect/{page}/upload", {"file": file})


def sentence(code: str) -> str:
    """The sentence's words around its parameters, longest first."""
    pieces = gettext(SENTENCES[code]).replace("%(", "\0").split("\0")
    return max((piece.partition(")s")[2] or piece for piece in pieces), key=len)


def state_of_the_store():
    return (
        list(Submission.objects.order_by("pk").values_list("pk", "state", "saved_at")),
        list(Observation.objects.order_by("pk").values_list("pk", "value", "state", "entered")),
        AuditEntry.objects.count(),
    )


def ids(cases):
    return [case["file"] for case in cases]


PLAIN = [case for case in CASES if case["file"] not in OTHERWISE]
REFUSED_FILES = [case for case in PLAIN if case["problem"]]
GOOD_FILES = [case for case in PLAIN if not case["problem"] and int(case["figures"])]


@pytest.mark.parametrize("case", REFUSED_FILES, ids=ids(REFUSED_FILES))
def test_a_problem_file_gives_its_sentence_and_changes_nothing(desk, case):
    before = state_of_the_store()
    response = upload(desk, case)
    if case["problem"] in WHOLE:
        assert response.status_code == 200
        assert not Upload.objects.exists()
    else:
        assert response.status_code == 302
        page = response["Location"]
        response = desk.get(page)
        preview = response.context["preview"]
        told = next(row for row in preview.rows if sentence(case["problem"]) in row.text)
        assert told.place.endswith(case["address"])
        seen = response.context["compared"].token
        for move in ("confirm", "hand_in"):
            refused = desk.post(page, {"move": move, "seen": seen, "revision_reason": "x"})
            assert refused.status_code == 200
            assert "Nothing of" in refused.context["refusal"]
    assert sentence(case["problem"]) in text(response)
    assert state_of_the_store() == before


MARKED = [case for case in REFUSED_FILES if case["address"] and case["problem"] not in WHOLE]


@pytest.mark.parametrize("case", MARKED, ids=ids(MARKED))
def test_the_refused_file_comes_back_with_its_cell_marked(desk, case):
    page = upload(desk, case)["Location"]
    response = desk.get(page + "marked.xlsx")
    assert response.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    comments = [
        sheet[case["address"]].comment.text
        for sheet in book.worksheets
        if sheet[case["address"]].comment
    ]
    assert any(sentence(case["problem"]) in comment for comment in comments)


@pytest.mark.parametrize("case", GOOD_FILES, ids=ids(GOOD_FILES))
def test_every_figure_of_a_good_file_arrives(desk, case):
    page = upload(desk, case)["Location"]
    response = desk.get(page)
    compared = response.context["compared"]
    assert [row.text for row in response.context["preview"].rows if row.kind.order == 0] == []
    assert len(compared.cells) == int(case["figures"])
    confirmed = desk.post(page, {"move": "confirm", "seen": compared.token})
    assert confirmed.status_code == 302
    for one in compared.cells:
        assert one.kind != REFUSED
        held = Observation.objects.select_related("indicator").get(
            submission__zone__code=one.cell.zone,
            submission__quarter__year=one.cell.quarter.year,
            submission__quarter__quarter=one.cell.quarter.quarter,
            indicator__code=one.cell.indicator,
        )
        assert held.state == one.cell.state
        if one.cell.value is None:
            assert (held.value, held.reason) == (None, one.cell.reason)
            continue
        amount = to_canonical(
            one.cell.value,
            one.cell.unit,
            kind_of_unit=held.indicator.unit_kind,
            own_unit=held.indicator.unit_zh,
            rate=RATE,
        )
        before = before_of(held) if one.cell.basis == "ytd" else 0
        if one.kind != SUM:
            assert held.value == amount - before
            assert Decimal(held.entered) == one.cell.value
            assert held.place.endswith(one.cell.address)
    if case["warning"]:
        assert sentence(case["warning"]) in text(response)


def before_of(held: Observation) -> Decimal:
    """What the zone reported for the first quarter."""
    first = Observation.objects.filter(
        submission__zone=held.submission.zone,
        submission__quarter__quarter=1,
        indicator=held.indicator,
    ).first()
    return first.value if first else Decimal(0)


def case_of(file):
    return next(case for case in CASES if case["file"] == file)


def test_the_page_names_the_quarter_of_a_table_that_does_not(desk):
    compared = desk.get(upload(desk, case_of("no-quarter.xlsx"))["Location"]).context["compared"]
    assert not compared.is_refused
    assert {str(one.cell.quarter) for one in compared.cells} == {"2022Q2"}


def test_a_number_that_no_figure_can_be_is_refused_at_its_cell(desk):
    preview = desk.get(upload(desk, case_of("binary-noise.xlsx"))["Location"]).context["preview"]
    (refused,) = [row for row in preview.rows if row.kind.order == 0]
    assert "larger than any figure can be" in refused.text
    assert refused.place == "Sheet1 C4"


def test_a_file_of_50_mb_is_refused_without_being_kept(desk):
    file = SimpleUploadedFile("large.xlsx", b"PK\3\4" + b"\0" * (50 * 1024 * 1024))
    response = desk.post("/collect/2022Q2/upload", {"file": file})
    assert "larger than 20 MB" in text(response)
    assert not Upload.objects.exists()


def test_a_zip_bomb_is_refused_before_it_is_unpacked(desk):
    import zipfile

    out = io.BytesIO()
    good = (FILES / "title-and-unit-row.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for info in old.infolist():
            new.writestr(info, old.read(info))
        new.writestr("xl/media/image1.bin", b"\0" * (200 * 1024 * 1024))
    file = SimpleUploadedFile("bomb.xlsx", out.getvalue())
    response = desk.post("/collect/2022Q2/upload", {"file": file})
    assert "unpacks to more than 64 MB" in text(response)
    assert not Upload.objects.exists()


def test_there_are_files_of_every_kind_the_policy_staff_meet():
    assert len(REFUSED_FILES) > 50
    assert len(GOOD_FILES) > 25
    assert len({case["problem"] for case in REFUSED_FILES}) > 40


def test_every_sentence_on_files_has_its_chinese():
    import polib

    catalogue = polib.pofile(str(FIXTURES.parent / "locale/zh_Hans/LC_MESSAGES/django.po"))
    chinese = {entry.msgid for entry in catalogue if entry.translated()}
    assert [text for text in SENTENCES.values() if text not in chinese] == []


def test_the_sentences_come_in_chinese_first(client, db):
    client.force_login(user_of(make_person("li")))
    response = upload(client, case_of("password.xlsx"))
    assert "工作簿设有密码；请取消密码后重新选择。" in text(response)
