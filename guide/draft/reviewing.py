"""A text on its way through review: asked for, signed off or sent back."""

from django.db import transaction
from django.utils.translation import gettext as _

from editions.publish import proposing
from editions.publish.proposing import CannotDecide
from editions.tools.fingerprint import fingerprint
from guide.draft.composing import compose
from guide.models import ReviewRequest, Translation, access
from guide.models.content import GuideContent

OF_THE_REVIEW = {"reviewed_on", "reviewer", "next_review"}


def text_print(content: GuideContent) -> str:
    """The fingerprint of what is read and signed: the whole text without its review dates."""
    return fingerprint(
        content.model_dump(mode="json", exclude={"sections": {"__all__": OF_THE_REVIEW}})
    )


def draft_print(translation: Translation) -> str:
    return text_print(compose(translation))


def ask_for_review(translation: Translation, *, by, expected: str, comment: str = ""):
    """The text, which `by` looked at as `expected`, waits for a reviewer. Raises CannotDecide."""
    if not access.edits_guides(by):
        raise CannotDecide(_("Only a guide editor can ask for a review."))
    return proposing.put_forward(
        translation, by=by, print_of=draft_print, expected=expected, comment=comment
    )


@transaction.atomic
def sign_off(translation: Translation, *, by, expected: str, comment: str = "") -> ReviewRequest:
    """`by` signs for exactly this text; the next edition carries it as long as nothing changes."""
    _reviewer(by)
    signed = proposing.sign(
        translation, by=by, print_of=draft_print, expected=expected, answer=comment
    )
    if signed.signed_as is None:  # a second click signs nothing anew
        signed.signed_as = by.reviewer.as_signed()
        signed.save(update_fields=["signed_as"])
    return signed


def send_back(translation: Translation, *, by, comment: str, expected: str = "") -> ReviewRequest:
    _reviewer(by)
    return proposing.send_back(translation, by=by, answer=comment)


def sign_off_of(translation: Translation, content: GuideContent) -> ReviewRequest | None:
    """The sign-off that holds for exactly this text, by somebody who stands among the reviewers."""
    signed = translation.proposals.open().filter(
        outcome=ReviewRequest.Outcome.SIGNED,
        fingerprint=text_print(content),
        decided_by__reviewer__isnull=False,
    )
    return signed.select_related("decided_by__reviewer").first()


def _reviewer(user):
    if not access.signs_reviews(user):
        raise CannotDecide(_("Only a medical reviewer can decide about a text."))
