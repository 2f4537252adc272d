"""The words that a browser shows beside what is saved: compared in one place, for whoever works here."""

from pathlib import Path

import pytest

from tests.factories import make_clinic, make_member, make_user

ROOT = Path(__file__).parents[2]
ADDRESS = "/admin/words/"

pytestmark = pytest.mark.django_db


def test_texts_are_compared_pair_by_pair(client_of):
    client = client_of(make_member(make_clinic()))
    pairs = {"before": ["As it was.", "line\r\nend"], "after": ["As it is.", "line\nend"]}

    answer = client.post(ADDRESS, pairs)

    assert answer.json()["texts"] == [
        [["same", "As it "], ["gone", "was."], ["new", "is."]],
        [["same", "line\nend"]],
    ]
    assert "no-store" in answer.headers["Cache-Control"]


def test_nobody_else_has_anything_compared(client, client_of):
    for other in (client, client_of(make_user(is_staff=False))):
        answer = other.post(ADDRESS, {"before": "a", "after": "b"})

        assert answer.status_code == 302
        assert "/admin/login/" in answer.headers["Location"]


def test_an_address_alone_compares_nothing(client_of):
    assert client_of(make_member(make_clinic())).get(ADDRESS).status_code == 405


def test_scripts_compare_no_words_themselves():
    scripts = [file.read_text() for file in (ROOT / "static").rglob("*.js")]

    assert not [text for text in scripts if "\\S+\\s*" in text]
