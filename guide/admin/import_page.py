"""Importing in the admin: choose a document, look at what it would do, save it as a draft.

Between the two steps the document travels in the page itself, signed for the person who looked, so
nothing is stored before somebody has said yes. What was read of it also comes back with a refused
form, and out of the browser that kept it, so that nobody has to choose the file again.
"""

from dataclasses import asdict, replace

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editions.admin.kept_forms import say_saved
from guide.documents.outline import ImportedSection
from guide.documents.reading import CannotImport, ImportedGuide, read_document
from guide.draft.import_plan import SectionState, WouldReplace, carry_out, plan, with_chosen_kinds
from guide.markup.markdown import fill, html, parse
from guide.models import Guide, access
from guide.models.address_field import validate_key, validate_not_reserved
from guide.models.kinds import Kind

SALT = "guide.import"
A_DAY = 24 * 3600
A_WEEK = 7 * A_DAY  # as long as the browser keeps it
TEXT_HEADING = 4  # below the page's title, its parts and the section's own title


class GuideChoice(forms.ModelChoiceField):
    def label_from_instance(self, guide):
        """With its address: two guides may be about the same."""
        return f"{guide} ({guide.slug})"


class UploadForm(forms.Form):
    """What to import and into which guide; `document` is set when the file could be read."""

    file = forms.FileField(
        label=gettext_lazy("Document"),
        widget=forms.FileInput(attrs={"accept": ".docx,.txt,.text,.md,.markdown,.html,.htm"}),
        required=False,  # unless nothing was read before
        allow_empty_file=True,  # the reader has better words for it
        help_text=gettext_lazy(
            "A Word document (.docx), plain text, Markdown or a web page, up to 5 MB."
        ),
    )
    guide = GuideChoice(
        Guide.objects.all(),
        label=gettext_lazy("Guide"),
        required=False,
        empty_label=gettext_lazy("A new guide"),
        help_text=gettext_lazy("Choose one that is there to add a language or to replace a text."),
    )
    slug = Guide._meta.get_field("slug").formfield(
        label=gettext_lazy("Address of the new guide"),
        required=False,
        validators=[validate_key, validate_not_reserved],
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the document"),
        choices=[("", gettext_lazy("Choose…")), *settings.LANGUAGES],
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("As patients read it. Empty: the document's own title."),
    )
    document = forms.CharField(
        required=False,
        widget=forms.HiddenInput(
            attrs={
                "data-label": gettext_lazy("Document"),
                "data-kept": gettext_lazy("The document that you chose, as it was read"),
            }
        ),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if slug and Guide.objects.filter(slug=slug).exists():
            raise ValidationError(
                _("There is a guide with this address. Choose it above, or write another.")
            )
        return slug

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("guide") and cleaned.get("slug"):
            self.add_error("slug", _("Leave this empty, or choose “A new guide” above."))
        elif not cleaned.get("guide") and not cleaned.get("slug") and "slug" not in self.errors:
            self.add_error("slug", _("A new guide needs an address."))
        if "file" in cleaned and "language" in cleaned:
            self._take(cleaned["file"], cleaned.get("document"), cleaned["language"])
        return cleaned

    def _take(self, file, packed, language):
        if file:
            self._read(file, language)
        elif packed:
            self._unpack(packed, language)
        else:
            self.add_error("file", self.fields["file"].error_messages["required"])
        if hasattr(self, "document"):
            reading = _packed(self.document, {"slug": "", "language": language}, "", self.user)
            self.data = self.data.copy()  # a form that goes back brings it along
            self.data["document"] = reading

    def _unpack(self, packed, language):
        try:
            document, where, _basis = _unpacked(packed, self.user, max_age=A_WEEK)
        except signing.BadSignature:
            words = _("What was kept of it is too old, or was changed. Choose the document again.")
            self.add_error("file", words)
            return
        if where["language"] == language:
            self.document = document
        else:
            self.add_error("file", _("It was read as another language. Choose it again, please."))

    def _read(self, file, language):
        try:
            self.document = read_document(
                file.read(settings.DOCUMENT_MAX_BYTES + 1), file.name, language
            )
        except CannotImport as refusal:
            self.add_error("file", str(refusal))

    @property
    def where(self):
        """The arguments that say into which text the document goes."""
        chosen = self.cleaned_data
        slug = chosen["guide"].slug if chosen["guide"] else chosen["slug"]
        return {"slug": slug, "language": chosen["language"], "title": chosen["title"]}


class PreviewForm(forms.Form):
    """The kinds of the sections, who says so, and the consent that an existing text asks for."""

    def __init__(self, data=None, *, planned):
        super().__init__(data)
        for number, part in enumerate(part for part in planned.sections if part.new):
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label=_("Kind"), choices=Kind.choices, initial=part.new.kind
            )
            if not part.is_confirmed:
                self.fields[f"confirm_{number}"] = forms.BooleanField(
                    label=_("I looked at this section: the kind is right"),
                    required=False,
                    widget=forms.CheckboxInput(attrs={"data-not-kept": ""}),
                )
        if planned.translation:
            self.fields["replace"] = forms.BooleanField(
                label=_("Replace the text that is there with this document"),
                required=False,
                widget=forms.CheckboxInput(attrs={"data-not-kept": ""}),
                help_text=_(
                    "Sections that the document has not are deleted. Main messages and references "
                    "stay. The history keeps every text."
                ),
            )

    def corrected(self, document):
        """`document` with the kinds that were chosen; those that are none stay as they were."""
        chosen = (
            replace(section, kind=Kind(self.cleaned_data.get(f"kind_{number}", section.kind)))
            for number, section in enumerate(document.sections)
        )
        return replace(document, sections=tuple(chosen))

    def confirmed(self, document):
        """The keys of those whose kind was chosen instead of the guess, or said to be right."""
        said = self.cleaned_data
        return {
            section.key
            for number, section in enumerate(document.sections)
            if said.get(f"confirm_{number}")
            or said.get(f"kind_{number}", section.kind) != section.kind
        }


