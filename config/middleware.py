from urllib.parse import unquote

from django.core.exceptions import BadRequest


def refuse_null_characters(get_response):
    """PostgreSQL holds none in its texts, and no honest question has one: 400 instead of 500."""

    def middleware(request):
        if "\0" in unquote(request.META.get("QUERY_STRING", "")):
            raise BadRequest("A null character in the query string.")
        return get_response(request)

    return middleware
