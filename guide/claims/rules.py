"""The rules of the claim check, from rules.toml and one file of patterns per language.

The engine is RE2, which reads a text once and in linear time, whatever the pattern.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import re2
from django.utils.translation import gettext

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "es")
BLOCK, WARN = "block", "warn"
NAME = re.compile(r"<(\w+)>")
EXCUSES = {
    "denied", "denied-again", "disclaimed", "doubted", "cited", "weighed", "other-care", "limited",
}  # fmt: skip


class UnknownRule(ValueError):
    """A file of rules names what there is not."""


@dataclass(frozen=True)
class ClaimRule:
    """What is looked for, why, and what to write instead: in the language of whoever reads it."""

    id: str
    severity: str
    english_message: str
    english_instead: str
    source: str
    checked: date

    @property
    def message(self) -> str:
        return gettext(self.english_message)

    @property
    def instead(self) -> str:
        return gettext(self.english_instead)


@dataclass(frozen=True)
class ClaimPattern:
    """How one language puts it; the excuses are told in en.toml."""

    rule: str
    find: re2._Regexp
    needs: re2._Regexp | None = None
    but_not: re2._Regexp | None = None
    unless: frozenset[str] = frozenset()
    softened: bool = False
    asks: bool = False
    at_least: int = 1


@dataclass(frozen=True)
class LanguageRules:
    patterns: tuple[ClaimPattern, ...]
    words: dict[str, re2._Regexp]


def _rules():
    with (FOLDER / "rules.toml").open("rb") as file:
        return {
            name: ClaimRule(
                name,
                said["severity"],
                said["message"],
                said["instead"],
                said["source"],
                said["checked"],
            )
            for name, said in tomllib.load(file).items()
        }


RULES = _rules()


@cache
def rules_of(language: str) -> LanguageRules:
    """Compiled once in a process. `language` is one of LANGUAGES."""
    with (FOLDER / f"{language}.toml").open("rb") as file:
        said = tomllib.load(file)
    lists = said["words"]
    words = {name: _compiled([rf"\b{_with_lists(text, lists)}\b"]) for name, text in lists.items()}
    words |= {name: _compiled(texts, lists) for name, texts in said["sentences"].items()}
    return LanguageRules(tuple(_pattern(entry, lists) for entry in said["pattern"]), words)


def _pattern(entry, lists):
    if entry["rule"] not in RULES or not EXCUSES.issuperset(entry.get("unless", ())):
        raise UnknownRule(entry["rule"])
    capitals = entry.get("capitals", False)
    return ClaimPattern(
        entry["rule"],
        _compiled(entry["find"], lists, capitals),
        _compiled(entry.get("needs"), lists),
        _compiled(entry.get("but_not"), lists, capitals),
        frozenset(entry.get("unless", ())),
        entry.get("softened", False),
        entry.get("asks", False),
        entry.get("at_least", 1),
    )


def _with_lists(text, lists):
    while NAME.search(text):
        text = NAME.sub(lambda found: lists[found[1]], text)
    return text


def _compiled(texts, lists=None, capitals=False):
    """Alternatives as one pattern, over many lines, blind to capital letters."""
    if not texts:
        return None
    texts = [texts] if isinstance(texts, str) else texts
    options = re2.Options()
    options.case_sensitive = capitals
    options.never_capture = True
    options.log_errors = False
    options.max_mem = 64 << 20
    one = "|".join(_with_lists(text, lists or {}) for text in texts)
    return re2.compile(f"(?m:{one})".encode("ascii"), options)
