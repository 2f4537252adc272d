"""The central team's answer to a clinic's own words on a medical subject."""

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.models.clinic import Clinic, Note
from guide.models import Guide
from guide.models.kinds import MEDICAL, Kind

NO_GUIDE = Value(0)  # for a note of all guides: a database finds no NULL equal to another


class ConsentQuerySet(models.QuerySet):
    def about(self, note: Note):
        """The answers to exactly these words, the newest first."""
        same = {name: getattr(note, name) for name in OF_NOTE}
        return self.filter(**same).order_by("-decided_at", "-pk")


class Consent(models.Model):
    """Holds for exactly these words at this clinic. Never changed: a later answer counts instead."""

    clinic = models.ForeignKey(
        Clinic, models.CASCADE, related_name="consents", verbose_name=gettext_lazy("clinic")
    )
    section_kind = models.CharField(gettext_lazy("shown with"), max_length=20, choices=Kind)
    guide = models.ForeignKey(
        Guide, models.CASCADE, related_name="+", null=True, verbose_name=gettext_lazy("guide")
    )
    language = models.CharField(gettext_lazy("language"), max_length=10, choices=settings.LANGUAGES)
    body = models.TextField(gettext_lazy("text"))
    is_given = models.BooleanField(gettext_lazy("given"))
    comment = models.TextField(gettext_lazy("comment"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("decided by"),
    )
    decided_at = models.DateTimeField(gettext_lazy("decided"), default=timezone.now)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        verbose_name = gettext_lazy("consent")
        verbose_name_plural = gettext_lazy("consents")

    def __str__(self):
        return f"{self.clinic}: {self.get_section_kind_display()}"

    @property
    def heading(self) -> str:
        return _("Consent given") if self.is_given else _("Sent back")


OF_NOTE = ("clinic", "section_kind", "guide", "language", "body")


def with_answers(notes):
    """`notes` on medical subjects of clinics that are not closed, each with its `answer`: whether
    consent was given to it as it is, or None while nobody has decided."""
    same = {name: OuterRef(name) for name in OF_NOTE if name != "guide"}
    answers = Consent.objects.annotate(of=Coalesce("guide", NO_GUIDE)).filter(
        **same, of=Coalesce(OuterRef("guide"), NO_GUIDE)
    )
    return notes.filter(section_kind__in=MEDICAL, clinic__in=Clinic.objects.not_closed()).annotate(
        answer=Subquery(answers.order_by("-decided_at", "-pk").values("is_given")[:1])
    )


def without_consent(notes):
    """Those of them that nobody has decided about, or that were sent back as they are."""
    return with_answers(notes).filter(Q(answer=None) | Q(answer=False))
