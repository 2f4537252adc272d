"""Our own admin pages about the rows of one model: their addresses, their row, their frame.

Each page is a plain view of the request, of what its address holds, and of `model_admin`: the
ScopedAdmin of these rows, which says who may do what with them.
"""

from collections.abc import Callable, Mapping

from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse


def name_of(model, page: str) -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}_{page}"


def address(model, page: str, *args) -> str:
    return reverse(f"admin:{name_of(model, page)}", args=args)


def paths(model_admin, views: Mapping[str, tuple[str, Callable]]) -> list:
    """The addresses of these views, {name: (route, view)}, for whoever is signed in as staff."""
    wrap, extra = model_admin.admin_site.admin_view, {"model_admin": model_admin}
    return [
        path(route, wrap(view), extra, name=name_of(model_admin.model, name))
        for name, (route, view) in views.items()
    ]


def row_or_404(request, model_admin, key):
    """What is missing and what is not yours look the same."""
    row = model_admin.get_queryset(request).filter(pk=key).first()
    if row is None:
        raise Http404
    return row


def show(request, model_admin, template, context, status=200):
    shared = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "media": model_admin.media,
    }
    return TemplateResponse(request, template, shared | context, status=status)


def show_about(request, model_admin, row, template, context, status=200):
    back = address(model_admin.model, "change", row.pk)
    shared = {"owner": row, "back": back}
    return show(request, model_admin, template, shared | context, status)
