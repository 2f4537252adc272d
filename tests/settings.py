"""The settings of the tests: those of production, on this machine, without the slow parts."""

import atexit
import os
import shutil
import tempfile

FILES = tempfile.mkdtemp(prefix="clinic-guide-tests-")
atexit.register(shutil.rmtree, FILES, ignore_errors=True)
os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("SITE_URL", "http://localhost")
os.environ.setdefault("EMAIL_URL", "memory:")
os.environ.setdefault("MEDIA_ROOT", f"{FILES}/media")
os.environ.setdefault("KEPT_PAGES", f"{FILES}/kept-pages.sqlite3")

from config.settings import *  # noqa: F403
from config.settings import DATABASES

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: only there do threads meet each other as they do in production.
    DATABASES["default"]["TEST"] = {"NAME": f"{FILES}/test.sqlite3"}
if "pool" in DATABASES["default"].get("OPTIONS", {}) and "PYTEST_VERSION" in os.environ:
    # Ten people at once, each with a connection, and the test that looks on.
    DATABASES["default"]["OPTIONS"]["pool"]["max_size"] = 16
ALLOWED_HOSTS = ["localhost", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "config.files.WholeFiles"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
