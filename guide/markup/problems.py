"""What can be wrong in a text, as findings with a line and a sentence that says what to do."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from editions.tools.direction import TURNING

LONGEST_DETAIL = 80
# Two of them, U+E000 and U+E001, mark our placeholders, so nobody may type them.
INVISIBLE = re.compile(
    rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ue000\ue001\ufffe\uffff{TURNING}]"
)

MESSAGES = {
    "broken-link": _(
        "“%(detail)s” is not a link yet, so it is shown as typed. Write [words](address), "
        "without a space in the address."
    ),
    "citation-form": _(
        "“%(detail)s” is not a citation. Write [@key], or [@one; @two] for several."
    ),
    "citation-in-link": _("Move the citation %(detail)s out of the link or the picture's text."),
    "control-characters": _(
        "Invisible characters (%(detail)s) were left out. Delete them, or type the line again."
    ),
    "external-image": _(
        "The picture %(detail)s is not one of ours, so it is shown as typed. "
        "Upload it with the picture button."
    ),
    "lines": _(
        "This text has more than %(detail)s lines; the rest is shown in one paragraph. "
        "Move it into another section."
    ),
    "link-in-link": _(
        "%(detail)s is a link inside a link and is shown as typed. Remove one of them."
    ),
    "marks": _(
        "This text has more than %(detail)s marks such as * _ ` and [, so the rest is shown as "
        "typed, in one paragraph. Move it into another section."
    ),
    "missing-alt": _(
        "Describe the picture %(detail)s between the square brackets. "
        'If it only decorates, write ![](address "decorative").'
    ),
    "nested-container": _(
        "“%(detail)s” stands inside another box and is shown as typed. "
        "Close the first box with ::: before you open the next."
    ),
    "nesting": _(
        "“%(detail)s” is nested deeper than six levels and is shown as typed. Make the list flatter."
    ),
    "table-cells": _(
        "The tables of this text have more than %(detail)s cells, so this one is shown as typed. "
        "Move tables into another section."
    ),
    "table-columns": _(
        "This table has more than %(detail)s columns, so it is shown as typed. Split it."
    ),
    "table-row": _(
        "This row has more cells than the table has columns; the rest, “%(detail)s”, "
        "is shown in its last cell. Add a column, or remove a |."
    ),
    "table-rows": _(
        "This table has more than %(detail)s rows; the rest is shown as typed. Split the table."
    ),
    "token-in-link": _(
        "The token %(detail)s does not work in a link's address or a picture's text. "
        "Write it in the sentence instead."
    ),
    "token-in-title": _("“%(detail)s” does not work in the title of a box. Write it in the box."),
    "token-not-alone": _(
        "Put %(detail)s in a paragraph of its own, with an empty line before and after it."
    ),
    "unclosed-container": _("The box “%(detail)s” has no end. Add a line with ::: after it."),
    "unknown-container": _(
        "There is no box called “%(detail)s”, so it is shown as typed. "
        "Use important, emergency, do, dont or details."
    ),
    "unknown-token": _(
        "“%(detail)s” is not a token we know, so it is shown as typed. "
        "Use {{ clinic.name }}, {{ clinic.phone }} or {{ cost.SERVICE }}."
    ),
    "unopened-container": _("“%(detail)s” ends a box that was not opened. Remove it."),
    "unsafe-link": _(
        "The link to %(detail)s is shown as typed. Links begin with https://, http://, "
        "mailto:, tel:, / or #."
    ),
    "unused-definition": _(
        "“%(detail)s” reads like the address of a link, but no link uses it. It is shown as typed."
    ),
}


@dataclass(frozen=True)
class Problem:
    """One finding; `line` counts from 1, `detail` is the piece of text it is about."""

    code: str
    line: int
    detail: str

    @property
    def message(self) -> str:
        """A plain sentence in the current language, saying what to do."""
        return MESSAGES[self.code] % {"detail": self.detail}


def note(env: dict, code: str, line: int, detail: str) -> None:
    """Remember a problem once; `line` counts from 0 here, as the parser does."""
    env["problems"].setdefault(Problem(code, line + 1, detail.strip()[:LONGEST_DETAIL]))


def visible(text: str, env: dict, line: int) -> str:
    """`text` without the characters that nobody can see."""
    if found := sorted({ord(character) for character in INVISIBLE.findall(text)}):
        note(env, "control-characters", line, ", ".join(f"U+{code:04X}" for code in found))
        return INVISIBLE.sub("", text)
    return text
