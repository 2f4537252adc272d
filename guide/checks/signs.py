"""Signs that only Markdown understands, typed where patients would read them as they stand."""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy

from editions.models.public_text import PublicText
from editions.tools.findings import Finding

# What would be false or a riddle without its value blocks; what is only unsightly warns.
SIGNS = (
    (
        re.compile(r"\{\{[^{}\n]*\}\}"),
        True,
        gettext_lazy(
            "Patients would read “%(signs)s” as typed: this field fills in no values. Write it out,"
            " or move it into the text of a section."
        ),
    ),
    (
        re.compile(r"\[@[^\[\]\n]+\]"),
        True,
        gettext_lazy(
            "Patients would read “%(signs)s” as typed: this field cites nothing. Cite it in the "
            "text of a section."
        ),
    ),
    (
        re.compile(r"\*\*(?=\S)[^*\n]+(?<=\S)\*\*|^ {0,3}#{1,6} .*|\[[^\[\]\n]+\]\([^()\s]+\)", re.M),
        False,
        gettext_lazy("Patients would read “%(signs)s” as typed: this field has no bold words, "
                     "headings or links. Take the signs out."),
    ),
)  # fmt: skip
SHOWN = 60


def signs_as_typed(texts: Iterable[PublicText], place_of) -> Iterator[Finding]:
    """Of each kind of sign the first in a text; `place_of` as for findings on reading."""
    for one in texts:
        if one.is_markdown:
            continue
        for pattern, blocks, message in SIGNS:
            if found := pattern.search(one.text):
                place, address = place_of(one.path)
                words = message % {"signs": found[0].strip()[:SHOWN]}
                yield Finding(
                    words,
                    place,
                    blocks,
                    address,
                    "signs-as-typed",
                    quote=found[0],
                    path=one.path,
                    start=found.start(),
                    end=found.end(),
                    language=one.language,
                )
