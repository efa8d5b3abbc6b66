"""The database itself refuses to change a published bulletin, its words and its files."""

import pytest
from django.db import IntegrityError, connection, transaction

from assessments.models import Bulletin, BulletinCover, BulletinFile
from assessments.papers.stored import digest
from assessments.services.bulletin_drafts import bulletin_cover_write, bulletin_put_away
from assessments.services.bulletins import bulletin_publish
from tests.bulletins import NOON, prepared, print_plainly, published, staff
from tests.demo_database import demonstration  # noqa: F401

pytestmark = pytest.mark.usefixtures("demonstration", "db")


@pytest.fixture(autouse=True)
def _plain(monkeypatch):
    print_plainly(monkeypatch)


def worded(draft, text):
    words = {"closing_zh": text}
    bulletin_cover_write(bulletin=draft, words=words, seen=0, at=NOON, by=staff())
    return draft


@pytest.fixture
def frozen():
    """A published bulletin with its words and files."""
    draft = worded(prepared("2022H1"), "请抓紧整改。")
    return bulletin_publish(bulletin=draft, at=NOON, by=staff())


def execute(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def rows():
    """Everything there is of bulletins, to be compared."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Bulletin, BulletinCover, BulletinFile)
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE assessments_bulletin SET snapshot = '{}'",
        "UPDATE assessments_bulletin SET computed = '{}'",
        "UPDATE assessments_bulletin SET sha256 = 'f'",
        "UPDATE assessments_bulletin SET code = '2021H1'",
        "UPDATE assessments_bulletin SET version = 7",
        "UPDATE assessments_bulletin SET published_at = '2020-01-01 00:00:00+00'",
        "UPDATE assessments_bulletin SET published_by_id = NULL",
        "UPDATE assessments_bulletin SET prepared_by_id = NULL",
        "UPDATE assessments_bulletin SET state = 'draft', published_at = NULL, snapshot = '',"
        " sha256 = ''",
        "UPDATE assessments_bulletin SET state = 'superseded',"
        " superseded_at = '2024-03-02 00:00:00+00', snapshot = '{}'",
        "DELETE FROM assessments_bulletin",
        "UPDATE assessments_bulletincover SET closing_zh = ''",
        "DELETE FROM assessments_bulletincover",
        "UPDATE assessments_bulletinfile SET content = NULL",
        "UPDATE assessments_bulletinfile SET sha256 = 'f' WHERE suffix = 'pdf'",
        "DELETE FROM assessments_bulletinfile WHERE suffix = 'zip'",
    ],
)
def test_sql_cannot_change_or_remove_what_is_published(frozen, statement):
    before = rows()
    with pytest.raises(IntegrityError, match="never changes"):
        execute(statement)
    assert rows() == before


def test_the_models_cannot_either(frozen):
    for change in (
        lambda: Bulletin.objects.update(sha256="f"),
        lambda: frozen.delete(),
        lambda: BulletinFile.objects.all().delete(),
        lambda: frozen.files.first().save(),
        lambda: BulletinCover.objects.update(number="9号"),
    ):
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            change()
    assert frozen.files.count() == 8


def test_nothing_is_added_to_what_is_published(frozen):
    extra = {"content_type": "x", "content": b"x", "size": 1, "sha256": "x"}
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        BulletinFile.objects.create(bulletin=frozen, language="en", suffix="odt", **extra)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        BulletinCover.objects.create(bulletin=frozen, version=9, written_at=NOON)
    draft = worded(prepared("2021H1"), "草稿")
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        BulletinCover.objects.filter(bulletin=draft).update(bulletin=frozen, version=9)


def test_the_tables_cannot_be_emptied_at_once(frozen):
    connection.check_constraints()  # PostgreSQL empties no table with checks to come
    empty = "TRUNCATE" if connection.vendor == "postgresql" else "DELETE FROM"
    for table, more in (("bulletinfile", ""), ("bulletincover", ""), ("bulletin", " CASCADE")):
        end = more if connection.vendor == "postgresql" else ""
        with pytest.raises(IntegrityError, match="never changes"):
            execute(f"{empty} assessments_{table}{end}")
    assert digest(Bulletin.objects.get(pk=frozen.pk).snapshot) == frozen.sha256


def test_a_published_bulletin_is_superseded_once_and_then_never_changes(frozen):
    execute(
        "UPDATE assessments_bulletin SET state = 'superseded',"
        " superseded_at = '2024-03-02 00:00:00+00'"
    )
    for statement in (
        "UPDATE assessments_bulletin SET state = 'published', superseded_at = NULL",
        "UPDATE assessments_bulletin SET superseded_at = '2024-03-03 00:00:00+00'",
        "DELETE FROM assessments_bulletin",
        "DELETE FROM assessments_bulletinfile",
    ):
        with pytest.raises(IntegrityError, match="never changes"):
            execute(statement)


def test_a_draft_put_away_never_changes_again_and_outlives_its_assessment():
    draft = worded(prepared("2022H1"), "请抓紧整改。")
    bulletin_put_away(bulletin=draft, at=NOON, by=staff())
    for statement in (
        "UPDATE assessments_bulletin SET state = 'draft', put_away_at = NULL,"
        " put_away_by_id = NULL",
        "UPDATE assessments_bulletin SET put_away_by_id = NULL",
        "UPDATE assessments_bulletin SET computed = '{}'",
        "DELETE FROM assessments_bulletin",
        "UPDATE assessments_bulletincover SET closing_zh = ''",
        "DELETE FROM assessments_bulletincover",
    ):
        with pytest.raises(IntegrityError, match="never changes"):
            execute(statement)
    execute("UPDATE assessments_bulletin SET assessment_id = NULL")
    draft.refresh_from_db()
    assert (draft.state, draft.assessment) == ("put_away", None)


@pytest.mark.parametrize(
    "change", [{"put_away_at": NOON}, {"state": "put_away"}, {"put_away_by_id": 1}]
)
def test_the_database_refuses_a_draft_that_is_half_put_away(change):
    draft = prepared("2022H1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Bulletin.objects.filter(pk=draft.pk).update(**change)


def test_a_draft_can_still_be_changed_and_removed():
    published("2021H1")
    draft = worded(prepared("2022H1"), "草稿")
    BulletinCover.objects.filter(bulletin=draft).update(closing_zh="另一稿")
    draft.delete()
    assert Bulletin.objects.get().code == "2021H1"
    assert not BulletinCover.objects.exists()
