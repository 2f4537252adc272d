"""What a section is about: the one list that staff choose from and every room reads."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
