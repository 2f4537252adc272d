"""A translation beside the text that it was made from, in the admin."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from editions.admin.scoping import key_in
from guide.draft.translations import CannotFollow, follow, source_of
from guide.models import Translation, access


class FollowingAdmin:
    """A text's page tells what changed in its source, and takes the word that it has caught up."""

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.follow_view))
        return [
            path("<int:key>/follow/", view, name="guide_translation_follow"),
            *super().get_urls(),
        ]

    def follow_view(self, request, key):
        rows = access.editable(Translation.objects.select_related("translated_from"), request.user)
        text = rows.filter(pk=key).first()
        if text is None:
            raise Http404
        try:
            edition = follow(text, number=key_in(request.POST.get("number", "")), by=request.user)
        except CannotFollow as refusal:
            messages.error(request, str(refusal))
        else:
            words = _("This translation follows edition %(number)s now.")
            messages.success(request, words % {"number": edition.number})
        return HttpResponseRedirect(reverse("admin:guide_translation_change", args=[text.pk]))

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        source = source_of(obj) if obj else None
        if source:
            changes = list(_places(obj, source))
            may_follow = access.edits_guides(request.user)
            context |= {"source": source, "source_changes": changes, "may_follow": may_follow}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


def _places(text, source):
    """Every part that changed, with the address where it can be brought up to date ("": nowhere)."""
    mine = dict(text.sections.values_list("key", "pk"))
    for part in source.changes:
        if part.key in mine:
            yield part, reverse("admin:guide_section_change", args=[mine[part.key]])
        elif part.key and part.state != "removed":
            known = {"translation": text.pk, "key": part.key, "kind": part.kind}
            yield part, f"{reverse('admin:guide_section_add')}?{urlencode(known)}"
        else:
            yield part, ""


class BesideSourceAdmin:
    """A section's form with the same section of the text that it is translated from."""

    change_form_template = "admin/section_form.html"

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        chosen = request.POST or request.GET
        key = obj.key if obj else chosen.get("key", "")
        text = obj.translation if obj else _chosen(chosen)
        source = source_of(text) if text else None
        if source and key:
            context |= {"source": source, "source_part": source.part(key)}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


def _chosen(chosen):
    return Translation.objects.filter(pk=key_in(chosen.get("translation", ""))).first()
