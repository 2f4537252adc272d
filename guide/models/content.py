"""What an edition of a guide holds: typed, frozen, and all that pages, paper and search read."""

from datetime import date
from typing import Annotated

from pydantic import Field

from editions.models.content import Content, Frozen
from guide.models.kinds import Kind, RegulatoryStatus

# A kind that the list does not have (any more) is kept as the bare word that was stored.
AnyKind = Annotated[Kind | str, Field(union_mode="left_to_right")]


class ReviewerContent(Frozen):
    name: str
    credentials: str = ""
    interests: str = ""


class SectionContent(Frozen):
    key: str
    kind: AnyKind
    title: str
    main_message: str = ""
    body: str
    evidence: str = ""
    reviewed_on: date | None = None
    reviewer: ReviewerContent | None = None
    next_review: date | None = None


class ReferenceContent(Frozen):
    key: str
    text: str
    url: str = ""


class TermContent(Frozen):
    key: str
    definition: str


class SourceContent(Frozen):
    """The edition this text was translated from."""

    language: str
    number: int


class GuideContent(Content):
    slug: str
    language: str
    title: str
    description: str = ""
    main_message: str = ""
    emergency: str = ""
    condition: str = ""
    treatment: str = ""
    regulatory_status: str
    icd10_codes: tuple[str, ...] = ()
    snomed_codes: tuple[str, ...] = ()
    sections: tuple[SectionContent, ...]
    references: tuple[ReferenceContent, ...] = ()
    terms: tuple[TermContent, ...] = ()
    translated_from: SourceContent | None = None

    def section(self, key: str) -> SectionContent | None:
        return next((section for section in self.sections if section.key == key), None)

    @property
    def is_unapproved(self) -> bool:
        """Unless its status says otherwise: an unknown one brings the warnings too."""
        return self.regulatory_status not in (
            RegulatoryStatus.APPROVED,
            RegulatoryStatus.NOT_NEEDED,
        )

    def has(self, kind: Kind) -> bool:
        return any(section.kind == kind for section in self.sections)
