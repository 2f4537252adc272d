"""What patients read of a guide, kept as it was."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from editions.models import Edition
from guide.models.content import GuideContent
from guide.models.guide import Translation


class TranslationEdition(Edition):
    """What patients read of one guide in one language. Slug and language are part of the record."""

    OWNER = "translation"
    CONTENT = GuideContent

    translation = models.ForeignKey(
        Translation, models.PROTECT, related_name="editions", verbose_name=_("guide text")
    )
    slug = models.CharField(_("address"), max_length=80)
    language = models.CharField(_("language"), max_length=10)

    class Meta(Edition.Meta):
        abstract = False
        verbose_name = _("edition of a guide")
        verbose_name_plural = _("editions of guides")
        constraints = [
            *Edition.Meta.constraints,
            models.UniqueConstraint(fields=["translation", "number"], name="guide_edition_number"),
        ]
        indexes = [models.Index(fields=["slug", "language", "-number"], name="guide_edition_live")]

    def __str__(self):
        return f"{self.slug} ({self.language}), {super().__str__()}"

    def read(self) -> GuideContent:
        """A correction of the first schema kept the reviewer's name, and over which words it does
        not say: over none, then."""
        content = super().read()
        is_unclear = self.content.get("schema_number", 1) == 1 and not self.is_review
        return content.model_copy(update={"signatures": ()}) if is_unclear else content

    def newest(self) -> "TranslationEdition":
        """The newest edition of the same text that was not withdrawn; never one before this."""
        standing = self.translation.editions.filter(withdrawn_at=None, number__gt=self.number)
        return standing.order_by("-number").first() or self
