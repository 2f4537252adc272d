"""What the renderer could not understand in one text, and keys that no reference has."""

from collections.abc import Container

from django.utils.translation import gettext as _

from editions.tools.findings import Finding
from guide.markup.markdown import Document, parse


def check_text(text: str, keys: set[str], place: str, address: str = "") -> list[Finding]:
    """Findings on one Markdown text: what the renderer could not understand, and unknown keys."""
    return [
        Finding(
            message,
            _("%(place)s, line %(line)s") % {"place": place, "line": line},
            True,
            address,
            code,
        )
        for line, code, message in problems_in(parse(text), keys)
    ]


def problems_in(document: Document, keys: Container[str]) -> list[tuple[int, str, str]]:
    """(line, code, message) of whatever is wrong in a text that may cite these keys, in its order."""
    found = [(problem.line, problem.code, problem.message) for problem in document.problems]
    found += [
        (
            line,
            "unknown-key",
            _("No reference has the key “%(key)s”. Add it, or fix the key.") % {"key": key},
        )
        for key, line in document.cited
        if key not in keys
    ]
    return sorted(found)
