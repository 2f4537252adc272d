"""What a reviewer puts a name under: the words of each section, of the opening, and of the glossary."""

from functools import lru_cache

from editions.tools.fingerprint import fingerprint
from guide.markup.markdown import parse

# Parts of a text beside its sections; no key of a section has a colon.
OPENING, GLOSSARY = ":opening", ":glossary"

OF_OPENING = ("title", "description", "main_message", "emergency")
OF_SECTION = ("title", "main_message", "body", "evidence")
# What is kept about a reference: it may change without a word of it being another.
NO_WORDS = frozenset({"title_language", "status", "status_note"})
CITING = {OPENING: ("main_message", "emergency"), "": ("body",)}


def prints_of(stored: dict) -> dict[str, str]:
    """{part: the fingerprint of its words} of a guide's content as it is stored."""
    return {part: fingerprint(words) for part, words in words_of(stored).items()}


def words_of(stored: dict) -> dict[str, dict]:
    """{part: its words, with the references they cite} of a guide's content as it is stored.

    What is empty is left out, so that a field added later changes no fingerprint of before.
    """
    references = {row["key"]: row for row in stored.get("references", ())}
    words = {OPENING: _words(stored, OF_OPENING, CITING[OPENING], references)}
    for section in stored["sections"]:
        words[section["key"]] = _words(section, OF_SECTION, CITING[""], references)
    if terms := stored.get("terms"):
        words[GLOSSARY] = {"terms": [_said(term) for term in terms]}
    return words


def as_content(words: dict[str, dict]) -> dict:
    """What `words_of` made, as a content is stored again, for comparing."""
    content: dict = {"sections": [], "references": {}, "terms": []}
    for part, said in words.items():
        own = {name: value for name, value in said.items() if name != "references"}
        content["references"] |= {row["key"]: row for row in said.get("references", ())}
        if part in (OPENING, GLOSSARY):
            content |= own
        else:
            content["sections"].append({"key": part, **own})
    return content | {"references": list(content["references"].values())}


def _words(item, names, citing, references):
    said = {name: item[name] for name in names if item.get(name)}
    keys = {key for name in citing for key in keys_cited(item.get(name) or "")}
    cited = [_said(references[key]) for key in sorted(keys & references.keys())]
    return said | ({"references": cited} if cited else {})


def _said(item):
    """Without what is empty, and of a reference without what is only kept about it."""
    return {
        name: value
        for name, value in item.items()
        if value not in ("", None, [], {}) and name not in NO_WORDS
    }


@lru_cache(maxsize=1024)
def keys_cited(text: str) -> tuple[str, ...]:
    """Kept, for reading a whole guide takes a moment and the start page asks of many."""
    return tuple(key for key, _line in parse(text).cited)


def signed_as_a_whole(stored: dict) -> dict:
    """A content of the first schema in the fields of the second.

    It told a review for each section and not of which words: these are taken as the signed ones.
    That is true of an edition that was a review; whoever reads another drops them.
    """
    prints = prints_of(stored)
    reviews = {s["key"]: _review(s) for s in stored["sections"] if s.get("reviewer")}
    first = next(iter(reviews.values()), None)
    if len(reviews) == len(stored["sections"]) and all(r == first for r in reviews.values()):
        reviews = dict.fromkeys(prints, first)
    signatures = [
        {"key": part, "words": prints[part], **review} for part, review in reviews.items() if review
    ]
    return stored | {"signatures": signatures}


def _review(section):
    return {name: section.get(name) for name in ("reviewed_on", "next_review", "reviewer")}
