"""The demonstration that is put back is the one that was loaded, to the byte, keys included."""

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction

from tests.demo_database import load_demonstration
from tests.kept_rows import keep, loaded_tables, put_back
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db


def test_every_row_that_is_put_back_is_the_row_that_was_kept():
    load_demonstration()
    kept = keep(loaded_tables())
    assert sum(map(len, kept.values())) > 5_000
    User.objects.filter(username="leader").update(first_name="somebody else")
    User.objects.create(username="one more")
    assert keep(kept) != kept
    put_back(kept)
    assert keep(kept) == kept


def test_after_it_the_next_row_gets_a_key_of_its_own():
    load_demonstration()
    put_back(keep(loaded_tables()))
    newest = User.objects.order_by("-pk").first()
    assert User.objects.create(username="one more").pk > newest.pk


def test_the_audit_log_is_protected_again_and_its_chain_whole():
    load_demonstration()
    put_back(keep(loaded_tables()))
    assert audit_verdict().is_intact
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.filter(seq=1).delete()
