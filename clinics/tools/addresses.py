"""The public addresses: the default language has no prefix, every other has its own."""

from django.conf import settings
from django.urls import reverse


def address(language: str, name: str, *args) -> str:
    """The path of a public page in `language`. Names are those of clinics/urls.py."""
    return reverse(f"{language}:{name}", args=args)


def absolute(path: str) -> str:
    """With the scheme and host of SITE_URL: for paper, mails and machines."""
    return settings.SITE_URL + path


def permanent(language: str, clinic: str, guide: str, numbers: tuple[int, int, int]) -> str:
    return address(language, "edition", clinic, guide, numbers)
