"""The doctor looks an installation over, and says of everything that is wrong what to do."""

import socket
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone, translation

from tests.factories import make_person, user_of
from tests.triggers import unprotected
from zones import access
from zones.models import Account, AuditEntry, RoleRule
from zones.services.accounts import DEMO_PASSWORD, accounts_create_demo
from zones.services.audit import Change, audit_append
from zones.setup import account_checks, database_checks, file_checks, settings_checks
from zones.setup.found import HEED, WELL, WRONG

pytestmark = pytest.mark.django_db
#: The look itself, which takes too long for every test.
LOOK_OF_DJANGO = settings_checks._deployment
SECRET = "k3J-9vQx_27sLmZpW0tYhBnR5cDfG8aEuIoT1yXw4MzNqPrSjV6b"


@pytest.fixture
def in_service(settings, tmp_path, monkeypatch):
    """The settings of an installation that is as it should be; nothing that takes long is asked."""
    settings.IS_TRIAL, settings.IS_HTTPS, settings.BEHIND_PROXY = False, True, True
    settings.SECRET_KEY = SECRET
    settings.ALLOWED_HOSTS = ["zonetrack.example"]
    settings.SITE_URL = "https://zonetrack.example"
    settings.STATIC_ROOT = tmp_path / "static"
    monkeypatch.setattr(settings_checks, "_deployment", lambda: iter(()))
    monkeypatch.setattr(file_checks, "_static", lambda: file_checks.well("static", ""))
    monkeypatch.setattr(file_checks, "_translations", lambda: file_checks.well("words", ""))
    noted([Change(AuditEntry.Action.BACKUP_MADE, AuditEntry.Kind.BACKUP)])
    return settings


def noted(changes, at=None):
    audit_append(by=None, at=at or timezone.now(), changes=changes)


def doctor(language="en") -> str:
    """What the doctor printed, its verdict last; raises nothing."""
    out = StringIO()
    try:
        call_command("doctor", language=language, stdout=out)
    except CommandError as verdict:
        return f"{out.getvalue()}{verdict}"
    return out.getvalue()


def state(look, part) -> str:
    return next(one.state for one in look() if one.part == part)


def test_an_installation_as_it_should_be_ends_well(in_service):
    said = doctor()
    assert " 0 to put right" in said
    assert "[WRONG]" not in said


def test_the_doctor_speaks_chinese_unless_told_otherwise(in_service):
    assert "须改正0项" in doctor(language="zh-hans")


def test_what_is_wrong_ends_with_1():
    with pytest.raises(CommandError) as verdict:
        call_command("doctor", stdout=StringIO())
    assert verdict.value.returncode == 1


def test_trying_out_is_no_service(settings):
    said = doctor()
    assert "DEBUG is on" in said
    assert "Remove DEBUG from the environment" in said
    assert "to put right" in said.splitlines()[-1]


WRONG_SETTINGS = {
    "ALLOWED_HOSTS": [[], ["*"]],
    "SECRET_KEY": ["short", "a" * 60],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, one) for name, some in WRONG_SETTINGS.items() for one in some]
)
def test_a_setting_that_is_unsafe_is_wrong(in_service, name, value):
    assert state(settings_checks.look_at_settings, name) == WELL
    setattr(in_service, name, value)
    assert state(settings_checks.look_at_settings, name) == WRONG


