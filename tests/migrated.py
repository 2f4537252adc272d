"""A migrated SQLite file, made once and copied by every run: the migrations alone take seconds."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import django
from django.conf import settings
from django.db import connection


def begin_with_a_copy(shelf: Path) -> None:
    """Puts a migrated database where the tests expect theirs; `shelf` is a folder that stays."""
    migrated = shelf / f"{_stamp()}.sqlite3"
    with (shelf / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not migrated.exists():
            _migrate(migrated)
    shutil.copyfile(migrated, connection.settings_dict["TEST"]["NAME"])


def _stamp():
    """Another one as soon as any migration is."""
    found = hashlib.sha256(django.__version__.encode())
    for file in sorted(Path(settings.BASE_DIR).glob("*/migrations/*.py")):
        found.update(file.name.encode() + file.read_bytes())
    return found.hexdigest()[:16]


def _migrate(target):
    for old in target.parent.glob("*.sqlite3"):
        old.unlink()
    half = target.with_suffix(".half")
    half.unlink(missing_ok=True)
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{half}"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)
    half.rename(target)
