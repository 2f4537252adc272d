"""Publishing a guide's text: the whole draft, as the next edition."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from editions import publishing
from editions.publishing import CannotPublish
from guide import access
from guide.checking import check
from guide.composing import compose
from guide.models import Section, Translation, TranslationEdition

REVIEW_HOLDS = timedelta(days=365)


@transaction.atomic
def publish(translation: Translation, *, by, is_review=False, **options) -> TranslationEdition:
    """The next edition of `translation`; `options` are those of editions.publishing.publish.

    `is_review` signs every section in the publisher's own reviewer's name and moves the review
    dates; without it they stay. Raises CannotPublish.
    """
    if not access.publishes_guides(by):
        raise CannotPublish(_("You may not publish guides. Ask a guide editor."))
    if is_review and not access.signs_reviews(by):
        raise CannotPublish(_("Only a medical reviewer can sign a review."))
    return publishing.publish(
        translation,
        compose=compose,
        check=check,
        before=(lambda owner: _sign(owner, by)) if is_review else None,
        by=by,
        is_review=is_review,
        slug=translation.guide.slug,
        language=translation.language,
        **options,
    )


def _sign(translation, by):
    today = timezone.localdate()
    sections = list(translation.sections.all())
    for section in sections:
        section.reviewed_on, section.reviewer = today, by.reviewer
        section.next_review = today + REVIEW_HOLDS
        section.version += 1
    fields = ["reviewed_on", "reviewer", "next_review", "version"]
    bulk_update_with_history(sections, Section, fields, default_user=by)
