"""Looks at the database: which it is, whether it fits the code, its clock, its log, its backup."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import AuditEntry
from ..replica import REPLICA
from ..selectors.audit import audit_verdict
from ..selectors.readiness import migrations_applied, migrations_of_code
from .found import Found, heed, well, wrong

#: What Django 5.2 and the site's constraints need; PostgreSQL's own care for 14 ends in 2026.
LEAST_POSTGRESQL = 140_000
BACKUP_EVERY = timedelta(days=2)
CLOCKS_APART = timedelta(minutes=1)


def look_at_database() -> Iterator[Found]:
    """What was found; nothing more where the database does not answer."""
    part = _("Database")
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield wrong(
            part,
            _("It does not answer: %(why)s") % {"why": str(error).strip().splitlines()[0]},
            _("Start PostgreSQL, and check DATABASE_URL: user, password, host, name."),
        )
        return
    yield _engine(part)
    try:
        migrations = _migrations()
    except DatabaseError:
        yield wrong(_("Migrations"), _("The database is empty."), _("Run “manage.py migrate”."))
        return
    yield migrations
    if migrations.way_out:
        return
    yield _clock()
    yield _audit()
    yield _backup()
    if REPLICA in connections:
        yield _replica()


def _engine(part: str) -> Found:
    if connection.vendor != "postgresql":
        return heed(
            part,
            _("SQLite: good for trying out and for a few people at a time."),
            _("For service set up PostgreSQL and run “manage.py move_to postgres://…”."),
        )
    version = connection.cursor().connection.server_version
    words = {"version": f"{version // 10_000}.{version % 10_000}"}
    if version < LEAST_POSTGRESQL:
        return wrong(
            part,
            _("PostgreSQL %(version)s is too old.") % words,
            _("Install PostgreSQL 14 or newer, back up here and restore there."),
        )
    return well(part, f"PostgreSQL {words['version']}")


def _migrations() -> Found:
    part = _("Migrations")
    code, applied = set(migrations_of_code()), migrations_applied()
    if unknown := applied - code:
        return wrong(
            part,
            _("The database is newer than the program: %(count)s migrations are unknown here.")
            % {"count": len(unknown)},
            _("Install the version that the database belongs to, or a newer one."),
        )
    if waiting := code - applied:
        return wrong(
            part,
            _("%(count)s are not applied.") % {"count": len(waiting)},
            _("Make a backup, then run “manage.py migrate”."),
        )
    return well(part, _("All applied."))


def _clock() -> Found:
    part = _("Clock")
    now = timezone.now()
    last = AuditEntry.objects.aggregate(last=Max("at"))["last"]
    times = [last] if last and last > now else []
    there = _time_of_database()
    if there and abs(there - now) > CLOCKS_APART:
        times.append(there)
    if times:
        words = {"here": _told(now), "there": _told(times[-1])}
        return wrong(
            part,
            _("It is %(here)s here, and %(there)s in the database or its last entry.") % words,
            _("Set the clocks of all machines by one time server (timedatectl set-ntp true)."),
        )
    return well(part, _told(now))


def _time_of_database() -> datetime | None:
    """The server's own time; SQLite has none of its own."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: Any = cursor.fetchone()
    return found[0]


def _audit() -> Found:
    part = _("Audit log")
    verdict = audit_verdict()
    if not verdict.is_intact:
        return wrong(
            part,
            _("The chain breaks at entry %(seq)s.") % {"seq": verdict.findings[0].seq},
            _("Run “manage.py verify_audit”, change nothing, and tell who is in charge."),
        )
    return well(part, _("%(count)s entries, chain intact.") % {"count": verdict.count})


def _backup() -> Found:
    part = _("Backup")
    made = AuditEntry.objects.filter(action=AuditEntry.Action.BACKUP_MADE)
    last = made.aggregate(last=Max("at"))["last"]
    if last is None or timezone.now() - last > BACKUP_EVERY:
        return heed(
            part,
            _("The last was made at %(at)s.") % {"at": _told(last)}
            if last
            else _("None was made."),
            _("Run “manage.py backup FOLDER”, and start zonetrack-backup.timer of deploy/."),
        )
    return well(part, _("The last was made at %(at)s.") % {"at": _told(last)})


def _replica() -> Found:
    part = _("Replica")
    try:
        there = _last_entry(REPLICA)
    except DatabaseError as error:
        return heed(
            part,
            _("It does not answer: %(why)s") % {"why": str(error).strip().splitlines()[0]},
            _("Start it, and check DATABASE_REPLICA_URL; the primary answers until then."),
        )
    if (behind := _last_entry(DEFAULT_DB_ALIAS) - there) > 0:
        return heed(
            part,
            _("It is %(count)s entries of the audit log behind the primary.") % {"count": behind},
            _("See on the primary whether it follows: SELECT * FROM pg_stat_replication."),
        )
    return well(part, _("It has everything that the primary has."))


def _last_entry(database: str) -> int:
    """The number of the last entry of the audit log; 0 without any."""
    return AuditEntry.objects.using(database).aggregate(last=Max("seq"))["last"] or 0


def _told(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
