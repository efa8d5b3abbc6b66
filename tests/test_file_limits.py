"""So many files a minute are sent and taken by each person; more wait, and are told how long."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zones.models import Attempts, AuditEntry

pytestmark = pytest.mark.django_db
QUARTER = "2022Q2"
FILE = "/measures/?export=csv"
UPLOAD = f"/collect/{QUARTER}/upload/"


@pytest.fixture(autouse=True)
def _two_a_minute(settings):
    settings.FILES_PER_MINUTE = settings.UPLOADS_PER_MINUTE = 2


def let_a_minute_pass() -> None:
    for row in Attempts.objects.all():
        row.last_at -= timedelta(minutes=1)
        row.until -= timedelta(minutes=1)
        row.save()


def send(client: Client):
    file = SimpleUploadedFile("figures.csv", "综保区,指标\n".encode())
    return client.post(UPLOAD, {"file": file})


def test_more_files_than_a_minute_allows_wait_and_are_told_how_long(desk):
    client = desk("customs")
    assert [client.get(FILE).status_code for _time in range(3)] == [200, 200, 429]
    response = client.get(FILE)
    assert 1 <= int(response["Retry-After"]) <= 60
    page = response.content.decode()
    assert "You have downloaded 2 files within a minute" in page
    assert "ask for this one again in" in page
    assert AuditEntry.objects.filter(action="file_taken").count() == 2
    let_a_minute_pass()
    assert client.get(FILE).status_code == 200


def test_it_is_said_in_chinese_too(desk):
    client = desk("customs")
    client.cookies["django_language"] = "zh-hans"
    for _time in range(3):
        page = client.get(FILE).content.decode()
    assert "一分钟内已下载2个文件" in page


def test_pages_are_not_counted_and_go_on_beside_it(desk):
    client = desk("customs")
    assert [client.get("/measures/").status_code for _time in range(4)] == [200] * 4
    assert not Attempts.objects.exists()
    for _time in range(3):
        client.get(FILE)
    assert client.get("/measures/").status_code == 200


def test_each_person_has_a_count_of_their_own_at_all_places_together(desk):
    for _time in range(3):
        response = desk("customs").get(FILE)
    assert response.status_code == 429
    assert desk("leader").get(FILE).status_code == 200


def test_a_page_that_is_a_file_counts_without_a_word_in_the_query(desk):
    client = desk("yichang")
    address = f"/collect/{QUARTER}/template.xlsx"
    assert [client.get(address).status_code for _time in range(3)] == [200, 200, 429]


def test_more_uploads_than_a_minute_allows_are_not_looked_into_and_nothing_is_saved(desk):
    client = desk("yichang")
    first = [send(client).status_code for _time in range(2)]
    assert 429 not in first
    logged = AuditEntry.objects.count()
    response = send(client)
    assert response.status_code == 429
    assert "Nothing of this one was saved" in response.content.decode()
    assert "Retry-After" in response
    assert AuditEntry.objects.count() == logged
    assert client.get(FILE).status_code == 200


def test_a_form_without_a_file_is_no_upload(desk):
    client = desk("yichang")
    for _time in range(4):
        assert client.post(UPLOAD, {"file": ""}).status_code != 429
    assert not Attempts.objects.exists()


def test_without_a_limit_nothing_is_counted(desk, settings):
    settings.FILES_PER_MINUTE = settings.UPLOADS_PER_MINUTE = 0
    client = desk("yichang")
    assert [client.get(FILE).status_code for _time in range(4)] == [200] * 4
    assert send(client).status_code != 429
    assert not Attempts.objects.exists()


def test_a_stranger_is_sent_to_the_login_and_counted_nowhere(client):
    assert client.get(FILE).url.startswith("/login/")
    assert not Attempts.objects.exists()


def test_the_counts_name_nobody(desk):
    desk("customs").get(FILE)
    assert "customs" not in str(list(Attempts.objects.values()))
