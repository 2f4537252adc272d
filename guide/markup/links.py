"""Which addresses a link or a picture may have."""

import re

import nh3
from django.utils.html import escape
from markdown_it.common.normalize_url import normalizeLink

# "//host" and "/\host" leave the site, and so do they with a tab or a newline between.
LINK = re.compile(r"(?:https?://[^\s/\\?#]|mailto:|tel:|/(?![/\\])|#)[^\s\\]*", re.IGNORECASE)
PICTURE = re.compile(r"/media/(?!.*\.\.)[A-Za-z0-9._/-]+")
SCHEMES = {"http", "https", "mailto", "tel"}
READER = nh3.Cleaner(tags={"a"}, attributes={"a": {"href"}}, link_rel=None, url_schemes=SCHEMES)


def safe_link(address: str) -> str | None:
    """The address percent-encoded, or None when it is of a kind that we do not link to."""
    encoded = normalizeLink(address)
    is_safe = LINK.fullmatch(address.replace(" ", "")) and is_link(encoded)
    return encoded if is_safe and _has_a_host(encoded) else None


def _has_a_host(address):
    """Asks the sanitiser, which would drop "http://1.2.3.4.5/" from the page without a word."""
    return "href=" in READER.clean(f'<a href="{escape(address)}"></a>')


def is_link(address: str) -> bool:
    """Whether an encoded address is http, https, mailto, tel, or within the site."""
    return bool(LINK.fullmatch(address))


def is_picture(address: str) -> bool:
    """Whether the address is that of a picture uploaded here."""
    return bool(PICTURE.fullmatch(address))


def is_external(address: str) -> bool:
    """Whether a link leaves for another site."""
    return address.lower().startswith(("http://", "https://"))
