"""What browsers and caches keep ends with the release that made it."""

import os
import re
import shutil
import sys

import pytest
from django.conf import settings as project

from clinics.tools.release import release
from tests.clinics.patients import make_shown, read

FILES = [
    *(
        "clinics/public/pages.py",
        "guide/markup/markdown.py",
        "guide/markup/inline.py",
        "editions/tools/moments.py",
    ),
    *("config/middleware.py", "staff/client_address.py", "templates/clinics/guide.html"),
    *("templates/print/handout.typ", "static/public/site.css", "locale/es/LC_MESSAGES/django.mo"),
]
LEFT_OUT = shutil.ignore_patterns("__pycache__", "migrations", "demo")


@pytest.fixture(scope="module", autouse=True)
def once(made):
    return made(make_shown)


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A copy of what is released."""
    copy = tmp_path_factory.mktemp("released")
    for folder in ("clinics", "guide", "editions", "config", "staff", "templates", "locale"):
        shutil.copytree(project.BASE_DIR / folder, copy / folder, ignore=LEFT_OUT)
    shutil.copytree(project.BASE_DIR / "static/public", copy / "static/public")
    return copy


@pytest.fixture
def tree(settings, released, tmp_path):
    """To change a file of: links to the one copy, so that a file is written anew, not into."""
    shutil.copytree(released, tmp_path, copy_function=os.link, dirs_exist_ok=True)
    settings.BASE_DIR = tmp_path
    release.cache_clear()
    yield tmp_path
    release.cache_clear()


def write(file, content):
    """In its place: the copy that other tests begin with keeps its own."""
    file.unlink(missing_ok=True)
    file.write_bytes(content)


@pytest.fixture
def tag_of(db, client):
    return lambda path: client.get(path).headers["ETag"]


def is_new(client, tag, path):
    return client.get(path, headers={"If-None-Match": tag}).status_code == 200


PATHS = ["/", "/ridge/shots/", "/ridge/shots/handout.pdf", "/brand/ridge-1.css"]


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_a_changed_file_of_any_kind_makes_every_page_new(tree, tag_of, client, name):
    tags = {path: tag_of(path) for path in PATHS}
    write(tree / name, (tree / name).read_bytes() + b"\n")
    release.cache_clear()

    assert all(is_new(client, tag, path) for path, tag in tags.items())


def test_a_new_library_makes_every_page_new(tree, tag_of, client, monkeypatch):
    tags = {path: tag_of(path) for path in PATHS}
    (tree / "renderer-2.0.dist-info").mkdir()
    (tree / "renderer-2.0.dist-info" / "METADATA").write_text("Name: renderer\nVersion: 2.0\n")
    monkeypatch.setattr(sys, "path", [*sys.path, str(tree)])
    release.cache_clear()

    assert all(is_new(client, tag, path) for path, tag in tags.items())


def test_the_colours_that_browsers_keep_for_a_year_have_another_address(tree, tag_of, client):
    def colours():
        return re.search(r'href="(/brand/ridge-1\.css[^"]*)"', read(client, "/ridge/shots/"))[1]

    before = colours()
    write(tree / "clinics/tools/palette.py", b"")
    release.cache_clear()

    assert colours() != before
    assert client.get(colours()).status_code == 200


def test_the_same_files_are_the_same_release(tree, tag_of, client):
    tag = tag_of("/ridge/shots/")
    (tree / "clinics" / "pages.pyc").write_bytes(b"left by a run")
    (tree / "guide" / "migrations").mkdir()
    (tree / "guide" / "migrations" / "0099_later.py").write_text("")
    release.cache_clear()

    assert not is_new(client, tag, "/ridge/shots/")