def ids_of_django() -> set[str]:
    """What the doctor passes on of Django's own objections; a browser in this process is none."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)
        return {one.part for one in LOOK_OF_DJANGO()}


def test_what_the_doctor_says_itself_django_does_not_say_again_in_english(in_service):
    in_service.SECRET_KEY, in_service.SECURE_HSTS_SECONDS = "short", 0
    in_service.IS_HTTPS = in_service.SECURE_SSL_REDIRECT = False
    assert {"SECRET_KEY", "HTTPS"} <= {
        one.part for one in settings_checks.look_at_settings() if one.state != WELL
    }
    assert ids_of_django() == set()


def test_what_only_django_objects_to_is_passed_on(in_service):
    in_service.SECURE_HSTS_SECONDS = 0
    in_service.X_FRAME_OPTIONS = "SAMEORIGIN"
    in_service.SECURE_SSL_REDIRECT = True
    assert {"security.W004", "security.W019"} <= ids_of_django()


@pytest.mark.parametrize("name", ["IS_HTTPS", "BEHIND_PROXY"])
def test_a_way_that_is_not_encrypted_is_to_be_heeded(in_service, name):
    setattr(in_service, name, False)
    assert state(settings_checks.look_at_settings, "HTTPS") == HEED


def test_a_mail_server_that_is_away_is_named(in_service):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        in_service.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        in_service.EMAIL_HOST, in_service.EMAIL_PORT = "127.0.0.1", free.getsockname()[1]
        (found,) = settings_checks.look_at_mail()
    assert found.state == WRONG
    assert "EMAIL_URL" in found.way_out


def test_a_database_that_is_away_is_named_and_nothing_more_is_asked(monkeypatch):
    def gone():
        raise DatabaseError("connection refused\nIs the server running?")

    monkeypatch.setattr(database_checks.connection, "ensure_connection", gone)
    (found,) = database_checks.look_at_database()
    assert (found.state, "connection refused" in found.what) == (WRONG, True)


@pytest.mark.parametrize(
    ("there", "expected", "said"),
    [
        (1, WELL, "与主库一致"),
        (0, HEED, "少1条操作记录"),
        (None, HEED, "没有应答：connection refused"),
    ],
    ids=["has everything", "is behind", "is away"],
)
def test_a_replica_is_asked_whether_it_has_everything(
    in_service, monkeypatch, there, expected, said
):
    def last_entry(database, plain=database_checks._last_entry):
        if database == "default":
            return plain(database)
        if there is None:
            raise DatabaseError("connection refused\nIs the server running?")
        return there

    monkeypatch.setattr(database_checks, "connections", ["default", "replica"])
    monkeypatch.setattr(database_checks, "_last_entry", last_entry)
    (found,) = [one for one in database_checks.look_at_database() if one.part == "备库"]
    assert (found.state, said in found.what) == (expected, True), found


def test_without_a_replica_none_is_asked(in_service):
    assert "备库" not in {one.part for one in database_checks.look_at_database()}


def test_migrations_that_are_not_applied_or_not_known_are_wrong(in_service):
    MigrationRecorder.Migration.objects.filter(app="zones").first().delete()
    assert "1 are not applied" in doctor()
    MigrationRecorder.Migration.objects.create(app="zones", name="9999_tomorrow")
    assert "1 migrations are unknown here" in doctor()


def test_a_clock_behind_the_last_entry_is_wrong(in_service):
    assert state(database_checks.look_at_database, "时钟") == WELL
    noted([Change("figure_changed", "figure")], at=timezone.now() + timedelta(hours=1))
    assert state(database_checks.look_at_database, "时钟") == WRONG


def test_a_log_that_was_tampered_with_is_wrong(in_service):
    with unprotected():
        AuditEntry.objects.update(person_name="nobody")
        assert "The chain breaks at entry 1" in doctor()


def test_a_backup_that_is_old_is_to_be_heeded(in_service, monkeypatch):
    assert state(database_checks.look_at_database, "备份") == WELL
    later = timezone.now() + timedelta(days=3)
    monkeypatch.setattr(database_checks.timezone, "now", lambda: later)
    assert database_checks._backup().state == HEED


def test_packages_that_are_missing_are_named(monkeypatch):
    assert file_checks._packages().state == WELL
    monkeypatch.setattr(file_checks, "_installed", lambda name: "" if name == "numpy" else "1")
    assert "numpy" in file_checks._packages().what


def test_static_files_that_were_not_collected_or_got_lost_are_wrong(settings, tmp_path):
    settings.IS_TRIAL, settings.STATIC_ROOT = False, tmp_path
    assert file_checks._static().state == WRONG
    (tmp_path / "staticfiles.json").write_text('{"paths": {}}')
    assert "css" in file_checks._static().what


def test_fonts_that_are_not_there_are_wrong(settings, tmp_path, monkeypatch):
    assert file_checks._fonts().state == WELL
    settings.BASE_DIR = tmp_path
    assert file_checks._fonts().state == WRONG
    folder = tmp_path / file_checks.FONTS
    folder.mkdir(parents=True)
    (folder / "Paper.ttf").write_text("version https://git-lfs")
    assert "Paper.ttf" in file_checks._fonts().what


def test_a_disk_that_is_nearly_full_is_wrong(settings, monkeypatch, tmp_path):
    monkeypatch.setattr(file_checks, "megabytes_free", lambda place: 12)
    assert file_checks._room(tmp_path).state == WRONG


def test_a_folder_that_everybody_may_write_to_is_wrong(tmp_path):
    assert file_checks._rights(tmp_path).state == WELL
    tmp_path.chmod(0o777)
    assert file_checks._rights(tmp_path).state == WRONG


def test_translations_older_than_their_sources_are_wrong(settings, tmp_path):
    folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text('msgid "a"\nmsgstr "甲"\n', "utf-8")
    settings.LOCALE_PATHS = [tmp_path]
    assert file_checks._translations().state == WRONG
    call_command("compile_translations", stdout=StringIO())
    assert file_checks._translations().state == WELL


def second_factor_said() -> account_checks.Found:
    return next(account_checks.look_at_accounts())


def test_a_role_that_decides_is_advised_a_second_factor(in_service):
    make_person("liu", access.COMMERCE)
    make_person("wang", access.CUSTOMS)
    found = second_factor_said()
    assert found.state == HEED
    assert "commerce" in found.what
    assert "customs" not in found.what
    group = Group.objects.get(name=access.COMMERCE)
    RoleRule.objects.create(group=group, needs_second_factor=True)
    assert second_factor_said().state == WELL


def test_accounts_of_the_demonstration_and_of_nobody_need_no_second_factor(in_service):
    people = [make_person(login, access.ADMINISTRATORS) for login in ("shown", "gone")]
    Account.objects.create(user=user_of(people[0]), is_demonstration=True)
    assert second_factor_said().state == HEED
    user_of(people[1]).__class__.objects.filter(username="gone").update(is_active=False)
    assert second_factor_said().state == WELL


def test_where_nobody_decides_yet_the_doctor_does_not_claim_that_a_second_factor_is_asked_for(
    in_service,
):
    make_person("wang", access.CUSTOMS)
    assert "Second factor: No account decides on" in doctor()
    account = user_of(make_person("liu", access.COMMERCE))
    RoleRule.objects.create(group=account.groups.get(), needs_second_factor=True)
    assert "Second factor: Asked for wherever" in doctor()


def test_accounts_with_the_password_of_the_demonstration_are_no_part_of_a_service(in_service):
    account = accounts_create_demo()["admin"]
    User.objects.exclude(pk=account.pk).update(is_active=False)
    assert "[WRONG] Demonstration: Its accounts sign in" in doctor()
    assert "password that everybody knows: admin\n" in doctor()
    in_service.IS_TRIAL = True
    assert "Demonstration:" not in doctor()
    in_service.IS_TRIAL = False
    account.set_password("one of their own")
    account.save()
    assert "Demonstration:" not in doctor()
    account.set_password(DEMO_PASSWORD)
    account.is_active = False
    account.save()
    assert "Demonstration:" not in doctor()


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("FILES_PER_MINUTE", 0, "Limits"),
        ("API_PER_MINUTE", 100_000, "Limits"),
        ("SESSION_HOURS", 720, "Sessions"),
        ("SESSION_COOKIE_AGE", 24 * 3600, "Sessions"),
    ],
)
def test_a_limit_that_holds_nobody_is_to_be_heeded(in_service, name, value, part):
    in_service.FILES_PER_MINUTE, in_service.UPLOADS_PER_MINUTE = 120, 60
    with translation.override("en"):
        assert state(account_checks.look_at_accounts, part) == WELL
        setattr(in_service, name, value)
        assert state(account_checks.look_at_accounts, part) == HEED
