"""Signs that turn the direction of writing: readers would see other words than the checks read.

Nothing that patients read needs them: the page says the language and direction of a text. The marks
U+200E and U+200F stay, which move no letter (Unicode Standard Annex 9, chapter 2).
"""

import re

TURNING = "\u202a-\u202e\u2066-\u2069"
TURNS = re.compile(f"[{TURNING}]")


def without_turns(value: object) -> object:
    """A text without them, or the texts of a list or dictionary; anything else as it is."""
    if isinstance(value, str):
        return value if value.isascii() else TURNS.sub("", value)
    if isinstance(value, dict):
        return {key: without_turns(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(without_turns(part) for part in value)
    return value
