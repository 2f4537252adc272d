"""Pages for what went wrong, in the reader's language, each saying what to do."""

import sys

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

from config.files import is_full
from config.refusals import refusal


def not_found(request, exception):
    return _page(request, "404.html", 404)


def forbidden(request, exception=None):
    return _page(request, "403.html", 403)


def bad_request(request, exception):
    return refusal(request, exception) or _page(request, "400.html", 400)


def _page(request, template, status):
    language = _language(request)
    context = {"language": language, "in_admin": _first(request) == "admin"}
    with translation.override(language):
        return render(request, template, context, status=status)


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
    return HttpResponse(render_to_string("500.html"), status=500)
