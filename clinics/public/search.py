"""Find a clinic by name, city or postcode, in what the clinics have published."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.db.models.fields.json import KT

from clinics.models import ClinicEdition
from clinics.public.facts import Words
from clinics.tools.phones import dialled
from guide.fields import in_language

SHOWN = 50
# Phones and word processors type other apostrophes and hyphens than keyboards do.
ONE_SIGN = {
    **dict.fromkeys(map(ord, "‘’‛ʼʻ`´′＇"), "'"),
    **dict.fromkeys(range(0x2010, 0x2016), "-"),
}
FIELDS = ("name", "city", "state_code", "postcode", "street")


@dataclass(frozen=True)
class FoundClinic:
    slug: str
    name: str
    city: str
    state_code: str
    postcode: str
    phone: str
    tagline: Words

    @property
    def call(self) -> str:
        return dialled(self.phone)


@dataclass(frozen=True)
class Found:
    clinics: tuple[FoundClinic, ...]  # at most SHOWN
    total: int
    key: tuple


def find_clinics(words: str, moment: datetime, language: str) -> Found:
    """The open clinics in which every word stands, by name; one query however many there are."""
    asked = _plain(words).split()
    rows = list(_rows(moment))
    clinics = [
        row
        for row in rows
        if all(word in _plain(" ".join(row[name] for name in FIELDS)) for word in asked)
    ]
    # The address decides between namesakes, so that a list reads the same each time.
    clinics.sort(key=lambda clinic: (_plain(clinic["name"]), clinic["slug"]))
    key = (words, tuple(sorted(row["fingerprint"] for row in rows)))
    return Found(tuple(_found(row, language) for row in clinics[:SHOWN]), len(clinics), key)


def _found(row, language):
    named = {
        name: row[name] for name in ("slug", "name", "city", "state_code", "postcode", "phone")
    }
    return FoundClinic(**named, tagline=Words(*in_language(row["tagline"] or {}, language)))


def _rows(moment):
    """Read as text: SQLite gives a postcode such as 90000 back as a number otherwise."""
    texts = {name: KT(f"content__{name}") for name in (*FIELDS, "phone")}
    editions = ClinicEdition.objects.open_at(moment)
    return editions.values("slug", "fingerprint", tagline=F("content__tagline"), **texts)


def _plain(text):
    """Without accents and case: “Peñón” is found by “penon”, and “O’Brien” by “O'Brien”."""
    split = unicodedata.normalize("NFKD", text.translate(ONE_SIGN).casefold())
    return "".join(letter for letter in split if not unicodedata.combining(letter))
