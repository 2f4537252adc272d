"""The form of a draft in the admin: a save that began from an older version is refused."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from editions.history import HistoryAdmin

CARRIED = ("started_from", "overwrite")  # what the form carries for itself


@dataclass(frozen=True)
class Conflict:
    """One field in which the saved text and the text in hand differ."""

    label: str
    theirs: str
    mine: str


class DraftForm(forms.ModelForm):
    """Carries the version it started from; on a newer one it says what each side holds."""

    started_from = forms.IntegerField(widget=forms.HiddenInput, required=False)
    overwrite = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.conflicts = []
        for field in self.fields.values():
            field.show_hidden_initial = False  # compare with what is saved, not with what was shown
        if self.instance.pk:
            self.fields["started_from"].initial = self.instance.version

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and self._is_stale():
            self.conflicts = [self._difference(name) for name in self.changed_data]
        if self.conflicts:
            self.add_error(
                None,
                _(
                    "Somebody else saved this while you were writing. Nothing of yours is lost: "
                    "compare the two below, then save again."
                ),
            )
        return cleaned

    def validate_unique(self):
        """A field that the form only shows belongs to the row's constraints all the same."""
        super().validate_unique()
        if self.errors or self.instance._state.adding:
            return
        try:
            self.instance.validate_constraints()
        except ValidationError as refusal:
            self.add_error(None, refusal)

    def _is_stale(self):
        """`instance.version` was read under the lock; posting it as `overwrite` is a choice made."""
        chosen = self.cleaned_data.get("started_from"), self.cleaned_data.get("overwrite")
        return self.instance.version not in chosen

    @cached_property
    def changed_data(self):
        return [name for name in super().changed_data if name not in CARRIED]

    def _difference(self, name):
        field = self.fields[name]
        return Conflict(
            label=str(field.label or name),
            theirs=_shown(field, self.get_initial_for_field(field, name)),
            mine=_shown(field, self.cleaned_data.get(name, self[name].data)),
        )


def _shown(field, value):
    if value in (None, ""):
        return ""
    if isinstance(value, File):
        return value.name
    if isinstance(value, dict):
        return "\n".join(f"{key}: {text}" for key, text in value.items())
    if hasattr(value, "__iter__") and not isinstance(value, str):
        return "\n".join(map(str, value))
    choices = dict(getattr(field, "choices", []) or [])
    return str(choices.get(value, value))


class DraftAdmin(HistoryAdmin):
    form = DraftForm
    change_form_template = "admin/draft_form.html"

    def get_object(self, request, object_id, from_field=None):
        """Read under a lock while saving, so that the version compared is the version replaced."""
        if request.method != "POST":
            return super().get_object(request, object_id, from_field)
        try:
            key = self.model._meta.pk.to_python(object_id)
        except ValidationError:
            return None
        return self.get_queryset(request).select_for_update(of=("self",)).filter(pk=key).first()

    def get_fieldsets(self, request, obj=None):
        """The form's version rides along, hidden, behind the first fieldset."""
        sets = [(name, dict(options)) for name, options in super().get_fieldsets(request, obj)]
        fields = [f for f in sets[0][1]["fields"] if f not in CARRIED]
        sets[0][1]["fields"] = (
            [*fields, "started_from"] if self._may_write(request, obj) else fields
        )
        return sets

    def _may_write(self, request, obj):
        if obj is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, obj)

    def render_change_form(self, request, context, *args, **kwargs):
        form = context["adminform"].form
        conflicts = getattr(form, "conflicts", [])
        context |= {"conflicts": conflicts, "saved_version": getattr(form.instance, "version", 0)}
        response = super().render_change_form(request, context, *args, **kwargs)
        if conflicts:
            response.status_code = 409
        elif form.is_bound and form.errors:
            response.status_code = 422
        return response
