"""The admin pages of a draft's own history: each save, putting one back, what was deleted."""

from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from editions.admin.pages import address, row_or_404, show, show_about
from editions.admin.scoping import key_in
from editions.history.row_versions import (
    deleted,
    differences,
    make_again,
    revert,
    texts_of_rows,
    versions,
)
from editions.publish.restoring import CannotRestore

PER_PAGE = 25
MOST_DELETED = 50


@require_safe
def history_page(request, key, model_admin):
    """Who may see the row may see its history; who may edit it may put a version back."""
    row = row_or_404(request, model_admin, key)
    records = _records(request, model_admin, row)
    page = Paginator(records, PER_PAGE).get_page(request.GET.get("p"))
    before = records[page.end_index() : page.end_index() + 1]
    context = {
        "title": _("History: %(what)s") % {"what": row},
        "page": page,
        "versions": versions(list(page.object_list), next(iter(before), None)),
        "may_restore": model_admin.has_change_permission(request, row),
        "address": address(model_admin.model, "history", row.pk),
    }
    return show_about(request, model_admin, row, "admin/history.html", context)


def _records(request, model_admin, row):
    """Of a row that once was another clinic's, one's own part."""
    mine = model_admin.access.viewable(model_admin.model.history.all(), request.user)
    records = mine.filter(id=row.pk).select_related("history_user")
    return records.order_by("-history_date", "-history_id")


def revert_page(request, key, number, model_admin):
    row = row_or_404(request, model_admin, key)
    if not model_admin.has_change_permission(request, row):
        raise PermissionDenied
    records = _records(request, model_admin, row).exclude(history_type="-")
    record = records.filter(history_id=number).first()
    if record is None:
        raise Http404
    names, refusal = _names(request, model_admin, row), ""
    if request.method == "POST":
        refusal = _revert(request, model_admin, row, record, names)
        if not refusal:
            return HttpResponseRedirect(address(model_admin.model, "change", row.pk))
        row.refresh_from_db()
    now, then = texts_of_rows([row], names), texts_of_rows([record], names)
    context = {
        "title": _("Put back an earlier version: %(what)s") % {"what": row},
        "record": record,
        "fields": differences(*now, *then),
        "refusal": refusal,
        "address": address(model_admin.model, "history", row.pk),
    }
    status = 409 if refusal else 200
    return show_about(request, model_admin, row, "admin/revert.html", context, status)


def _names(request, model_admin, row):
    """The fields that this person could write in the row's own form, with what is told of them."""
    shown = flatten_fieldsets(model_admin.get_fieldsets(request, row))
    fixed = model_admin.get_readonly_fields(request, row)
    names = [name for name in shown if name not in fixed]
    return [*names, *(name for name, of in row.TOLD_OF.items() if of in names)]


def _revert(request, model_admin, row, record, names):
    """ "" when it is done; otherwise why it is not."""
    if why := model_admin.why_not_back(request, row, record):
        return why
    started_from = key_in(request.POST.get("started_from", "")) or 0
    try:
        remarks = revert(row, record, names=names, started_from=started_from, by=request.user)
    except CannotRestore as refusal:
        return str(refusal)
    messages.success(request, _("The draft is as it was then. Patients see no change yet."))
    for remark in remarks:
        messages.warning(request, remark)
    return ""


def deleted_rows(request, model_admin, **where):
    """The latest that this person may bring back, each with the address where that is asked.

    Whoever may not add a row does not bring one back: a membership begins with a yes.
    """
    if not model_admin.has_add_permission(request):
        return []
    mine = model_admin.access.editable(model_admin.model.history.filter(**where), request.user)
    rows = list(deleted(mine)[:MOST_DELETED])
    for row in rows:
        row.kind = capfirst(model_admin.opts.verbose_name)
        row.name = str(row.instance)
        row.address = address(model_admin.model, "again", row.history_id)
    return rows


@require_safe
def deleted_page(request, model_admin):
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    context = {
        "title": _("Recently deleted: %(what)s") % {"what": model_admin.opts.verbose_name_plural},
        "rows": deleted_rows(request, model_admin),
    }
    return show(request, model_admin, "admin/deleted.html", context)


def again_page(request, number, model_admin):
    mine = model_admin.access.editable(model_admin.model.history.all(), request.user)
    record = deleted(mine).filter(history_id=number).first()
    if record is None or not model_admin.has_add_permission(request):
        raise Http404
    refusal = ""
    if request.method == "POST":
        try:
            row = make_again(record, by=request.user)
        except CannotRestore as reason:
            refusal = str(reason)
        else:
            messages.success(request, _("It is back in the draft."))
            return HttpResponseRedirect(address(model_admin.model, "change", row.pk))
    context = {
        "title": _("Bring back: %(what)s") % {"what": record.instance},
        "record": record,
        "texts": texts_of_rows([record])[0],
        "refusal": refusal,
        "list": address(model_admin.model, "deleted"),
    }
    return show(request, model_admin, "admin/bring_back.html", context, 409 if refusal else 200)


HISTORY_PAGES = {
    "revert": ("<int:key>/history/<int:number>/restore/", revert_page),
    "deleted": ("deleted/", deleted_page),
    "again": ("deleted/<int:number>/restore/", again_page),
}
