"""What an edition of a guide holds: typed, frozen, and all that pages, paper and search read."""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Annotated, ClassVar

from django.utils.translation import gettext as _
from pydantic import Field

from editions.models.content import Content, Frozen
from editions.models.public_text import Markdown, Unread
from guide.models.kinds import SETTLED, Kind
from guide.models.signed_words import GLOSSARY, OPENING, prints_of, signed_as_a_whole

# What the claim check does not read, and why.
Key = Annotated[str, Unread("a name that only addresses and other fields use")]
Choice = Annotated[str, Unread("one of a list of ours")]
Fact = Annotated[str, Unread("an address, a number or a name, checked by its form")]
OfOthers = Annotated[str, Unread("what others called their work, and their own words")]
MarkdownText = Annotated[str, Markdown()]
# A kind that the list does not have (any more) is kept as the bare word that was stored.
AnyKind = Annotated[Kind | str, Field(union_mode="left_to_right"), Unread("one of a list of ours")]


OVERDUE_GRACE_MONTHS = 6  # where an edition does not say, and of a new guide


class ReviewerContent(Frozen):
    name: str
    credentials: str = ""
    interests: str = ""


class SectionContent(Frozen):
    key: Key
    kind: AnyKind
    title: str
    main_message: str = ""
    body: MarkdownText
    evidence: Choice = ""


class SignatureContent(Frozen):
    """Who signed the part `key` last. `words` is the fingerprint of what was signed then."""

    key: Key
    words: Key
    reviewed_on: date
    next_review: date | None = None
    reviewer: ReviewerContent


class ReferenceContent(Frozen):
    """`text` is all of it, written out, and `url` where it leads; the rest is what they say in parts.

    Whether it still holds (`status`) is the network's to keep: see NO_WORDS in signed_words.
    """

    key: Key
    text: OfOthers
    url: Fact = ""
    authors: OfOthers = ""
    title: OfOthers = ""
    journal: OfOthers = ""
    year: int | None = None
    details: OfOthers = ""
    doi: Fact = ""
    pmid: Fact = ""
    nct: Fact = ""
    remark: str = ""
    source_kind: Choice = ""
    same_condition: Choice = ""
    passage: OfOthers = ""
    passage_place: OfOthers = ""
    title_language: Choice = ""
    status: Choice = ""
    status_note: str = ""


class TermContent(Frozen):
    key: str
    definition: str


class SourceContent(Frozen):
    """The edition this text was translated from."""

    language: Choice
    number: int


class GuideContent(Content):
    """`words_since` tells for each part since which day patients read its words as they are."""

    UPGRADES: ClassVar[dict[int, Callable[[dict], dict]]] = {1: signed_as_a_whole}
    NO_WORDS: ClassVar = {*Content.NO_WORDS, "signatures", "words_since"}

    schema_number: int = 2
    slug: Key
    language: Choice
    title: str
    description: str = ""
    main_message: MarkdownText = ""
    emergency: MarkdownText = ""
    condition: str = ""
    treatment: str = ""
    regulatory_status: Choice
    icd10_codes: tuple[Fact, ...] = ()
    snomed_codes: tuple[Fact, ...] = ()
    sections: tuple[SectionContent, ...]
    references: tuple[ReferenceContent, ...] = ()
    terms: tuple[TermContent, ...] = ()
    translated_from: SourceContent | None = None
    signatures: tuple[SignatureContent, ...] = ()
    words_since: dict[str, date] = {}
    overdue_grace_months: int = OVERDUE_GRACE_MONTHS

    @cached_property
    def prints(self) -> dict[str, str]:
        """{part: the fingerprint of its words as they are here}; see guide.models.signed_words."""
        return prints_of(self.model_dump(mode="json", exclude=self.NO_WORDS))

    def signature(self, part: str) -> SignatureContent | None:
        """The last one under this part, whether it still says what was signed or not."""
        return next((signed for signed in self.signatures if signed.key == part), None)

    def review(self, part: str) -> SignatureContent | None:
        """The signature that holds: of exactly the words that stand here."""
        signed = self.signature(part)
        return signed if signed and signed.words == self.prints[part] else None

    @property
    def is_signed(self) -> bool:
        return all(self.review(part) for part in self.prints)

    def section(self, key: str) -> SectionContent | None:
        return next((section for section in self.sections if section.key == key), None)

    @property
    def is_unapproved(self) -> bool:
        """Unless its status says otherwise: an unknown one brings the warnings too."""
        return self.regulatory_status not in SETTLED

    def has(self, kind: Kind) -> bool:
        return any(section.kind == kind for section in self.sections)


def titles_of(content: GuideContent) -> dict[str, str]:
    """What each part that is signed is called, in the order in which it is read."""
    titles = {OPENING: _("The title and the main message")}
    titles |= {section.key: section.title for section in content.sections}
    return titles | ({GLOSSARY: _("The words explained")} if content.terms else {})
