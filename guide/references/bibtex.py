"""The library as BibTeX, read and written by bibtexparser."""

import logging
import re
from collections.abc import Iterable

import bibtexparser
from bibtexparser.middlewares.names import (
    InvalidNameError,
    parse_single_name_into_parts,
    split_multiple_persons_names,
)
from bibtexparser.model import DuplicateBlockKeyBlock, Field
from bibtexparser.model import Entry as BibEntry
from django.conf import settings
from django.utils.translation import gettext as _
from pylatexenc.latex2text import LatexNodes2Text

from guide.models import Reference
from guide.references.exchange import (
    ET_AL,
    MOST_CHARACTERS,
    OWN,
    CannotRead,
    Entry,
    entry_of,
    people,
    places,
    refuse_too_many,
    written_people,
    written_places,
)

# Our name and BibTeX's, where the value is the same words.
IN_BIBTEX = {
    "title": "title",
    "title_language": "langid",
    "journal": "journal",
    "year": "year",
    "doi": "doi",
    "pmid": "pmid",
    "url": "url",
}
PLACES = {"volume": "volume", "issue": "number", "page": "pages"}
AS_THEY_ARE = {"doi", "url"}  # no LaTeX, as every program writes them
SPECIAL = {
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
}
DEEPEST = 20  # braces within braces
# What reading costs, which is bounded before it begins: a second or two of one core at the most.
MOST_MARKS = 30_000
BLOCK = re.compile(r"@\w*[ \t]*[{(]")  # what the parser begins anew at
LATEX = re.compile(r"[\\{}\[\]$%#&_~^`'\n]|--")  # without one of these, words are words
MARKS = re.compile(LATEX.pattern + r"|,|\band\b")
READ = (*(set(IN_BIBTEX.values()) - AS_THEY_ARE), *OWN, *PLACES.values(), "author", "journaltitle")

# It logs the text of what it cannot read, which is told to the person anyway.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
reader = LatexNodes2Text(math_mode="verbatim", strict_latex_spaces=False)


def to_bibtex(rows: Iterable[Reference]) -> str:
    library = bibtexparser.Library([_bib_entry(row) for row in rows])
    return bibtexparser.write_string(library)


def _bib_entry(row):
    said = entry_of(row)
    where = places(row.details)
    values = {bib: said[name] for name, bib in IN_BIBTEX.items() if name in said}
    values |= {bib: where[name] for name, bib in PLACES.items() if name in where}
    values |= {n: said[n] for n in OWN if n in said and not (n == "details" and where)}
    fields = [
        Field(name, str(value) if name in AS_THEY_ARE else _in_latex(str(value)))
        for name, value in values.items()
    ]
    if row.authors:
        fields.insert(0, Field("author", " and ".join(map(_bib_person, people(row.authors)))))
    return BibEntry("article" if row.journal else "misc", row.key, fields)


def _bib_person(name):
    family, given = name
    if family == ET_AL:
        return "others"
    return f"{_in_latex(family)}, {given}" if given else f"{{{_in_latex(family)}}}"


def _out_of_latex(text):
    """The reader's circumflex is a letter's accent (U+02C6), not the sign that was typed."""
    if not LATEX.search(text):
        return text
    return reader.latex_to_text(text).replace("ˆ", "^")


def _in_latex(words):
    return "".join(SPECIAL.get(sign, sign) for sign in words)


def from_bibtex(text: str) -> list[Entry]:
    """Also what could not be read, as entries with a problem, in the order of the file.

    Raises CannotRead, before anything is parsed, where that would take long.
    """
    if len(text.encode("utf-8", "replace")) > settings.BIBTEX_MAX_BYTES:
        raise CannotRead(_("A BibTeX file may have up to 1 MB. Divide it, or use CSL-JSON."))
    refuse_too_many(sum(1 for _found in BLOCK.finditer(text)))
    found = []
    blocks = bibtexparser.parse_string(text).blocks
    _refuse_too_many_marks(blocks)
    for block in blocks:
        if isinstance(block, BibEntry):
            found.append(_entry(block))
        elif isinstance(block, DuplicateBlockKeyBlock):
            found.append(Entry(block.key, problem=_("The file has this key twice.")))
        elif hasattr(block, "error"):
            words = _("Line %(line)s: this entry is not complete. See its braces and commas.")
            line = (block.start_line or 0) + 1
            found.append(Entry("…", problem=words % {"line": line}))
    return found


def _refuse_too_many_marks(blocks):
    """Reading LaTeX takes much longer than finding it."""
    entries = [_values(block) for block in blocks if isinstance(block, BibEntry)]
    texts = (values.get(name, "") for values in entries for name in READ)
    if sum(len(MARKS.findall(text)) for text in texts) > MOST_MARKS:
        raise CannotRead(
            _("The file has too many names and LaTeX signs to read at once. Divide it.")
        )


def _values(block):
    return {f.key.lower(): str(f.value) for f in block.fields}


def _entry(block):
    values = _values(block)
    too_much = _("One of its values is too long, or has too many braces.")
    if any(_is_too_much(value) for value in values.values()):
        return Entry(block.key, problem=too_much)
    try:
        said = _said(block, values)
    except InvalidNameError:
        words = _("Its authors cannot be told apart. Write: Doe, A and Roe, B")
        return Entry(block.key, problem=words)
    except RecursionError:  # commands may open something within each other without any brace
        return Entry(block.key, problem=too_much)
    return Entry(block.key, {name: value for name, value in said.items() if value})


def _said(block, values):
    said = {name: _read(values, bib) for name, bib in IN_BIBTEX.items()}
    said |= {name: _read(values, name) for name in OWN}
    where = {name: _read(values, bib) for name, bib in PLACES.items()}
    said["key"] = block.key.strip()
    said["details"] = written_places(**where) or said["details"]
    said["journal"] = said["journal"] or _read(values, "journaltitle")
    said["year"] = said["year"] or _read(values, "date")[:4]
    said["authors"] = _authors(values.get("author", ""))
    return said


def _authors(text):
    return written_people(map(_person, split_multiple_persons_names(text)))


def _person(name):
    parts = parse_single_name_into_parts(name, strict=False)
    family = _out_of_latex(" ".join([*parts.von, *parts.last]))
    given = _out_of_latex(" ".join(parts.first))
    return (ET_AL, "") if (family, given) == ("others", "") else (family, given)


def _read(values, name):
    value = values.get(name, "")
    return (value if name in AS_THEY_ARE else _out_of_latex(value)).strip()


def _is_too_much(value):
    depth = deepest = 0
    for sign in value:
        depth += (sign == "{") - (sign == "}")
        deepest = max(deepest, depth)
    return len(value) > MOST_CHARACTERS or deepest > DEEPEST
