"""The models of this room, and what its migrations look for here."""

from guide.models.address_field import AddressField, validate_key, validate_not_reserved
from guide.models.guide import (
    Guide,
    Section,
    Translation,
    markdown_field,
)
from guide.models.review_request import ReviewRequest
from guide.models.reviewer import Reviewer
from guide.models.signature import Signature
from guide.models.sources import Reference, Term
from guide.models.translation_edition import TranslationEdition

__all__ = [
    "AddressField",
    "Guide",
    "Reference",
    "ReviewRequest",
    "Reviewer",
    "Section",
    "Signature",
    "Term",
    "Translation",
    "TranslationEdition",
    "markdown_field",
    "validate_key",
    "validate_not_reserved",
]
