"""Settings of zonetrack: what differs between installations comes from the environment."""

import tomllib
from pathlib import Path

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from zonetrack.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()
#: What the site writes to; all else may be read only.
VAR_DIR = env.folder("VAR_DIR", default=BASE_DIR / "var")
VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text("utf-8"))["project"]["version"]

#: Trying out on one's own machine: a default secret, local hosts, plain http, the demonstration.
IS_TRIAL = env.bool("DEBUG", default=False)
#: Django's own error pages are for developers; who tries the site out gets the site's own.
DEBUG = IS_TRIAL and env.bool("DEBUG_PAGES", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="only-for-trying-out" if IS_TRIAL else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY: with DEBUG off the site has no default secret.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"] if IS_TRIAL else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_otp.plugins.otp_totp",
    "django_tables2",
    "zones",
    "indicators",
    "assessments",
]

MIDDLEWARE = [
    "zones.metrics.MetricsMiddleware",
    "zones.browser_headers.BrowserHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "zones.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "zones.gates.SignedInMiddleware",
    "zones.gates.GatesMiddleware",
    "zones.no_page.UnreadableAddressMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "zones.file_limits.FileLimitsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "zones.taken.FilesTakenMiddleware",
    "assessments.middleware.DemonstrationMiddleware",
    "assessments.api.middleware.ProblemsMiddleware",
    "zones.no_page.NoEmptyPageMiddleware",
    "zones.read_again.ReadAgainMiddleware",
]

ROOT_URLCONF = "zonetrack.urls"
WSGI_APPLICATION = "zonetrack.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "zones.template_backend.Templates",
        "NAME": "django",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zones.context.navigation",
                "assessments.context.demonstration",
            ],
            "builtins": ["zones.templatetags.house"],
        },
    }
]

#: Seconds that a write waits for those before it; then the person is told, and nothing is saved.
#: Less than a browser's script waits for its answer.
WRITE_WAITS = 20
SQLITE = {
    # WAL lets readers go on while one writes; immediate transactions queue writers up instead of
    # failing in the middle of one.
    "transaction_mode": "IMMEDIATE",
    "timeout": WRITE_WAITS,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


#: A host that was lost while it was being asked is given up after about 20 seconds: without power
#: or network it closes no connection, and the system alone would wait for a quarter of an hour.
LOST = {
    **{"keepalives": 1, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 2},
    "tcp_user_timeout": 20_000,  # milliseconds
}


def database(found: dict, *, connect_timeout: int) -> dict:
    """The database of an address, as Django wants it.

    One that is gone is told of within ``connect_timeout`` seconds, one that was lost meanwhile
    within those of ``LOST``: nobody's page hangs for it.
    """
    if found["ENGINE"].endswith("sqlite3"):
        return found | {"OPTIONS": SQLITE}
    if env.bool("DATABASE_POOLED", default=False):
        # pgbouncer lends a connection for one transaction: nothing may outlive it, and it sets the
        # time that locks are waited for itself (deploy/pgbouncer.ini).
        options = LOST | {"connect_timeout": connect_timeout}
        pooled = {"CONN_MAX_AGE": 0, "DISABLE_SERVER_SIDE_CURSORS": True}
        return found | pooled | {"OPTIONS": options | found.get("OPTIONS", {})}
    waits = f"-c lock_timeout={WRITE_WAITS}s"
    options = LOST | {"options": waits, "connect_timeout": connect_timeout}
    return found | {
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options | found.get("OPTIONS", {}),
    }


HERE = f"sqlite:///{VAR_DIR / 'zonetrack.sqlite3'}"
DATABASES = {"default": database(env.db_url("DATABASE_URL", default=HERE), connect_timeout=10)}
if env.str("DATABASE_REPLICA_URL", default=""):
    # Dashboards and downloads are read there.
    DATABASES["replica"] = database(env.db_url("DATABASE_REPLICA_URL"), connect_timeout=3)
    DATABASES["replica"]["TEST"] = {"MIRROR": "default"}
    DATABASE_ROUTERS = ["zones.replica.ReplicaRouter"]
#: Megabytes that must be free on the disk for the site to call itself ready.
MIN_FREE_MB = env.int("MIN_FREE_MB", default=500)
PARTS_KEPT = env.int("PARTS_KEPT", default=700)
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Each process keeps its own: a page is asked for by what it was printed from.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": env.int("PAGES_KEPT", default=200)},
    },
    # Their parts too, which outlive the writing of what they do not print.
    "parts": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "parts",
        "TIMEOUT": 86_400,
        "OPTIONS": {"MAX_ENTRIES": PARTS_KEPT},
    },
}
#: How often a token may ask, in each process.
API_PER_MINUTE = env.int("API_PER_MINUTE", default=300)
#: How many files a person takes and sends in a minute, over all processes; 0 for no limit.
FILES_PER_MINUTE = env.int("FILES_PER_MINUTE", default=120)
UPLOADS_PER_MINUTE = env.int("UPLOADS_PER_MINUTE", default=60)
PARTS_ARE_KEPT = PARTS_KEPT > 0
PAGES_ARE_KEPT = env.int("PAGES_KEPT", default=200) > 0
#: Who may collect /metrics says this word; without one nobody may.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "zones.passwords.EnoughKinds"},
    {"NAME": "zones.passwords.NotTheSame"},
]
#: What an authenticator app calls the site. Wrong codes are counted where wrong passwords are.
OTP_TOTP_ISSUER = "zonetrack"
OTP_TOTP_THROTTLE_FACTOR = 0
#: A session ends with the browser, after so many minutes without a click and after so many hours.
SESSION_ENGINE = "zones.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 60 * env.int("SESSION_MINUTES", default=60)
SESSION_HOURS = env.int("SESSION_HOURS", default=12)
#: Whether signing in ends a person's session elsewhere; the administration says so for a role.
ONE_SESSION = env.bool("ONE_SESSION", default=False)
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "overview"
LOGOUT_REDIRECT_URL = "login"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = IS_TRIAL
if not IS_TRIAL:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }

