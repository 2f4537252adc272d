"""The Markdown editor in the admin: django-markdownx's field, with a widget and views of our own.

markdownx's own views are open to anyone and trust the client, so its urls are never included.
Here each object has its own two addresses, and the admin's rule for that object guards them.
"""

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from markdownx.models import MarkdownxField
from markdownx.widgets import AdminMarkdownxWidget

from editions.scoping import ScopedAdmin, key_in
from guide.markdown import MAX_CHARACTERS, TooLong, fill, html, parse
from guide.pictures import NotAPicture, clean_picture, save_once

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
        css = {"all": ["public/prose.css", "admin_guide/editor.css"]}
        js = ["admin_guide/editor.js"]


class MarkdownAdmin:
    """To be mixed into a ScopedAdmin whose model has a MarkdownxField."""

    formfield_overrides = {
        **ScopedAdmin.formfield_overrides,
        MarkdownxField: {"widget": MarkdownWidget},
    }

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        for field in form.base_fields.values():
            if isinstance(field.widget, MarkdownWidget):
                field.widget.attrs |= self._addresses(obj)
        return form

    def _addresses(self, obj):
        key = obj.pk if obj else ADDING
        return {
            "data-markdownx-urls-path": reverse(self._name("markdown"), args=[key]),
            "data-markdownx-upload-urls-path": reverse(self._name("picture"), args=[key]),
        }

    def _name(self, deed):
        return f"admin:{self._short(deed)}"

    def _short(self, deed):
        return f"{self.opts.app_label}_{self.opts.model_name}_{deed}"

    def get_urls(self):
        own = [
            path("<str:key>/markdown/", self._preview_view, name=self._short("markdown")),
            path("<str:key>/picture/", self._picture_view, name=self._short("picture")),
        ]
        return own + super().get_urls()

    @method_decorator([never_cache, require_POST])
    def _preview_view(self, request, key):
        """The text as patients will see it; 403 (never a redirect) for who may not edit."""
        obj = self._object(request, key)
        try:
            body = self.preview_html(obj, request.POST.get("content", ""))
        except TooLong:
            return HttpResponse(_("This text is too long to show."), status=413)
        return HttpResponse(body)

    @method_decorator([never_cache, require_POST])
    def _picture_view(self, request, key):
        """Stores a picture and answers with its address, or says what is wrong with it."""
        self._object(request, key)
        if "image" not in request.FILES:
            return JsonResponse({"error": _("No picture arrived. Choose one again.")}, status=400)
        try:
            picture = clean_picture(request.FILES["image"])
        except NotAPicture as refusal:
            status = 413 if refusal.too_large else 400
            return JsonResponse({"error": str(refusal)}, status=status)
        name = save_once(default_storage, "pictures", picture)
        return JsonResponse({"address": default_storage.url(name)})

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

    def preview_html(self, obj, text: str) -> str:
        """One Markdown text as HTML. A room with more to fill in says how."""
        return fill(html(parse(text)), {})
