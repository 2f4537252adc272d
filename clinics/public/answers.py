"""What every public page has in common: its language, its caching, its headers."""

import gzip
import hashlib
from contextlib import nullcontext
from copy import copy
from functools import wraps

from csp.decorators import csp
from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from clinics.tools.release import release
from staff.turns import OneForEach

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
ONE_FOR_EACH = OneForEach()
PAGES, HANDOUTS = "default", "handouts"  # shelves; neither pushes anything off the other


def public(view):
    """A page for patients: one language from its address, no script, no cookie, no session."""

    # Other methods are refused before all else; the policy is that of pages which say no as well.
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
            except Http404:
                return to_small_letters(request)

    wrapper.is_public = True
    return wrapper


def to_small_letters(request) -> HttpResponse:
    """To the same address in small letters, as paper and phones capitalise it; raises Http404.

    Only where something is: that page is asked under its own place, so that no spelling of an
    address fills a shelf.
    """
    small = request.path_info.lower()
    if small == request.path_info:
        raise Http404
    match = resolve(small)
    if not getattr(match.func, "is_public", False):
        raise Http404
    asked = copy(request)
    asked.path_info, asked.path, asked.resolver_match = small, request.path.lower(), match
    match.func(asked, **match.kwargs)
    place = reverse(match.view_name, kwargs=match.captured_kwargs)
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(
        f"{place}?{query}" if query else place, headers={"Cache-Control": "public, no-cache"}
    )


class Unavailable(Exception):
    """There is nothing to show, and a page that says so honestly."""

    def __init__(self, template: str, status: int, context: dict, headers: dict | None = None):
        super().__init__(template)
        self.template, self.status, self.context = template, status, context
        self.headers = {"Cache-Control": "no-cache"} | (headers or {})


def unavailable(refusal: Unavailable, language: str) -> HttpResponse:
    context = {"language": language, **refusal.context}
    body = render_to_string(refusal.template, context)
    return HttpResponse(body, status=refusal.status, headers=refusal.headers)


def respond(
    request,
    key: tuple,
    make,
    *,
    shelf: str | None = PAGES,
    turn=nullcontext,
    until=lambda: None,
    content_type="text/html; charset=utf-8",
    **headers,
):
    """The answer made once for `key`, its place and this code; then kept, or 304.

    `make()` gives the bytes, within `turn()`. `key` must name all else that the answer depends on,
    and what it takes from the query string. What a visitor can vary at will (words, choices, old
    numbers) goes on no shelf, so that nobody pushes from it what others read. `until()` gives the
    next moment at which the answer changes by itself, so far as that is known.
    """
    whole = "\n".join([release(), _place(request), *map(str, key)])
    name = hashlib.sha256(whole.encode()).hexdigest()
    etag = f'W/"{name[:32]}"'  # weak: plain or packed, it is the same page
    # Decided by the key alone: whoever has the page already makes nobody make it again.
    response = get_conditional_response(request, etag=etag)
    if response is None:
        bodies = _bodies(name, make, shelf and caches[shelf], turn)
        response = _packed(request, bodies, content_type)
    response.is_of_many = shelf is None
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = _lifetime(until)
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    patch_vary_headers(response, ["Accept-Encoding"])
    for header, value in headers.items():
        response.headers[header.replace("_", "-")] = value
    return response


def _place(request):
    """As the address was understood: /brand/ridge-1.css and /brand/ridge-001.css are one place."""
    match = request.resolver_match
    return f"{match.view_name} {sorted(match.kwargs.items())}"


def is_spelled_plainly(request) -> bool:
    """Whether the address is the one that the site's own links have, of all that lead there."""
    match = request.resolver_match
    return not match or request.path == reverse(match.view_name, kwargs=match.captured_kwargs)


def _bodies(name, make, kept, turn):
    """(plain, packed) bytes."""
    if not kept:
        with turn():
            return _made(make)
    if bodies := kept.get(name):
        return bodies
    with ONE_FOR_EACH.named(name):
        bodies = kept.get(name)  # somebody else may have made it meanwhile
        if bodies is None:
            with turn():
                bodies = _made(make)
            kept.set(name, bodies, KEEP_SECONDS)
    return bodies


def _made(make):
    body = make()
    return body, gzip.compress(body, 6, mtime=0)  # no time of day in it: the same bytes each time


def _packed(request, bodies, content_type):
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(bodies[zipped], content_type=content_type)
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    return response


def _lifetime(until):
    """Browsers ask each time; a shared cache may answer by itself for a while (RFC 9111, 5.2.2)."""
    seconds = settings.CDN_SECONDS
    if seconds and (moment := until()):
        seconds = min(seconds, int((moment - timezone.now()).total_seconds()))
    if seconds <= 0:
        return "public, no-cache"
    return f"public, max-age=0, must-revalidate, s-maxage={seconds}"
