"""The rows of a clinic's draft: what staff call each, and the form in which it is mended."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clinics.models import CostItem, Coverage, Note
from clinics.models.content import NetworkContent
from clinics.tools.price_rules import line_key
from editions.models.content import label_of
from guide.fields import in_language
from guide.models.kinds import Kind

TABLES = {"notes": "clinics_note", "costs": "clinics_costitem", "coverages": "clinics_coverage"}


@dataclass(frozen=True)
class Rows:
    """Of one clinic: `numbers` are those of its rows, by what `_key` makes of their contents."""

    network: NetworkContent
    numbers: dict

    def place_of(self, group: str, row) -> tuple[str, str]:
        """(name, address); to the table where no one row is known to say this."""
        found = self.numbers.get(_key(group, row), ())
        if len(found) == 1:
            return self.name_of(group, row), reverse(f"admin:{TABLES[group]}_change", args=found)
        return self.name_of(group, row), reverse(f"admin:{TABLES[group]}_changelist")

    def name_of(self, group, row):
        """As the network published the names, in the reader's language."""
        if group == "notes":
            language = _(dict(settings.LANGUAGES).get(row.language, row.language))
            return f"{label_of(Kind, row.section_kind)} ({language})"
        if not row.service:
            return in_language(row.own_name, get_language())[0]
        service = _published(self.network.services, row.service)
        if group == "costs":
            return service
        return f"{_published(self.network.payers, row.payer)}: {service}"


def _published(entries, key):
    names = next((entry.names for entry in entries if entry.key == key), {})
    return in_language(names, get_language())[0] or key


def _key(group, row):
    if group == "notes":
        return group, row.section_kind, row.guide, row.language
    if group == "costs":
        return group, line_key(row.service, row.own_name)
    return group, row.payer, row.service


def numbers_of(clinics: Iterable[int], notes: Iterable[Note]) -> dict[int, dict]:
    """{clinic: {key: the numbers of the rows that it fits}}; two queries. `notes` are the clinics'."""
    found: dict = defaultdict(lambda: defaultdict(list))
    for note in notes:
        slug = note.guide.slug if note.guide else ""
        found[note.clinic_id]["notes", note.section_kind, slug, note.language].append(note.pk)
    costs = CostItem.objects.filter(clinic__in=clinics).order_by()
    for clinic, pk, service, own in costs.values_list("clinic", "pk", "service__key", "own_name"):
        found[clinic]["costs", line_key(service or "", own)].append(pk)
    answers = Coverage.objects.filter(clinic__in=clinics).order_by()
    for clinic, pk, *keys in answers.values_list("clinic", "pk", "payer__key", "service__key"):
        found[clinic]["coverages", *keys].append(pk)
    return found
