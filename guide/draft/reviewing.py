"""A text on its way through review: asked for, signed off or sent back."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from editions.publish import proposing
from editions.publish.proposing import CannotDecide
from editions.publish.publishing import lock
from editions.tools.fingerprint import fingerprint
from editions.tools.moments import months_later
from guide.draft.composing import compose
from guide.models import Reviewer, ReviewRequest, Signature, Translation, access
from guide.models.content import GuideContent
from guide.models.signed_words import words_of

OF_THE_REVIEW = {"signatures", "words_since", "overdue_grace_months"}


def text_print(content: GuideContent) -> str:
    """The fingerprint of what is read: the whole text without what tells of its reviews."""
    return fingerprint(content.model_dump(mode="json", exclude=OF_THE_REVIEW))


def draft_print(translation: Translation) -> str:
    return text_print(compose(translation))


def ask_for_review(translation: Translation, *, by, expected: str, comment: str = ""):
    """The text, which `by` looked at as `expected`, waits for a reviewer. Raises CannotDecide."""
    if not access.edits_guides(by):
        raise CannotDecide(_("Only a guide editor can ask for a review."))
    return proposing.put_forward(
        translation,
        by=by,
        compose=compose,
        print_of=text_print,
        expected=expected,
        comment=comment,
    )


@transaction.atomic
def sign_off(
    translation: Translation,
    *,
    by,
    expected: str,
    comment: str = "",
    parts: Collection[str] | None = None,
) -> ReviewRequest:
    """`by` puts the own name under these parts of exactly this text (None: under all of it).

    It holds for each part as long as nothing in that part changes. The request is answered once
    nobody's signature is missing any more. Raises CannotDecide.
    """
    _reviewer(by)
    translation = lock(translation)
    content = compose(translation)
    chosen = [part for part in content.prints if parts is None or part in parts]
    if not chosen:
        raise CannotDecide(_("Choose what you sign."))
    is_whole = all(part in chosen or content.review(part) for part in content.prints)
    request = proposing.sign(
        translation,
        by=by,
        content=content,
        print_of=text_print,
        expected=expected,
        answer=comment,
        is_whole=is_whole,
    )
    _sign(translation, content, chosen, request, by.reviewer)
    return request


def _sign(translation, content, chosen, request, reviewer):
    """A second click signs nothing anew."""
    words = words_of(content.model_dump(mode="json"))
    now = {"signed_as": reviewer.as_signed(), "reviewed_on": timezone.localdate()}
    mine = reviewer.signatures.standing().filter(translation=translation, **now)
    signed = set(mine.values_list("key", "words"))
    Signature.objects.bulk_create(
        Signature(
            translation=translation,
            key=part,
            words=content.prints[part],
            text=words[part],
            reviewer=reviewer,
            next_review=months_later(now["reviewed_on"], translation.guide.review_months),
            request=request,
            **now,
        )
        for part in chosen
        if (part, content.prints[part]) not in signed
    )


@transaction.atomic
def send_back(translation: Translation, *, by, comment: str, expected: str = "") -> ReviewRequest:
    """The text goes back to whoever asked; what was signed in answer is signed no more."""
    _reviewer(by)
    request = proposing.send_back(translation, by=by, answer=comment)
    request.signatures.standing().update(taken_back_at=timezone.now())
    return request


def last_signed(translation: Translation, reviewer: Reviewer | None) -> dict[str, dict]:
    """{part: the words} that this reviewer signed last; of None, that anybody did."""
    rows = Signature.objects.standing().filter(translation=translation)
    if reviewer:
        rows = rows.filter(reviewer=reviewer)
    return dict(rows.order_by("signed_at", "pk").values_list("key", "text"))


def _reviewer(user):
    if not access.signs_reviews(user):
        raise CannotDecide(_("Only a medical reviewer can decide about a text."))
