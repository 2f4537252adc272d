"""One reviewer's name under the words of one part of a text."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guide.models.guide import Translation
from guide.models.review_request import ReviewRequest
from guide.models.reviewer import Reviewer


class SignatureQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(taken_back_at=None)


class Signature(models.Model):
    """Holds wherever these very words stand, and nowhere else. Never changed; taken back at most."""

    translation = models.ForeignKey(
        Translation, models.CASCADE, related_name="signatures", verbose_name=_("guide text")
    )
    key = models.CharField(_("part"), max_length=60)  # see guide/models/signed_words.py
    words = models.CharField(_("words signed"), max_length=64)  # their fingerprint
    text = models.JSONField(_("text signed"))
    reviewer = models.ForeignKey(
        Reviewer, models.PROTECT, related_name="signatures", verbose_name=_("reviewer")
    )
    signed_as = models.JSONField(_("signed as"))
    reviewed_on = models.DateField(_("last reviewed"))  # on the signer's own calendar
    next_review = models.DateField(_("next review due"), null=True)
    signed_at = models.DateTimeField(_("signed"), default=timezone.now)
    request = models.ForeignKey(
        ReviewRequest,
        models.SET_NULL,
        related_name="signatures",
        null=True,
        verbose_name=_("review request"),
    )
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["signed_at", "pk"]
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        indexes = [models.Index(fields=["translation", "key"], name="signatures_of_a_part")]

    def __str__(self):
        return f"{self.reviewer}: {self.key}"
