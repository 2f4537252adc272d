"""The forms of the clinic's admin that do more than Django's own."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from clinics.models import Clinic, Membership
from editions.drafts import DraftForm
from guide.models import Notice
from guide.pictures import NotAPicture, clean_picture
from staff.invitations import invite


class ClinicForm(DraftForm):
    class Meta:
        model = Clinic
        fields = ["logo", "brand_colour"]
        widgets = {"brand_colour": forms.TextInput(attrs={"type": "color"})}

    def clean_logo(self):
        """Decoded and written again, under the name of its content."""
        logo = self.cleaned_data.get("logo")
        if not isinstance(logo, UploadedFile):
            return logo
        try:
            return clean_picture(logo)
        except NotAPicture as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class MembershipForm(DraftForm):
    """Somebody new is named by mail address; who is there already only changes role."""

    email = forms.EmailField(
        label=_("Email address"),
        help_text=_("The invitation goes here. Example: ana@clinic.example.org"),
    )
    name = forms.CharField(
        label=_("Name"), max_length=150, required=False, help_text=_("Example: Ana Lopez")
    )

    class Meta:
        model = Membership
        fields = ["clinic", "role"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["email"], self.fields["name"]

    def clean(self):
        cleaned = super().clean()
        email, clinic = cleaned.get("email"), cleaned.get("clinic")
        if not self.instance.pk and email and clinic:
            here = clinic.memberships.filter(user__email__iexact=email)
            if here.exists():
                self.add_error("email", _("This person belongs to the clinic already."))
        return cleaned

    def invite(self, *, by):
        """The person, invited by mail in the language of whoever invites."""
        return invite(
            self.cleaned_data["email"],
            name=self.cleaned_data["name"],
            language=by.language,
            time_zone=self.cleaned_data["clinic"].time_zone,
            place=self.cleaned_data["clinic"].name,
        )


class NoticeForm(DraftForm):
    placements = forms.MultipleChoiceField(
        label=_("Where it stands"),
        choices=Notice.Placement.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Notice
        fields = ["placements"]
