"""What looks like a patient's own data in a text that others read: said by kind, never repeated.

Few signs and sure ones: a label with a number or a date behind it, or a number of a shape that
nothing else has. Shapes: Social Security Administration, “SSN randomization” (3-2-4, no 000, 666 or
9xx first); CMS, “Understanding the Medicare Beneficiary Identifier format” (11 places); DICOM
PS3.6, group 0010. Dates, prices, ages, ZIP codes and phone numbers alone are no signs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from editions.tools.findings import Finding

_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|enero|febrero|marzo|abril|mayo|junio|julio"
    r"|agosto|septiembre|octubre|noviembre|diciembre)[a-zé]{0,9}\.?"
)
_FIGURES = r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}"
_DATE = (
    rf"(?:{_FIGURES}|{_MONTH} \d{{1,2}},? \d{{4}}|\d{{1,2}}(?: de)? {_MONTH},?(?: del?)? \d{{4}})"
)
_LONG_AGO = r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:19\d\d|200[0-5])|(?:19\d\d|200[0-5])-\d{2}-\d{2})"
_WORD = r"[A-ZÁÉÍÓÚÑ][\w'’-]{1,30}"
_NAME = rf"{_WORD}(?: [A-Z]\.?)?(?: {_WORD}){{1,3}}"
_NUMBER = r"(?=[A-Z-]{0,6}\d)[A-Z0-9-]{0,6}\d{4}[A-Z0-9-]{0,14}\b"
_IS = r"[\s:#.=_-]{0,4}(?:is |es )?(?:the |el )?"
_NO = r"(?:numbers?|no\b\.?|nr\b\.?|id\b|#)"
_N = r"(?:n[uú]mero|n[.ºo°]{1,2}|nro\.?|id)"
_PHONE = r"\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b"
_B, _C = "[AC-HJKMNP-RT-Y]", "[AC-HJKMNP-RT-Y0-9]"  # Medicare's letters: none like a figure


@dataclass(frozen=True)
class Sign:
    code: str
    message: str
    pattern: re.Pattern
    is_sure: bool = False  # nothing else looks like this


SIGNS = [
    Sign(
        "social-security",
        _("This looks like a Social Security number. Take it out."),
        re.compile(r"(?<![\w-])(?!000|666|9)\d{3}[-–](?!00)\d{2}[-–](?!0000)\d{4}(?![\w-])"),
        is_sure=True,
    ),
    Sign(
        "medicare-number",
        _("This looks like a person's Medicare number. Take it out."),
        re.compile(rf"\b[1-9]{_B}{_C}\d-?{_B}{_C}\d-?{_B}{{2}}\d{{2}}\b"),
        is_sure=True,
    ),
    Sign(
        "social-security",
        _("This looks like a Social Security number. Take it out."),
        re.compile(
            rf"(?i:\bSSN|\bsocial security {_NO}|\bseguro social){_IS}\d{{3}}[ .]?\d{{2}}[ .]?\d{{4}}\b"
        ),
        is_sure=True,
    ),
    Sign(
        "birth-date",
        _("This looks like somebody's date of birth. Take it out."),
        re.compile(
            r"(?i)\b(?:D\.?O\.?B\b\.?|date of birth|birth ?date|born(?: on)?|fecha de nacimiento"
            rf"|nacid[oa](?: el)?|naci[oó](?: el)?){_IS}{_DATE}"
        ),
    ),
    Sign(
        "birth-date",
        _("This looks like a name with a date of birth. Take it out."),
        re.compile(rf"\b{_NAME},? \(?{_LONG_AGO}\b"),
    ),
    Sign(
        "record-number",
        _("This looks like a patient's record number. Take it out."),
        re.compile(
            rf"(?i)(?:(?<![a-z])MRN|\b(?:medical )?(?:record|chart) {_NO}|\bpatient {_NO}|\bNHC"
            rf"|\b{_N} de (?:historia|expediente|paciente)(?: cl[ií]nic[ao]| m[eé]dic[ao])?"
            rf"|\bhistoria cl[ií]nica(?: {_N})?|\bexpediente(?: cl[ií]nico| m[eé]dico)?(?: {_N})?)"
            rf"{_IS}{_NUMBER}"
        ),
    ),
    Sign(
        "member-number",
        _("This looks like a person's insurance number. Take it out."),
        re.compile(
            rf"(?i)\b(?:(?:member|subscriber|insured|beneficiary)(?:'s|’s)? {_NO}"
            rf"|{_N} de (?:afiliad[oa]|miembro|asegurad[oa]|beneficiari[oa])){_IS}{_NUMBER}"
        ),
    ),
    Sign(
        "patient-name",
        _("This looks like a patient's name. Take it out."),
        re.compile(
            rf"\b(?i:patient(?:'s|’s)? name|name of (?:the )?patient|nombre del? (?:la )?paciente)"
            rf"\s{{0,2}}[:=]\s{{0,2}}{_NAME}"
            rf"|\b(?i:patient|paciente)(?:\s{{0,2}}:\s{{0,2}}|,? (?:Mr|Mrs|Ms|Sr|Sra)\.? )"
            rf"{_WORD}(?: {_WORD}){{0,3}}[^\n]{{0,60}}?{_PHONE}"
        ),
    ),
    Sign(
        "dicom",
        _("This looks like the data of a scan (DICOM). Take it out."),
        re.compile(r"\bPatient'?s?(?:Name|ID|BirthDate)\b|\(0010,\s?00[1-4]0\)|\.(?i:dcm)\b"),
    ),
]


@dataclass(frozen=True)
class Mark:
    line: int
    code: str
    message: str
    is_sure: bool


def marks_in(text: str) -> list[Mark]:
    """What looks like a patient's data, in the text's order; every sign once per line."""
    found = {}
    for sign in SIGNS:
        for match in sign.pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            found.setdefault(
                (line, sign.code), Mark(line, sign.code, str(sign.message), sign.is_sure)
            )
    return sorted(found.values(), key=lambda mark: mark.line)


def texts_in(value, path=()) -> Iterator[tuple[tuple, str]]:
    """(path, text) of every text in what pydantic dumps: new fields are read without being named."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts_in(inner, (*path, key))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from texts_in(inner, (*path, number))


def findings_in(texts, place_of) -> Iterator[Finding]:
    """`texts` as from `texts_in`; `place_of(path)` gives (place, address) of one of them."""
    for path, text in texts:
        for mark in marks_in(text):
            place, address = place_of(path)
            if "\n" in text:
                place = str(_("%(place)s, line %(line)s")) % {"place": place, "line": mark.line}
            about = (*path, mark.line, mark.code)
            yield Finding(mark.message, place, mark.is_sure, address, "patient-data", about=about)


def refuse_patient_data(text: str):
    """For forms whose text is kept for good and read by colleagues."""
    if marks := marks_in(text):
        raise ValidationError([mark.message for mark in marks])
