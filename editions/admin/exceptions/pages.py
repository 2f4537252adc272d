"""The page on which a finding is let stand: somebody asks, and a second person decides."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from editions.admin.exceptions.forms import AnswerForm, DismissForm, ReasonForm, TakeBackForm
from editions.admin.owners import owner_of
from editions.admin.pages import address, row_or_404, show_about
from editions.models import Exemption
from editions.publish.authorship import has_written
from editions.publish.emails import write_to_all
from editions.publish.exceptions import is_dismissible, is_liftable, newest
from editions.publish.exempting import ask, decide, take_back
from editions.publish.finding_keys import named
from editions.publish.proposing import CannotDecide
from editions.tools.findings import Finding

SHOWN = 20  # of what was said before, about other words


@dataclass(frozen=True)
class Case:
    """One finding, what was said of it, and the form with which somebody may go on; or why not."""

    key: str
    finding: Finding
    row: Exemption | None
    form: AnswerForm | TakeBackForm | ReasonForm | DismissForm | None
    waits: str = ""

    @property
    def decides(self):
        return isinstance(self.form, AnswerForm)

    @property
    def takes_back(self):
        return isinstance(self.form, TakeBackForm)


def exceptions_page(request, key, model_admin):
    owner, about, decides = _opened(request, model_admin, key)
    content = about.compose(owner)
    said = newest(about.model, [owner.pk]).get(owner.pk, {})
    found = named(about.check(owner, content))
    if request.method == "POST" and (done := _posted(request, owner, about, decides)):
        return done
    cases = _cases(request, owner, about, found, said, decides)
    context = {
        "title": _("Exceptions: %(what)s") % {"what": owner},
        "cases": cases,
        "closed": [row for key, row in said.items() if key not in found][-SHOWN:],
        "preview": about.preview(owner),
        "decides": decides,
        "publishes": about.may_publish(request.user, owner),
    }
    status = 422 if request.method == "POST" else 200
    return show_about(request, model_admin, owner, "admin/exceptions.html", context, status)


def _opened(request, model_admin, key):
    """The draft, its description, and whether this person may decide about what is asked there."""
    about = owner_of(model_admin.model)
    rule = about.exempting
    owner = rule.drafts(about.model.objects.all(), request.user).filter(pk=key).first()
    if owner:
        return owner, about, True
    owner = row_or_404(request, model_admin, key)
    if not about.may_publish(request.user, owner):
        raise PermissionDenied
    return owner, about, False


def _cases(request, owner, about, found, said, decides):
    """Those that somebody may do something about, in the order of the findings."""
    asks = about.may_publish(request.user, owner)
    made = []
    for key, finding in found.items():
        row = said.get(key)
        if not (is_liftable(finding) or is_dismissible(finding) or finding.let_stand):
            continue
        is_asked = decides and row is not None and row.is_waiting
        wrote = is_asked and has_written(owner, request.user, about.parts(owner), finding.quote)
        form, waits = _form(request, key, finding, row, asks=asks, decides=decides, wrote=wrote)
        made.append(Case(key, finding, row, form, waits))
    return made


def _form(request, key, finding, row, *, asks, decides, wrote):
    """(form or None, why there is none)"""
    data = _typed(request, key, row)
    if finding.let_stand:
        return (TakeBackForm(data, key=key, question=row.pk), "") if decides else (None, "")
    if row and row.is_waiting:
        if decides and row.asked_by == request.user:
            return None, _("You asked for this. Somebody else decides.")
        if decides and wrote:
            return None, _("You wrote at this draft since its last edition. Somebody else decides.")
        form = AnswerForm(data, key=key, question=row.pk) if decides else None
        return form, "" if decides else _("It waits for an answer.")
    if not asks:
        return None, _("Nobody has asked for an exception.")
    return (DismissForm if is_dismissible(finding) else ReasonForm)(data, key=key), ""


def _typed(request, key, row):
    """What was sent about this finding, to be sent again about the question that stands there now."""
    if request.POST.get("finding") != key:
        return None
    return request.POST.dict() | ({"question": row.pk} if row else {})


def _posted(request, owner, about, decides):
    """Where to go when it is done; otherwise a form or a message says why not."""
    key = request.POST.get("finding", "")
    kind = FORMS.get(request.POST.get("action"), ReasonForm)
    form = kind(request.POST, key=key)
    if not form.is_valid():
        return None
    try:
        row = _DOES[kind](request, owner, about, decides, form.cleaned_data)
    except CannotDecide as refusal:
        messages.error(request, str(refusal))
        return None
    messages.success(request, _done(row))
    if not _tell(request.user, about, owner, row):
        messages.warning(request, _("It is saved, but a mail about it could not be sent."))
    return HttpResponseRedirect(address(about.model, "exceptions", owner.pk))


def _asked(request, owner, about, decides, said):
    if not about.may_publish(request.user, owner):
        raise CannotDecide(_("Only somebody who may publish this can ask for an exception."))
    return ask(
        owner,
        finding=said["finding"],
        reason=said["words"],
        by=request.user,
        compose=about.compose,
        check=about.check,
        check_words=about.exempting.check_words,
    )


def _answered(request, owner, about, decides, said):
    if not decides:
        raise PermissionDenied
    return decide(
        owner,
        finding=said["finding"],
        question=said["question"],
        is_given=request.POST.get("action") == "give",
        answer=said["words"],
        by=request.user,
        signed_as=about.exempting.signed_as(request.user),
        compose=about.compose,
        check=about.check,
        parts=about.parts,
    )


def _taken_back(request, owner, about, decides, said):
    if not decides:
        raise PermissionDenied
    return take_back(owner, finding=said["finding"], question=said["question"])


FORMS = {"give": AnswerForm, "refuse": AnswerForm, "take-back": TakeBackForm}
_DOES = {AnswerForm: _answered, TakeBackForm: _taken_back, ReasonForm: _asked}


def _done(row):
    if row.is_given and row.closed_at:
        return _("Taken back: the next publish finds it again. What patients read now stays.")
    if row.is_dismissal:
        return _("Put aside, as long as these are the words.")
    if row.is_waiting:
        return _("Asked. Somebody who may sign, and did not write it, decides.")
    if row.closed_at:
        return _("The draft does not say this any more. The question is closed.")
    if row.is_given:
        return _("It may go live, as long as these are the words. Patients are told, and why.")
    return _("Not let stand. Whoever asked is told.")


def _tell(by, about, owner, row):
    """Whether every mail about it went."""
    if row.is_dismissal or row.closed_at:
        return True
    people = about.exempting.deciders() if row.is_waiting else [row.asked_by]
    return write_to_all(
        [person for person in people if person != by],
        subject=lambda: f"{_heading(row)}: {owner}",
        template="admin/exception_email.txt",
        context={
            "owner": owner,
            "row": row,
            "link": settings.SITE_URL + address(about.model, "exceptions", owner.pk),
        },
    )


def _heading(row):
    return row.get_outcome_display() if row.outcome else _("An exception is asked for")


EXCEPTION_PAGES = {"exceptions": ("<int:key>/exceptions/", exceptions_page)}
