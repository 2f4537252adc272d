"""What is typed about a finding that is to stand: the reason, or the answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from editions.tools.patient_data import refuse_patient_data


class WordsForm(forms.Form):
    """`key` is the finding's; several of these stand on one page."""

    words = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}), max_length=500, validators=[refuse_patient_data]
    )
    finding = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, key, **kwargs):
        super().__init__(*args, auto_id=f"{key[:12]}_%s", initial={"finding": key}, **kwargs)


class ReasonForm(WordsForm):
    """Why what stops a publish should stand; patients read it."""

    words = forms.CharField(
        label=_("Let it stand, because"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        validators=[refuse_patient_data],
        help_text=_(
            "A sentence that patients read. Example: These are the words of the law, not ours."
        ),
    )


class DismissForm(WordsForm):
    words = forms.CharField(
        label=_("Put it aside, because"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        validators=[refuse_patient_data],
        help_text=_("For colleagues. Example: “safe” is about the car park here."),
    )


class QuestionForm(WordsForm):
    """About the very question that was read: somebody may ask anew meanwhile."""

    question = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, question=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["question"] = question


class TakeBackForm(QuestionForm):
    words = None


class AnswerForm(QuestionForm):
    words = forms.CharField(
        label=_("Comment"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        validators=[refuse_patient_data],
        help_text=_("For whoever asked. Say it when you do not let it stand."),
    )
