"""The Markdown editor in the admin: django-markdownx's field, with a widget and views of our own.

markdownx's own views are open to anyone and trust the client, so its urls are never included.
Here each object has its own addresses, and the admin's rule for that object guards them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from markdownx.models import MarkdownxField
from markdownx.widgets import AdminMarkdownxWidget

from editions.admin.pages import address, name_of
from editions.admin.scoping import key_in
from editions.admin.tables import DraftAdmin
from guide.draft.editor_context import Place, look_at, offered_tokens
from guide.markup.markdown import MAX_CHARACTERS, TooLong, as_typed
from guide.models import Reference, access
from guide.pictures.cleaning import NotAPicture, clean_picture, save_once

ADDING = "add"


@dataclass(frozen=True)
class Editor:
    """What the editor needs to know of the rows whose text it edits; a new row knows its form alone."""

    place_of: Callable[..., Place]  # (row): where its text stands
    guides_of: Callable[..., Sequence]  # (row): the guides in which it stands
    decided_by: tuple[
        str, ...
    ] = ()  # fields of the form by which the place may change before a save
    dress: str = ""  # the class of what surrounds the text on the public page
    adds_references: bool = False  # to what the row's only guide cites


class MarkdownWidget(AdminMarkdownxWidget):
    template_name = "guide/markdown_widget.html"

    def __init__(self, attrs=None):
        super().__init__({"rows": 18, "maxlength": MAX_CHARACTERS, **(attrs or {})})

    def add_markdownx_attrs(self, attrs):
        """The class name that markdownx looks for, and the addresses of this very object."""
        return {**self.attrs, **attrs, "class": "markdownx-editor"}

    class Media:
        extend = False  # markdownx's script shows the login page as a preview when a session ends
        css = {"all": ["admin_guide/editor.css"]}
        js = [forms.Script("admin_guide/editor.js", type="module")]


class MarkdownAdmin(DraftAdmin):
    """A draft with a MarkdownxField, and an `editor` that describes where its text stands."""

    editor: Editor
    formfield_overrides = {
        **DraftAdmin.formfield_overrides,
        MarkdownxField: {"widget": MarkdownWidget},
    }

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        for field in form.base_fields.values():
            if isinstance(field.widget, MarkdownWidget):
                field.widget.attrs |= _told_to_the_script(self, obj)
        return form

    def get_urls(self):
        """Without `admin_view`: a script is told that it may not, never sent to sign in."""
        own = [
            path(
                f"<str:key>/{name}/",
                view,
                {"model_admin": self},
                name=name_of(self.model, name),
            )
            for name, view in _views(self.editor).items()
        ]
        return own + super().get_urls()


def _views(editor):
    views = {"markdown": preview_view, "picture": picture_view, "choices": choices_view}
    return views | ({"reference": reference_view} if editor.adds_references else {})


def _told_to_the_script(model_admin, row) -> dict[str, str]:
    """By attributes of the text's field."""
    editor, key = model_admin.editor, row.pk if row else ADDING
    where = {name: address(model_admin.model, name, key) for name in _views(editor)}
    told = {
        "data-markdownx-urls-path": where["markdown"],
        "data-markdownx-upload-urls-path": where["picture"],
        "data-choices": where["choices"],
        "data-decided-by": " ".join(editor.decided_by),
        "data-dress": editor.dress,
    }
    return told | ({"data-reference": where["reference"]} if editor.adds_references else {})


@never_cache
@require_POST
def preview_view(request, key, model_admin):
    """The text as patients will see it; 403 (never a redirect) for who may not edit."""
    place = model_admin.editor.place_of(_row_in_hand(request, key, model_admin))
    try:
        return JsonResponse(look_at(request.POST.get("content", ""), place))
    except TooLong:
        return HttpResponse(_("This text is too long to show."), status=413)


@never_cache
@require_safe
def choices_view(request, key, model_admin):
    """What the text may cite, and which tokens it may hold."""
    row, editor = _row_in_hand(request, key, model_admin), model_admin.editor
    references = editor.place_of(row).references
    tokens = offered_tokens(editor.guides_of(row))
    return JsonResponse(
        {
            "references": [{"key": key, "text": text} for key, text in references.items()],
            "tokens": [{"text": as_typed(name), "words": words} for name, words in tokens.items()],
        }
    )


@never_cache
@require_POST
def picture_view(request, key, model_admin):
    """Stores a picture and answers with its address, or says what is wrong with it."""
    _stored_row(request, key, model_admin)
    if "image" not in request.FILES:
        return JsonResponse({"error": _("No picture arrived. Choose one again.")}, status=400)
    try:
        picture = clean_picture(request.FILES["image"])
        name = save_once(default_storage, "pictures", picture)
    except NotAPicture as refusal:
        return JsonResponse({"error": str(refusal)}, status=refusal.status)
    return JsonResponse({"address": default_storage.url(name)})


class ReferenceForm(forms.ModelForm):
    url = forms.URLField(required=False, assume_scheme="https")

    class Meta:
        model = Reference
        fields = ["guide", "text", "url", "key"]


@never_cache
@require_POST
def reference_view(request, key, model_admin):
    """A reference added without leaving the text that is to cite it; or what is wrong, by field.

    403 for who may not add any.
    """
    guides = model_admin.editor.guides_of(_row_in_hand(request, key, model_admin))
    if not (guides and access.may_add(Reference, request.user)):
        raise PermissionDenied
    form = ReferenceForm({**request.POST.dict(), "guide": guides[0].pk})
    if not form.is_valid():
        errors = {name: list(words) for name, words in form.errors.items()}
        return JsonResponse({"errors": errors}, status=422)
    reference = form.save()
    return JsonResponse({"key": reference.key, "text": reference.text}, status=201)


def _row_in_hand(request, key, model_admin):
    """The row with what its form has chosen so far; never saved. Raises PermissionDenied."""
    row = _stored_row(request, key, model_admin)
    chosen = request.POST if request.method == "POST" else request.GET
    fixed = model_admin.get_readonly_fields(request, row)
    row = row or model_admin.model()
    for name in model_admin.editor.decided_by:
        if name in chosen and name not in fixed:
            setattr(row, name, _choice(request, model_admin, name, chosen[name]))
    return row


def _choice(request, model_admin, name, value):
    """What the form's own field would take; nothing for anything else."""
    field = model_admin.opts.get_field(name)
    if field.is_relation:
        rows = model_admin.choices_for(field.related_model, request)
        return rows.filter(pk=key_in(value)).first()
    return value if value in dict(field.flatchoices) else ""


def _stored_row(request, key, model_admin):
    user = request.user
    if not (user.is_authenticated and user.works_here):
        raise PermissionDenied
    if key == ADDING:
        if not model_admin.has_add_permission(request):
            raise PermissionDenied
        return None
    row = model_admin.get_queryset(request).filter(pk=key_in(key)).first()
    if row is None or not model_admin.has_change_permission(request, row):
        raise PermissionDenied
    return row
