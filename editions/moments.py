"""A date and a time in the person's own time zone, as two inputs of the browser."""

from django import forms


class MomentField(forms.SplitDateTimeField):
    def __init__(self, **kwargs):
        widget = forms.SplitDateTimeWidget(
            date_attrs={"type": "date"},
            time_attrs={"type": "time"},
            date_format="%Y-%m-%d",
            time_format="%H:%M",
        )
        super().__init__(widget=widget, **kwargs)
