"""The order of a text's sections: dragged, or one step up or down without a script."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from editions.admin.pages import address
from editions.admin.scoping import key_in
from guide.draft.ordering import move, rearrange
from guide.models import Section, Translation, access


@require_POST
def order_page(request, key, model_admin):
    """For the script beside the list of sections: what became of it, in words."""
    text = access.editable(Translation.objects.all(), request.user).filter(pk=key).first()
    order, seen = (_keys(request.POST.get(name, "")) for name in ("order", "seen"))
    moved = text and text.sections.filter(pk=key_in(request.POST.get("moved", ""))).first()
    if moved is None:
        raise Http404
    if not rearrange(text, order, seen=seen, by=request.user):
        refusal = _("Somebody changed the list in the meantime. Load the page again, please.")
        return JsonResponse({"words": refusal}, status=409)
    words = _("“%(title)s” is number %(number)s now.")
    place = {"title": moved.title, "number": order.index(moved.pk) + 1}
    return JsonResponse({"words": words % place})


def _keys(listed):
    return [key_in(key) for key in listed.split(",")]


@require_POST
def move_page(request, key, way, model_admin):
    section = access.editable(Section.objects.all(), request.user).filter(pk=key).first()
    if section is None or way not in ("up", "down"):
        raise Http404
    if not move(section, up=way == "up", by=request.user):
        messages.info(request, _("It cannot go further that way."))
    text = address(Translation, "change", section.translation_id)
    return HttpResponseRedirect(f"{text}#section-{section.pk}")
