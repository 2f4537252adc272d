"""What the central team is to be reminded of."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property

from clinics.models import Note, access
from clinics.models.catalogue import Network
from clinics.models.consent import with_answers
from clinics.work.reminder_lines import NotesLine, ReviewLine
from clinics.work.reminder_steps import Thing, day_of, proposal_things, reached, subject_of
from guide.draft.worklist import DueReview, due_reviews
from guide.models import access as guide_access
from guide.models.review_request import ReviewRequest

REVIEW_STEPS = (-60, -30, -7, 0)
NOTE_STEPS = (0, 7, 30)  # nobody was written to


class Central:
    """What waits for the central team, read once for everybody in it."""

    def __init__(self, moment: datetime):
        self.moment = moment

    @cached_property
    def reviews(self) -> list[DueReview]:
        return due_reviews(self.moment)

    @cached_property
    def requests(self) -> list[ReviewRequest]:
        rows = ReviewRequest.objects.open().order_by("asked_at", "pk")
        beside = ("translation__guide", "asked_by", "decided_by")
        return list(rows.select_related(*beside).defer("content"))

    @cached_property
    def notes(self) -> list[tuple[int, datetime]]:
        """(note, when it was saved last), of those that nobody has decided about."""
        if not Network.objects.filter(requires_consent=True).exists():
            return []
        unread = with_answers(Note.objects.all()).filter(answer=None).order_by("pk")
        return list(unread.values_list("pk", "updated_at"))

    def of(self, person) -> Iterator[Thing]:
        if guide_access.publishes_guides(person):
            yield from self._reviews(person)
            yield from self._requests(person)
        if access.consents(person):
            yield from self._notes(person)

    def _reviews(self, person):
        day = day_of(person, self.moment)
        for review in self.reviews:
            if (step := reached(review.due, day, REVIEW_STEPS)) is not None:
                line = ReviewLine(review, day)
                yield Thing(subject_of("review", review.text.pk, review.due), step, line)

    def _requests(self, person):
        for proposal in self.requests:
            if proposal.is_waiting and guide_access.signs_reviews(person):
                yield from proposal_things(proposal, person, self.moment)
            if not proposal.is_waiting and proposal.asked_by == person:
                yield from proposal_things(proposal, person, self.moment)

    def _notes(self, person):
        today = day_of(person, self.moment)
        for key, saved in self.notes:
            since = day_of(person, saved)
            if (step := reached(since, today, NOTE_STEPS)) is not None:
                yield Thing(subject_of("note", key, since), step, NotesLine())
