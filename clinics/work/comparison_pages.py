"""The central team's comparison of clinics in the admin, as a page and as CSV."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clinics.sheets.cells import csv_lines
from clinics.work import comparison
from guide.models import Guide
from guide.models import access as guide_access

CLINICS_PER_PAGE = 50
TABLES = {"costs": comparison.prices, "coverage": comparison.coverage}


@require_safe
def page(request):
    """Both tables for some clinics at a time; to be wrapped in the admin site's `admin_view`."""
    guide = _guide(request)
    clinics = Paginator(comparison.clinics_compared(guide), CLINICS_PER_PAGE)
    shown = clinics.get_page(request.GET.get("p"))
    now = timezone.now()
    context = {
        **admin.site.each_context(request),
        "title": _("Compare clinics"),
        "guide": guide,
        "guides": Guide.objects.order_by("slug"),
        "page": shown,
        "tables": [
            {
                "what": "costs",
                "title": _("Prices: clinics and services"),
                "help": _(
                    "Where a price has lapsed, patients read how to ask. “Lapses soon” means within "
                    "30 days. The day is the last one on which the price holds."
                ),
                "table": comparison.prices(shown.object_list, now, guide=guide),
            },
            {
                "what": "coverage",
                "title": _("Insurance: clinics and insurers"),
                "help": _(
                    "Where a check is overdue, patients read in which month the insurer was asked "
                    "last. “Check due soon” means within 30 days. The day is that of the next check."
                ),
                "table": comparison.coverage(shown.object_list, now, guide=guide),
            },
        ],
    }
    return TemplateResponse(request, "admin/comparison.html", context)


@require_safe
def as_csv(request):
    """All clinics, not a page of them; `?what=costs` or `?what=coverage`."""
    guide = _guide(request)
    what = request.GET.get("what", "costs")
    if what not in TABLES:
        raise Http404
    table = TABLES[what](comparison.clinics_compared(guide), timezone.now(), guide=guide)
    headers = {
        "Content-Disposition": f'attachment; filename="comparison-{what}.csv"',
        "Cache-Control": "no-store, private",
    }
    lines = csv_lines(comparison.table_rows(table))
    return HttpResponse("".join(lines), content_type="text/csv; charset=utf-8", headers=headers)


def _guide(request):
    """The address of the guide asked for, or ""; 404 when there is none of this address."""
    if not guide_access.edits_guides(request.user):
        raise PermissionDenied
    slug = request.GET.get("guide", "")
    if slug and ("\x00" in slug or not Guide.objects.filter(slug=slug).exists()):
        raise Http404
    return slug
