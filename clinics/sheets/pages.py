"""A clinic's sheets in the admin: download one, upload it, look at what it would do, confirm.

Between the two steps the file travels in the page itself, signed for the person who looked and for
this very sheet, so nothing is stored before somebody has said yes.
"""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core import signing
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from clinics.models import access
from clinics.sheets import exchange
from clinics.sheets.cells import BadSheet, csv_lines, text_of_sheet
from clinics.sheets.import_plan import SHEETS, RowState

SALT = "clinics.sheet"
A_DAY = 24 * 3600
PROBLEMS_SHOWN = 200


class SheetForm(forms.Form):
    """`rows` and `text` are set when the file could be read, else `problems` say why not."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        allow_empty_file=True,  # the reader has better words for it
        help_text=gettext_lazy("In UTF-8, with commas or semicolons, up to 5 MB and 20,000 lines."),
    )

    def __init__(self, *args, what, **kwargs):
        super().__init__(*args, **kwargs)
        self.what, self.problems = what, ()

    def clean_file(self):
        try:
            most = settings.SHEET_MAX_BYTES
            data = self.cleaned_data["file"].read(most + 1)
            self.text = text_of_sheet(data, max_bytes=most)
            self.rows = exchange.read_sheet(self.text, self.what)
        except BadSheet as refusal:
            self.problems = refusal.problems
            raise forms.ValidationError(str(refusal)) from refusal
        return self.cleaned_data["file"]


@require_safe
def costs_csv(request, key):
    """The clinic's prices, or with `?what=coverage` its insurers' answers, as a download."""
    clinic, what = _asked(request, key)
    return _download(exchange.sheet_rows(what, [clinic]), f"{clinic.slug}-{what}.csv")


def _download(rows, name):
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(
        "".join(csv_lines(rows)), content_type="text/csv; charset=utf-8", headers=headers
    )


def sheet_page(request, key):
    """Both steps under one address; to be wrapped in the admin site's `admin_view`."""
    clinic, what = _asked(request, key)
    if request.method != "POST":
        return _upload_page(request, clinic, SheetForm(what=what))
    return _save(request, clinic, what) if "sheet" in request.POST else _look(request, clinic, what)


def _asked(request, key):
    """(clinic, what), or 404: what is missing and what is not yours look the same."""
    clinic = get_object_or_404(access.clinics_of(request.user), pk=key)
    what = request.GET.get("what", "costs")
    if what not in SHEETS:
        raise Http404
    return clinic, what


def _look(request, clinic, what):
    form = SheetForm(request.POST, request.FILES, what=what)
    if not form.is_valid():
        return _upload_page(request, clinic, form, status=422)
    planned = exchange.plan(clinic, what, form.rows)
    if planned.problems:
        form.problems = planned.problems
        form.add_error(None, _("Nothing was imported: the file has to be fixed first."))
        return _upload_page(request, clinic, form, status=422)
    return _preview_page(request, clinic, form.text, planned, what=what)


def _save(request, clinic, what):
    salt = _salt(request, clinic, what)
    try:
        text, expected = signing.loads(request.POST["sheet"], salt=salt, max_age=A_DAY)
    except signing.BadSignature:
        words = _("The preview is older than a day, or was changed. Choose the file again.")
        return _upload_page(request, clinic, SheetForm(what=what), status=422, problem=words)
    rows = exchange.read_sheet(text, what)
    try:
        looked_at = "looked_at" in request.POST
        planned = exchange.carry_out(
            clinic, what, rows, expected=expected, by=request.user, looked_at=looked_at
        )
    except exchange.Changed as refusal:
        return _look_again(request, clinic, what, text, refusal)
    except exchange.Unlikely as refusal:
        return _look_again(request, clinic, what, text, refusal, status=422)
    except BadSheet as refusal:
        return _refused(request, clinic, what, refusal)
    messages.success(request, _done(planned))
    return HttpResponseRedirect(reverse("admin:clinics_clinic_change", args=[clinic.pk]))


def _look_again(request, clinic, what, text, refusal, status=409):
    """The same file against the draft as it is now."""
    planned = exchange.plan(clinic, what, exchange.read_sheet(text, what))
    if planned.problems:
        return _refused(request, clinic, what, BadSheet(str(refusal), planned.problems))
    return _preview_page(
        request, clinic, text, planned, what=what, status=status, problem=str(refusal)
    )


def _refused(request, clinic, what, refusal):
    form = SheetForm(what=what)
    form.problems = refusal.problems
    return _upload_page(request, clinic, form, status=422, problem=str(refusal))


def _done(planned):
    return _(
        "Saved in the draft: %(new)s new, %(changed)s changed, %(deleted)s deleted, "
        "%(same)s as they were. Patients see it when you publish."
    ) % dict(planned.counts)


def _upload_page(request, clinic, form, *, status=200, problem=""):
    context = {
        "title": _title(form.what),
        "form": form,
        "problem": problem,
        "problems": form.problems[:PROBLEMS_SHOWN],
        "more_problems": max(0, len(form.problems) - PROBLEMS_SHOWN),
        "columns": SHEETS[form.what].columns,
        "download": _address("costs_csv", clinic, form.what),
    }
    return _page(request, clinic, "upload", context, status)


def _preview_page(request, clinic, text, planned, *, what, status=200, problem=""):
    salt = _salt(request, clinic, what)
    context = {
        "title": _("Look before importing"),
        "plan": planned,
        "problem": problem,
        "counts": [(RowState(state).label, count) for state, count in planned.counts.items()],
        "is_nothing": all(fate.state == RowState.SAME for fate in planned.fates),
        "packed": signing.dumps([text, planned.basis], salt=salt, compress=True),
        "again": _address("sheet", clinic, what),
    }
    return _page(request, clinic, "preview", context, status)


def _salt(request, clinic, what):
    """Whose word the signature is, and about what."""
    return f"{SALT}:{request.user.pk}:{clinic.pk}:{what}"


def _title(what):
    return _("Prices as a sheet") if what == "costs" else _("Insurance as a sheet")


def _address(page, clinic, what):
    return f"{reverse(f'admin:clinics_clinic_{page}', args=[clinic.pk])}?what={what}"


def _page(request, clinic, name, context, status):
    shared = {
        **admin.site.each_context(request),
        "owner": clinic,
        "back": reverse("admin:clinics_clinic_change", args=[clinic.pk]),
    }
    return TemplateResponse(request, f"admin/sheets/{name}.html", shared | context, status=status)
