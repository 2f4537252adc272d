import time
import zoneinfo

from django.conf import settings
from django.contrib.auth import logout
from django.utils import timezone, translation

RENEWED_EVERY = 3600


def end_old_sessions(get_response):
    """Who works stays in, but not for ever; the store itself ends sessions that nobody uses."""

    def middleware(request):
        if request.path.startswith("/admin/") and "began" in request.session:
            now, session = time.time(), request.session
            if now - session["began"] > settings.SESSION_MOST_SECONDS:
                logout(request)
            elif now - session["seen"] > RENEWED_EVERY:
                session["seen"] = now
        return get_response(request)

    return middleware


def speak_the_users_language(get_response):
    """The admin in the signed-in person's language and time zone; public pages never ask who reads."""

    def middleware(request):
        if not request.path.startswith("/admin/"):
            return get_response(request)
        user = request.user
        language = user.language if user.is_authenticated else _accepted(request)
        zone = user.time_zone if user.is_authenticated else settings.TIME_ZONE
        with translation.override(language), timezone.override(zoneinfo.ZoneInfo(zone)):
            response = get_response(request)
            if hasattr(response, "render"):
                response.render()
            response.headers["Content-Language"] = language
            return response

    return middleware


def _accepted(request):
    return translation.get_language_from_request(request)
