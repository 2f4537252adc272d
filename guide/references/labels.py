"""Whether a section's label about evidence is one that its sources can carry."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from editions.models.content import label_of
from guide.models.content import ReferenceContent, SectionContent
from guide.models.evidence import (
    CARRIED_BY,
    FAMILIES,
    FAMILY_OF_KIND,
    NEEDS_NO_SOURCE,
    SAME_CONDITION_ONLY,
    Evidence,
    Family,
    SameCondition,
    SourceKind,
)
from guide.models.signed_words import keys_cited


def label_doubt(
    section: SectionContent, references: Iterable[ReferenceContent]
) -> tuple[str, bool, str] | None:
    """(message, whether it blocks, code) where the label is not what the text's sources carry."""
    label = section.evidence
    if label not in Evidence.values:
        return None
    family = FAMILY_OF_KIND.get(section.kind)
    named = {"label": label_of(Evidence, label)}
    if family == Family.ADVICE:
        message = _(
            "This part gives advice, and a label about evidence says nothing here. Take it off."
        )
        return message, False, "label-on-advice"
    if family and label not in FAMILIES[family]:
        message = _(
            "The label “%(label)s” does not speak about what this part tells. Choose one of “%(family)s”."
        )
        return message % {**named, "family": family.label}, False, "label-of-another-kind"
    keys = set(keys_cited(section.body))
    return _not_carried(label, [row for row in references if row.key in keys], named)


def _not_carried(label, sources, named):
    if label in NEEDS_NO_SOURCE:
        return None
    if not sources:
        message = _(
            "“%(label)s”: the text cites no source. Cite what it rests on, or change the label."
        )
        return (
            message % named,
            label in (Evidence.STRONG, Evidence.MODERATE),
            "label-without-source",
        )
    wanted = CARRIED_BY.get(label, set(SourceKind))
    fit = [row for row in sources if row.source_kind in wanted]
    if label in SAME_CONDITION_ONLY:
        fit = [row for row in fit if row.same_condition == SameCondition.YES]
    if fit or label not in CARRIED_BY:
        return None
    if any(
        not row.source_kind or (row.source_kind in wanted and not row.same_condition)
        for row in sources
    ):
        message = _(
            "“%(label)s”: the library does not say of which kind the sources are, or of which condition. Fill it in, so that the label can be checked."
        )
        return message % named, False, "label-not-known"
    message = _(
        "“%(label)s” is more than the sources of this text can carry: %(kinds)s. Change the label, or cite what carries it."
    )
    kinds = dict.fromkeys(label_of(SourceKind, row.source_kind) for row in sources)
    return message % {**named, "kinds": ", ".join(kinds)}, True, "label-not-carried"
