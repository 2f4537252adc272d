"""What was sent is too much, or there is no room for it: said in words, and nothing typed is lost.

A body that was refused was not read, so nothing in it can be given back from here. The browser has
kept it: the page leads back to the form, which offers it again (`static/admin_guide/keeping.js`).
"""

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http.multipartparser import TooManyFilesSent
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from config.files import is_full

STATUS = {RequestDataTooBig: 413, TooManyFieldsSent: 413, TooManyFilesSent: 413}
NOT_TYPED = ("csrfmiddlewaretoken", "form_key")
IN_ADMIN = "/admin/"


def refuse_large_bodies(get_response):
    """Before a byte is read: Django bounds what is typed, and writes files of any size to the disk."""

    def middleware(request):
        if is_too_large(request):
            raise RequestDataTooBig("The body is larger than BODY_BYTES.")
        return get_response(request)

    return middleware


def is_too_large(request) -> bool:
    try:
        size = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return False  # Django reads nothing then
    return size > settings.BODY_BYTES


def refusal(request, error: BaseException | None):
    """The answer to staff when `error` is one of these; None otherwise."""
    status = 507 if is_full(error) else STATUS.get(type(error))
    if status is None or not request.path.startswith(IN_ADMIN) or not hasattr(request, "user"):
        return None
    context = {
        **admin.site.each_context(request),
        "title": _("This was not saved"),
        "why": _why(error, status),
        "typed": _typed(request) if status == 507 else [],
        "address": request.get_full_path(),
        "start": reverse("admin:index"),
    }
    return render(request, "admin/refused.html", context, status=status)


def _why(error, status):
    if status == 507:
        return _("The disk of this site is full. Tell who runs it; then save again.")
    if isinstance(error, TooManyFieldsSent):
        return _("Too many boxes were sent at once. Choose fewer clinics or rows, and save again.")
    if isinstance(error, TooManyFilesSent):
        return _("Too many files were sent at once. Send them one by one.")
    return _(
        "What was sent is larger than %(limit)d MB. Shorten the text or choose a smaller file, and save again."
    ) % {"limit": settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20}


def _typed(request):
    """What arrived, with names as people read them; nothing when the disk was full before that."""
    sent = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    return [(name, value) for name, value in sent if value.strip() and name not in NOT_TYPED]
