"""The library as other programs read and write it: entries of fields, from CSL-JSON or BibTeX.

An entry is {field of Reference: value}. What neither format has a place for travels under our own
names: in CSL's `custom`, in BibTeX as fields of these names.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from guide.models import Reference
from guide.models.evidence import SourceKind

MOST_ENTRIES, MOST_CHARACTERS = 2000, 5000  # of a file; of one value
OWN = (
    *("nct", "remark", "source_kind", "same_condition", "passage", "passage_place"),
    *("checked_on", "status", "status_note", "text", "details"),
)
FIELDS = (
    *("key", "authors", "title", "title_language", "journal", "year", "doi", "pmid", "url"),
    *OWN,
)
# Our name and CSL's, where the value is the same words.
IN_CSL = {
    "title": "title",
    "title_language": "language",
    "journal": "container-title",
    "doi": "DOI",
    "pmid": "PMID",
    "url": "URL",
}
TYPES = {
    SourceKind.REGULATOR: "legislation",
    SourceKind.COURT: "legal_case",
    SourceKind.PAYER: "report",
}
DETAILS = re.compile(r"(?P<volume>\d+)(?:\((?P<issue>[^()]+)\))?:(?P<page>\S+)")
PERSON = re.compile(r"(?P<family>\S.*) (?P<given>[^\W\d_a-z]{1,4})")
ET_AL = "et al."
NOT_KEPT = re.compile(r"[\x00\ud800-\udfff]")  # databases and pages take none of them


class CannotRead(Exception):
    """The words say what is wrong with the file as a whole."""


@dataclass
class Entry:
    """What a file says of one source; `problem` says why it cannot be taken, where it cannot."""

    name: str
    fields: dict = field(default_factory=dict)
    problem: str = ""


def refuse_too_many(count: int) -> None:
    """Asked before each entry costs anything. Raises CannotRead."""
    if count > MOST_ENTRIES:
        words = _("The file has more than %(most)s sources. Divide it.")
        raise CannotRead(words % {"most": MOST_ENTRIES})


def without_what_is_not_kept(entry: Entry) -> Entry:
    """The same, or refused by name where its name or a value has a sign that nobody could read."""
    found = NOT_KEPT.search("".join([entry.name, *map(str, entry.fields.values())]))
    if not found:
        return entry
    words = _(
        "It holds a sign that cannot be kept, %(sign)s. Delete it in the program that wrote the "
        "file."
    )
    sign = f"U+{ord(found[0]):04X}"
    return Entry(NOT_KEPT.sub("\ufffd", entry.name), problem=words % {"sign": sign})


def entry_of(row: Reference) -> dict:
    """Without what is empty; the citation only where it is not written out of the parts."""
    said = {name: getattr(row, name) for name in FIELDS}
    if row.title:
        said.pop("text")
    if row.checked_on:
        said["checked_on"] = row.checked_on.isoformat()
    return {name: value for name, value in said.items() if value not in ("", None)}


def people(authors: str) -> list[tuple[str, str]]:
    """(family name, initials) of each; no initials for an agency, or for “et al.”."""
    parts = [part for part in authors.split(", ") if part]
    found = [(part, PERSON.fullmatch(part)) for part in parts]
    return [(m["family"], m["given"]) if m else (part, "") for part, m in found]


def initials(given: str) -> str:
    """As journals print them: Jeffrey N. becomes JN."""
    if given.isupper() and given.isalpha() and len(given) <= 4:
        return given
    return "".join(word[0].upper() for word in re.split(r"[\s.-]+", given) if word)


def written_people(names: Iterable[tuple[str, str]]) -> str:
    """The way back from `people`, with given names written out or not."""
    return ", ".join(" ".join(filter(None, [family, initials(given)])) for family, given in names)


def places(details: str) -> dict[str, str]:
    """Volume, issue and page, where that is what the details say."""
    found = DETAILS.fullmatch(details)
    return {name: value for name, value in found.groupdict().items() if value} if found else {}


def written_places(volume: str, issue: str, page: str) -> str:
    first = f"{volume}({issue})" if issue else volume
    return ":".join(filter(None, [first, re.sub(r"-{2,}|–", "-", page)]))


def to_csl(rows: Iterable[Reference]) -> str:
    return json.dumps(list(map(_csl_item, rows)), ensure_ascii=False, indent=1) + "\n"


def _csl_item(row):
    said = entry_of(row)
    item = {"id": said["key"], "type": TYPES.get(row.source_kind, "article-journal")}
    item |= {csl: said[name] for name, csl in IN_CSL.items() if name in said}
    names = people(row.authors)
    if names:
        item["author"] = [
            {"family": family, "given": given} if given else {"literal": family}
            for family, given in names
        ]
    if row.year:
        item["issued"] = {"date-parts": [[row.year]]}
    where = places(row.details)
    own = {name: said[name] for name in OWN if name in said and not (name == "details" and where)}
    return item | where | ({"custom": own} if own else {})


def from_csl(text: str) -> list[Entry]:
    """Raises CannotRead."""
    try:
        items = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CannotRead(_("This is no JSON file. Export it as CSL-JSON, or as BibTeX.")) from error
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise CannotRead(_("This is no CSL-JSON: a list of sources is expected."))
    refuse_too_many(len(items))
    return [_csl_entry(item) for item in items]


def _csl_entry(item):
    custom = item.get("custom") if isinstance(item.get("custom"), dict) else {}
    said = {name: _words(custom.get(name)) for name in OWN}
    said |= {name: _words(item.get(csl)) for name, csl in IN_CSL.items()}
    where = [_words(item.get(name)) for name in ("volume", "issue", "page")]
    authors = item.get("author")
    names = authors if isinstance(authors, list) else []
    said |= {
        "key": _words(item.get("id")),
        "authors": written_people(_csl_person(name) for name in names if isinstance(name, dict)),
        "year": _csl_year(item.get("issued")),
    }
    said["details"] = written_places(*where) or said["details"]
    return Entry(said["key"], {name: value for name, value in said.items() if value})


def _csl_person(name):
    family = [_words(name.get(part)) for part in ("non-dropping-particle", "family")]
    literal = _words(name.get("literal"))
    return literal or " ".join(filter(None, family)), "" if literal else _words(name.get("given"))


def _csl_year(issued):
    parts = issued.get("date-parts") if isinstance(issued, dict) else None
    first = parts[0] if isinstance(parts, list) and parts else None
    if isinstance(first, list) and first:
        return _words(first[0])
    told = _words(issued.get("raw") or issued.get("literal")) if isinstance(issued, dict) else ""
    found = re.search(r"\b\d{4}\b", told)
    return found[0] if found else ""


def _words(value):
    return str(value).strip() if isinstance(value, str | int | float) else ""
