"""What each person is to be reminded of: what runs out, and what waits for that person."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.models import Clinic, Note, PublishRequest, access
from clinics.models.catalogue import Network
from clinics.models.consent import with_answers
from clinics.public.live import day_in
from clinics.work.expiry import LAST_DAY, UP_TO, Due, due_on
from clinics.work.worklist import WORDS
from guide.draft.worklist import DueReview, due_reviews
from guide.models import access as guide_access
from guide.models.review_request import ReviewRequest

# Days from the one that counts, before it and after. Of several that have passed the last is told.
REVIEW_STEPS = (-60, -30, -7, 0)
FACT_STEPS = {due: -days for due, days in UP_TO.items()}
PROPOSAL_STEPS = (1, 7, 30)  # a mail went at once when it was put forward, or answered
NOTE_STEPS = (0, 7, 30)  # nobody was written to


@dataclass(frozen=True)
class Thing:
    """`subject` is one thing with its day: another day makes it another one."""

    subject: str
    step: int
    line: "ReminderLine"


class ReminderLine:
    """What things alike are told in: `place` is what they are about, `words` of how many."""

    place: str
    address: str

    def words(self, count: int) -> str:
        raise NotImplementedError


@dataclass(frozen=True)
class FactLine(ReminderLine):
    clinic: Clinic
    model: type
    due: Due

    @property
    def place(self):
        return str(self.clinic)

    @property
    def address(self):
        listed = reverse(f"admin:clinics_{self.model._meta.model_name}_changelist")
        return f"{listed}?clinic__id__exact={self.clinic.pk}&due={self.due.value}"

    def words(self, count):
        return WORDS[self.model][self.due] % {"count": count}


@dataclass(frozen=True)
class ProposalLine(ReminderLine):
    proposal: PublishRequest | ReviewRequest

    @property
    def place(self):
        return str(getattr(self.proposal, self.proposal.OWNER))

    @property
    def address(self):
        owner = getattr(self.proposal, self.proposal.OWNER)
        return reverse(
            f"admin:{owner._meta.app_label}_{owner._meta.model_name}_review", args=[owner.pk]
        )

    def words(self, count):
        return self.proposal.told()


@dataclass(frozen=True)
class ReviewLine(ReminderLine):
    review: DueReview
    day: date

    @property
    def place(self):
        return str(self.review.text)

    @property
    def address(self):
        return reverse("admin:guide_translation_review", args=[self.review.text.pk])

    def words(self, count):
        return " ".join(filter(None, [self._due(), self._fold()]))

    def _due(self):
        if self.review.due < self.day:
            words = ngettext(
                "The review of %(count)s part was due on %(day)s.",
                "The review of %(count)s parts was due on %(day)s.",
                self.review.parts,
            )
        else:
            words = ngettext(
                "The review of %(count)s part is due on %(day)s.",
                "The review of %(count)s parts is due on %(day)s.",
                self.review.parts,
            )
        return words % {"count": self.review.parts, "day": date_format(self.review.due)}

    def _fold(self):
        if self.review.folds_on is None:
            return ""
        if self.review.folds_on <= self.day:
            words = _("Patients find some of it folded since %(day)s.")
        else:
            words = _("Without it, patients find some of it folded from %(day)s on.")
        return words % {"day": date_format(self.review.folds_on)}


@dataclass(frozen=True)
class NotesLine(ReminderLine):
    @property
    def place(self):
        return _("Clinics' own words")

    @property
    def address(self):
        return reverse("admin:clinics_consents")

    def words(self, count):
        words = ngettext(
            "%(count)s note waits for consent.", "%(count)s notes wait for consent.", count
        )
        return words % {"count": count}


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
            if (step := _reached(review.due, day, REVIEW_STEPS)) is not None:
                line = ReviewLine(review, day)
                yield Thing(_subject("review", review.text.pk, review.due), step, line)

    def _requests(self, person):
        for proposal in self.requests:
            if proposal.is_waiting and guide_access.signs_reviews(person):
                yield from _proposal(proposal, person, self.moment)
            if not proposal.is_waiting and proposal.asked_by == person:
                yield from _proposal(proposal, person, self.moment)

    def _notes(self, person):
        today = day_of(person, self.moment)
        for key, saved in self.notes:
            since = day_of(person, saved)
            if (step := _reached(since, today, NOTE_STEPS)) is not None:
                yield Thing(_subject("note", key, since), step, NotesLine())


class AtClinics:
    """What waits at the clinics of some people; four queries, however many and much they are."""

    def __init__(self, people: Iterable, moment: datetime):
        self.moment = moment
        workplaces = {clinic for person in people for clinic in access.workplaces_of(person)}
        self.clinics = Clinic.objects.not_closed().in_bulk(workplaces)
        self.facts: dict = {}
        for model in LAST_DAY:
            self._read(model)
        self.requests = {row.clinic_id: row for row in self._open_requests()}

    def _read(self, model):
        """Of each clinic what ends within a month, on its own day."""
        field = LAST_DAY[model]
        latest = self.moment.date() + timedelta(days=UP_TO[Due.MONTH] + 1)
        rows = model.objects.filter(clinic__in=self.clinics, **{f"{field}__lte": latest})
        days = {key: day_in(c.time_zone, self.moment) for key, c in self.clinics.items()}
        for clinic, key, last in rows.order_by("pk").values_list("clinic_id", "pk", field):
            due = due_on(last, days[clinic])
            if due in FACT_STEPS:
                subject = _subject(model._meta.model_name, key, last)
                line = FactLine(self.clinics[clinic], model, due)
                self.facts.setdefault(clinic, []).append(Thing(subject, FACT_STEPS[due], line))

    def _open_requests(self):
        rows = PublishRequest.objects.open().filter(clinic__in=self.clinics)
        return rows.select_related("clinic", "asked_by", "decided_by").defer("content")

    def of(self, person) -> Iterator[Thing]:
        for clinic, manages in access.workplaces_of(person).items():
            if clinic in self.clinics:
                yield from self._waiting(clinic, person, manages)
                yield from self.facts.get(clinic, ())

    def _waiting(self, clinic, person, manages):
        proposal = self.requests.get(clinic)
        if proposal is None:
            return
        is_asker = proposal.asked_by == person
        if (manages and not is_asker) if proposal.is_waiting else is_asker:
            yield from _proposal(proposal, person, self.moment)


def day_of(person, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(person.time_zone)).date()


def _reached(counted: date, today: date, steps) -> int | None:
    return max((step for step in steps if step <= (today - counted).days), default=None)


def _subject(kind, key, day):
    return f"{kind}:{key}:{day.isoformat()}"


def _proposal(proposal, person, moment):
    since = day_of(person, proposal.decided_at or proposal.asked_at)
    if (step := _reached(since, day_of(person, moment), PROPOSAL_STEPS)) is not None:
        kind = f"{proposal._meta.model_name}-{proposal.outcome or 'waiting'}"
        yield Thing(_subject(kind, proposal.pk, since), step, ProposalLine(proposal))
