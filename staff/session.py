"""Where a session begins, and whether somebody is in one: a page asks before it sends what was typed."""

import time

from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def session(request):
    """Who it is (null: nobody) and the token that a form needs now, which every sign-in renews."""
    user = request.user
    is_in = user.is_authenticated and user.may_sign_in
    return JsonResponse(
        {
            "user": user.pk if is_in else None,
            "name": user.get_username() if is_in else "",
            "token": get_token(request),
        }
    )


def begin(request) -> None:
    """Somebody has just signed in: from now on the days of this session are counted."""
    request.session.cycle_key()  # Django does not where the same person signs in again
    request.session["began"] = request.session["seen"] = time.time()
