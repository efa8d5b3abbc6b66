"""The audit log: the chain by itself, and what the services write into it."""

import hashlib
import json
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from indicators.periods import Quarter
from zones.access import FROM_COMMAND_LINE, Person
from zones.audit import (
    ACT_FIELDS,
    GENESIS,
    Act,
    Entry,
    Finding,
    Head,
    canonical_text,
    chained,
    check_chain,
    is_plain,
    link_hash,
)
from zones.models import AuditEntry, AuditHead
from zones.selectors.audit import audit_verdict
from zones.services.audit import Change, audit_append, audit_write

AT = datetime(2022, 7, 10, 4, 30, 15, 123456, tzinfo=UTC)


def act(**told) -> Act:
    """An act of somebody on a figure, unless told otherwise."""
    return Act(
        **{
            "at": AT,
            "person_id": 7,
            "person_name": "商务厅经办",
            "origin": "192.0.2.7",
            "action": "figure_changed",
            "kind": "figure",
            "code": "",
            "zone": "yichang",
            "quarter": "2022Q2",
            "indicator": "trade_import",
            "version": 1,
            "old": None,
            "new": {"value": "1200.0000", "state": "value"},
        }
        | told
    )


def chain(count: int = 5) -> list[Entry]:
    return chained([act(version=number) for number in range(1, count + 1)], Head())


def head_of(entries: list[Entry]) -> Head:
    return Head(entries[-1].seq, entries[-1].hash)


def found(entries, head=None) -> list[tuple]:
    """What is wrong, as (code, number, second number)."""
    verdict = check_chain(entries, head or head_of(chain()))
    return [(one.code, one.seq, one.other) for one in verdict.findings]


# The chain by itself


def test_the_first_hash_is_the_one_computed_by_hand():
    told = {
        "action": "returned",
        "at": "2022-07-10T04:30:15.123456+00:00",
        "code": "",
        "indicator": "",
        "kind": "submission",
        "new": {"note": "查", "state": "returned"},
        "old": {"state": "submitted"},
        "origin": "192.0.2.7",
        "person_id": 7,
        "person_name": "商务厅经办",
        "quarter": "2022Q2",
        "seq": 1,
        "version": 2,
        "zone": "yichang",
    }
    text = json.dumps(told, separators=(",", ":"))
    returned = act(
        action="returned",
        kind="submission",
        indicator="",
        version=2,
        old={"state": "submitted"},
        new={"state": "returned", "note": "查"},
    )
    assert canonical_text(1, returned) == text
    (entry,) = chained([returned], Head())
    assert entry.previous_hash == GENESIS == "0" * 64
    assert entry.hash == hashlib.sha256((GENESIS + text).encode()).hexdigest()


def test_the_text_does_not_depend_on_the_order_of_keys_or_on_the_time_zone():
    shanghai = AT.astimezone(timezone(timedelta(hours=8)))
    one = act(new={"a": "1", "b": "2"})
    other = act(new={"b": "2", "a": "1"}, at=shanghai)
    assert canonical_text(4, one) == canonical_text(4, other)


def test_a_chain_as_written_is_intact():
    entries = chain()
    verdict = check_chain(entries, head_of(entries))
    assert verdict.is_intact
    assert (verdict.count, verdict.last) == (5, head_of(entries))


def test_an_empty_log_with_its_head_is_intact_and_without_it_is_not():
    assert check_chain([], Head()).is_intact
    assert check_chain([], None).findings == (Finding("head_missing", 0),)


def test_a_changed_entry_is_named_and_only_it():
    entries = chain()
    entries[2] = replace(entries[2], act=act(version=3, new={"value": "9"}))
    assert found(entries) == [("tampered", 3, None)]


def test_a_changed_entry_with_a_new_hash_is_betrayed_by_the_next_one():
    entries = chain()
    changed = act(version=3, new={"value": "9"})
    forged = link_hash(entries[2].previous_hash, 3, changed)
    entries[2] = replace(entries[2], act=changed, hash=forged)
    assert found(entries) == [("link_broken", 4, None)]


def test_a_chain_made_anew_from_a_change_on_is_betrayed_by_the_head():
    entries = chain()
    tail = chained([act(new={"value": "9"}), act(), act()], Head(2, entries[1].hash))
    assert found([*entries[:2], *tail]) == [("head_disagrees", 5, None)]


@pytest.mark.parametrize(
    ("gone", "findings"),
    [
        ([0], [("missing", 1, 1)]),
        ([2], [("missing", 3, 3)]),
        ([1, 2], [("missing", 2, 3)]),
        ([4], [("missing", 5, 5)]),
        ([3, 4], [("missing", 4, 5)]),
        ([0, 1, 2, 3, 4], [("missing", 1, 5)]),
    ],
)
def test_removed_entries_are_named_also_at_the_end(gone, findings):
    entries = [entry for place, entry in enumerate(chain()) if place not in gone]
    assert found(entries) == findings


