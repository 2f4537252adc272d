"""The admin's form, sent twice or sent too late: one row is made, and no typed text goes under."""

from uuid import uuid4

from django.utils.translation import gettext as _

from editions.admin.conflicts import shown
from editions.admin.kept_forms import KEY, form_key
from editions.admin.pages import address, show
from editions.admin.scoping import key_in
from editions.models import Sending

NOT_TYPED = ("csrfmiddlewaretoken", "started_from", "origin", "asked", KEY)


def sending_of(request, model_admin) -> Sending | None:
    """The record of this form, held until the row is made; a second one waits here."""
    key = form_key(request)
    if key is None or not model_admin.has_add_permission(request):
        return None
    Sending.objects.outdated().delete()
    held = Sending.objects.select_for_update()
    found, _is_new = held.get_or_create(by_id=request.user.pk, key=key)
    return found


def remember_row(request, row) -> None:
    """That the form made this one."""
    Sending.objects.filter(by=request.user.pk, key=form_key(request)).update(row=row.pk)


def gone_page(request, model_admin, object_id=None):
    """Every text that was typed, to read and copy, and a way to make the row anew."""
    form = model_admin.get_form(request, None)(request.POST, request.FILES)
    form.is_valid()
    typed = [
        (bound.label, shown(bound.field, form.cleaned_data.get(bound.name, bound.data)))
        for bound in form.visible_fields()
    ]
    context = {
        "title": _("This was deleted while you were writing"),
        "typed": [(label, text) for label, text in typed if text],
        "anew": _anew(request, model_admin, object_id, form),
        "form_key": uuid4(),
    }
    return show(request, model_admin, "admin/gone.html", context, status=410)


def _anew(request, model_admin, object_id, form):
    """The address and the fields of a form that makes it again; None where one may not."""
    if not model_admin.has_add_permission(request):
        return None
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in NOT_TYPED and not name.startswith(("_", "keep-"))
    ]
    shown_only = _only_shown(request, model_admin, object_id, form)
    return {"address": address(model_admin.model, "add"), "sent": [*sent, *shown_only]}


def _only_shown(request, model_admin, object_id, form):
    """What the form showed and did not send (its clinic, its key), when it is one's own."""
    record = _last_record(request, model_admin, object_id)
    if record is None:
        return []
    names = [
        name
        for name, field in form.fields.items()
        if hasattr(record, name)
        and field.widget.value_omitted_from_data(form.data, form.files, form.add_prefix(name))
    ]
    opts = model_admin.opts
    values = {name: opts.get_field(name).value_from_object(record) for name in names}
    data = form.data.copy()
    data.update(values)
    whole = model_admin.get_form(request, None)(data, request.FILES)
    whole.is_valid()
    relations = [name for name in names if opts.get_field(name).is_relation]
    return list(values.items()) if whole.cleaned_data.keys() >= set(relations) else []


def _last_record(request, model_admin, object_id):
    """What the row said last, of those rows alone that this person may write."""
    mine = model_admin.access.editable(model_admin.model.history.all(), request.user)
    key = key_in(object_id or "")
    return mine.filter(id=key).order_by("-history_id").first() if key else None
