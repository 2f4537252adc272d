"""What an edition holds: strict when it is composed, forgiving when it is read.

An edition outlives the code that made it, and after a rollback older code reads newer ones.
"""

from collections.abc import Callable
from typing import ClassVar, Self

from django.db import models
from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def read(cls, stored: dict) -> Self:
        """What was stored; fields that this code does not know are left out."""
        return cls.model_validate(stored, extra="ignore")


class Content(Frozen):
    """All that one edition holds.

    `schema_number` says by which rules it was made. `UPGRADES` gives for each older
    number what makes the next one's fields of it, a function of the content as it was stored.
    """

    UPGRADES: ClassVar[dict[int, Callable[[dict], dict]]] = {}

    schema_number: int = 1

    @classmethod
    def read(cls, stored: dict) -> Self:
        newest = cls.model_fields["schema_number"].default
        for number in range(stored.get("schema_number", 1), newest):
            stored = {**cls.UPGRADES[number](stored), "schema_number": number + 1}
        return super().read(stored)


def label_of(choices: type[models.TextChoices], value: str) -> str:
    """The words for a stored choice; the bare value where the list does not have it (any more)."""
    return str(dict(choices.choices).get(value, value))
