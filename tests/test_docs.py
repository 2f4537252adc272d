"""The pictures that README and the staff guide show are there, and show something."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from tests.screenshots import shows_something

ROOT = Path(settings.BASE_DIR)
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PICTURES = sorted((ROOT / "docs").rglob("*.png"))


@pytest.mark.parametrize("picture", PICTURES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_picture_shows_something_and_is_shown_somewhere(picture):
    assert shows_something(picture)
    shown = {page.parent / name for page in PAGES for name in named_in(page)}
    assert picture in shown


@pytest.mark.parametrize("page", PAGES, ids=lambda file: file.name)
def test_every_picture_that_a_page_names_is_there(page):
    assert named_in(page)
    assert [name for name in named_in(page) if not (page.parent / name).is_file()] == []


def named_in(page):
    return re.findall(r"!\[[^\]]+\]\(([^)]+)\)", page.read_text())


@pytest.mark.parametrize("colour", ["white", "black", "#0b6e6e"])
def test_a_blank_picture_shows_nothing(tmp_path, colour):
    blank = Image.new("RGB", (1100, 760), colour)
    blank.paste("grey", (0, 0, 1100, 60))  # the head of a page that came before its content
    blank.save(tmp_path / "blank.png")

    assert not shows_something(tmp_path / "blank.png")
