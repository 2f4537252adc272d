"""Numbers by which a source is known everywhere: pasted in any form, kept in one."""

import re
from urllib.parse import quote, unquote

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class _Identifier(models.CharField):
    """`FOUND` finds the number in what was pasted; what it does not find is refused as it stands."""

    FOUND: re.Pattern
    CHECKED: RegexValidator

    def __init__(self, *args, **kwargs):
        kwargs["validators"] = [self.CHECKED]
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("validators", None)
        return name, path, args, kwargs

    def to_python(self, value):
        value = super().to_python(value)
        found = self.FOUND.fullmatch(unquote(value.strip())) if value else None
        return self.written(found[1]) if found else value

    @staticmethod
    def written(number):
        return number


class DoiField(_Identifier):
    """Case says nothing in a DOI, yet each keeps the one it was registered with."""

    FOUND = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*|doi\s+)?(10\.\S+)", re.IGNORECASE)
    CHECKED = RegexValidator(
        r"^10\.\d{4,9}/[^\s\"<>]+\Z",
        _("A DOI begins with 10. and has a slash. Example: 10.1000/182"),
    )


class PmidField(_Identifier):
    FOUND = re.compile(
        r"(?:https?://(?:pubmed\.ncbi\.nlm\.nih\.gov|www\.ncbi\.nlm\.nih\.gov/pubmed)/|PMID:?\s*)?"
        r"(\d+)/?",
        re.IGNORECASE,
    )
    CHECKED = RegexValidator(
        r"^[1-9]\d{0,7}\Z", _("A PubMed number has up to 8 digits. Example: 35503342")
    )


class NctField(_Identifier):
    FOUND = re.compile(
        r"(?:https?://(?:www\.)?clinicaltrials\.gov/(?:study|ct2/show)/)?(NCT\d+)/?", re.IGNORECASE
    )
    CHECKED = RegexValidator(
        r"^NCT\d{8}\Z", _("A number of ClinicalTrials.gov: NCT and 8 digits. Example: NCT02412735")
    )

    @staticmethod
    def written(number):
        return number.upper()


def link_of(*, url: str = "", doi: str = "", pmid: str = "", nct: str = "") -> str:
    """The address given, or else the one that the best of the numbers makes."""
    if url:
        return url
    if doi:
        return f"https://doi.org/{quote(doi, safe='/:;().')}"
    if pmid:
        return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"
    return f"https://clinicaltrials.gov/study/{nct}" if nct else ""