DJANGO_TABLES2_TEMPLATE = "tables/table.html"
DJANGO_TABLES2_TABLE_ATTRS = {"class": "table zt-table"}

# Styles may be inline because plotly.js sizes its drawings so; scripts may not.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
if env.bool("CSP_REPORT_ONLY", default=False):
    # To try a stricter policy out: browsers complain in their console and stop nothing.
    CONTENT_SECURITY_POLICY_REPORT_ONLY = CONTENT_SECURITY_POLICY
    CONTENT_SECURITY_POLICY = {}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
IS_HTTPS = env.bool("HTTPS", default=not IS_TRIAL)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = IS_HTTPS
LANGUAGE_COOKIE_SECURE, LANGUAGE_COOKIE_HTTPONLY = IS_HTTPS, True
#: What watches the site asks this machine, not by way of the proxy.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000 if IS_HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
#: Mails go by the server that EMAIL_URL names; without one they are printed.
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="zonetrack@localhost")
#: Where people find the site, for links in mails; where `make run` serves it, unless it is said.
SITE_URL = env.str("SITE_URL", default="")
if IS_TRIAL and not SITE_URL:
    SITE_URL = f"http://127.0.0.1:{env.int('PORT', default=8000)}"
#: On which days around its due date a quarter is reminded of; the due date itself is day 0.
REMINDER_DAYS = sorted(
    {-abs(days) for days in env.list("REMIND_BEFORE", cast=int, default=[7, 1])}
    | {abs(days) for days in env.list("REMIND_AFTER", cast=int, default=[1, 7, 14])}
)

LANGUAGE_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"brief": {"()": "zones.logs.Brief"}},
    "formatters": {"line": {"()": "zones.logs.Line"}, "json": {"()": "zones.logs.Json"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json" if env.bool("LOG_JSON", default=False) else "line",
        }
    },
    "loggers": {"django.request": {"filters": ["brief"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
