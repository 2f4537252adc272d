"""What the clinic's parts of a page are made from."""

from dataclasses import dataclass
from datetime import date

from babel import Locale

from clinics.models.content import ClinicContent, NetworkContent
from clinics.tools.formats import long_date
from guide.fields import in_language


@dataclass(frozen=True)
class Words:
    """A text with the language it turned out to be in; "" says the page's own."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class Facts:
    """A clinic, the network, a guide's address, the clinic's day and the page's language."""

    clinic: ClinicContent
    network: NetworkContent
    guide: str
    day: date
    language: str
    locale: Locale

    def words(self, texts: dict[str, str]) -> Words:
        return Words(*in_language(texts, self.language))

    def long_date(self, day: date) -> str:
        return long_date(day, self.locale)

    @property
    def services(self):
        """The network's services that belong to this guide (all, where it is none in particular)."""
        everything = self.network.services
        return [one for one in everything if not self.guide or self.guide in one.guides]
