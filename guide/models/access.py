"""Who may touch the central text: one rule, asked by every door."""

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from guide.models import Reviewer

EDITORS = "Guide editors"
REVIEWERS = "Medical reviewers"


def edits_guides(user) -> bool:
    return user.works_here and (user.is_superuser or EDITORS in user.group_names)


def signs_reviews(user) -> bool:
    """Only a medical reviewer with a reviewer's entry moves a review date."""
    return user.works_here and REVIEWERS in user.group_names and hasattr(user, "reviewer")


def drafts_to_exempt(drafts: QuerySet, user) -> QuerySet:
    """What a check stops is let stand by somebody who may sign, of whomever the draft is."""
    return drafts if signs_reviews(user) else drafts.none()


def reviewers() -> QuerySet:
    """The people of whom `signs_reviews` is true."""
    people = get_user_model().objects.filter(is_active=True, is_staff=True)
    return people.filter(groups__name=REVIEWERS, reviewer__isnull=False).order_by("pk")


def publishes_guides(user) -> bool:
    return edits_guides(user) or signs_reviews(user)


def settles_approval(user) -> bool:
    """Who may say that a guide is approved, needs no approval, or goes live without a signature:
    the law's notices and the signatures hang on it, so not whoever writes the words alone."""
    return user.works_here and (user.is_operator or signs_reviews(user))


def may_view(model, user) -> bool:
    """Everybody who works here reads the central text, so that clinics know what they show."""
    return user.works_here


def may_add(model, user) -> bool:
    return user.is_operator if model is Reviewer else edits_guides(user)


def viewable(queryset: QuerySet, user) -> QuerySet:
    return queryset if user.works_here else queryset.none()


def editable(queryset: QuerySet, user) -> QuerySet:
    if getattr(queryset.model, "instance_type", queryset.model) is Reviewer:
        return _own_entry(queryset, user)
    return queryset if edits_guides(user) else queryset.none()


def _own_entry(reviewers, user):
    """The name somebody signs in is that person's own, and an operator's to give."""
    if user.works_here and user.is_superuser:
        return reviewers
    return reviewers.filter(user=user) if signs_reviews(user) else reviewers.none()
