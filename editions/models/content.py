"""What an edition holds: strict when it is composed, forgiving when it is read.

An edition outlives the code that made it, and after a rollback older code reads newer ones.
"""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Annotated, ClassVar, Self

from django.db import models
from pydantic import BaseModel, ConfigDict, field_validator

from editions.models.public_text import Unread
from editions.tools.direction import without_turns
from editions.tools.fingerprint import fingerprint

FOUND = Unread("what the check itself said of words that it has read")
ASKED = Unread("read by the check when somebody asked for the exception")


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _as_it_is_read(cls, value):
        return without_turns(value)

    @classmethod
    def read(cls, stored: dict) -> Self:
        """What was stored; fields that this code does not know are left out."""
        return cls.model_validate(stored, extra="ignore")


class ExceptionContent(Frozen):
    """A finding that a second person let stand: listed to patients, where and why.

    `places` and `messages` are per language. `by` is empty where an operator published at the
    server what the check would have stopped.
    """

    places: Annotated[dict[str, str], FOUND] = {}
    messages: Annotated[dict[str, str], FOUND] = {}
    quote: Annotated[str, FOUND] = ""
    quoted_in: Annotated[str, Unread("one of a list of ours")] = ""
    reason: Annotated[str, ASKED]
    language: Annotated[str, Unread("one of a list of ours")]
    by: Annotated[str, Unread("a name, as its bearer signs")] = ""
    on: date


class CorrectionContent(Frozen):
    """What an edition put right, told to patients; every later edition tells it too."""

    text: str
    language: Annotated[str, Unread("one of a list of ours")]
    on: date


class Content(Frozen):
    """All that one edition holds.

    `schema_number` says by which rules it was made. `UPGRADES` gives for each older
    number what makes the next one's fields of it, a function of the content as it was stored.
    """

    UPGRADES: ClassVar[dict[int, Callable[[dict], dict]]] = {}
    # What publishing adds to a draft, and what is no word of it.
    ADDED: ClassVar = {"exceptions", "corrections"}
    NO_WORDS: ClassVar = ADDED

    schema_number: int = 1
    exceptions: tuple[ExceptionContent, ...] = ()
    corrections: tuple[CorrectionContent, ...] = ()

    @cached_property
    def words_print(self) -> str:
        """The fingerprint of all that is said, whoever signed it or let it stand."""
        return fingerprint(self.model_dump(mode="json", exclude=self.NO_WORDS))

    def as_draft(self) -> Self:
        """Without what only publishing adds."""
        return self.model_copy(update=dict.fromkeys(self.ADDED, ()))

    @classmethod
    def read(cls, stored: dict) -> Self:
        newest = cls.model_fields["schema_number"].default
        for number in range(stored.get("schema_number", 1), newest):
            stored = {**cls.UPGRADES[number](stored), "schema_number": number + 1}
        return super().read(stored)


def label_of(choices: type[models.TextChoices], value: str) -> str:
    """The words for a stored choice; the bare value where the list does not have it (any more)."""
    return str(dict(choices.choices).get(value, value))
