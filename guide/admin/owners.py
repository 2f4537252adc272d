"""The owner of editions in this room, described: a guide's text."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editions.admin.owners import Owner, Reviewing, Signature
from guide.admin import review_actions
from guide.draft.checking import check
from guide.draft.composing import compose
from guide.draft.publishing import publish
from guide.draft.restoring import TextRows
from guide.draft.reviewing import sign_off_of, text_print
from guide.draft.wording import guide_wording
from guide.models import Reference, Section, Term, Translation, access


def _parts(text):
    of_guide = {"guide_id": text.guide_id}
    return [
        (Section, {"translation_id": text.pk}),
        (Reference, of_guide),
        (Term, {"language": text.language}),
    ]


def _signature(user, text, content):
    signed = sign_off_of(text, content)
    if signed:
        return Signature(f"{signed.told()} {signed.consequence(signed.fingerprint)}")
    words = _("Without a signature this is a correction: the review dates stay.")
    return Signature(words, may_sign=access.signs_reviews(user))


def _last_review(text, newest):
    """Who signs looks at all that came since somebody last signed."""
    signed = text.editions.filter(is_review=True, withdrawn_at=None)
    return signed.order_by("-number").first() or newest


TEXT = Owner(
    model=Translation,
    compose=compose,
    check=check,
    publish=publish,
    may_publish=lambda user, text: access.publishes_guides(user),
    wording=lambda content: guide_wording(),
    rows=TextRows,
    parts=_parts,
    signature=_signature,
    review=Reviewing(
        title=gettext_lazy("Review"),
        may_take_part=lambda user, text: access.publishes_guides(user),
        actions=review_actions.actions,
        deciders=lambda text: access.reviewers(),
        fingerprint=text_print,
        basis=_last_review,
    ),
)
