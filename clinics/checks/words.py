"""What a clinic or the network tells patients, text by text: claims, hard words, data of patients."""

from django.conf import settings
from django.urls import reverse

from clinics.checks.letters import letters_missing_in
from clinics.checks.notes import world_of_note
from clinics.checks.rows import TABLES
from editions.models.public_text import public_texts
from editions.tools.patient_data import findings_in, texts_in
from guide.checks.claims import findings_on_claims
from guide.checks.reading import findings_on_reading
from guide.checks.signs import signs_as_typed
from guide.claims.matching import World

# Where no effect of a treatment may be told, with a source or without.
SHORT = {
    *("tagline", "self_pay_discount", "deposit", "financing", "costs", "coverages"),
    *("services", "payers", "street", "city", "postcode"),
}


def findings_on_words(owner, content, rows=None):
    """What a clinic or the network tells patients that must not be told, is hard to read, or has holes on paper."""

    def world_at(path):
        if path[0] != "notes":
            return World.SHORT if path[0] in SHORT else World.ELSEWHERE
        return world_of_note(content.notes[path[1]].section_kind)

    texts = list(public_texts(content, settings.LANGUAGE_CODE))
    place_of = _places(owner, content, rows)
    yield from findings_on_claims(texts, world_at=world_at, place_of=place_of)
    yield from findings_on_reading(texts, place_of)
    yield from signs_as_typed(texts, place_of)
    yield from letters_missing_in(texts, place_of)


def patient_data_in(owner, content, rows=None):
    """In whatever a patient may read of a clinic or of the network, field by field."""
    return list(
        findings_in(texts_in(content.model_dump(mode="json")), _places(owner, content, rows))
    )


def _places(owner, content, rows):
    """A function from the path of a text to (place, address of its form or list)."""
    lists = {
        "services": "clinics_service",
        "payers": "clinics_payer",
        "notices": "clinics_notice",
        "jurisdictions": "clinics_jurisdiction",
    }

    def place_of(path):
        if rows and path[0] in TABLES:
            return rows.place_of(path[0], getattr(content, path[0])[path[1]])
        if path[0] in lists:
            key = getattr(content, path[0])[path[1]].key
            return key, reverse(f"admin:{lists[path[0]]}_changelist")
        name = f"admin:{owner._meta.label_lower.replace('.', '_')}_change"
        return str(owner), reverse(name, args=[owner.pk])

    return place_of
