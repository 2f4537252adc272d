from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig


def refuse_null_characters(get_response):
    """PostgreSQL holds none in its texts, and no honest question has one: 400 instead of 500."""

    def middleware(request):
        if "\0" in unquote(request.META.get("QUERY_STRING", "")):
            raise BadRequest("A null character in the query string.")
        return get_response(request)

    return middleware


def refuse_large_bodies(get_response):
    """What no form of ours can need is refused by its announced size, before a byte is read.

    Django itself counts text only; a file would be written to the disk before anybody looks at it.
    """

    def middleware(request):
        try:
            size = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            size = 0  # Django reads nothing then
        if size > settings.BODY_BYTES:
            raise RequestDataTooBig("The request is larger than any form may be.")
        return get_response(request)

    return middleware
