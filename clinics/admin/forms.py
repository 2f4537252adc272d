"""The forms of the clinic's admin that do more than Django's own."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from clinics.draft.offering import forbidden_anew
from clinics.models import Clinic, CostItem, Jurisdiction
from clinics.models.notice import Notice
from clinics.public.live import last_prices
from clinics.tools.price_rules import doubts, line_key
from editions.admin.draft_form import DraftForm
from guide.pictures.cleaning import NotAPicture, clean_picture


class ClinicForm(DraftForm):
    class Meta:
        model = Clinic
        fields = ["logo", "brand_colour"]
        widgets = {"brand_colour": forms.TextInput(attrs={"type": "color"})}

    def clean(self):
        cleaned = super().clean()
        if "guides" in cleaned:
            self._refuse_forbidden(cleaned)
        return cleaned

    def _refuse_forbidden(self, cleaned):
        """Where it is stands on a page of its own, once the clinic is there at all."""
        place = {name: cleaned[name] for name in ("country", "state_code") if name in cleaned}
        for name, value in place.items():
            setattr(self.instance, name, value)
        for why in forbidden_anew(self.instance, cleaned["guides"]).values():
            self.add_error("guides", why)

    def clean_logo(self):
        """Decoded and written again, under the name of its content."""
        logo = self.cleaned_data.get("logo")
        if not isinstance(logo, UploadedFile):
            return logo
        try:
            return clean_picture(logo)
        except NotAPicture as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class CostItemForm(DraftForm):
    """An unlikely figure is asked about once; the answer counts for exactly these figures."""

    FIGURES = ("service", "own_name", "low", "high")
    looked_at = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = CostItem
        fields = ["low", "high"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.doubts = []

    @cached_property
    def changed_data(self):
        return [name for name in super().changed_data if name != "looked_at"]

    @property
    def figures(self):
        """What the box sends when it is ticked."""
        item = self.instance
        return f"{item.service_id or ''}:{item.low}:{item.high}"

    @property
    def is_looked_at(self):
        return self.data.get("looked_at") == self.figures

    def validate_unique(self):
        """The last of the checks: the row is by now as it would be saved."""
        super().validate_unique()
        if {"low", "high"} & {*self.errors} or not {*self.FIGURES} & {*self.changed_data}:
            return
        self.doubts = doubts(self.instance.low, self.instance.high, self._before())
        for doubt in [] if self.is_looked_at else self.doubts:
            self.add_error(doubt.field, doubt.message)

    def _before(self):
        item = self.instance
        key = line_key(item.service.key if item.service else "", item.own_name)
        return last_prices([item.clinic_id]).get(item.clinic_id, {}).get(key)


class NoticeForm(DraftForm):
    placements = forms.MultipleChoiceField(
        label=_("Where it appears"),
        choices=Notice.Placement.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Notice
        fields = ["placements"]


class JurisdictionForm(DraftForm):
    notice_on = forms.MultipleChoiceField(
        label=_("Where a notice must stand"),
        choices=Jurisdiction.Shown.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Jurisdiction
        fields = ["notice_on"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("notice_on") and not cleaned.get("notices"):
            self.add_error("notices", _("Choose the notice that does it, or add it first."))
        return cleaned
