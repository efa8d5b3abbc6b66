"""A page that was printed is kept for who read it, until something is written."""

from datetime import UTC, datetime
from decimal import Decimal
from html import unescape

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import caches
from django.test import Client
from django.utils.html import strip_tags

from assessments.services.annual_targets import annual_target_set
from indicators.models import AnnualTarget
from tests.zone_pages import kept
from zones.access import person_of
from zones.models import AuditEntry, AuditHead
from zones.services.audit import Change, audit_append

PAGES = ("/", "/zones/", "/zones/donghu/", "/assessments/2022/", "/targets/", "/measures/")


@pytest.fixture(scope="module")
def province(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), kept() as made:
        yield made


@pytest.fixture
def reader(province, settings, db):
    """`reader(person)`: a signed-in browser that has seen a form; pages are kept."""
    settings.PAGES_ARE_KEPT = True

    def open_(who, language="en") -> Client:
        client = Client()
        client.force_login(User.objects.get(pk=who.user_id))
        client.cookies["django_language"] = language
        client.get("/zones/")
        return client

    return open_


def text_of(response) -> str:
    return unescape(strip_tags(response.content.decode()))


def append(action: str) -> None:
    audit_append(by=None, at=None, changes=[Change(action, "target", code="x")])


@pytest.mark.parametrize("address", PAGES)
def test_a_second_visit_gets_the_same_page_for_a_handful_of_questions(
    reader, province, queries, address
):
    client = reader(province.customs)
    first = client.get(address)
    with queries() as sent:
        second = client.get(address)
    assert second.content == first.content
    assert second["Content-Security-Policy"]
    # Session, user, post, groups, and what was written last.
    assert len(sent) == 5


def test_a_page_is_kept_in_a_few_kilobytes(reader, province):
    caches["pages"].clear()
    page = reader(province.customs).get("/zones/donghu/").content
    (held,) = caches["pages"]._cache.values()
    assert len(page) > 4 * len(held) > 10_000


def test_what_is_written_is_on_the_page_at_once(reader, province):
    client = reader(province.commerce)
    assert "9,876.00" not in text_of(client.get("/targets/"))
    old = AnnualTarget.objects.filter(zone__isnull=False, target__isnull=False).latest("version")
    annual_target_set(
        target=old.target,
        zone=old.zone,
        year=old.year,
        value=Decimal("98760000"),
        in_force_from=datetime(2020, 1, 1, tzinfo=UTC).date(),
        reason_zh="调整",
        seen=old.version,
        by=person_of(User.objects.get(pk=province.commerce.user_id)),
        at=datetime.now(UTC),
    )
    assert "9,876.00" in text_of(client.get("/targets/"))


@pytest.mark.parametrize("action", ["signed_in", "bulletin_downloaded", "evidence_read"])
def test_who_signs_in_or_takes_a_file_home_outdates_no_page(reader, province, queries, action):
    client = reader(province.customs)
    client.get("/targets/")
    append(action)
    with queries() as sent:
        client.get("/targets/")
    assert len(sent) == 5
    append("target_set")
    with queries() as sent:
        client.get("/targets/")
    assert len(sent) > 5


def test_a_kept_page_is_its_readers_alone(reader, province):
    commerce, customs = reader(province.commerce), reader(province.customs)
    own = commerce.get("/").content
    assert customs.get("/").content != own
    assert Client().get("/").status_code == 302


def test_a_person_who_changes_groups_gets_the_page_of_the_new_ones(reader, province):
    client = reader(province.commerce)
    assert b"/what-if/" in client.get("/").content
    account = User.objects.get(pk=province.commerce.user_id)
    account.groups.set([Group.objects.get(name="customs")])
    assert b"/what-if/" not in client.get("/").content


def test_another_language_is_another_page(reader, province):
    client = reader(province.customs)
    assert "Targets" in text_of(client.get("/targets/"))
    client.cookies["django_language"] = "zh-hans"
    assert "Targets" not in text_of(client.get("/targets/"))


def test_a_message_is_told_once(reader, province):
    client = reader(province.commerce)
    told = client.post("/assessments/run/", {"period": "2022"}, follow=True)
    (page, _status) = told.redirect_chain[-1]
    assert 'role="status">' in told.content.decode().partition('id="content"')[2]
    for _ in range(2):
        again = client.get(page).content.decode()
        assert 'role="status">' not in again.partition('id="content"')[2]


def test_an_unchanged_page_is_not_sent_again(reader, province):
    client = reader(province.customs)
    first = client.get("/targets/")
    assert first["Cache-Control"] == "private, no-cache"
    again = client.get("/targets/", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    append("target_set")
    assert client.get("/targets/", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_who_asks_for_the_headers_alone_is_told_those_of_the_page(reader, province):
    client = reader(province.customs)
    asked = client.head("/targets/")
    page = client.get("/targets/")
    assert (asked.status_code, asked.content) == (200, b"")
    assert set(asked.headers) == set(page.headers)
    assert asked["ETag"] == page["ETag"]
    again = client.head("/targets/", headers={"if-none-match": page["ETag"]})
    assert (again.status_code, again["ETag"]) == (304, page["ETag"])


@pytest.mark.parametrize("action", ["backup_made", "signed_in", "file_taken"])
def test_a_page_is_kept_through_what_changes_no_page(reader, province, action):
    client = reader(province.customs)
    first = client.get("/targets/")
    append(action)
    assert client.get("/targets/", headers={"if-none-match": first["ETag"]}).status_code == 304


def test_a_file_is_made_each_time(reader, province):
    client = reader(province.customs)
    for _ in range(2):
        file = client.get("/targets/?a-export=csv")
        assert file["Content-Type"].startswith("text/csv")
        assert "ETag" not in file


def test_a_zone_renamed_by_the_administrator_has_its_new_name_at_once(reader, province, client):
    admin = User.objects.create_superuser("root", password="a-long-password")
    client.force_login(admin)
    page = reader(province.customs)
    page.get("/zones/")
    before = AuditHead.objects.get().pages
    zone = province.zones["donghu"]
    form = client.get(f"/admin/zones/zone/{zone.pk}/change/").context["adminform"].form
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {"name_en": "Donghu renamed", "is_judged": "on"}
    for prefix in ("dates", "codes", "aliases"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    answer = client.post(f"/admin/zones/zone/{zone.pk}/change/", data)
    assert answer.status_code == 302, answer.context["errors"]
    assert AuditHead.objects.get().pages != before
    entry = AuditEntry.objects.latest("seq")
    assert (entry.action, entry.new["what"], entry.new["name"]) == (
        "reference_kept",
        "changed",
        str(type(zone).objects.get(pk=zone.pk)),
    )
    assert "Donghu renamed" in text_of(page.get("/zones/donghu/"))
