"""What the reminding mail says of things alike, in a line of their own."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.models import Clinic, PublishRequest
from clinics.work.expiry import Due
from clinics.work.worklist import WORDS
from guide.draft.worklist import DueReview
from guide.models.review_request import ReviewRequest


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
