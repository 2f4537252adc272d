"""The admin's page around a preview: as which clinic, in which language, how wide, on paper."""

from collections.abc import Callable

from django.contrib import admin
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clinics.preview import pages as preview
from clinics.preview.pages import NothingYet, nothing

WIDTHS = ("360", "768", "full")


def preview_urls(route: str, name: str, find: Callable, wrap: Callable) -> list:
    """The addresses of the previews that `find` composes: bare, in a frame, and on paper."""
    page, frame, handout = f"{name}_preview", f"{name}_preview_frame", f"{name}_preview_handout"
    around = {"find": find, "page": page, "handout": handout}
    return [
        path(route, wrap(preview.page), {"find": find, "frame": frame}, name=page),
        path(f"{route}frame/", wrap(frame_page), around, name=frame),
        path(f"{route}handout.pdf", wrap(preview.handout), {"find": find}, name=handout),
    ]


@require_safe
@never_cache
def frame_page(request, key, find: Callable, page: str, handout: str):
    """`page` and `handout` name what is shown in the frame, and on paper."""
    try:
        drafted = find(request, key)
    except NothingYet as refusal:
        return nothing(request, refusal)
    asked = request.GET.copy()
    width = asked.pop("width", ["full"])[-1]
    width = width if width in WIDTHS else "full"
    shown, paper = (reverse(f"admin:{name}", args=[key]) for name in (page, handout))
    context = {
        **admin.site.each_context(request),
        "title": _("Preview: %(what)s") % {"what": drafted.content.title},
        "drafted": drafted,
        "choices": [choice for choice in drafted.choices if choice.options],
        "width": width,
        "widths": [(each, _with(asked, width=each), _words(each)) for each in WIDTHS],
        "shown": f"{shown}{_with(asked, framed='1')}",
        "alone": f"{shown}{_with(asked)}",
        "papers": [(f"{paper}{_with(asked, size=size)}", words) for size, words in _sizes()],
    }
    return TemplateResponse(request, "admin/preview.html", context)


def _with(asked, **more):
    query = asked.copy()
    query.update(more)
    return f"?{query.urlencode()}"


def _words(width):
    return {"360": _("Phone"), "768": _("Tablet"), "full": _("Full width")}[width]


def _sizes():
    return [("normal", _("Normal print")), ("large", _("Large print"))]
