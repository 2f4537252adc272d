"""The admin pages of a draft's own history: each save, putting one back, what was deleted."""

from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from editions.admin.pages import PagesAdmin
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


class HistoryAdmin(PagesAdmin):
    def get_urls(self):
        wrap = self.admin_site.admin_view
        own = [
            path(
                "<int:key>/history/<int:number>/restore/",
                wrap(self.revert_page),
                name=self._named("revert"),
            ),
            path("deleted/", wrap(self.deleted_page), name=self._named("deleted")),
            path("deleted/<int:number>/restore/", wrap(self.again_page), name=self._named("again")),
        ]
        return own + super().get_urls()

    @method_decorator(require_safe)
    def history_view(self, request, object_id, extra_context=None):
        """Who may see the row may see its history; who may edit it may put a version back."""
        row = self._owner(request, key_in(object_id))
        records = self._records(request, row)
        page = Paginator(records, PER_PAGE).get_page(request.GET.get("p"))
        before = records[page.end_index() : page.end_index() + 1]
        context = {
            "title": _("History: %(what)s") % {"what": row},
            "page": page,
            "versions": versions(list(page.object_list), next(iter(before), None)),
            "may_restore": self.has_change_permission(request, row),
            "address": self.address("history", row.pk),
        }
        return self._page(request, row, "admin/history.html", context)

    def _records(self, request, row):
        """Of a row that once was another clinic's, one's own part."""
        mine = self.access.viewable(self.model.history.all(), request.user)
        records = mine.filter(id=row.pk).select_related("history_user")
        return records.order_by("-history_date", "-history_id")

    def revert_page(self, request, key, number):
        row = self._owner(request, key)
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        records = self._records(request, row).exclude(history_type="-")
        record = records.filter(history_id=number).first()
        if record is None:
            raise Http404
        names, refusal = self._names(request, row), ""
        if request.method == "POST":
            refusal = self._revert(request, row, record, names)
            if not refusal:
                return HttpResponseRedirect(self.address("change", row.pk))
            row.refresh_from_db()
        now, then = texts_of_rows([row], names), texts_of_rows([record], names)
        context = {
            "title": _("Put back an earlier version: %(what)s") % {"what": row},
            "record": record,
            "fields": differences(*now, *then),
            "refusal": refusal,
            "address": self.address("history", row.pk),
        }
        return self._page(request, row, "admin/revert.html", context, 409 if refusal else 200)

    def _names(self, request, row):
        """The fields that this person could write in the row's own form."""
        shown = flatten_fieldsets(self.get_fieldsets(request, row))
        fixed = self.get_readonly_fields(request, row)
        return [name for name in shown if name not in fixed]

    def _revert(self, request, row, record, names):
        """ "" when it is done; otherwise why it is not."""
        started_from = key_in(request.POST.get("started_from", "")) or 0
        try:
            remarks = revert(row, record, names=names, started_from=started_from, by=request.user)
        except CannotRestore as refusal:
            return str(refusal)
        messages.success(request, _("The draft is as it was then. Patients see no change yet."))
        for remark in remarks:
            messages.warning(request, remark)
        return ""

    def deleted_rows(self, request, **where):
        """The latest that this person may bring back, each with the address where that is asked.

        Whoever may not add a row does not bring one back: a membership begins with a yes.
        """
        if not self.has_add_permission(request):
            return []
        mine = self.access.editable(self.model.history.filter(**where), request.user)
        rows = list(deleted(mine)[:MOST_DELETED])
        for row in rows:
            row.kind = capfirst(self.opts.verbose_name)
            row.name = str(row.instance)
            row.address = self.address("again", row.history_id)
        return rows

    @method_decorator(require_safe)
    def deleted_page(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Recently deleted: %(what)s") % {"what": self.opts.verbose_name_plural},
            "rows": self.deleted_rows(request),
        }
        return TemplateResponse(request, "admin/deleted.html", context)

    def again_page(self, request, number):
        mine = self.access.editable(self.model.history.all(), request.user)
        record = deleted(mine).filter(history_id=number).first()
        if record is None or not self.has_add_permission(request):
            raise Http404
        refusal = ""
        if request.method == "POST":
            try:
                row = make_again(record, by=request.user)
            except CannotRestore as reason:
                refusal = str(reason)
            else:
                messages.success(request, _("It is back in the draft."))
                return HttpResponseRedirect(self.address("change", row.pk))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Bring back: %(what)s") % {"what": record.instance},
            "record": record,
            "texts": texts_of_rows([record])[0],
            "refusal": refusal,
            "list": self.address("deleted"),
        }
        status = 409 if refusal else 200
        return TemplateResponse(request, "admin/bring_back.html", context, status=status)

    def response_delete(self, request, obj_display, obj_id):
        if self.has_add_permission(request):
            words, address = _("It can be brought back:"), self.address("deleted")
            link = format_html('<a href="{}">{}</a>', address, _("Recently deleted"))
            messages.info(request, format_html("{} {}", words, link))
        return super().response_delete(request, obj_display, obj_id)
