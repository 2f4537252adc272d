"""What stands around a public page: the network, the clinic, the same page in other languages."""

from dataclasses import dataclass
from typing import TypedDict

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.translation import get_language, get_language_info

from clinics.models import ClinicEdition
from clinics.models.catalogue import NetworkEdition
from clinics.public.live import content_of
from clinics.public.pages import ClinicView, clinic_view
from clinics.tools.addresses import absolute, address


@dataclass(frozen=True)
class Alternate:
    """The page in one language of the site; `name` is the language's own."""

    code: str
    name: str
    path: str
    absolute: str


class SiteShell(TypedDict):
    network_name: str
    network_email: str
    alternates: list[Alternate]


class ClinicShell(SiteShell):
    clinic: ClinicView


def site_shell(network: NetworkEdition | None, name: str, *args) -> SiteShell:
    """What the frame of a page outside any clinic needs; `name` and `args` are of its address."""
    return {
        "network_name": content_of(network).name if network else "",
        "network_email": content_of(network).contact_email if network else "",
        "alternates": _alternates(name, *args),
    }


def clinic_shell(
    clinic: ClinicEdition, network: NetworkEdition | None, name: str, *args
) -> ClinicShell:
    """What the frame of a clinic's page needs."""
    return site_shell(network, name, *args) | {"clinic": view_of(clinic, get_language())}


def view_of(edition: ClinicEdition, language: str) -> ClinicView:
    content = content_of(edition)
    return clinic_view(content, edition.number, language, logo_address(content.logo))


def logo_address(name: str) -> str:
    return default_storage.url(name) if name else ""


def _alternates(name, *args):
    """The same page in every language of the site."""
    return [
        Alternate(
            code=code,
            name=_own_name(code),
            path=address(code, name, *args),
            absolute=absolute(address(code, name, *args)),
        )
        for code, _name in settings.LANGUAGES
    ]


def _own_name(code):
    return get_language_info(code)["name_local"].capitalize()
