"""The Markdown editor in the admin: django-markdownx's field, with a widget and views of our own.

markdownx's own views are open to anyone and trust the client, so its urls are never included.
Here each object has its own addresses, and the admin's rule for that object guards them.
"""

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from markdownx.models import MarkdownxField
from markdownx.widgets import AdminMarkdownxWidget

from editions.admin.scoping import ScopedAdmin, key_in
from guide.draft.editor_context import Place, look_at
from guide.markup.markdown import MAX_CHARACTERS, TooLong, as_typed
from guide.pictures.cleaning import NotAPicture, clean_picture, save_once

ADDING = "add"


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


class MarkdownAdmin:
    """To be mixed into a ScopedAdmin whose model has a MarkdownxField."""

    decided_by = ()  # fields of the form by which the text's place may change before it is saved
    dress = ""  # the class of what surrounds the text on the public page
    formfield_overrides = {
        **ScopedAdmin.formfield_overrides,
        MarkdownxField: {"widget": MarkdownWidget},
    }

    def place_of(self, obj) -> Place:
        """Where the text of this row stands; of a new row only what the form has chosen is known."""
        raise NotImplementedError

    def guides_of(self, obj) -> list:
        """The guides in which the text of this row stands."""
        raise NotImplementedError

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        for field in form.base_fields.values():
            if isinstance(field.widget, MarkdownWidget):
                field.widget.attrs |= self.editor_attrs(obj)
        return form

    def editor_attrs(self, obj) -> dict[str, str]:
        """What the editor's script is told about this row."""
        key = obj.pk if obj else ADDING
        return {
            "data-markdownx-urls-path": self.editor_address("markdown", key),
            "data-markdownx-upload-urls-path": self.editor_address("picture", key),
            "data-choices": self.editor_address("choices", key),
            "data-decided-by": " ".join(self.decided_by),
            "data-dress": self.dress,
        }

    def editor_address(self, deed, key):
        return reverse(f"admin:{self.editor_name(deed)}", args=[key])

    def editor_name(self, deed):
        return f"{self.opts.app_label}_{self.opts.model_name}_{deed}"

    def get_urls(self):
        views = {
            "markdown": self._preview_view,
            "picture": self._picture_view,
            "choices": self._choices_view,
        }
        own = [
            path(f"<str:key>/{deed}/", view, name=self.editor_name(deed))
            for deed, view in views.items()
        ]
        return own + super().get_urls()

    @method_decorator([never_cache, require_POST])
    def _preview_view(self, request, key):
        """The text as patients will see it; 403 (never a redirect) for who may not edit."""
        place = self.place_of(self.row_in_hand(request, key))
        try:
            return JsonResponse(look_at(request.POST.get("content", ""), place))
        except TooLong:
            return HttpResponse(_("This text is too long to show."), status=413)

    @method_decorator([never_cache, require_safe])
    def _choices_view(self, request, key):
        """What the text may cite, and which tokens it may hold."""
        obj = self.row_in_hand(request, key)
        references = self.place_of(obj).references
        return JsonResponse(
            {
                "references": [{"key": key, "text": text} for key, text in references.items()],
                "tokens": [
                    {"text": as_typed(name), "words": words}
                    for name, words in self._tokens(self.guides_of(obj)).items()
                ],
            }
        )

    def _tokens(self, guides) -> dict[str, str]:
        """Those that other admins of this site fill in, such as the prices of services."""
        admins = self.admin_site._registry.values()
        tellers = [other.tokens_for for other in admins if hasattr(other, "tokens_for")]
        return {name: words for tell in tellers for name, words in tell(guides).items()}

    @method_decorator([never_cache, require_POST])
    def _picture_view(self, request, key):
        """Stores a picture and answers with its address, or says what is wrong with it."""
        self._object(request, key)
        if "image" not in request.FILES:
            return JsonResponse({"error": _("No picture arrived. Choose one again.")}, status=400)
        try:
            picture = clean_picture(request.FILES["image"])
            name = save_once(default_storage, "pictures", picture)
        except NotAPicture as refusal:
            return JsonResponse({"error": str(refusal)}, status=refusal.status)
        return JsonResponse({"address": default_storage.url(name)})

    def row_in_hand(self, request, key):
        """The row with what its form has chosen so far; never saved. Raises PermissionDenied."""
        obj = self._object(request, key)
        chosen = request.POST if request.method == "POST" else request.GET
        fixed = self.get_readonly_fields(request, obj)
        obj = obj or self.model()
        for name in self.decided_by:
            if name in chosen and name not in fixed:
                setattr(obj, name, self._choice(request, name, chosen[name]))
        return obj

    def _choice(self, request, name, value):
        """What the form's own field would take; nothing for anything else."""
        field = self.opts.get_field(name)
        if field.is_relation:
            rows = self.choices_for(field.related_model, request)
            return rows.filter(pk=key_in(value)).first()
        return value if value in dict(field.flatchoices) else ""

    def _object(self, request, key):
        user = request.user
        if not (user.is_authenticated and user.works_here):
            raise PermissionDenied
        if key == ADDING:
            if not self.has_add_permission(request):
                raise PermissionDenied
            return None
        obj = self.get_queryset(request).filter(pk=key_in(key)).first()
        if obj is None or not self.has_change_permission(request, obj):
            raise PermissionDenied
        return obj
