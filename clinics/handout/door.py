"""The sheet at the door: a notice alone, in the size of letters that the law asks for."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from clinics.law.permission import laws_at
from clinics.models.content import ClinicContent, NetworkContent
from clinics.public.facts import Facts
from clinics.public.notices import NoticeView, notices_on, placed
from clinics.public.prices import cost_rows
from clinics.public.tokens import token_values
from clinics.tools.formats import locale_of
from clinics.tools.typesetting import typeset_sheet
from guide.markup.markdown import parse, tree
from guide.models.kinds import SETTLED


@dataclass(frozen=True)
class DoorSheet:
    """`points` is the size of its letters: the notice's own, or what a law asks where it is more."""

    notice: NoticeView
    facts: Facts
    points: int

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
    clinic: ClinicContent, network: NetworkContent, day: date, statuses: Collection[str]
) -> Iterator[DoorSheet]:
    """Of the notices in force there, by rank: one for each language in which the network wrote it.

    `statuses` are the approval statuses of the guides on offer.
    """
    sheets = []
    is_unapproved = not SETTLED.issuperset(statuses)
    laws = [
        law
        for status in statuses
        for law in laws_at(network, clinic.country, clinic.state_code, status, day)
    ]
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            locale = locale_of(language, clinic.country)
            facts = Facts(clinic, network, "", day, language, locale)
            has_price = any(row.price for row in cost_rows(facts))
            notices = notices_on(facts, is_unapproved=is_unapproved, has_price=has_price)
            for place, notice in enumerate(placed(notices, "door")):
                if notice.language == language:
                    points = _points(notice, laws)
                    sheets.append((place, DoorSheet(notice, facts, points)))
    yield from (sheet for _place, sheet in sorted(sheets, key=lambda pair: pair[0]))


def _points(notice, laws):
    asked = [law.door_points for law in laws if notice.key in law.notices]
    return max([notice.door_points, *asked])


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
        "points": sheet.points,
    }
    return typeset_sheet(data, paper=paper, day=facts.day).pdf
