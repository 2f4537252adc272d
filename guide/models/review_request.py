"""A guide's text that waits for a medical reviewer. Read with guide/models/guide.py."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editions.models.proposals import Proposal
from editions.tools.moments import told


class ReviewRequest(Proposal):
    OWNER = "translation"

    translation = models.ForeignKey(
        "guide.Translation",
        models.CASCADE,
        related_name="proposals",
        verbose_name=gettext_lazy("guide text"),
    )

    signed_as = models.JSONField(gettext_lazy("signed as"), null=True, blank=True)

    class Meta(Proposal.Meta):
        abstract = False
        verbose_name = gettext_lazy("review request")
        verbose_name_plural = gettext_lazy("review requests")
        constraints = [
            *Proposal.Meta.constraints,
            models.UniqueConstraint(
                fields=["translation"],
                condition=models.Q(closed_at=None),
                name="one_open_review_request",
            ),
        ]

    def heading(self) -> str:
        if self.outcome:
            return self.get_outcome_display()
        return _("No longer waiting") if self.closed_at else _("Waiting for review")

    def told(self) -> str:
        """One sentence: who did what, when."""
        if not self.outcome:
            words = _("%(person)s asked for a review on %(moment)s.")
        elif self.outcome == self.Outcome.SIGNED:
            words = _("%(person)s signed off this text on %(moment)s.")
        else:
            words = _("%(person)s sent it back on %(moment)s.")
        return words % {
            "person": self.decided_by or self.asked_by,
            "moment": told(self.decided_at or self.asked_at),
        }

    def consequence(self, draft: str) -> str:
        """What follows for the draft with the fingerprint `draft`."""
        is_same = draft == self.fingerprint
        if self.is_signed and is_same:
            return _("Whoever publishes it as it is publishes it as reviewed.")
        if self.is_signed:
            return _("The text was changed after that. What was changed is signed no more.")
        if self.is_waiting and not is_same:
            return _("The text was changed after that. The reviewer reads it as it is now.")
        return ""
