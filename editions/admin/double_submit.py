"""The admin's form, sent twice or sent too late: one row is made, and no typed text goes under."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from editions.admin.conflicts import shown
from editions.admin.form_keys import KEY, form_key, saved_tag
from editions.admin.scoping import ScopedAdmin, key_in
from editions.models import Sending

NOT_TYPED = ("csrfmiddlewaretoken", "started_from", "origin", "asked", KEY)


class OnceAdmin(ScopedAdmin):
    """A new row is made once for every form opened; a row deleted meanwhile gives the text back."""

    def get_object(self, request, object_id, from_field=None):
        """Read under a lock while saving, so that the version compared is the version replaced."""
        if request.method != "POST":
            return super().get_object(request, object_id, from_field)
        try:
            key = self.model._meta.pk.to_python(object_id)
        except ValidationError:
            return None
        return self.get_queryset(request).select_for_update(of=("self",)).filter(pk=key).first()

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        view = super().changeform_view
        if request.method != "POST":
            return view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            if object_id is None:
                sending = self._sending(request)
                if sending and sending.row:
                    return self._sent_again(request, sending.row)
            elif self.get_object(request, object_id) is None:
                return self._gone_page(request, object_id)
            return view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, *args, **kwargs):
        context["form_key"] = form_key(request) or uuid4()  # the same again when asked again
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request, obj, post_url_continue=None):
        Sending.objects.filter(by=request.user.pk, key=form_key(request)).update(row=obj.pk)
        return super().response_add(request, obj, post_url_continue)

    def message_user(self, request, message, level=messages.INFO, extra_tags="", **options):
        """A success names the form that it was sent from, whose kept text may then go."""
        if level == messages.SUCCESS:
            extra_tags = f"{extra_tags} {saved_tag(request)}".strip()
        super().message_user(request, message, level, extra_tags, **options)

    def _sending(self, request):
        """The record of this form, held until the row is made; a second one waits here."""
        key = form_key(request)
        if key is None or not self.has_add_permission(request):
            return None
        Sending.objects.outdated().delete()
        held = Sending.objects.select_for_update()
        found, _is_new = held.get_or_create(by_id=request.user.pk, key=key)
        return found

    def _sent_again(self, request, row):
        """The same answer as the first time; what was typed since is a change of the row made."""
        made = self.get_queryset(request).filter(pk=row).first()
        if made is None:
            return self._gone_page(request)
        form = self.get_form(request, made, change=True)(request.POST, request.FILES, instance=made)
        if not form.changed_data:
            return self.response_add(request, made)
        request.POST = request.POST.copy()
        request.POST["started_from"] = "1"
        return super().changeform_view(request, str(made.pk))

    def _gone_page(self, request, object_id=None):
        """Every text that was typed, to read and copy, and a way to make the row anew."""
        form = self.get_form(request, None)(request.POST, request.FILES)
        form.is_valid()
        typed = [
            (bound.label, shown(bound.field, form.cleaned_data.get(bound.name, bound.data)))
            for bound in form.visible_fields()
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": _("This was deleted while you were writing"),
            "opts": self.opts,
            "media": self.media,
            "typed": [(label, text) for label, text in typed if text],
            "anew": self._anew(request, object_id, form),
            "form_key": uuid4(),
        }
        return TemplateResponse(request, "admin/gone.html", context, status=410)

    def _anew(self, request, object_id, form):
        """The address and the fields of a form that makes it again; None where one may not."""
        if not self.has_add_permission(request):
            return None
        sent = [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name not in NOT_TYPED and not name.startswith(("_", "keep-"))
        ]
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")
        return {"address": address, "sent": [*sent, *self._only_shown(request, object_id, form)]}

    def _only_shown(self, request, object_id, form):
        """What the form showed and did not send (its clinic, its key), when it is one's own."""
        record = self._last_record(request, object_id)
        if record is None:
            return []
        names = [
            name
            for name, field in form.fields.items()
            if hasattr(record, name)
            and field.widget.value_omitted_from_data(form.data, form.files, form.add_prefix(name))
        ]
        values = {name: self.opts.get_field(name).value_from_object(record) for name in names}
        data = form.data.copy()
        data.update(values)
        whole = self.get_form(request, None)(data, request.FILES)
        whole.is_valid()
        relations = [name for name in names if self.opts.get_field(name).is_relation]
        return list(values.items()) if whole.cleaned_data.keys() >= set(relations) else []

    def _last_record(self, request, object_id):
        """What the row said last, of those rows alone that this person may write."""
        mine = self.access.editable(self.model.history.all(), request.user)
        key = key_in(object_id or "")
        return mine.filter(id=key).order_by("-history_id").first() if key else None
