"""Looks at what the environment says: secret, trial, hosts, https, mail."""

from collections.abc import Iterator

from django.conf import settings
from django.core import checks, mail
from django.utils.translation import gettext as _

from .found import WELL, Found, heed, well, wrong

LONG_ENOUGH = 50
VARIED_ENOUGH = 5
NEW_SECRET = "python3 -c 'import secrets; print(secrets.token_urlsafe(64))'"
#: What Django objects to and a look of ours tells of, in the reader's language.
TOLD = {"security.W009": "SECRET_KEY", "security.W020": "ALLOWED_HOSTS"}
#: What follows from HTTPS=0: no HSTS, no redirect, cookies that go unencrypted.
TOLD |= dict.fromkeys(("security.W004", "security.W008", "security.W012", "security.W016"), "HTTPS")
PRINTED = "django.core.mail.backends.console.EmailBackend"


def look_at_settings() -> Iterator[Found]:
    """What was found of each setting that decides over safety."""
    yield _trial()
    yield _secret()
    yield _hosts()
    yield _https()
    yield from _deployment()


def look_at_mail() -> Iterator[Found]:
    """What was found of the mail server and of the address that mails lead to."""
    part = _("Mail")
    if not settings.SITE_URL:
        yield wrong(
            part,
            _("SITE_URL is empty: mails have no links."),
            _("Set SITE_URL to the address under which people open the site."),
        )
    if settings.EMAIL_BACKEND == PRINTED:
        yield heed(
            part,
            _("EMAIL_URL is not set: mails are printed into the log, nobody gets them."),
            _("Set EMAIL_URL to smtp+tls://user:password@host:587, or nobody is reminded."),
        )
        return
    try:
        connection = mail.get_connection()
        connection.open()
        connection.close()
    except (OSError, ValueError) as error:
        yield wrong(
            part,
            _("The mail server does not answer or refuses: %(why)s") % {"why": error},
            _("Check host, port, user and password in EMAIL_URL, and the way there."),
        )
    else:
        yield well(part, _("The mail server answers."))


def _trial() -> Found:
    part = _("Trial mode")
    if settings.IS_TRIAL:
        return wrong(
            part,
            _("DEBUG is on: the secret is known and pages are not encrypted."),
            _("Remove DEBUG from the environment, or set DEBUG=0."),
        )
    return well(part, _("DEBUG is off."))


def _secret() -> Found:
    part = "SECRET_KEY"
    key = settings.SECRET_KEY
    if len(key) < LONG_ENOUGH or len(set(key)) < VARIED_ENOUGH:
        return wrong(
            part,
            _("The secret is short or easily guessed: sessions could be forged."),
            _("Set SECRET_KEY to what this prints: %(command)s; everybody signs in again.")
            % {"command": NEW_SECRET},
        )
    return well(part, _("The secret is long enough."))


def _hosts() -> Found:
    part = "ALLOWED_HOSTS"
    hosts = settings.ALLOWED_HOSTS
    if not hosts or "*" in hosts:
        return wrong(
            part,
            _("No host is named, or any: the site refuses everybody, or believes any name."),
            _("Set ALLOWED_HOSTS to the names under which people open the site, by comma."),
        )
    return well(part, ", ".join(hosts))


def _https() -> Found:
    part = "HTTPS"
    if not settings.IS_HTTPS:
        return heed(
            part,
            _("Pages travel unencrypted, passwords too."),
            _("Give nginx a certificate and remove HTTPS=0 from the environment."),
        )
    if not settings.BEHIND_PROXY:
        return heed(
            part,
            _("BEHIND_PROXY is off: behind nginx every page would lead to itself again."),
            _("Set BEHIND_PROXY=1 where nginx stands in front, as deploy/ sets it up."),
        )
    return well(part, _("Encrypted, behind the proxy."))


def _deployment() -> Iterator[Found]:
    """Whatever Django itself objects to and was not told of; a trial is not asked."""
    if settings.IS_TRIAL:
        return
    told = {one.part for one in (_secret(), _hosts(), _https()) if one.state != WELL}
    for message in checks.run_checks(include_deployment_checks=True):
        if message.level >= checks.WARNING and TOLD.get(message.id or "") not in told:
            say = wrong if message.level >= checks.ERROR else heed
            yield say(
                message.id or "Django", message.msg, message.hint or _("See Django’s manual.")
            )
