"""A reference added without leaving the text that is to cite it."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guide.admin.editor import ADDING, MarkdownAdmin
from guide.models import Reference, access


class ReferenceForm(forms.ModelForm):
    url = forms.URLField(required=False, assume_scheme="https")

    class Meta:
        model = Reference
        fields = ["guide", "text", "url", "key"]


class CitingAdmin(MarkdownAdmin):
    """The editor of a text that belongs to one guide, and may add to what that guide cites."""

    def guide_of(self, obj):
        """The guide whose references the text cites; None while nobody has chosen one."""
        raise NotImplementedError

    def guides_of(self, obj):
        guide = self.guide_of(obj)
        return [guide] if guide else []

    def editor_attrs(self, obj):
        key = obj.pk if obj else ADDING
        return super().editor_attrs(obj) | {"data-reference": self.editor_address("reference", key)}

    def get_urls(self):
        view, name = self._reference_view, self.editor_name("reference")
        return [path("<str:key>/reference/", view, name=name), *super().get_urls()]

    @method_decorator([never_cache, require_POST])
    def _reference_view(self, request, key):
        """The new reference, or what is wrong with it by field; 403 for who may not add any."""
        guide = self.guide_of(self.row_in_hand(request, key))
        if guide is None or not access.may_add(Reference, request.user):
            raise PermissionDenied
        form = ReferenceForm({**request.POST.dict(), "guide": guide.pk})
        if not form.is_valid():
            errors = {name: list(words) for name, words in form.errors.items()}
            return JsonResponse({"errors": errors}, status=422)
        reference = form.save()
        return JsonResponse({"key": reference.key, "text": reference.text}, status=201)
