"""What guides cite, and the words they explain."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
    RegexValidator,
)
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from editions.models import Draft
from guide.models.address_field import validate_key
from guide.models.evidence import SameCondition, SourceKind, SourceStatus
from guide.models.guide import Guide
from guide.models.identifiers import DoiField, NctField, PmidField, link_of
from guide.tools.citation import Citation, citation

PRINTED = ("authors", "title", "journal", "year", "details", "pmid", "nct", "remark")
A_DAY_LATER = timedelta(days=1)  # east of the server it is tomorrow already
validate_language = RegexValidator(
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?\Z", _("Write the language's code. Example: en, es, ja")
)


def citation_of(source) -> Citation:
    """Of a row, or of what an edition holds of it; all of it is the title where there are no parts."""
    if not source.title:
        return Citation("", source.text, "")
    return citation(**{name: getattr(source, name) for name in PRINTED})


def _line(name, most, example):
    """Old code writes rows without it."""
    return models.CharField(
        name, max_length=most, blank=True, default="", db_default="", help_text=example
    )


class ReferenceQuerySet(models.QuerySet):
    def citable_in(self, guides):
        """Those of these guides, and those that all share."""
        return self.filter(models.Q(guide__in=guides) | models.Q(guide=None))

    def by_key_in(self, guide):
        """{key: what a text of this guide cites by it}: its own go before those that all share."""
        rows = self.citable_in([guide]).order_by(models.F("guide").asc(nulls_first=True), "key")
        return {row.key: row for row in rows}


class Reference(Draft):
    """A source in the library: of one guide, or shared by all, where a guide's own goes first.

    `text` is the citation as it is printed. Where there is a title it is written out of the parts,
    so that whatever reads it need not know them.
    """

    guide = models.ForeignKey(
        Guide,
        models.CASCADE,
        related_name="references",
        null=True,
        blank=True,
        verbose_name=_("guide"),
        help_text=_("Empty: every guide may cite it."),
    )
    key = models.CharField(
        _("key"),
        max_length=60,
        validators=[validate_key],
        help_text=_("Cited as [@key]. Example: katz-2022"),
    )
    authors = _line(_("authors"), 300, _("Or the agency, the court. Example: Doe A, Roe B, et al."))
    title = _line(_("title as published"), 400, _("Never our own description of it."))
    journal = _line(_("journal"), 200, _("Or the publisher. Example: Spine J"))
    year = models.PositiveSmallIntegerField(
        _("year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1500), MaxValueValidator(2200)],
        help_text=_("Example: 2022"),
    )
    details = _line(
        _("volume, pages, number or day"), 100, _("Example: 22(1):2-3, or: 3 June 2022")
    )
    doi = DoiField(
        "DOI",
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("Also as a link. Example: 10.1000/182"),
    )
    pmid = PmidField(
        _("PubMed number"),
        max_length=60,
        blank=True,
        default="",
        db_default="",
        help_text=_("Example: 35503342"),
    )
    nct = NctField(
        _("number of the trial"),
        max_length=60,
        blank=True,
        default="",
        db_default="",
        help_text=_("At ClinicalTrials.gov. Example: NCT02412735"),
    )
    url = models.URLField(
        _("link"),
        blank=True,
        help_text=_("Empty: the DOI or another number makes it. Example: https://example.org/a"),
    )
    remark = _line(
        _("remark for readers"), 300, _("Printed behind it. Example: The abstract was seen")
    )
    source_kind = models.CharField(
        _("kind of source"),
        max_length=20,
        choices=SourceKind,
        blank=True,
        default="",
        db_default="",
        help_text=_("Which words about the evidence it can carry."),
    )
    same_condition = models.CharField(
        _("same condition as the guide"),
        max_length=3,
        choices=[("", _("Not known")), *SameCondition.choices],
        blank=True,
        default="",
        db_default="",
        help_text=_("A trial in knees says little about backs."),
    )
    title_language = models.CharField(
        _("language of the title"),
        max_length=10,
        blank=True,
        default="",
        db_default="",
        validators=[validate_language],
        help_text=_("So that it is read aloud rightly. Empty: the page's. Example: en"),
    )
    passage = models.TextField(
        _("passage"),
        max_length=1000,
        blank=True,
        default="",
        db_default="",
        help_text=_("The words of the source that carry the sentence, exactly. For reviewers."),
    )
    passage_place = _line(_("where it stands"), 100, _("Example: page 1690, table 2"))
    checked_on = models.DateField(
        _("looked at on"),
        null=True,
        blank=True,
        help_text=_("When somebody last saw that it is still there and says so."),
    )
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=SourceStatus,
        default=SourceStatus.CURRENT,
        db_default=SourceStatus.CURRENT.value,
    )
    status_note = _line(
        _("about its status"), 300, _("Patients read it. Example: Replaced by Doe 2025")
    )
    text = models.TextField(
        _("citation"),
        max_length=2000,
        blank=True,
        help_text=_(
            "With a title above it is written for you. Otherwise all in one: authors, title, "
            "journal, year. Example: Doe A, et al. Spine J 2022;1:2-3"
        ),
    )
    objects = ReferenceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["guide", "key"]
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "key"],
                name="one_reference_per_key",
                violation_error_message=_("This guide has a reference with this key already."),
            ),
            models.UniqueConstraint(
                fields=["key"],
                condition=models.Q(guide=None),
                name="one_shared_reference_per_key",
                violation_error_message=_("A shared reference has this key already."),
            ),
        ]

    def __str__(self):
        return self.key

    def clean(self):
        super().clean()
        if not (self.title.strip() or self.text.strip()):
            raise ValidationError({"text": _("Write a title, or the whole citation.")})
        if self.checked_on and self.checked_on > timezone.localdate() + A_DAY_LATER:
            words = _("This day has not come yet. Write the day on which it was checked.")
            raise ValidationError({"checked_on": words})
        for name in ("passage", "text"):  # a text's own length binds forms alone
            try:
                MaxLengthValidator(self._meta.get_field(name).max_length)(getattr(self, name))
            except ValidationError as refusal:
                raise ValidationError({name: refusal.messages}) from refusal

    def save(self, *args, update_fields=None, **kwargs):
        for name in ("doi", "pmid", "nct"):
            setattr(self, name, self._meta.get_field(name).to_python(getattr(self, name)))
        if self.title:
            self.text = str(self.citation)
            update_fields = update_fields and {*update_fields, "text"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def citation(self) -> Citation:
        return citation_of(self)

    @property
    def link(self) -> str:
        return link_of(url=self.url, doi=self.doi, pmid=self.pmid, nct=self.nct)


class Term(Draft):
    """A word patients may not know. Shown with every guide that uses it."""

    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    word = models.CharField(_("word"), max_length=100, help_text=_("Example: epidural"))
    definition = models.CharField(
        _("in plain words"),
        max_length=400,
        help_text=_("Example: into the space around the nerves"),
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["language", "word"]
        verbose_name = _("glossary word")
        verbose_name_plural = _("glossary")
        constraints = [
            models.UniqueConstraint(
                fields=["language", "word"],
                name="one_definition_per_word",
                violation_error_message=_("This word is in the glossary already."),
            )
        ]

    def __str__(self):
        return self.word
