"""What to publish and when, why something is withdrawn, and what is said about a draft."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editions.tools.moments import MomentField, told
from editions.tools.patient_data import refuse_patient_data

# What somebody agrees to on seeing this page is asked anew on the next: browsers do not keep it.
CONSENT = forms.CheckboxInput(attrs={"data-not-kept": ""})


class PublishForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("What changed, and why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        validators=[refuse_patient_data],
        help_text=gettext_lazy("Kept with the edition. Example: new price for the first visit"),
    )
    live_from = MomentField(label=gettext_lazy("Patients see it from"), required=False)
    expected = forms.CharField(widget=forms.HiddenInput)
    after = forms.IntegerField(widget=forms.HiddenInput)
    correction = forms.CharField(
        label=gettext_lazy("Correction, for patients"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        validators=[refuse_patient_data],
        help_text=gettext_lazy(
            "If patients read something wrong before: what was wrong, and what is right. It stays "
            "at the foot of the page. Example: The first visit costs $180. We said $150."
        ),
    )
    replace_scheduled = forms.BooleanField(required=False, widget=CONSENT)
    again = forms.BooleanField(
        label=gettext_lazy("Publish the same text again, as one more edition"),
        required=False,
        widget=CONSENT,
    )

    def __init__(self, *args, waiting, is_same, is_first, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["live_from"].help_text = _(
            "Leave both empty to publish at once. Otherwise a date and a time on your own clock: "
            "%(now)s now."
        ) % {"now": told(timezone.now())}
        if waiting:
            self.fields["replace_scheduled"].label = _(
                "Cancel edition %(number)s, scheduled for %(moment)s, and publish this instead"
            ) % {"number": waiting.number, "moment": told(waiting.live_from)}
        offered = {
            "correction": not is_first,
            "replace_scheduled": waiting,
            "again": is_same and not waiting,
        }
        for name in (name for name, is_offered in offered.items() if not is_offered):
            del self.fields[name]

    def clean_live_from(self):
        moment = self.cleaned_data["live_from"]
        if moment and moment < timezone.now():
            raise forms.ValidationError(
                _("This moment has passed. Leave both empty to publish at once.")
            )
        return moment

    def clean(self):
        cleaned = super().clean()
        is_meant = cleaned.pop("again", True)
        is_fresh = cleaned.get("after") == self.initial["after"]  # else the verb says what happened
        if is_fresh and not is_meant:
            words = _("Nothing has changed. Check this box if you still want to publish.")
            self.add_error("again", words)
        return cleaned


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        validators=[refuse_patient_data],
        help_text=gettext_lazy("Kept with the edition. Example: wrong price for the MRI review"),
    )
    for_safety = forms.BooleanField(
        label=gettext_lazy("It could harm somebody: who scans its printed code reads a warning"),
        required=False,
    )


class ReviewForm(forms.Form):
    """What one person tells the other about a draft that waits, and about which parts of it."""

    parts = forms.MultipleChoiceField(
        label=gettext_lazy("What you sign"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data-not-kept": ""}),
        help_text=gettext_lazy("Untick what you have not read, or leave to somebody else."),
    )
    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        validators=[refuse_patient_data],
    )
    expected = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, parts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parts"].choices = [(part.key, part.label) for part in parts]
        self.initial["parts"] = [part.key for part in parts if part.is_chosen]
        if not parts:
            del self.fields["parts"]


def tell_refusal(form, refusal):
    """What stands against the correction is told where it is typed: the draft does not hold it."""
    told = [f for f in refusal.findings if f.path[:1] == ("corrections",)]
    if "correction" not in form.fields:
        told = []
    for finding in told:
        words = _("“%(quote)s”: %(message)s")
        form.add_error("correction", words % {"quote": finding.quote, "message": finding.message})
    if not told or len(told) < len(refusal.findings):
        form.add_error(None, str(refusal))


def bring_up_to_date(form):
    """The form goes back with what is true now, and all that the person typed and ticked."""
    form.data = form.data.copy()
    for field in form.hidden_fields():
        form.data[field.name] = form.initial[field.name]
