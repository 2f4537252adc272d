"""The owner of editions in this room, described: a guide's text."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editions.admin.owners import Basis, DraftPart, Exempting, Owner, Reviewing
from guide.admin import review_actions
from guide.checks.checking import check
from guide.checks.claims import findings_on_words
from guide.draft.composing import compose
from guide.draft.publishing import publish
from guide.draft.restoring import TextRows
from guide.draft.reviewing import last_signed, text_print
from guide.draft.wording import guide_wording
from guide.models import Guide, Reference, Section, Term, Translation, access
from guide.models.content import titles_of
from guide.models.review_clock import folds_first_on
from guide.models.signed_words import as_content, keys_cited, words_of


def _parts(text):
    """Whose words it says: its own rows, and the shared sources that it cites."""
    texts = [*text.sections.values_list("body", flat=True), text.main_message, text.emergency]
    cited = {key for words in texts for key in keys_cited(words)}
    return [
        (Guide, {"id": text.guide_id}),
        (Section, {"translation_id": text.pk}),
        (Reference, {"guide_id": text.guide_id}),
        (Reference, {"guide_id": None, "key__in": cited}),
        (Term, {"language": text.language}),
    ]


def _signature(content):
    said = (
        _("All of it is signed: pages name who reviewed it, and when.")
        if content.is_signed
        else _("Pages say which parts nobody has signed as they are.")
    )
    return " ".join(filter(None, [said, _fold(content)]))


def _fold(content):
    """When a part of it folds, or since when it is."""
    day = folds_first_on(content)
    if day is None:
        return ""
    if day > timezone.localdate():
        words = _("Without another review, patients find a part of it folded from %(day)s on.")
    else:
        words = _("A part of it is overdue for review: patients find it folded since %(day)s.")
    return words % {"day": date_format(day)}


def _parts_to_sign(content):
    """All at first, or where some are signed already those that are not."""
    titles = titles_of(content)
    return [
        DraftPart(
            part, _named(title, content.review(part)), content.is_signed or not content.review(part)
        )
        for part, title in titles.items()
    ]


def _named(title, review):
    if review is None:
        return title
    words = _("%(part)s (signed by %(name)s on %(day)s)")
    day = date_format(review.reviewed_on)
    return words % {"part": title, "name": review.reviewer.name, "day": day}


def _since(signs, signed):
    if not signed:
        return _("All of it is new to you: you have signed none of it yet")
    if signs:
        return _("What is different from what you signed last")
    return _("What is different from what was signed last")


def _last_signed(user, text, content):
    """Who signs looks at all that came since that person signed last; others, since anybody did."""
    signs = access.signs_reviews(user)
    signed = last_signed(text, user.reviewer if signs else None)
    if not signed and not signs:
        return None
    newest = text.editions.filter(withdrawn_at=None).first()
    known = content.prints.keys() | (newest.read().prints.keys() if newest else set())
    return Basis(
        _since(signs, signed),
        then=as_content({part: words for part, words in signed.items() if part in known}),
        now=as_content(words_of(content.model_dump(mode="json"))),
    )


# The same of every draft: the clinics' as well.
EXEMPTING = Exempting(
    drafts=access.drafts_to_exempt,
    deciders=access.reviewers,
    signed_as=lambda user: user.reviewer.as_signed(),
    check_words=findings_on_words,
)
TEXT = Owner(
    model=Translation,
    compose=compose,
    check=check,
    publish=publish,
    may_publish=lambda user, text: access.publishes_guides(user),
    wording=guide_wording,
    rows=TextRows,
    exempting=EXEMPTING,
    parts=_parts,
    unsigned=(
        gettext_lazy(
            "Medical words that no reviewer has signed do not go live. Ask for a review first."
        ),
        gettext_lazy("Review"),
    ),
    signature=_signature,
    review=Reviewing(
        title=gettext_lazy("Review"),
        may_take_part=lambda user, text: access.publishes_guides(user),
        actions=review_actions.actions,
        deciders=lambda text: access.reviewers(),
        fingerprint=text_print,
        parts=_parts_to_sign,
        basis=_last_signed,
    ),
)