def test_two_entries_that_changed_places_are_told_where_they_belong():
    entries = chain()
    entries[1], entries[3] = replace(entries[3], seq=2), replace(entries[1], seq=4)
    moved = found(entries)
    assert ("reordered", 2, 4) in moved
    assert ("reordered", 4, 2) in moved
    assert {seq for code, seq, _other in moved if code == "link_broken"} == {2, 3, 4, 5}


def test_an_entry_put_in_between_is_noticed():
    entries = chain()
    forged = chained([act(new={"value": "9"})], Head(2, entries[1].hash))
    shifted = [replace(entry, seq=entry.seq + 1) for entry in entries[2:]]
    findings = found([*entries[:2], *forged, *shifted])
    assert ("link_broken", 4, None) in findings
    assert ("unrecorded", 6, 6) in findings


def test_an_entry_put_at_the_end_stands_beyond_the_head():
    entries = chain()
    entries += chained([act(new={"value": "9"})], head_of(entries))
    assert found(entries) == [("unrecorded", 6, 6)]


def test_what_others_append_while_the_log_is_read_is_no_finding():
    entries = chain()
    before = Head(3, entries[2].hash)
    assert check_chain(entries, before, lambda: head_of(entries)).is_intact
    ahead = chain(9)
    assert check_chain(entries, before, lambda: head_of(ahead)).is_intact
    assert not check_chain(entries, before, lambda: before).is_intact


def test_a_head_that_was_set_back_is_noticed():
    entries = chain()
    assert found(entries, Head(4, entries[3].hash)) == [("unrecorded", 5, 5)]
    assert found(entries, Head(4, "f" * 64)) == [
        ("head_disagrees", 4, None),
        ("unrecorded", 5, 5),
    ]
    assert found(entries, Head(5, "f" * 64)) == [("head_disagrees", 5, None)]


TEXTS = st.text(max_size=8)
FACTS = st.none() | st.dictionaries(
    TEXTS, st.none() | TEXTS | st.booleans() | st.integers() | st.lists(TEXTS, max_size=2)
)
WORDS = "person_name origin action kind code zone quarter indicator".split()
ACTS = st.builds(
    Act,
    at=st.datetimes(timezones=st.just(UTC)),
    person_id=st.none() | st.integers(0, 2**40),
    version=st.none() | st.integers(0, 9),
    old=FACTS,
    new=FACTS,
    **dict.fromkeys(WORDS, TEXTS),
)


@given(acts=st.lists(ACTS, max_size=6))
def test_whatever_is_written_makes_an_intact_chain(acts):
    entries = chained(acts, Head())
    head = head_of(entries) if entries else Head()
    assert check_chain(iter(entries), head).is_intact


@given(data=st.data(), acts=st.lists(ACTS, min_size=1, max_size=5))
def test_any_change_of_any_field_of_any_entry_is_found(data, acts):
    entries = chained(acts, Head())
    head = head_of(entries)
    place = data.draw(st.integers(0, len(entries) - 1))
    name = data.draw(st.sampled_from([*ACT_FIELDS, "seq", "previous_hash", "hash"]))
    entry, other = entries[place], data.draw(ACTS)
    if name in ACT_FIELDS:
        value = getattr(other, name)
        changed = replace(entry, act=replace(entry.act, **{name: value}))
        is_same = canonical_text(entry.seq, changed.act) == canonical_text(entry.seq, entry.act)
    else:
        value = data.draw(st.integers(1, 9) if name == "seq" else st.text("0123456789abcdef"))
        changed = replace(entry, **{name: value})
        is_same = changed == entry
    tampered = [*entries[:place], changed, *entries[place + 1 :]]
    tampered.sort(key=lambda one: one.seq)
    assert check_chain(tampered, head).is_intact == is_same


@given(one=ACTS, other=ACTS)
def test_different_acts_never_have_the_same_text(one, other):
    def told(some: Act) -> tuple:
        """The act with yes and 1 kept apart, which Python takes for the same."""
        return tuple(repr(getattr(some, name)) for name in ACT_FIELDS if name not in ("old", "new"))

    if told(one) != told(other):
        assert canonical_text(1, one) != canonical_text(1, other)


@pytest.mark.parametrize("value", [0.1, Decimal("1"), AT, {"a": 1.5}, [Decimal(1)], {1: "a"}, (1,)])
def test_what_a_database_might_give_back_differently_is_not_plain(value):
    assert not is_plain(value)


def test_text_whole_numbers_yes_no_and_nothing_are_plain():
    assert is_plain({"a": ["1", 2, True, None, {"b": "c"}]})


# Appending


def append(count: int = 1, by: Person | None = None, **told) -> None:
    change = Change("figure_changed", "figure", **({"zone": "yichang"} | told))
    audit_append(by=by, at=AT, changes=[change] * count)


def log() -> list[tuple]:
    return list(AuditEntry.objects.values_list("action", "zone", "quarter", "indicator", "version"))


