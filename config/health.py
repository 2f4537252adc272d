"""For load balancers and people on call: does the process live, is it ready. Never kept."""

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config import checks


@require_safe
@never_cache
def live(request):
    """200 while this process answers at all; it asks nothing of anybody."""
    return _plain("ok")


@require_safe
@never_cache
def ready(request):
    """200 when the database answers and has all migrations, else 503; what is merely lame is named."""
    missing = checks.database_is_ready()
    lame = [*checks.media_folder(), *checks.page_cache()]
    # Of these to the colon: what follows names folders, and anybody may ask here.
    words = [message.msg for message in missing] + [m.msg.partition(":")[0] for m in lame]
    words = "\n".join(words)
    return _plain(words or "ok", 503 if missing else 200)


def _plain(words, status=200):
    return HttpResponse(words, content_type="text/plain; charset=utf-8", status=status)
