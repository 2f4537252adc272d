"""What every public page has in common: its language, its caching, its headers."""

import gzip
import hashlib
from functools import cache, wraps
from pathlib import Path

from csp.decorators import csp
from django.conf import settings
from django.core.cache import cache as kept
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

STRICT = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
PRIVATE = {  # what is shown to one person alone
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}
KEEP_SECONDS = 24 * 3600


def public(view):
    """A page for patients: one language from its address, no script, no cookie, no session."""

    @require_safe
    @csp(STRICT)
    @wraps(view)
    def wrapper(request, *args, language, **kwargs):
        request.language = language
        with translation.override(language):
            try:
                return view(request, *args, **kwargs)
            except Unavailable as refusal:
                return unavailable(refusal, language)

    return wrapper


class Unavailable(Exception):
    """There is nothing to show, and a page that says so honestly."""

    def __init__(self, template: str, status: int, context: dict):
        super().__init__(template)
        self.template, self.status, self.context = template, status, context


def unavailable(refusal: Unavailable, language: str) -> HttpResponse:
    context = {"language": language, **refusal.context}
    body = render_to_string(refusal.template, context)
    return HttpResponse(body, status=refusal.status, headers={"Cache-Control": "no-cache"})


@cache
def code_version() -> str:
    """Changes when templates, code or translations do, so that no kept page outlives a release."""
    print_ = hashlib.sha256()
    for folder, pattern in [
        ("guide", "*.py"),
        ("clinics", "*.py"),
        ("templates", "**/*.html"),
        ("templates", "**/*.typ"),
        ("locale", "**/*.mo"),
        ("static", "public/*.css"),
    ]:
        for file in sorted((Path(settings.BASE_DIR) / folder).glob(pattern)):
            print_.update(file.read_bytes())
    return print_.hexdigest()


def respond(request, key: tuple, make, *, content_type="text/html; charset=utf-8", **headers):
    """The answer made once for `key`, its path and this code; then kept, or 304.

    `make()` gives the bytes. `key` must name all else that the answer depends on, and what it
    takes from the query string: other parameters make no new answer.
    """
    whole = "\n".join([code_version(), request.path, *map(str, key)])
    name = hashlib.sha256(whole.encode()).hexdigest()
    etag = f'W/"{name[:32]}"'
    response = get_conditional_response(request, etag=etag) or _full(
        request, name, make, content_type
    )
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = _lifetime()
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    patch_vary_headers(response, ["Accept-Encoding"])
    for header, value in headers.items():
        response.headers[header.replace("_", "-")] = value
    return response


def _full(request, name, make, content_type):
    bodies = kept.get(name)
    if bodies is None:
        body = make()
        bodies = body, gzip.compress(body, 6, mtime=0)
        kept.set(name, bodies, KEEP_SECONDS)
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(bodies[zipped], content_type=content_type)
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    return response


def _lifetime():
    if settings.CDN_SECONDS:
        return f"public, no-cache, s-maxage={settings.CDN_SECONDS}"
    return "public, no-cache"
