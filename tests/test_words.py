"""Every text that people see is there in every language, and the compiled files are fresh."""

import re

import pytest

from tests import words

FILES = pytest.mark.parametrize("file", words.translations(), ids=lambda file: file.parts[-3])


def test_spanish_is_among_the_translations():
    assert "es" in {file.parts[-3] for file in words.translations()}


@FILES
def test_every_text_is_translated(file):
    catalog = words.read(file)
    wanted = [message for message in words.collected() if message.id]

    missing = [
        m.id for m in wanted if (got := catalog.get(m.id, m.context)) is None or not _is_full(got)
    ]

    assert wanted
    assert missing == [], "run `make words`, then translate"


@FILES
def test_no_translation_is_only_a_guess(file):
    assert [message.id for message in words.read(file) if message.id and message.fuzzy] == []


@FILES
def test_translations_keep_the_places_to_fill_in(file):
    changed = [
        message.id
        for message in words.read(file)
        if message.id
        and not message.pluralizable
        and _places(message.id) != _places(message.string)
    ]

    assert changed == []


@FILES
def test_the_compiled_file_says_the_same(file):
    with file.with_suffix(".mo").open("rb") as compiled:
        assert words.said(compiled) == words.compiled(words.read(file))


def _is_full(message):
    strings = message.string if message.pluralizable else [message.string]
    return all(strings)


def _places(text):
    return sorted(re.findall(r"%\(\w+\)s|\{\w+\}|%%", text))
