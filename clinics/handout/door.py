"""The sheet at the door: a notice alone, in the size of letters that the law asks for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from clinics.models.content import ClinicContent, NetworkContent
from clinics.public.facts import Facts
from clinics.public.notices import NoticeView, notices_on, placed
from clinics.public.prices import cost_rows
from clinics.public.tokens import token_values
from clinics.tools.formats import locale_of
from clinics.tools.typesetting import typeset_sheet
from guide.markup.markdown import parse, tree


@dataclass(frozen=True)
class DoorSheet:
    notice: NoticeView
    facts: Facts

    @property
    def key(self) -> str:
        return self.notice.key

    @property
    def language(self) -> str:
        return self.notice.language

    @property
    def language_name(self) -> str:
        return _(dict(settings.LANGUAGES)[self.language])


def door_sheets(
    clinic: ClinicContent, network: NetworkContent, day: date, *, is_unapproved: bool
) -> Iterator[DoorSheet]:
    """Of the notices in force there, by rank: one for each language in which the network wrote it.

    `is_unapproved`: at least one guide on offer is about something that is not approved.
    """
    sheets = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            locale = locale_of(language, clinic.country)
            facts = Facts(clinic, network, "", day, language, locale)
            has_price = any(row.price for row in cost_rows(facts))
            notices = notices_on(facts, is_unapproved=is_unapproved, has_price=has_price)
            for place, notice in enumerate(placed(notices, "door")):
                if notice.language == language:
                    sheets.append((place, DoorSheet(notice, facts)))
    yield from (sheet for _place, sheet in sorted(sheets, key=lambda pair: pair[0]))


def make_door_sheet(sheet: DoorSheet, *, paper: str) -> bytes:
    """PDF bytes; nothing on it is smaller than the notice's letters at the door."""
    notice, facts = sheet.notice, sheet.facts
    with translation.override(sheet.language):
        words = tree(parse(notice.text), values=token_values(facts))
    data = {
        "language": sheet.language,
        "region": facts.clinic.country,
        "title": notice.title,
        "clinic": {"name": facts.clinic.name},
        "tree": words,
        "points": notice.door_points,
    }
    return typeset_sheet(data, paper=paper, day=facts.day).pdf
