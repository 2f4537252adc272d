"""The lock files name what requirements*.txt ask for; pip itself installs nothing without its hash."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def locked(name):
    """{package: version}; markers let a package have several."""
    found: dict = {}
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text())
    for entry in entries:
        package, version = re.match(r"([\w.\-\[\],]+)==([\w.]+)", entry).groups()
        assert "--hash=sha256:" in entry, f"{name}: {package} has no hash"
        found.setdefault(called(package), set()).add(version)
    return found


def called(package):
    return re.sub(r"[-_.]+", "-", package.partition("[")[0]).lower()


@pytest.mark.parametrize(
    ("asked", "lock"),
    [("requirements.txt", "requirements.lock"), ("requirements-dev.txt", "requirements-dev.lock")],
)
def test_what_is_asked_for_is_locked(asked, lock):
    pins = re.findall(r"^([\w.\-\[\],]+)==(\S+)", (ROOT / asked).read_text(), re.MULTILINE)

    assert pins
    for package, version in pins:
        assert version in locked(lock)[called(package)], f"{package}: run `make lock`"


def test_both_locks_agree():
    every = locked("requirements-dev.lock")

    for package, versions in locked("requirements.lock").items():
        assert every[package] == versions, package
