"""How old a part's review is on a day: pages, paper, worklists and reminders all ask here."""

from datetime import date, timedelta

from django.db.models import TextChoices

from editions.tools.moments import months_later
from guide.models.content import GuideContent
from guide.models.kinds import Kind

SOON = timedelta(days=60)
# What a patient hopes for. Risks and the approval status are shown however old their review is.
FOLDING = frozenset({Kind.BENEFITS, Kind.SUCCESS_RATE, Kind.TIMEFRAME})


class Age(TextChoices):
    FRESH = "fresh"
    SOON = "soon"  # due within 60 days
    DUE = "due"  # the very day
    OVERDUE = "overdue"  # said on the page
    FOLDED = "folded"  # and its words stand folded there


PAST = frozenset({Age.OVERDUE, Age.FOLDED})


def age_of(content: GuideContent, part: str, day: date) -> Age | None:
    """None where nobody has signed the words as they are: these are not overdue but unsigned."""
    review = content.review(part)
    if review is None:
        return None
    due = review.next_review
    if due is None or day < due - SOON:
        return Age.FRESH
    if day <= due:
        return Age.DUE if day == due else Age.SOON
    folds = folds_on(content, part)
    return Age.FOLDED if folds and folds <= day else Age.OVERDUE


def folds_on(content: GuideContent, part: str) -> date | None:
    """The first day on which patients find this part folded; None for one that never is."""
    review, section = content.review(part), content.section(part)
    if not (review and review.next_review and section and section.kind in FOLDING):
        return None
    return months_later(review.next_review, content.overdue_grace_months) + timedelta(days=1)


def folds_first_on(content: GuideContent) -> date | None:
    """The first day on which any part of it is folded."""
    days = (folds_on(content, part) for part in content.prints)
    return min(filter(None, days), default=None)
