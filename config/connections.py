"""What DATABASE_URL, CACHE_URL and EMAIL_URL may name: a kind that cannot work is refused at start."""

from importlib.util import find_spec
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

DATABASES = ("django.db.backends.sqlite3", "django.db.backends.postgresql")
# Django's backend -> the same, being gone a miss. What is not here lacks its library, or is slower
# than making the page, or was removed from Django.
CACHES = {
    "django.core.cache.backends.locmem.LocMemCache": None,
    "django.core.cache.backends.dummy.DummyCache": None,
    "django.core.cache.backends.filebased.FileBasedCache": "config.caches.Files",
    "django.core.cache.backends.redis.RedisCache": "config.caches.Redis",
}
MAILS = ("smtp", "submission", "submit", "smtps", "console", "memory", "dummy")
SENDING = MAILS[:4]
REDIS_WAITS = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}  # seconds


def database(settings: dict) -> dict:
    """As they were. Raises ImproperlyConfigured for what the record cannot be kept in."""
    if settings["ENGINE"] not in DATABASES:
        raise ImproperlyConfigured(
            "DATABASE_URL must begin with postgres:// (or sqlite:/// for a trial): the record of"
            " the editions is guarded by triggers that only these two have."
        )
    if settings["NAME"] == ":memory:":
        raise ImproperlyConfigured(
            "DATABASE_URL must name a file, as in sqlite:////srv/guide/db.sqlite3: in memory each"
            " thread of the server would have an empty database of its own."
        )
    return settings


def cache(url: str, settings: dict) -> dict:
    """With a backend for which being gone is a miss. Raises ImproperlyConfigured."""
    kind = urlsplit(url).scheme
    backend = settings["BACKEND"]
    if backend not in CACHES or kind == "hiredis":
        raise ImproperlyConfigured(
            f"CACHE_URL cannot begin with {kind}://. These work: locmem:// (memory of the process),"
            " redis://host:6379/0 or rediss:// (Redis, Valkey), file:///a/folder, dummy:// (none)."
        )
    if kind in ("redis", "rediss") and not find_spec("redis"):
        raise ImproperlyConfigured(
            f"CACHE_URL begins with {kind}://, and the package for it is not here:"
            " pip install redis (requirements.txt names the version tried), or unset CACHE_URL."
        )
    if kind == "file" and not settings["LOCATION"].startswith("/"):
        raise ImproperlyConfigured(
            "CACHE_URL must name a whole folder, as in file:///var/cache/guide."
        )
    options = REDIS_WAITS | settings.get("OPTIONS", {}) if "redis" in kind else {}
    return (
        settings
        | {"BACKEND": CACHES[backend] or backend}
        | ({"OPTIONS": options} if options else {})
    )


def mail(url: str, settings: dict) -> dict:
    """As they were. Raises ImproperlyConfigured for what could send nothing."""
    kind = urlsplit(url).scheme
    if kind not in MAILS:
        raise ImproperlyConfigured(
            f"EMAIL_URL cannot begin with {kind or url}:. These work:"
            " submission://user:password@host:587, smtp://host:25, smtp://host:465?ssl=True,"
            " console: (mails are printed)."
        )
    if kind in SENDING and not settings["EMAIL_HOST"]:
        raise ImproperlyConfigured(f"EMAIL_URL names no mail server: write {kind}://…@host:port.")
    return settings
