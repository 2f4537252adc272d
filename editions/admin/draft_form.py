"""The form of a draft in the admin: what somebody else saved meanwhile is never overwritten unseen."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from editions.admin.conflicts import Settlement
from editions.diff.merging import straight

CARRIED = "started_from"  # the version that was opened, which the form carries for itself


class DraftForm(forms.ModelForm):
    """Lays what was typed together with what was saved since, and asks where it cannot know."""

    started_from = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *args, **kwargs):
        super().__init__(_straightened(data), *args, **kwargs)
        self.initial = {name: straight(value) for name, value in self.initial.items()}
        self.settlement = None
        for field in self.fields.values():
            field.show_hidden_initial = False  # compare with what is saved, not with what was shown
        if self.instance.pk:
            self.fields[CARRIED].initial = self.instance.version

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk:
            self._settle()
        return cleaned

    def _settle(self):
        """`instance.version` was read under the lock; what is shown now is where the next begins."""
        self.settlement = Settlement(self)
        self.settlement.settle()
        self.data[self.add_prefix(CARRIED)] = self.instance.version
        if self.settlement.conflicts:
            self.add_error(
                None,
                _(
                    "Somebody else saved this while you were writing. Nothing of yours is lost: "
                    "choose what to keep, then save again."
                ),
            )

    def put(self, name, value):
        """This value stands in place of the one typed: in what is saved, and in the form."""
        field, key = self.fields[name], self.add_prefix(name)
        self.cleaned_data[name] = value
        self._errors.pop(name, None)
        self.__dict__.pop("changed_data", None)
        if isinstance(field, forms.FileField):
            self.files = {other: file for other, file in self.files.items() if other != key}
            self.data.pop(f"{key}-clear", None)
        elif isinstance(field.widget, forms.MultiWidget):
            parts = field.widget.decompress(value)
            for end, part in zip(field.widget.widgets_names, parts, strict=True):
                self.data[key + end] = part
        else:
            prepared = field.prepare_value(value)
            self.data.setlist(key, prepared if isinstance(prepared, list) else [prepared])

    def validate_unique(self):
        """A field that the form only shows belongs to the row's constraints all the same."""
        super().validate_unique()
        if self.errors or self.instance._state.adding:
            return
        try:
            self.instance.validate_constraints()
        except ValidationError as refusal:
            self.add_error(None, refusal)

    @cached_property
    def changed_data(self):
        return [name for name in super().changed_data if name != CARRIED]


def _straightened(data):
    """What was sent, with the line ends that are stored."""
    if data is None:
        return None
    data = data.copy()
    for name in data:
        data.setlist(name, [straight(value) for value in data.getlist(name)])
    return data