def import_page(request):
    """Both steps under one address; to be wrapped in the admin site's `admin_view`."""
    if not access.edits_guides(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return _upload_page(request, UploadForm(initial=request.GET.dict(), user=request.user))
    is_look = "look" in request.POST or "document" not in request.POST
    return _look(request) if is_look else _save(request)


def _look(request):
    form = UploadForm(request.POST, request.FILES, user=request.user)
    if not form.is_valid():
        return _upload_page(request, form, status=422)
    where = form.where
    known = {"slug": where["slug"], "language": where["language"]}
    document = with_chosen_kinds(form.document, **known)
    try:
        planned = plan(document, **where)
    except CannotImport as refusal:
        form.add_error(None, str(refusal))
        return _upload_page(request, form, status=422)
    return _preview_page(request, PreviewForm(planned=planned), document, where, planned)


def _save(request):
    try:
        document, where, expected = _looked_at(request.POST["document"], request.user)
    except signing.BadSignature:
        form = UploadForm(initial=request.POST.dict(), user=request.user)
        words = _("The preview is older than a day, or was changed. Choose the document again.")
        return _upload_page(request, form, status=422, problem=words)
    form = PreviewForm(request.POST, planned=plan(document, **where))
    is_valid = form.is_valid()
    corrected, confirmed = form.corrected(document), form.confirmed(document)
    planned = plan(corrected, **where, confirmed=confirmed)
    sent = {**where, "confirmed": confirmed, "expected": expected}
    if is_valid and (draft := _carried_out(form, corrected, sent, by=request.user)):
        say_saved(request, _done(planned))
        return HttpResponseRedirect(reverse("admin:guide_translation_change", args=[draft.pk]))
    return _preview_page(request, form, document, where, planned, status=422)


def _carried_out(form, document, sent, *, by):
    """The draft, or None when the form says why not."""
    consent = form.cleaned_data.get("replace", False)
    try:
        return carry_out(document, **sent, replace=consent, by=by)
    except WouldReplace:
        form.add_error("replace", _("Tick this, or leave the text as it is."))
    except CannotImport as refusal:
        form.add_error(None, str(refusal))
    return None


def _done(planned):
    if not planned.differs:
        return _("The draft says what the document says already. Nothing was saved.")
    return _(
        "Imported as a draft: “%(title)s”. Patients see nothing of it before it is published."
    ) % {"title": planned.title}


def _packed(document, where, basis, user):
    """`where` is signed with it: the document goes into no other text."""
    content = {"document": asdict(document), "where": where, "basis": basis}
    return signing.dumps(content, salt=f"{SALT}:{user.pk}", compress=True)


def _unpacked(packed, user, max_age=A_DAY):
    """(document, where, basis); raises BadSignature on anything not written for `user` today."""
    content = signing.loads(packed, salt=f"{SALT}:{user.pk}", max_age=max_age)
    document = content["document"]
    sections = tuple(
        ImportedSection(**{**s, "kind": Kind(s["kind"]), "remarks": tuple(s["remarks"])})
        for s in document["sections"]
    )
    guide = ImportedGuide(document["title"], sections, tuple(document["remarks"]))
    return guide, content["where"], content["basis"]


def _looked_at(packed, user):
    """The same of a whole preview: a document that was only read says not where it goes."""
    found = _unpacked(packed, user)
    if not found[1]["slug"]:
        raise signing.BadSignature("Nobody has looked at this yet.")
    return found


def _upload_page(request, form, *, status=200, problem=""):
    context = {"title": _("Import a document"), "form": form, "problem": problem}
    return _page(request, "upload", context, status)


def _preview_page(request, form, document, where, planned, *, status=200):
    context = {
        "title": _("Look before importing"),
        "form": form,
        "plan": planned,
        "remarks": document.remarks,
        "rows": list(_rows(form, planned)),
        "packed": _packed(document, where, planned.basis, request.user),
        "language": dict(settings.LANGUAGES)[planned.language],
    }
    return _page(request, "preview", context, status)


def _rows(form, planned):
    for number, part in enumerate(planned.sections):
        yield {
            "part": part,
            "number": number,
            "kind": form[f"kind_{number}"] if part.new else None,
            "confirm": form[f"confirm_{number}"] if f"confirm_{number}" in form.fields else None,
            "texts": list(_texts(part, number, planned.language)),
        }


def _texts(part, number, language):
    """The text as it would be, and as it is where that is another."""
    if part.new:
        shown = {
            "id": f"text-{number}",
            "name": _("Text"),
            "is_open": part.state != SectionState.SAME,
        }
        yield {**shown, "html": _rendered(part.new.body, language)}
    if part.new is None or "body" in part.differs:
        shown = {"id": f"before-{number}", "name": _("Text until now"), "is_open": False}
        yield {**shown, "html": _rendered(part.old.body, language)}


def _rendered(body, language):
    with translation.override(language):  # for labels inside the text, such as “Important”
        return fill(html(parse(body), heading=TEXT_HEADING), {})


def _page(request, name, context, status):
    everywhere = admin.site.each_context(request)
    return TemplateResponse(
        request, f"admin/import/{name}.html", {**everywhere, **context}, status=status
    )
