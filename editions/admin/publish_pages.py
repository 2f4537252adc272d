"""The pages that publish, take back and withdraw: what was found, what changes for whom, and when."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from editions.admin.edition_pages import restore_address
from editions.admin.kept_forms import say_saved
from editions.admin.owners import owner_of
from editions.admin.pages import address, row_or_404, show_about
from editions.admin.publish_forms import (
    PublishForm,
    WithdrawForm,
    bring_up_to_date,
    tell_refusal,
)
from editions.admin.review_page import compared, proposed
from editions.admin.scoping import key_in
from editions.publish.exceptions import is_dismissible, is_liftable
from editions.publish.publishing import CannotPublish, last_number, undo, withdraw
from editions.publish.standing import standing_of
from editions.publish.withdrawal import without
from editions.tools.fingerprint import fingerprint_of
from editions.tools.moments import told


def _publishable(request, model_admin, key):
    owner = row_or_404(request, model_admin, key)
    if not owner_of(model_admin.model).may_publish(request.user, owner):
        raise PermissionDenied
    return owner


def publish_page(request, key, model_admin):
    owner, about = _publishable(request, model_admin, key), owner_of(model_admin.model)
    content = about.compose(owner)
    standing = standing_of(owner, content, timezone.now())
    findings = about.check(owner, content)
    form = PublishForm(
        request.POST or None,
        initial={"expected": fingerprint_of(content), "after": last_number(owner)},
        waiting=standing.waiting,
        is_same=not standing.is_changed,
        is_first=not last_number(owner),
    )
    if request.method == "POST" and form.is_valid() and _publish(request, about, owner, form):
        return HttpResponseRedirect(address(about.model, "change", owner.pk))
    context = {
        "title": _("Publish: %(what)s") % {"what": owner},
        "form": form,
        "findings": findings,
        "signature": about.signature(content),
        "unsigned": next((f for f in findings if f.blocks and f.needs_signature), None),
        "unsigned_words": about.unsigned,
        "exceptions": _exceptions(about, owner, findings),
        "reach": about.reaches(owner),
        "restore": restore_address(request, model_admin, owner, standing.newest),
        "standing": standing,
        "preview": about.preview(owner),
        **compared(about, content, standing.newest),
        **proposed(request.user, about, owner, content),
    }
    status = 422 if request.method == "POST" else 200
    return show_about(request, model_admin, owner, "admin/publish.html", context, status)


def _exceptions(about, owner, findings):
    """The address of the page about them, where there is anything to let stand."""
    concerns = any(is_liftable(f) or is_dismissible(f) or f.let_stand for f in findings)
    return address(about.model, "exceptions", owner.pk) if concerns else ""


def _publish(request, about, owner, form):
    """True when published; otherwise the form now says why not."""
    try:
        edition = about.publish(owner, by=request.user, **form.cleaned_data)
    except CannotPublish as refusal:
        tell_refusal(form, refusal)
        bring_up_to_date(form)
        return False
    say_saved(request, _success(owner, edition))
    return True


def _success(owner, edition):
    now = timezone.now()
    if edition.live_from <= now:
        words = _("Edition %(number)s is live. Patients see it now.")
        return words % {"number": edition.number}
    live = owner.editions.standing_at(now).first()
    if live:
        words = _(
            "Edition %(number)s goes live on %(moment)s. Patients see edition %(live)s until then."
        )
    else:
        words = _("Edition %(number)s goes live on %(moment)s. Patients see nothing until then.")
    moment = told(edition.live_from)
    return words % {"number": edition.number, "moment": moment, "live": live and live.number}


@require_POST
def undo_page(request, key, model_admin):
    owner = _publishable(request, model_admin, key)
    number = key_in(request.POST.get("number", "")) or 0
    last = owner.editions.filter(number=number).first()
    sequel = without(last) if last else ""
    try:
        taken = undo(owner, number=number, by=request.user)
    except CannotPublish as refusal:
        messages.error(request, str(refusal))
    else:
        text = _("Edition %(number)s is taken back. %(sequel)s Your draft is as it was.")
        messages.success(request, text % {"number": taken.number, "sequel": sequel})
    return HttpResponseRedirect(address(model_admin.model, "editions", owner.pk))


def withdraw_page(request, key, number, model_admin):
    owner = _publishable(request, model_admin, key)
    edition = owner.editions.filter(number=number).first()
    if edition is None:
        raise Http404
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _withdraw(request, edition, form):
        return HttpResponseRedirect(address(model_admin.model, "editions", owner.pk))
    context = {
        "title": _("Withdraw edition %(number)s") % {"number": number},
        "form": form,
        "edition": edition,
        "sequel": without(edition),
    }
    status = 422 if form.errors else 200
    return show_about(request, model_admin, owner, "admin/withdraw.html", context, status)


def _withdraw(request, edition, form):
    sequel = without(edition)
    try:
        withdraw(edition, by=request.user, **form.cleaned_data)
    except CannotPublish as refusal:
        form.add_error(None, str(refusal))
        return False
    text = _("Edition %(number)s is withdrawn. %(sequel)s")
    say_saved(request, text % {"number": edition.number, "sequel": sequel})
    return True


PUBLISH_PAGES = {
    "publish": ("<int:key>/publish/", publish_page),
    "undo": ("<int:key>/undo/", undo_page),
    "withdraw": ("<int:key>/editions/<int:number>/withdraw/", withdraw_page),
}
