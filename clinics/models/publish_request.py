"""A clinic's draft that waits for a manager. Read with clinics/models/money.py."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.models.clinic import Clinic
from editions.models.proposals import Proposal
from editions.tools.moments import told


class PublishRequest(Proposal):
    OWNER = "clinic"

    clinic = models.ForeignKey(
        Clinic, models.CASCADE, related_name="proposals", verbose_name=gettext_lazy("clinic")
    )

    class Meta(Proposal.Meta):
        abstract = False
        verbose_name = gettext_lazy("request to publish")
        verbose_name_plural = gettext_lazy("requests to publish")
        constraints = [
            *Proposal.Meta.constraints,
            models.UniqueConstraint(
                fields=["clinic"],
                condition=models.Q(closed_at=None),
                name="one_open_publish_request",
            ),
        ]

    def heading(self) -> str:
        if self.outcome:
            return _("Sent back")
        return _("No longer waiting") if self.closed_at else _("Ready to publish")

    def told(self) -> str:
        """One sentence: who did what, when."""
        words = (
            _("%(person)s sent it back on %(moment)s.")
            if self.outcome
            else _("%(person)s said on %(moment)s that it is ready to publish.")
        )
        return words % {
            "person": self.decided_by or self.asked_by,
            "moment": told(self.decided_at or self.asked_at),
        }

    def consequence(self, draft: str) -> str:
        """What follows for the draft with the fingerprint `draft`."""
        if self.is_waiting and draft != self.fingerprint:
            return _("The draft was changed after that. Look at what is in it now.")
        return ""
