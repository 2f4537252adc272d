"""Owners of editions, described: all that the pages about editions need to know of one kind.

A room describes its owners in `AppConfig.ready` (`describe`); what a room above knows of them, it
adds in its own (`add`). The views ask `owner_of` for the description when a request comes.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from pydantic import BaseModel

from editions.diff.wording import Wording
from editions.models import Draft, Edition
from editions.publish.restoring import DraftRows
from editions.tools.findings import Finding
from editions.tools.fingerprint import fingerprint_of


@dataclass(frozen=True)
class Action:
    """One button: `does(owner, by=, expected=, comment=)` gives the proposal, and `said` is true.

    With `takes_parts` it is also told `parts`, the keys of what the person chose on the page.
    """

    label: str
    said: str
    does: Callable
    is_main: bool = False
    takes_parts: bool = False


@dataclass(frozen=True)
class DraftPart:
    """A part of a draft that is decided about by itself; `is_chosen` before anybody chooses."""

    key: str
    label: str
    is_chosen: bool = True


@dataclass(frozen=True)
class Basis:
    """What a draft is compared with on the page where it is decided, both as contents are stored."""

    title: str
    then: dict
    now: dict


@dataclass(frozen=True)
class Reviewing:
    """How one person puts a draft forward and another decides; the owners have `proposals`."""

    title: str
    may_take_part: Callable[..., bool]  # (user, owner)
    actions: Callable[..., dict[str, Action]]  # (user, owner, proposal or None, fingerprint)
    deciders: Callable[[Draft], Iterable]  # the people who are told when something waits for them
    fingerprint: Callable[[BaseModel], str] = fingerprint_of
    parts: Callable[..., list[DraftPart]] = lambda content: []
    basis: Callable[..., Basis | None] = lambda user, owner, content: (
        None
    )  # instead of what is live


@dataclass(frozen=True)
class Exempting:
    """Who may let a finding stand that somebody else asks about: see editions.publish.exempting."""

    drafts: Callable[..., QuerySet]  # (rows, user): those about which this person may decide
    deciders: Callable[[], Iterable]  # the people who are told when somebody asks
    signed_as: Callable[..., dict]  # (user): what patients read of that person
    check_words: Callable[[str, str], Sequence[Finding]]  # (text, language) that patients will read


@dataclass(frozen=True)
class Owner:
    model: type[Draft]
    compose: Callable[..., BaseModel]  # (owner): what the next edition would hold
    check: Callable[..., Sequence[Finding]]  # (owner, content)
    publish: Callable[..., Edition]  # (owner, by=, **PublishForm.cleaned_data)
    may_publish: Callable[..., bool]  # (user, owner)
    wording: Callable[..., Wording]  # (content): its names and values in words
    rows: Callable[..., DraftRows]  # (owner): what restoring writes
    exempting: Exempting
    parts: Callable[..., list] = (
        lambda owner: []
    )  # (model, {column: value}) of rows that are its own
    # What a publish waits for while words need somebody's signature, and what the way there is called.
    unsigned: tuple[str, str] = ("", "")
    signature: Callable[..., str] = lambda content: ""  # a sentence on who signs for it
    review: Reviewing | None = None
    preview: Callable[..., str] = lambda owner: ""  # where the draft is shown as patients read it
    links: Callable[..., list] = lambda user, owner: []  # (address, words) of more pages
    reaches: Callable[..., list[str] | None] = lambda owner: None  # clinics; None where it is clear


_described: dict[type, Owner] = {}


def describe(owner: Owner) -> None:
    _described[owner.model] = owner


def add(model: type, **parts) -> None:
    """What a room above knows of the owners of this model, as fields of Owner."""
    _described[model] = replace(_described[model], **parts)


def owner_of(model: type) -> Owner:
    return _described[model]


def every_owner() -> Iterable[Owner]:
    return _described.values()
