"""What `manage.py check --deploy --database default` finds beside Django's own: each says what to do.

Those that cost next to nothing are told in the log when the server starts.
"""

import logging
import os
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.cache import caches
from django.core.checks import Error, Tags, Warning, register
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.utils import timezone

from config.database_watch import answers
from editions.record.triggers import edition_models, missing_triggers

AHEAD = timedelta(minutes=1)  # two machines' clocks never agree to the second
NOWHERE = ("console", "dummy", "locmem")  # mail backends that send nothing

log = logging.getLogger(__name__)


@register(deploy=True)
def mail_goes_out(app_configs=None, **kwargs):
    if not settings.SECURE or settings.EMAIL_BACKEND.split(".")[-2] not in NOWHERE:
        return []
    return [
        Warning(
            "Mails are not sent: invitations and links for a new password go to the log, where"
            " anybody who reads it can use them.",
            hint="Set EMAIL_URL, for example submission://user:password@host:587.",
            id="config.W001",
        )
    ]


@register(deploy=True)
def media_folder(app_configs=None, **kwargs):
    """Uploads have a place; the folder itself is made with the first one."""
    folder = Path(settings.MEDIA_ROOT)
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return []
    return [
        Error(
            f"Pictures cannot be uploaded: {folder} cannot be written.",
            hint="Let the server's user write there, or set MEDIA_ROOT to a folder where it may.",
            id="config.E002",
        )
    ]


@register(deploy=True)
def static_files(app_configs=None, **kwargs):
    """Without its list of static files every page fails that names one."""
    is_listed = isinstance(staticfiles_storage, ManifestFilesMixin)
    if settings.DEBUG or not is_listed or staticfiles_storage.read_manifest():
        return []
    return [
        Error(
            f"The style sheets are not collected: {settings.STATIC_ROOT} holds no list of them.",
            hint="Run: manage.py collectstatic --noinput",
            id="config.E003",
        )
    ]


@register(deploy=True)
def page_cache(app_configs=None, **kwargs):
    cache = caches["default"]
    cache.set("is-it-there", "yes", 60)
    if cache.get("is-it-there") == "yes" or settings.CACHES["default"]["BACKEND"].endswith("Dummy"):
        return []
    return [
        Error(
            "The cache does not answer: every page is made anew for each reader.",
            hint="Start what CACHE_URL names, mend the address, or unset CACHE_URL.",
            id="config.E004",
        )
    ]


@register(Tags.database, deploy=True)
def database(app_configs=None, databases=None, **kwargs):
    """Asked only with `--database default`: a build machine checks without one."""
    return (database_is_ready() or [*_triggers(), *_clock()]) if databases else []


def database_is_ready():
    if not answers():
        return [
            Error(
                "The database does not answer.",
                hint="Start it, or mend DATABASE_URL.",
                id="config.E005",
            )
        ]
    if connection.settings_dict["NAME"] in migrated:
        return []
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        migrated.add(connection.settings_dict["NAME"])
        return []
    return [
        Error(
            "Migrations wait: the database is older than the code.",
            hint="Run: manage.py migrate",
            id="config.E006",
        )
    ]


migrated: set = set()  # databases seen with all migrations; a process never gets new ones


def _triggers():
    missing = missing_triggers(connection)
    if not missing:
        return []
    return [
        Error(
            f"Published editions could be changed: triggers are missing ({', '.join(missing)}).",
            hint="Run: manage.py migrate (it makes them again), then manage.py verify_record",
            id="config.E007",
        )
    ]


def _clock():
    newest = [model.objects.aggregate(at=Max("published_at"))["at"] for model in edition_models()]
    last, now = max(filter(None, newest), default=None), timezone.now()
    if last is None or last <= now + AHEAD:
        return []
    return [
        Error(
            f"This machine's clock says {now:%Y-%m-%d %H:%M} UTC, but an edition was published at"
            f" {last:%Y-%m-%d %H:%M} UTC: patients would be shown older ones.",
            hint="Set the clock, and let it follow a time server.",
            id="config.E008",
        )
    ]


def tell_at_start():
    """In the log of the server that starts; it starts all the same."""
    for message in (*mail_goes_out(), *media_folder(), *static_files()):
        log.warning("%s %s", message.msg, message.hint)
