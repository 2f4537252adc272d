"""Which release this is: one stamp in the key of everything that is kept."""

import hashlib
import sys
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

from django.conf import settings

SHAPING = [  # all that can shape a page or a handout; migrations change the database alone
    *[(room, "**/*.py") for room in ("config", "clinics", "guide", "editions", "staff")],
    ("templates", "**/*"),
    ("static/public", "**/*"),
    ("locale", "**/*.mo"),
]


@cache
def release() -> str:
    """64 hexadecimal digits: another one whenever our files or the installed libraries change."""
    stamp = hashlib.sha256(sys.version.encode())
    stamp.update(settings.SITE_URL.encode())  # which pages and codes to scan spell out
    for library in sorted(f"{found.name}=={found.version}" for found in distributions()):
        stamp.update(library.encode())
    for file in _files(Path(settings.BASE_DIR)):
        stamp.update(file.read_bytes())
    return stamp.hexdigest()


def stamp() -> str:
    """Short enough for an address that browsers may keep for a year."""
    return release()[:12]


def _files(root):
    for folder, pattern in SHAPING:
        found = sorted(file for file in (root / folder).glob(pattern) if file.is_file())
        yield from (file for file in found if "migrations" not in file.parts)
