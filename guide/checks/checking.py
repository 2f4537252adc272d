"""What stands in the way of publishing a guide, or deserves a second look, each with its place."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from editions.models.public_text import public_texts
from editions.publish.exceptions import newest, with_exemptions
from editions.tools.findings import Finding
from editions.tools.patient_data import findings_in, texts_in
from guide.checks.claims import claims_of_guide
from guide.checks.markup import check_text
from guide.checks.reading import findings_on_reading
from guide.checks.sections import findings_on_section, guessed_kinds
from guide.checks.signatures import unsigned
from guide.checks.signs import signs_as_typed
from guide.checks.whole_page import approval_not_cited, behind_its_source, findings_on_page
from guide.models import Reference, Translation
from guide.models.content import GuideContent
from guide.references.holding import findings_on_sources

_rules: list[Callable] = []  # filled once, in AppConfig.ready


def also_checked_by(
    rule: Callable[[Translation, GuideContent, datetime], Iterable[Finding]],
) -> None:
    """What a room above finds in a text at a moment, with a constant number of queries."""
    _rules.append(rule)


def check(
    translation: Translation, content: GuideContent, moment: datetime | None = None
) -> list[Finding]:
    """Findings on `content`, composed from `translation`: those that block come first.

    What somebody let stand comes last. Found as of `moment`; without one, now.
    """
    moment = moment or timezone.now()
    rows = list(translation.sections.values_list("key", "pk", "kind_confirmed"))
    addresses = {
        key: reverse("admin:guide_section_change", args=[pk]) for key, pk, _confirmed in rows
    }
    guessed = {key for key, _pk, is_confirmed in rows if not is_confirmed}
    keys = {reference.key for reference in content.references}
    today = timezone.localdate(moment)
    texts = list(public_texts(content, content.language))
    place_of = _places(translation, content, addresses)
    findings = [
        *_whole(translation, content, addresses, guessed),
        *guessed_kinds(content, addresses, guessed),
        *(
            f
            for s in content.sections
            for f in findings_on_section(s, keys, addresses.get(s.key, ""))
        ),
        *findings_in(texts_in(content.model_dump(mode="json")), place_of),
        *claims_of_guide(content, texts, place_of),
        *findings_on_reading(texts, place_of),
        *signs_as_typed(texts, place_of),
        *findings_on_sources(content, texts, place_of, _looked_at(translation), today),
        *(finding for rule in _rules for finding in rule(translation, content, moment)),
    ]
    said = newest(Translation, [translation.pk]).get(translation.pk, {})
    return with_exemptions(findings, content, said)


def _looked_at(translation):
    """{key: when each reference was looked at}."""
    rows = Reference.objects.by_key_in(translation.guide_id)
    return {key: row.checked_on for key, row in rows.items()}


def _whole(translation, content, addresses, guessed):
    mend = reverse("admin:guide_translation_change", args=[translation.pk])
    place = content.title
    if not content.sections:
        yield Finding(_("There is no section yet. Add one."), place, True, mend, "no-sections")
    yield from findings_on_page(content, mend, addresses, guessed)
    yield from approval_not_cited(content, mend, addresses)
    yield from unsigned(translation, content)
    yield from behind_its_source(translation, place, mend)
    for text, name in [
        (content.main_message, _("Main message")),
        (content.emergency, _("When to get help at once")),
    ]:
        yield from check_text(text, {r.key for r in content.references}, name, mend)


def _places(translation, content, addresses):
    """A function from the path of a text to (place, address of its form)."""
    mend = reverse("admin:guide_translation_change", args=[translation.pk])

    def place_of(path):
        if path[0] == "terms":
            glossary = reverse("admin:guide_term_changelist")
            return content.terms[path[1]].key, glossary
        if path[0] == "references":
            library = reverse("admin:guide_reference_changelist")
            return content.references[path[1]].key, library
        if path[0] != "sections":
            return content.title, mend
        section = content.sections[path[1]]
        return section.title, addresses.get(section.key, mend)

    return place_of
