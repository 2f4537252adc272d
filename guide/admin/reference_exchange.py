"""References out of the library and in: choose a file, look at what it would do, save it.

Between the two steps the file travels in the page itself, signed for the person who looked.
"""

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from editions.admin.kept_forms import say_saved
from editions.admin.pages import address, show
from editions.admin.scoping import key_in
from guide.admin.import_page import GuideChoice
from guide.models import Guide, Reference, access
from guide.references.bibtex import from_bibtex, to_bibtex
from guide.references.exchange import CannotRead, from_csl, to_csl
from guide.references.importing import (
    TO_DO,
    ChangedMeanwhile,
    ReferenceFate,
    basis,
    carry_out,
    plan,
)

SALT = "guide.references"
A_DAY = 24 * 3600
WRITERS = {
    "json": (to_csl, "application/json"),
    "bib": (to_bibtex, "application/x-bibtex; charset=utf-8"),
}


class LibraryUploadForm(forms.Form):
    guide = GuideChoice(
        Guide.objects.all(),
        label=gettext_lazy("Guide"),
        required=False,
        empty_label=gettext_lazy("All guides share them"),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ".json,.bib"}),
        allow_empty_file=True,
        help_text=gettext_lazy("CSL-JSON (.json), up to 5 MB, or BibTeX (.bib), up to 1 MB."),
    )

    def clean(self):
        cleaned = super().clean()
        if file := cleaned.get("file"):
            try:
                self.text, self.name = _text_of(file), file.name.lower()
                self.entries = _read(self.text, self.name)
                self.planned = plan(self.entries, cleaned.get("guide"))
            except CannotRead as refusal:
                self.add_error("file", str(refusal))
        return cleaned


def _text_of(file):
    data = file.read(settings.DOCUMENT_MAX_BYTES + 1)
    if len(data) > settings.DOCUMENT_MAX_BYTES:
        raise CannotRead(_("The file is larger than 5 MB. Divide it."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CannotRead(
            _("The file is not in UTF-8. Export it again with this encoding.")
        ) from error


def _read(text, name):
    entries = from_bibtex(text) if name.endswith(".bib") else from_csl(text)
    if not entries:
        raise CannotRead(_("There is no source in this file."))
    return entries


@require_safe
def export(request, ending, model_admin):
    """Those of one guide, or those that all share: within these each key is there once."""
    if ending not in WRITERS:
        raise Http404
    wanted = request.GET.get("guide", "")
    guide = get_object_or_404(Guide, pk=key_in(wanted)) if wanted else None
    rows = access.viewable(Reference.objects.all(), request.user).filter(guide=guide)
    write, kind = WRITERS[ending]
    answer = HttpResponse(write(rows.order_by("key")), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{_file_name(guide, ending)}"'
    return answer


def _file_name(guide, ending):
    return f"references-{guide.slug if guide else 'shared'}.{ending}"


def exchange_page(request, model_admin):
    if not access.edits_guides(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return _upload(request, model_admin, LibraryUploadForm())
    if "packed" in request.POST:
        return _save(request, model_admin)
    form = LibraryUploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload(request, model_admin, form, status=422)
    guide = form.cleaned_data["guide"]
    return _preview(request, model_admin, form.text, form.name, guide, form.planned)


def _save(request, model_admin):
    try:
        packed = _unpacked(request.POST["packed"], request.user)
    except signing.BadSignature:
        words = _("The preview is older than a day, or was changed. Choose the file again.")
        return _upload(request, model_admin, LibraryUploadForm(), problem=words, status=422)
    guide = Guide.objects.filter(pk=packed["guide"]).first()
    if packed["guide"] and not guide:  # else all would share what was meant for it alone
        words = _(
            "Somebody deleted the guide since you looked. Choose another, and the file again."
        )
        return _upload(request, model_admin, LibraryUploadForm(), problem=words, status=422)
    entries = _read(packed["text"], packed["name"])
    try:
        done = carry_out(entries, guide, expected=packed["basis"], by=request.user)
    except (ChangedMeanwhile, IntegrityError):  # two at once: one of them was first
        words = _("Somebody changed the library since you looked. Look at it again, please.")
        again = plan(entries, guide)
        return _preview(
            request, model_admin, packed["text"], packed["name"], guide, again, problem=words
        )
    counts = _counts(done)
    words = _("Imported: %(new)s new, %(changed)s changed, %(refused)s left out.")
    say_saved(request, words % {fate.value: count for fate, count in counts.items()})
    return HttpResponseRedirect(address(Reference, "changelist"))


def _counts(planned):
    return {fate: sum(one.fate == fate for one in planned) for fate in ReferenceFate}


def _packed(content, user):
    return signing.dumps(content, salt=f"{SALT}:{user.pk}", compress=True)


def _unpacked(packed, user):
    return signing.loads(packed, salt=f"{SALT}:{user.pk}", max_age=A_DAY)


def _upload(request, model_admin, form, *, problem="", status=200):
    context = {
        "title": _("References out and in"),
        "form": form,
        "problem": problem,
        "libraries": [("", _("Shared by all guides")), *((g.pk, g) for g in Guide.objects.all())],
    }
    return show(request, model_admin, "admin/references/upload.html", context, status)


def _preview(request, model_admin, text, name, guide, planned, *, problem=""):
    content = {
        "text": text,
        "name": name,
        "guide": guide and guide.pk,
        "basis": basis(planned),
    }
    context = {
        "title": _("Look before importing"),
        "problem": problem,
        "planned": planned,
        "is_to_do": any(one.fate in TO_DO for one in planned),
        "counts": [(fate.label, count) for fate, count in _counts(planned).items()],
        "packed": _packed(content, request.user),
        "again": address(Reference, "exchange"),
    }
    status = 409 if problem else 200
    return show(request, model_admin, "admin/references/preview.html", context, status)
