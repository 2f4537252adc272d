"""What is answered while the database is away: pages as they were, or an honest 503."""

import gzip
from functools import partial
from time import monotonic, time
from urllib.parse import parse_qsl, urlencode

from csp.decorators import csp
from django.http import HttpResponse
from django.utils.cache import get_conditional_response

from clinics.public.answers import STRICT, is_spelled_plainly
from clinics.tools.release import release, stamp
from config import errors
from config.database_watch import answers, watch
from editions.record import kept_pages
from editions.record.kept_pages import Address, Kept

APART = ("/health/", "/media/", "/static/", "/favicon.ico")  # these ask no database
STAFF = "/admin/"
SAFE = ("GET", "HEAD")
CHOICES = ("paper", "section", "size")  # what a public address takes from its query string
QUICK = 1  # seconds: an error that came later is not worth a second try
KEPT_HEADERS = (
    *("Cache-Control", "Content-Disposition", "Content-Type"),
    *("Cross-Origin-Resource-Policy", "ETag", "Vary"),
)


def stay_up(get_response):
    """Outside of all that asks the database, and knowing nothing of Django's views."""

    def middleware(request):
        if request.path.startswith(APART):
            return get_response(request)
        request.get_host()  # refuses a foreign one, here too
        if watch.is_away and not watch.is_back():
            return _instead(request)
        began = time()
        response = _asked(request, get_response)
        if _is_lost(response):
            return _instead(request)
        _remember(request, response, began)
        return response

    return middleware


def _asked(request, get_response):
    """The answer; for a question that changes nothing, asked anew if its connection broke."""
    began = monotonic()
    response = get_response(request)
    if not _is_lost(response):
        return response
    was_quick = monotonic() - began < QUICK
    if not answers():
        watch.lost()
    elif was_quick and request.method in SAFE:
        return get_response(request)
    return response


def _is_lost(response):
    return getattr(response, "is_database_lost", False)


def _remember(request, response, began):
    if request.method != "GET" or request.path.startswith(STAFF):
        return
    address, is_exact = _address(request)
    etag = response.headers.get("ETag")
    if not is_exact:
        return
    if _is_page(response):
        headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response}
        many = getattr(response, "is_of_many", True) or address.query != ""
        packed = partial(_packed, response)
        kept_pages.keep(address, etag, headers, packed, began=began, is_of_many=many)
    elif response.status_code == 304 and etag:
        kept_pages.confirm(address, etag, began=began)
    elif response.status_code in (200, 404, 410):
        kept_pages.forget(address)


def _address(request):
    """Which page is asked for, and whether in the one way in which the site itself asks for it.

    Any other way (`?section=`, a size twice, a number as 007) may have an answer of its own, and
    must not stand for the page.
    """
    asked = parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True)
    asked = [pair for pair in asked if pair != (stamp(), "")]
    known = sorted({(name, value) for name, value in asked if name in CHOICES and value})
    address = Address(release(), request.path, urlencode(known))
    names = [name for name, _value in known if name != "section"]
    is_exact = len(asked) == len(known) and len(names) == len(set(names))
    return address, is_exact and is_spelled_plainly(request)


def _is_page(response):
    """For everybody, and the same for all who pack alike."""
    return (
        response.status_code == 200
        and response.headers.get("Cache-Control", "").startswith("public")
        and response.headers.get("Vary") == "Accept-Encoding"
        and "ETag" in response
        and not response.cookies
    )


def _packed(response):
    is_packed = response.headers.get("Content-Encoding") == "gzip"
    return response.content if is_packed else gzip.compress(response.content, 6, mtime=0)


def _instead(request):
    if request.path.startswith(STAFF):
        return errors.unavailable_for_staff(request)
    kept = None
    if request.method in SAFE and not request.GET.get("q"):
        kept = kept_pages.find(_address(request)[0])
    return _again(request, kept) if kept else errors.unavailable(request)


@csp(STRICT)
def _again(request, kept: Kept):
    """As it was, and marked: the warning is obsolete (RFC 9111) and understood, Cache-Status new."""
    response = get_conditional_response(request, etag=kept.etag) or _whole(request, kept)
    age = max(0, round(time() - kept.checked))
    lasting = "immutable" in kept.headers["Cache-Control"]
    marks = {
        "Cache-Control": kept.headers["Cache-Control"] if lasting else "public, no-cache",
        "Age": str(age),
        "Warning": '110 - "Response is Stale"',
        "Cache-Status": f"ClinicGuide; hit; ttl=-{age}",
    }
    for name, value in (kept.headers | marks).items():
        response.headers[name] = value
    return response


def _whole(request, kept):
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(kept.body, headers={"Content-Encoding": "gzip"})
    return HttpResponse(gzip.decompress(kept.body))
