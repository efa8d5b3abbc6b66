"""`manage.py verify_audit`: whatever somebody does to the log behind the site's back is named.

The tamperer here has the database's own rights: the triggers are lifted first.
"""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from tests.triggers import unprotected
from zones.access import Person
from zones.audit import ACT_FIELDS, Act, Head, chained, link_hash
from zones.models import AuditEntry, AuditHead
from zones.selectors.audit import audit_verdict
from zones.services.audit import Change, audit_append

pytestmark = pytest.mark.django_db
AT = datetime(2022, 7, 10, 4, tzinfo=UTC)
ENTRIES = AuditEntry.objects
COLUMNS = ("seq", *ACT_FIELDS, "previous_hash", "hash")


@pytest.fixture
def entries() -> list[AuditEntry]:
    """Five entries of the log, as its own service writes them; the triggers are lifted."""
    person = Person(7, "商务厅经办", frozenset(), origin="192.0.2.7")
    changes = [
        Change(
            "figure_changed",
            "figure",
            zone="yichang",
            quarter="2022Q2",
            indicator="trade_import",
            version=number,
            old={"value": f"{number}.0000", "state": "value"},
            new={"value": f"{number + 1}.0000", "state": "value", "is_computed": False},
        )
        for number in range(5)
    ]
    audit_append(by=person, at=AT, changes=changes)
    with unprotected():
        yield list(ENTRIES.all())


@pytest.fixture(autouse=True)
def _language():
    with translation.override("en"):
        yield


def verify(*words: str) -> list[str]:
    """The lines printed, the sentence of a failure last; such a one ends with exit code 1."""
    out, failed = StringIO(), None
    try:
        call_command("verify_audit", *words, stdout=out)
    except CommandError as error:
        failed = error
    if failed is None:
        return out.getvalue().splitlines()
    assert failed.returncode == 1
    return [*out.getvalue().splitlines(), str(failed)]


def row(entry: AuditEntry) -> dict:
    return {name: getattr(entry, name) for name in COLUMNS}


def act_of(entry: AuditEntry) -> Act:
    return Act(**{name: getattr(entry, name) for name in ACT_FIELDS})


def insert(entry) -> None:
    """Nothing; an entry of the chain is put into the table past the service."""
    told = {name: getattr(entry.act, name) for name in ACT_FIELDS}
    ENTRIES.create(seq=entry.seq, previous_hash=entry.previous_hash, hash=entry.hash, **told)


def test_a_log_as_written_is_intact(entries):
    intact, note = verify()
    assert intact == "5 entries, chain intact."
    assert note.endswith(f"5:{entries[-1].hash}")


def test_a_log_without_entries_is_intact(db):
    assert verify() == ["0 entries, chain intact."]


OTHER = {
    "at": AT + timedelta(microseconds=1),
    "person_id": 8,
    "person_name": "商务厅复核",
    "origin": "192.0.2.8",
    "action": "returned",
    "kind": "submission",
    "code": "x",
    "zone": "donghu",
    "quarter": "2022Q3",
    "indicator": "trade_export",
    "version": 9,
    "old": None,
    "new": {"value": "2.0001", "state": "value", "is_computed": False},
    "previous_hash": "f" * 64,
    "hash": "f" * 64,
    "seq": 77,
}


def test_every_column_of_an_entry_is_tampered_with_below():
    assert set(OTHER) == {field.name for field in AuditEntry._meta.concrete_fields}
    assert set(OTHER) == set(COLUMNS)


@pytest.mark.parametrize("seq", [1, 3, 5])
@pytest.mark.parametrize("column", OTHER)
def test_a_changed_column_of_any_entry_is_found(entries, column, seq):
    changed = ENTRIES.filter(seq=seq).update(**{column: OTHER[column]})
    assert changed == 1
    assert verify()[-1] == f"5 entries; the chain first breaks at entry {seq}."


@pytest.mark.parametrize(
    ("column", "value"),
    [("person_id", None), ("version", None), ("person_name", ""), ("new", None), ("old", {})],
)
def test_a_column_made_empty_is_found(entries, column, value):
    ENTRIES.filter(seq=2).update(**{column: value})
    assert verify()[0] == "Entry 2 is not as it was written."


def test_an_amount_changed_inside_an_entry_is_named(entries):
    ENTRIES.filter(seq=3).update(new=entries[2].new | {"value": "99.0000"})
    assert verify() == [
        "Entry 3 is not as it was written.",
        "5 entries; the chain first breaks at entry 3.",
    ]


def test_a_changed_entry_with_a_hash_made_anew_is_betrayed_by_the_next(entries):
    entries[2].new = {"value": "99.0000"}
    forged = link_hash(entries[2].previous_hash, 3, act_of(entries[2]))
    ENTRIES.filter(seq=3).update(new=entries[2].new, hash=forged)
    assert verify()[0] == "Entry 4 does not follow from entry 3."


