"""One run over many clinics: how far it is, what it would do, and what became of each."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from clinics.admin.bulk_pages import GuideForm, NoteForm
from clinics.draft import bulk_work
from clinics.models import BulkLine, BulkRun, access
from editions.admin.kept_forms import say_saved
from guide.models import access as guide_access

State = BulkLine.State
ON_A_PAGE = 100


def page(request, number):
    """Its maker's alone; each press of “Go on” is one step."""
    run = get_object_or_404(BulkRun, pk=number, by=request.user)
    _refuse_without_rights(run, request.user)
    phase, counts = _phase(run)
    form = None
    if phase == "decide":
        form = _form(run, request.POST if "decide" in request.POST else None)
    if request.method == "POST" and _act(request, run, phase, form):
        return HttpResponseRedirect(request.path)
    context = {
        "run": run,
        "phase": phase,
        "form": form,
        "title": _("Publish many clinics") if run.publishes else _("Offer a guide at many clinics"),
        **_progress(phase, counts),
        **_listed(request, run, counts),
    }
    answer = TemplateResponse(
        request, "admin/bulk_run.html", admin.site.each_context(request) | context
    )
    answer.status_code = 422 if form and form.errors else 200
    return answer


def _refuse_without_rights(run, user):
    if run.publishes and not access.clinics_of(user, as_manager=True).exists():
        raise Http404
    if not run.publishes and not guide_access.edits_guides(user):
        raise PermissionDenied


def _phase(run):
    """(look, decide, work or done, how many clinics stand where)"""
    counts = run.counts()
    if counts[State.CHOSEN]:
        return "look", counts
    if counts[State.READY]:
        return ("work" if run.decided_at else "decide"), counts
    return "done", counts


def _form(run, sent):
    if run.publishes:
        return NoteForm(sent, initial={"note": run.note})
    return GuideForm(sent, initial={"deed": run.deed, "guide": run.guide_id})


def _act(request, run, phase, form):
    """Whether something was done; a button of an older page than the run's does nothing."""
    if phase == "decide" and form.is_bound:
        if form.is_valid():
            bulk_work.decide(run, **form.cleaned_data)
            say_saved(request, _("Begun. You can leave this page and go on later."))
        return form.is_valid()
    if "again" in request.POST and phase == "done" and run.publishes:
        bulk_work.try_again(run)
    elif "step" in request.POST and phase in ("look", "work"):
        (bulk_work.look if phase == "look" else bulk_work.go_on)(run, by=request.user)
    return True


def _progress(phase, counts):
    total = sum(counts.values())
    waiting = counts[State.CHOSEN if phase == "look" else State.READY]
    return {"total": total, "passed": total - waiting, "counts": counts}


def _listed(request, run, counts):
    """The clinics of one kind of result, page by page: first those where something is to be done."""
    kinds = [
        (state.value, state.label, counts[state])
        for state in (State.REFUSED, State.READY, State.DONE, State.UNCHANGED)
        if counts[state]
    ]
    known = [value for value, _label, _number in kinds]
    wanted = request.GET.get("state")
    chosen = wanted if wanted in known else next(iter(known), "")
    lines = run.lines.filter(state=chosen).order_by("pk").select_related("clinic")
    if run.publishes:  # rights may have ended since
        lines = lines.filter(clinic__in=access.clinics_of(request.user))
    listed = Paginator(lines, ON_A_PAGE).get_page(request.GET.get("p"))
    return {"kinds": kinds, "chosen": chosen, "page": listed}
