"""Which parts wait for a signature, and which of those may not go live without."""

from django.urls import reverse
from django.utils.translation import gettext as _

from editions.tools.findings import Finding
from guide.models import Section
from guide.models.content import titles_of
from guide.models.kinds import MEDICAL, Kind, RegulatoryStatus
from guide.models.signed_words import OPENING


def unsigned(translation, content):
    """Each part whose words nobody has signed as they are; medical ones may not go live so."""
    ask = reverse("admin:guide_translation_review", args=[translation.pk])
    titles = titles_of(content)
    unsigned = [part for part in titles if not content.review(part)]
    needed = _to_be_signed(translation, content)
    medical = [part for part in unsigned if part in needed]
    for part in medical:
        message = (
            _("These words were changed after they were signed. Ask for a review of them.")
            if content.signature(part)
            else _("Nobody has signed these words yet. Ask for a review of them.")
        )
        yield Finding(
            message,
            titles[part],
            True,
            ask,
            "unsigned",
            needs_signature=True,
            fault=_("No clinician has signed these words yet."),
        )
    if others := [titles[part] for part in unsigned if part not in medical]:
        message = _("Nobody has signed this as it is, and pages will say so: %(parts)s")
        yield Finding(
            message % {"parts": "; ".join(others)}, content.title, False, ask, "not-signed"
        )


def _to_be_signed(translation, content) -> set[str]:
    """The parts that do not go live unsigned."""
    if translation.guide.needs_signature:
        kinds, parts = MEDICAL, {OPENING}
    else:
        is_claimed = content.regulatory_status == RegulatoryStatus.APPROVED
        kinds, parts = ({Kind.APPROVAL} if is_claimed else frozenset()), set()
    was = _kinds_before(translation)
    return parts | {
        section.key
        for section in content.sections
        if section.kind in kinds or not was.get(section.key, frozenset()).isdisjoint(kinds)
    }


def _kinds_before(translation) -> dict[str, set]:
    """{key: the kinds that a section here ever had}: another kind is no way around a signature."""
    keys = dict(translation.sections.values_list("pk", "key"))
    records = Section.history.filter(translation=translation).order_by()
    found: dict = {}
    for row, key, kind in records.values_list("id", "key", "kind").distinct():
        for known in {key, keys.get(row, key)}:
            found.setdefault(known, set()).add(kind)
    return found
