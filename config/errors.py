"""Pages for what went wrong, in the reader's language, each saying what to do."""

import sys
from functools import cache

from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.template.loader import render_to_string
from django.utils import translation

from config.database_watch import LOST
from config.files import is_full
from config.refusals import is_too_large, refusal

AGAIN = "30"  # seconds after which it is worth trying again


def not_found(request, exception):
    return _page(request, "404.html", 404)


def forbidden(request, exception=None):
    return _page(request, "403.html", 403)


def bad_request(request, exception):
    return refusal(request, exception) or _page(request, "400.html", 400)


def _page(request, template, status):
    page = _same_for_all(template, _language(request), _first(request) == "admin")
    return HttpResponse(page, status=status)


@cache
def _same_for_all(template, language, in_admin):
    """Made once, however often somebody knocks where nothing is."""
    with translation.override(language):
        return render_to_string(template, {"language": language, "in_admin": in_admin})


def _language(request):
    """That of the address; in the admin the one which its middleware chose for the person."""
    first = _first(request)
    spoken = translation.get_language() if first == "admin" else first
    return spoken if spoken in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _first(request):
    return request.path.lstrip("/").partition("/")[0]


def server_error(request):
    """Nothing can be relied on here: no database, no context, one text in both languages."""
    error = sys.exc_info()[1]
    if is_full(error) and (answer := refusal(request, error)):
        return answer
    response = HttpResponse(render_to_string("500.html"), status=500)
    response.is_database_lost = isinstance(error, LOST)
    return response


def unavailable(request):
    """For a patient's page that cannot be made, and was not made before."""
    language = _language(request)
    with translation.override(language):
        return _away("503.html", {"language": language})


def unavailable_for_staff(request):
    """Nobody can be known here: what was sent is given back to whoever sent it, and no more."""
    with translation.override(translation.get_language_from_request(request)):
        sent, files = _sent(request)
        context = {
            "address": request.get_full_path(),
            "is_sent": request.method == "POST",
            "sent": [] if files else sent,
            "typed": [(_spoken(name), value) for name, value in sent if _is_typed(name, value)],
            "files": files,
        }
        return _away("admin/away.html", context)


def _away(template, context):
    headers = {"Retry-After": AGAIN, "Cache-Control": "no-store"}
    return HttpResponse(render_to_string(template, context), status=503, headers=headers)


def _sent(request):
    """All fields, in order, and the names of files; none from another site, with a password or too large.

    Nobody has looked at the size yet: files go to the disk as they are read.
    """
    if request.method != "POST" or is_too_large(request) or _is_foreign(request):
        return [], []
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    is_secret = any("password" in name for name, _value in fields)
    return [] if is_secret else fields, [file.name for file in request.FILES.values()]


def _is_foreign(request):
    """The form's token is asked here: the error may have come before it was."""
    guard = CsrfViewMiddleware(lambda _request: HttpResponse())
    guard.process_request(request)
    return guard.process_view(request, _sent, (), {}) is not None


def _is_typed(name, value):
    is_own = name in ("csrfmiddlewaretoken", "form_key", "started_from", "origin", "asked")
    counted = name.endswith(("_FORMS", "-id"))
    return value.strip() and not (is_own or counted or name.startswith(("_", "initial-")))


def _spoken(name):
    return name.replace("_", " ").replace("-", " ")
