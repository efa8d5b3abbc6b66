"""No room on the disk: the person reads so, nothing is half saved, and all goes on with room."""

import contextlib
import io
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files import uploadedfile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from indicators.models import Upload
from tests.at_once import client_of
from tests.test_uploads import UPLOAD, table
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db(transaction=True)
MB = 1024 * 1024
#: A device that is always full: whatever is written there fails as on a disk without room.
FULL = Path("/dev/full")


@pytest.fixture
def browser(people):
    return client_of(people["yichang"])


@contextlib.contextmanager
def no_room_for_rows() -> Iterator[None]:
    """As long as the block lasts, the database finds no room for one more page."""
    with connection.cursor() as cursor:
        for statement in FILL[connection.vendor]:
            cursor.execute(statement)
    yield
    with connection.cursor() as cursor:
        for statement in RELIEVE[connection.vendor]:
            cursor.execute(statement)


FILL = {
    # No page that earlier rows left free, and no more pages than it has.
    "sqlite": ["VACUUM", "PRAGMA max_page_count = 1"],
    "postgresql": [
        "CREATE FUNCTION no_room() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION "
        "'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$ "
        "LANGUAGE plpgsql",
        "CREATE TRIGGER no_room BEFORE INSERT ON indicators_upload EXECUTE FUNCTION no_room()",
    ],
}
RELIEVE = {
    "sqlite": ["PRAGMA max_page_count = 1000000000"],
    "postgresql": [
        "DROP TRIGGER no_room ON indicators_upload",
        "DROP FUNCTION no_room",
    ],
}


def large(*row) -> SimpleUploadedFile:
    """A good table with a picture of some megabytes beside it."""
    out = io.BytesIO(table(row).read())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/media/image1.png", random.Random(1).randbytes(4 * MB))
    return SimpleUploadedFile("表.xlsx", out.getvalue())


def check_says_there_is_no_room(response) -> None:
    page = response.content.decode()
    assert response.status_code == 503, page[:2000]
    assert "服务器的磁盘没有剩余空间，本次没有保存任何改动" in page
    assert "tell the administrator to make room" in page
    assert int(response["Retry-After"]) > 0


def state() -> tuple:
    return (list(Upload.objects.values_list("pk", "sha256")), AuditEntry.objects.count())


def test_a_file_for_which_there_is_no_room_in_passing_is_refused_in_a_sentence(
    browser, monkeypatch
):
    """A large file is put down on the disk while it comes in, before anybody reads it."""
    assert browser.post(UPLOAD, {"file": table(("yichang区", 60, 40))}).status_code == 302
    before = state()
    with monkeypatch.context() as patch:
        patch.setattr(uploadedfile.tempfile, "NamedTemporaryFile", _on_the_full_device)
        check_says_there_is_no_room(browser.post(UPLOAD, {"file": large("yichang区", 7, 8)}))
    assert state() == before
    assert audit_verdict().is_intact


def _on_the_full_device(*_args, **_kwargs):
    return FULL.open("w+b", buffering=0)


def test_a_file_for_which_the_database_has_no_room_is_not_half_kept(browser):
    assert browser.post(UPLOAD, {"file": table(("yichang区", 60, 40))}).status_code == 302
    before = state()
    with no_room_for_rows():
        check_says_there_is_no_room(browser.post(UPLOAD, {"file": large("yichang区", 7, 8)}))
        # Who only reads is served on.
        assert browser.get("/collect/2022Q2/").status_code == 200
        assert state() == before
    assert browser.post(UPLOAD, {"file": large("yichang区", 7, 8)}).status_code == 302
    assert len(state()[0]) == len(before[0]) + 1
    assert audit_verdict().is_intact