def test_a_last_entry_with_a_hash_made_anew_is_betrayed_by_the_head(entries):
    entries[4].new = {"value": "99.0000"}
    forged = link_hash(entries[4].previous_hash, 5, act_of(entries[4]))
    ENTRIES.filter(seq=5).update(new=entries[4].new, hash=forged)
    assert verify()[0] == "Entry 5 is not the one that the log’s head names."


@pytest.mark.parametrize(
    ("gone", "line"),
    [
        ([1], "Entry 1 is missing."),
        ([3], "Entry 3 is missing."),
        ([2, 3], "Entries 2 to 3 are missing."),
        ([5], "Entry 5 is missing."),
        ([4, 5], "Entries 4 to 5 are missing."),
        ([1, 2, 3, 4, 5], "Entries 1 to 5 are missing."),
    ],
)
def test_removed_entries_are_named(entries, gone, line):
    ENTRIES.filter(seq__in=gone).delete()
    left = 5 - len(gone)
    assert verify() == [line, f"{left} entries; the chain first breaks at entry {gone[0]}."]


def test_two_entries_that_changed_places_are_named_with_their_places(entries):
    for seq in (2, 4):
        ENTRIES.filter(seq=seq).delete()
    for entry, seq in ((entries[1], 4), (entries[3], 2)):
        ENTRIES.create(**row(entry) | {"seq": seq})
    lines = verify()
    assert "Entry 2 was moved here; its place is 4." in lines
    assert "Entry 4 was moved here; its place is 2." in lines
    assert "Entry 3 does not follow from entry 2." in lines
    assert lines[-1] == "5 entries; the chain first breaks at entry 2."


def test_a_forged_entry_at_the_end_stands_beyond_the_head(entries):
    (forged,) = chained([act_of(entries[0])], Head(5, entries[4].hash))
    insert(forged)
    assert verify()[0] == "Entry 6 stands beyond the log’s head."


def test_a_forged_entry_in_between_is_noticed(entries):
    for entry in reversed(entries[2:]):
        ENTRIES.filter(seq=entry.seq).delete()
        ENTRIES.create(**row(entry) | {"seq": entry.seq + 1})
    (forged,) = chained([act_of(entries[0])], Head(2, entries[1].hash))
    insert(forged)
    lines = verify()
    assert "Entry 4 does not follow from entry 3." in lines
    assert "Entry 6 stands beyond the log’s head." in lines


def test_an_entry_out_of_nothing_is_noticed(entries):
    ENTRIES.create(**row(entries[0]) | {"seq": 6, "previous_hash": entries[4].hash})
    assert "Entry 6 is not as it was written." in verify()


@pytest.mark.parametrize("head", [{"seq": 4}, {"seq": 6}, {"hash": "f" * 64}])
def test_a_changed_head_is_noticed(entries, head):
    AuditHead.objects.update(**head)
    assert not audit_verdict().is_intact


def test_a_head_that_is_gone_is_noticed_even_with_every_entry(entries):
    AuditHead.objects.all().delete()
    assert verify()[0] == "The log’s head is missing; the last entry is 5."
    ENTRIES.all().delete()
    assert verify()[0] == "The log’s head is missing; the last entry is 0."


def test_a_log_made_anew_with_its_head_is_betrayed_by_an_entry_noted_elsewhere(entries):
    noted = f"5:{entries[4].hash}"
    ENTRIES.all().delete()
    anew = chained([act_of(entries[4])] * 6, Head())
    for entry in anew:
        insert(entry)
    AuditHead.objects.update(seq=6, hash=anew[-1].hash)
    assert verify()[0] == "6 entries, chain intact."
    assert verify("--noted", noted) == [
        "Entry 5 is not the one that was noted.",
        "6 entries; they are not the ones noted.",
    ]


def test_an_entry_noted_earlier_is_still_there_after_more_were_appended(entries):
    audit_append(by=None, at=AT, changes=[Change("returned", "submission")])
    assert verify("--noted", f"5:{entries[4].hash}")[0] == "6 entries, chain intact."


@pytest.mark.parametrize("noted", ["5", "5:abc", "x:" + "0" * 64, ""])
def test_a_note_that_is_none_is_refused(entries, noted):
    assert "write SEQ:HASH" in verify("--noted", noted)[-1]


def test_an_entry_that_cannot_even_be_read_ends_the_reading(entries):
    time = "'10000-01-01'" if connection.vendor == "postgresql" else "'yesterday'"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE indicators_auditentry SET at = {time} WHERE seq = 3")
    (finding,) = audit_verdict().findings
    assert finding.code == "unreadable"
    assert finding.seq <= 3
    assert "cannot be read; nothing after it was looked at" in verify()[0]


def test_reading_the_log_takes_three_queries_however_long_it_is(entries, queries):
    with queries() as sent:
        assert audit_verdict().is_intact
    assert len(sent) == 3
