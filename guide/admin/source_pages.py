"""A translation beside the text that it was made from, in the admin."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from editions.admin.pages import address
from editions.admin.scoping import key_in
from guide.draft.translations import CannotFollow, follow, source_of
from guide.models import Section, Translation, access


@require_POST
def follow_page(request, key, model_admin):
    """Takes the word that a text has caught up with its source."""
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
    return HttpResponseRedirect(address(Translation, "change", text.pk))


def changes_of_source(request, text: Translation | None) -> dict:
    """For a text's page: what changed in its source since, and whether one may say it has caught up."""
    source = source_of(text) if text else None
    if not source:
        return {}
    changes = list(_places(text, source))
    may_follow = access.edits_guides(request.user)
    return {"source": source, "source_changes": changes, "may_follow": may_follow}


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


def section_of_source(request, section: Section | None) -> dict:
    """For a section's form: the same section of the text that it is translated from."""
    chosen = request.POST or request.GET
    key = section.key if section else chosen.get("key", "")
    text = section.translation if section else _chosen(chosen)
    source = source_of(text) if text else None
    return {"source": source, "source_part": source.part(key)} if source and key else {}


def _chosen(chosen):
    return Translation.objects.filter(pk=key_in(chosen.get("translation", ""))).first()
