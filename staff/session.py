"""Whether somebody is signed in, for a page that asks before it sends what was typed."""

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
