"""How sure a section is, said by what it is about; and which sources can carry which word."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from guide.models.kinds import Kind


class SourceKind(models.TextChoices):
    SYSTEMATIC_REVIEW = "systematic-review", _("Systematic review")
    REVIEW = "review", _("Review that is not systematic")
    RANDOMISED = "randomised", _("Randomized trial")
    COHORT = "cohort", _("Study without random groups")
    CASE_REPORTS = "case-reports", _("Case reports, outbreaks")
    LABORATORY = "laboratory", _("Laboratory or animals")
    GUIDELINE = "guideline", _("Guideline")
    REGULATOR = "regulator", _("Law or regulator")
    PAYER = "payer", _("Policy of a payer")
    SURVEY = "survey", _("Survey")
    COURT = "court", _("Court papers")
    REGISTRY = "registry", _("Entry of a trial, without results")
    OTHER = "other", _("Something else")


class SameCondition(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")


class SourceStatus(models.TextChoices):
    CURRENT = "current", _("Current")
    SUPERSEDED = "superseded", _("Superseded by a newer one")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    RETRACTED = "retracted", _("Retracted")


# Nothing may stand on them any more.
GONE = frozenset({SourceStatus.WITHDRAWN, SourceStatus.RETRACTED})


class Family(models.TextChoices):
    """What a label speaks about."""

    EFFECTS = "effects", _("Effects")
    HARMS = "harms", _("Harms")
    RULES = "rules", _("Rules")
    COSTS = "costs", _("Costs")
    ADVICE = "advice", _("Advice: no label")


class Evidence(models.TextChoices):
    STRONG = "strong", _("Strong: several good trials agree")
    MODERATE = "moderate", _("Moderate: some good trials")
    LOW = "low", _("Low: small, uncontrolled or mixed studies")
    NONE = "none", _("None: no trial found")
    REPORTED = "reported", _("Reports show harm. How often it happens is not known")
    COUNTED = "counted", _("Reports show harm. How often it happens is known")
    LAW = "law", _("Rule: from a law or a regulator")
    PAYER = "payer", _("Rule: from payers' policies")
    RULE = "rule", _("Rule: from a law, a regulator or a payer")
    SURVEY = "survey", _("From surveys of prices")
    COURT = "court", _("From court and agency papers")
    PRICES = "prices", _("From surveys of prices, and court and agency papers")


FAMILIES = {
    Family.EFFECTS: (Evidence.STRONG, Evidence.MODERATE, Evidence.LOW, Evidence.NONE),
    Family.HARMS: (Evidence.REPORTED, Evidence.COUNTED),
    Family.RULES: (Evidence.LAW, Evidence.PAYER, Evidence.RULE),
    Family.COSTS: (Evidence.SURVEY, Evidence.COURT, Evidence.PRICES),
}

# As a form offers them.
GROUPED = [
    (family.label, [(choice.value, choice.label) for choice in choices])
    for family, choices in FAMILIES.items()
]

FAMILY_OF_KIND = {
    Kind.OVERVIEW: Family.EFFECTS,
    Kind.CONDITION: Family.EFFECTS,
    Kind.HOW_IT_WORKS: Family.EFFECTS,
    Kind.BENEFITS: Family.EFFECTS,
    Kind.RISKS: Family.HARMS,
    Kind.APPROVAL: Family.RULES,
    Kind.ALTERNATIVES: Family.EFFECTS,
    Kind.SUCCESS_RATE: Family.EFFECTS,
    Kind.TIMEFRAME: Family.EFFECTS,
    Kind.COST: Family.COSTS,
    Kind.INSURANCE: Family.RULES,
    Kind.QUESTIONS: Family.ADVICE,
    Kind.CONCLUSION: Family.ADVICE,
}

_TRIALS = {SourceKind.SYSTEMATIC_REVIEW, SourceKind.REVIEW, SourceKind.RANDOMISED}
# At least one source of these kinds stands behind the label; labels that are not here need any.
CARRIED_BY = {
    Evidence.STRONG: _TRIALS,
    Evidence.MODERATE: _TRIALS | {SourceKind.GUIDELINE},
    Evidence.COUNTED: _TRIALS | {SourceKind.COHORT, SourceKind.SURVEY, SourceKind.REGULATOR},
    Evidence.LAW: {SourceKind.REGULATOR, SourceKind.COURT},
    Evidence.PAYER: {SourceKind.PAYER},
    Evidence.RULE: {SourceKind.REGULATOR, SourceKind.COURT, SourceKind.PAYER},
    Evidence.SURVEY: {SourceKind.SURVEY},
    Evidence.COURT: {SourceKind.COURT, SourceKind.REGULATOR},
    Evidence.PRICES: {SourceKind.SURVEY, SourceKind.COURT, SourceKind.REGULATOR},
}
SAME_CONDITION_ONLY = frozenset({Evidence.STRONG})
NEEDS_NO_SOURCE = frozenset({Evidence.NONE})


def family_of(evidence: str) -> Family | None:
    """None for a label that the list does not have (any more)."""
    return next((family for family, members in FAMILIES.items() if evidence in members), None)
