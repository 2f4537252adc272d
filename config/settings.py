"""Settings, read from the environment; safe when nothing is set. README lists the variables."""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env, validate

from config import connections

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

DEBUG = env.bool("DEBUG", False)
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname
LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SECURE = SITE_URL.startswith("https://")
if not SECURE and SITE_HOST not in LOCAL_HOSTS:
    raise ImproperlyConfigured("SITE_URL must begin with https:// (http is for this machine only).")

SECRET_KEY = env.str("SECRET_KEY", "only-for-debug" if DEBUG else "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [SITE_HOST] if SECURE else [*LOCAL_HOSTS, SITE_HOST])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [])
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)
if TRUSTED_PROXIES < 0:
    raise ImproperlyConfigured("TRUSTED_PROXIES is a number of proxies: 0 or more.")

INSTALLED_APPS = [
    "config.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "markdownx",
    "simple_history",
    "csp",
    "staff",
    "editions",
    "guide",
    "clinics",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.refuse_null_characters",
    "config.database_away.stay_up",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "staff.middleware.end_old_sessions",
    "staff.middleware.speak_the_users_language",
    "simple_history.middleware.HistoryRequestMiddleware",
    "config.refusals.refuse_large_bodies",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Limits of `manage.py serve` (clinics/management/commands/serve.py); `make soak` shows that they hold.
# What waits for a thread waits in the server, without one and without a connection.
WORKERS = env.int("WORKERS", 2, validate=validate.Range(min=1))  # processes: one for each processor
THREADS = 8  # a worker: some wait for mail or a big picture, the others go on answering
WORKER_MEGABYTES = 600  # above this a worker is replaced; 115 after readers, 260 after handouts
HEADER_SECONDS = 15  # for a request's head, and for a connection that asks nothing more
HEADER_BYTES = 64 * 2**10
STOP_SECONDS = 30  # for answers under way when the server is told to stop

# Data. A thread never waits for another one's connection: the pool holds one for each.
# IMMEDIATE and the timeout let writers on SQLite wait for each other instead of failing.
DATABASES = {
    "default": env.dj_db_url(
        "DATABASE_URL",
        f"sqlite:///{BASE_DIR / 'db.sqlite3'}",
        conn_max_age=0,  # back to the pool after each request
        conn_health_checks=True,
    )
}
connections.database(DATABASES["default"])
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
        "min_size": 1,
        "max_size": THREADS,
        "timeout": 3,  # seconds until "no database" is said; a waiting reader holds a thread
        "reconnect_timeout": 2,  # then the next request tries anew, at once
        "max_lifetime": 3600,
    }
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
_cache = env.str("CACHE_URL", "locmem://")
_cache = connections.cache(_cache, env.dj_cache_url("CACHE_URL", "locmem://"))
# Pages, and handouts apart from them: a page is about 60 kB, a handout 150. What was not read for
# longest goes first. In the memory of a process that is at most 60 MB and 15 MB.
CACHES = {name: {**_cache, "KEY_PREFIX": name} for name in ("default", "handouts")}
for _name, _most in (("default", 1000), ("handouts", 100)):
    if CACHES[_name]["BACKEND"].endswith("LocMemCache"):
        CACHES[_name] |= {"LOCATION": _name, "OPTIONS": {"MAX_ENTRIES": _most}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People
AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
INVITATION_DAYS = 7
PASSWORDS_AT_ONCE = 2  # checked by one worker; each takes half a second of a core
PASSWORDS_WAIT_SECONDS = 1
ATTEMPTS_KEPT_DAYS = 2  # longer than any wait lasts
INVITATIONS_KEPT_DAYS = 180  # after the answer, or after the day until which the link worked
BULK_RUNS_KEPT_DAYS = 30
REMINDERS_KEPT_DAYS = 400  # what stands longer is told once more
SENDINGS_KEPT_DAYS = 30  # longer than any page stays open to be sent again

# Mail
_mail = connections.mail(
    env.str("EMAIL_URL", "console:"), env.dj_email_url("EMAIL_URL", "console:")
)
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail["EMAIL_HOST"] or ""
EMAIL_PORT = _mail["EMAIL_PORT"] or 25
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = _mail["EMAIL_USE_TLS"]
EMAIL_USE_SSL = _mail["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", f"clinic-guide@{SITE_HOST}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Languages. The first is the default: its public addresses carry no prefix.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Files
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", str(BASE_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": "config.files.WholeFiles"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20  # a large guide under review, sent back for saving
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # the page of several clinics sends three for each
PICTURE_MAX_BYTES = DOCUMENT_MAX_BYTES = SHEET_MAX_BYTES = 5 * 2**20
BIBTEX_MAX_BYTES = 2**20  # the LaTeX in it is slow to read
BODY_BYTES = DATA_UPLOAD_MAX_MEMORY_SIZE + 5 * 2**20  # a form has one file, of these at most
PICTURE_MAX_SIDE = 10_000
PICTURE_MAX_DECODED = 64_000_000  # bytes of memory: 4000 by 4000 of a PNG or a photo
PICTURE_WAIT_SECONDS = 15  # for the pictures before it: a process reads one at a time
DOCUMENT_WAIT_SECONDS = 15  # the same for documents

# Pages
HANDOUTS_PER_MINUTE = 30  # new ones for one address and process; what is kept counts for nothing
HANDOUT_WAIT_SECONDS = 10
HANDOUTS_AT_ONCE = THREADS // 2  # a worker: one is made, the others wait; who comes then is told so
CDN_SECONDS = env.int("CDN_SECONDS", 0)
KEPT_PAGES = env.path("KEPT_PAGES", str(BASE_DIR / "kept-pages.sqlite3"))
STALE_HOURS = env.float("STALE_HOURS", 24)  # how old a page may be while the database is away

# Browsers: nothing from elsewhere, nothing inline.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^health/(ready/)?$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 3 * 24 * 3600  # without a request; who works is renewed once an hour
SESSION_MOST_SECONDS = 14 * 24 * 3600  # since the password was given, however much one works
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
BROWSER_COOKIE_NAME = "__Host-browser" if SECURE else "browser"
BROWSER_COOKIE_AGE = 365 * 24 * 3600
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"once": {"()": "config.database_watch.said_once"}},
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"django.request": {"filters": ["once"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
