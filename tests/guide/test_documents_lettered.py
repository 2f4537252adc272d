"""Lettered lines of a plain text below a step: a list of their own, their letters readable."""

import pytest

from guide.documents.reading import read_document


@pytest.mark.parametrize(
    ("text", "body"),
    [
        (
            "1. Lie down\n    a) on your back\n    b) breathe\n2. Sit up",
            "1. Lie down\n   - a) on your back\n   - b) breathe\n2. Sit up",
        ),
        (
            "1. Lie down\n   (a) on your back\n       with a pillow\n   (b) breathe\n2. Sit up",
            "1. Lie down\n   - (a) on your back with a pillow\n   - (b) breathe\n2. Sit up",
        ),
        (
            "- Lie down\n  a. on your back\n    - flat\n  b. breathe",
            "- Lie down\n  - a. on your back\n    - flat\n  - b. breathe",
        ),
        ("1. Lie down\n   i) breathe\n   ii) rest", "1. Lie down\n   - i) breathe\n   - ii) rest"),
        (
            "- Written by\n  A. Smith, a nurse\n- Read it",
            "- Written by A. Smith, a nurse\n- Read it",
        ),
        ("- You may take\n  a good rest\n- Read it", "- You may take a good rest\n- Read it"),
        ("- It is vitamin\n  e) or d)\n- Read it", "- It is vitamin e) or d)\n- Read it"),
    ],
)
def test_lettered_steps_are_nested_and_other_letters_are_words(text, body):
    guide = read_document(f"What is it?\n\n{text}\n".encode(), "a.txt", "en")

    assert guide.sections[0].body == body