@pytest.mark.django_db
def test_an_entry_says_who_when_from_where_and_what():
    person = Person(7, "商务厅经办", frozenset(), origin="192.0.2.7")
    append(
        by=person, quarter=Quarter(2022, 2), indicator="tax", version=3, old=None, new={"a": "1"}
    )
    entry = AuditEntry.objects.get()
    assert (entry.seq, entry.at, entry.person_id) == (1, AT, 7)
    assert (entry.person_name, entry.origin) == ("商务厅经办", "192.0.2.7")
    assert (entry.zone, entry.quarter, entry.indicator) == ("yichang", "2022Q2", "tax")
    assert (entry.version, entry.old, entry.new) == (3, None, {"a": "1"})
    assert entry.previous_hash == GENESIS


@pytest.mark.django_db
def test_without_a_person_it_was_the_command_line():
    append()
    entry = AuditEntry.objects.get()
    assert (entry.person_id, entry.person_name) == (None, "")
    assert entry.origin == FROM_COMMAND_LINE


@pytest.mark.django_db
def test_entries_are_numbered_without_a_gap_and_the_head_keeps_the_last():
    append(2)
    append(3)
    entries = list(AuditEntry.objects.all())
    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5]
    head = AuditHead.objects.get()
    assert (head.seq, head.hash) == (5, entries[-1].hash)
    assert audit_verdict().is_intact


@pytest.mark.django_db
def test_nothing_written_leaves_no_entry():
    audit_append(by=None, at=AT, changes=[])
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_what_is_collected_is_appended_once_in_its_order():
    acts: list[Act] = []
    audit_append(by=None, at=AT, changes=[Change("one", "x")], log=acts)
    audit_append(by=None, at=AT, changes=[Change("two", "x")], log=acts)
    assert not AuditEntry.objects.exists()
    audit_write(acts)
    assert [action for action, *_ in log()] == ["one", "two"]


@pytest.mark.django_db
def test_a_write_that_is_taken_back_takes_its_entries_with_it():
    append()
    with transaction.atomic():
        append(3)
        transaction.set_rollback(True)
    append()
    assert [entry.seq for entry in AuditEntry.objects.all()] == [1, 2]
    assert audit_verdict().is_intact


@pytest.mark.django_db
@pytest.mark.parametrize("value", [Decimal("1.5"), 1.5, AT])
def test_an_amount_that_is_no_text_is_refused(value):
    with pytest.raises(TypeError, match="as text"):
        append(new={"value": value})
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_many_cells_take_few_statements(queries):
    with queries() as few:
        append(1)
    with queries() as many:
        append(150)
    assert len(few) <= 5
    assert len(many) <= len(few) + 3  # SQLite takes some fifty rows a statement
    assert AuditEntry.objects.count() == 151


@pytest.mark.django_db
def test_nothing_is_written_while_the_head_is_gone():
    append()
    AuditHead.objects.all().delete()
    with pytest.raises(AuditHead.DoesNotExist), transaction.atomic():
        append()
    assert [one.code for one in audit_verdict().findings] == ["head_missing"]


# The database refuses


def execute(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE indicators_auditentry SET zone = 'donghu'",
        "UPDATE indicators_auditentry SET seq = 9 WHERE seq = 2",
        "DELETE FROM indicators_auditentry WHERE seq = 1",
        "DELETE FROM indicators_auditentry",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_entry(statement):
    append(2)
    with pytest.raises(IntegrityError, match="append-only"):
        execute(statement)
    assert audit_verdict().count == 2
    assert audit_verdict().is_intact


@pytest.mark.django_db
def test_the_models_cannot_change_or_remove_an_entry_either():
    append(2)
    for change in (
        lambda: AuditEntry.objects.all().delete(),
        lambda: AuditEntry.objects.update(person_name=""),
        lambda: AuditEntry.objects.first().save(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert audit_verdict().count == 2


@pytest.mark.django_db
def test_the_database_refuses_to_empty_the_log():
    append(2)
    truncate = "TRUNCATE" if connection.vendor == "postgresql" else "DELETE FROM"
    with pytest.raises(IntegrityError, match="append-only"):
        execute(f"{truncate} indicators_auditentry")
    assert AuditEntry.objects.count() == 2


@pytest.mark.django_db
def test_there_is_one_head_and_no_second():
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditHead.objects.create(pk=2)
    assert AuditHead.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_leave_one_chain_without_a_gap():
    ready = threading.Barrier(8, timeout=30)
    failures = []

    def write(writer: int) -> None:
        try:
            ready.wait()
            for number in range(50):
                append(1 + number % 3, zone=f"zone{writer}", version=number)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failures == []
    verdict = audit_verdict()
    assert verdict.is_intact
    expected = 8 * sum(1 + number % 3 for number in range(50))
    assert verdict.count == verdict.last.seq == expected
    for writer in range(8):
        own = list(
            AuditEntry.objects.filter(zone=f"zone{writer}").values_list("version", flat=True)
        )
        assert own == sorted(own)
        assert len(own) == expected / 8
