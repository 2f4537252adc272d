"""Publishing a guide's text: the whole draft, as the next edition."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from editions.publish import publishing
from editions.publish.proposing import close
from editions.publish.publishing import CannotPublish
from guide.draft.checking import check
from guide.draft.composing import compose
from guide.draft.reviewing import sign_off_of
from guide.models import Section, Translation, TranslationEdition, access

REVIEW_HOLDS = timedelta(days=365)


@transaction.atomic
def publish(translation: Translation, *, by, is_review=False, **options) -> TranslationEdition:
    """The next edition of `translation`; `options` are those of editions.publish.publishing.publish.

    `is_review` signs every section in the publisher's own reviewer's name and moves the review
    dates. So does a sign-off of exactly this text, in the name and with the day of whoever signed
    it; without either the edition is a correction and the dates stay. Raises CannotPublish.
    """
    if not access.publishes_guides(by):
        raise CannotPublish(_("You may not publish guides. Ask a guide editor."))
    if is_review and not access.signs_reviews(by):
        raise CannotPublish(_("Only a medical reviewer can sign a review."))
    edition = publishing.publish(
        translation,
        compose=compose,
        check=check,
        before=lambda owner: {"is_review": _signed(owner, by, is_review)},
        by=by,
        slug=translation.guide.slug,
        language=translation.language,
        **options,
    )
    close(translation, but_waiting=not edition.is_review)
    return edition


def _signed(translation, by, is_review):
    """Whether somebody signs for this text; whoever does stands in its sections from now on."""
    if is_review:
        signature = by.reviewer, by.reviewer.as_signed(), timezone.localdate()
    elif signed := sign_off_of(translation, compose(translation)):
        reviewer = signed.decided_by.reviewer
        words = signed.signed_as or reviewer.as_signed()
        signature = reviewer, words, timezone.localdate(signed.decided_at)
    else:
        return False
    _sign(translation, *signature, by)
    return True


def _sign(translation, reviewer, words, day, by):
    sections = list(translation.sections.all())
    for section in sections:
        section.reviewed_on, section.reviewer, section.signed_as = day, reviewer, words
        section.next_review = day + REVIEW_HOLDS
        section.version += 1
    fields = ["reviewed_on", "reviewer", "signed_as", "next_review", "version"]
    bulk_update_with_history(sections, Section, fields, default_user=by)
