"""The lists that staff choose from and every room reads: what a section and a guide are about."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RegulatoryStatus(models.TextChoices):
    UNAPPROVED = "unapproved", _("Not approved for this use")
    PARTLY = "partly", _("Approved for some uses, not for this one")
    APPROVED = "approved", _("Approved for this use")
    NOT_NEEDED = "not-needed", _("Needs no approval")


# No law warns of it and no signature is asked for, unless the guide says otherwise.
SETTLED = frozenset({RegulatoryStatus.APPROVED, RegulatoryStatus.NOT_NEEDED})


class Kind(models.TextChoices):
    OVERVIEW = "overview", _("Overview")
    CONDITION = "condition", _("The condition")
    HOW_IT_WORKS = "how-it-works", _("How it works")
    BENEFITS = "benefits", _("Possible benefits")
    RISKS = "risks", _("Risks and side effects")
    APPROVAL = "approval", _("Approval status")
    ALTERNATIVES = "alternatives", _("Other choices")
    SUCCESS_RATE = "success-rate", _("Success rate")
    TIMEFRAME = "timeframe", _("Time to results")
    COST = "cost", _("Cost")
    INSURANCE = "insurance", _("Insurance")
    QUESTIONS = "questions", _("Questions to ask")
    CONCLUSION = "conclusion", _("What to do next")
    OTHER = "other", _("Other")


# What may harm whoever believes it: these words are a reviewer's to sign.
MEDICAL = frozenset(
    {
        Kind.HOW_IT_WORKS,
        Kind.BENEFITS,
        Kind.RISKS,
        Kind.APPROVAL,
        Kind.ALTERNATIVES,
        Kind.SUCCESS_RATE,
        Kind.TIMEFRAME,
    }
)
