"""What the whole network calls by one name: its services and payers. Read with clinics/models/money.py."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from clinics.models.content import NetworkContent
from editions.models import Draft, Edition
from guide.fields import TextsField, in_language
from guide.models import Guide
from guide.models.address_field import validate_key


class Network(Draft):
    """The one row whose catalogue and notices every clinic shares."""

    name = models.CharField(
        _("name"), max_length=150, help_text=_("Heads the front page. Example: Spine Guide Network")
    )
    introduction = TextsField(
        _("introduction"), rows=3, max_characters=1000, help_text=_("A sentence or two below it.")
    )
    contact_email = models.EmailField(
        _("email"),
        blank=True,
        help_text=_("For questions about the pages, not about health. Example: hello@example.org"),
    )
    requires_consent = models.BooleanField(
        _("asks for consent"),
        default=True,
        db_default=True,
        help_text=_(
            "Whether a clinic's own words on medical subjects wait until a guide editor or a "
            "reviewer has read them. Cost, insurance, questions and contact are the clinic's own."
        ),
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("network")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_network")]

    def __str__(self):
        return self.name or str(_("The network"))


class CatalogueEntry(Draft):
    """Something the whole network calls by one name."""

    network = models.ForeignKey(Network, models.CASCADE, default=1, editable=False)
    key = models.CharField(
        _("key"),
        max_length=60,
        unique=True,
        validators=[validate_key],
        help_text=_("Clinics refer to it by this; it never changes. Example: consultation"),
    )
    names = TextsField(_("name"), max_characters=150, help_text=_("As patients read it."))
    position = models.PositiveIntegerField(
        _("position"), default=0, help_text=_("Smaller numbers come first. Example: 10")
    )

    class Meta:
        abstract = True

    def __str__(self):
        return in_language(self.names, get_language() or settings.LANGUAGE_CODE)[0] or self.key


class Service(CatalogueEntry):
    class Unit(models.TextChoices):
        VISIT = "visit", _("per visit")
        INJECTION = "injection", _("per injection")
        LEVEL = "level", _("per level of the spine")
        SESSION = "session", _("per session")
        SCAN = "scan", _("per scan")
        PACKAGE = "package", _("for the whole package")

    unit = models.CharField(_("per what"), max_length=20, choices=Unit, default=Unit.VISIT)
    guides = models.ManyToManyField(
        Guide,
        related_name="services",
        blank=True,
        verbose_name=_("guides"),
        help_text=_("Its prices appear in these guides only."),
    )
    is_unapproved_treatment = models.BooleanField(
        _("is the treatment that is not approved"),
        default=False,
        db_default=False,
        help_text=_(
            "A price of it says whether it is offered inside a registered study. Not for visits, "
            "scans and whatever else is usual care."
        ),
    )
    history = HistoricalRecords(m2m_fields=[guides])

    class Meta:
        ordering = ["position", "key"]
        verbose_name = _("service")
        verbose_name_plural = _("services")


class Payer(CatalogueEntry):
    class PlanKind(models.TextChoices):
        ORIGINAL_MEDICARE = "original-medicare", _("Original Medicare")
        MEDICARE_ADVANTAGE = "medicare-advantage", _("Medicare Advantage")
        MEDICAID = "medicaid", _("Medicaid")
        COMMERCIAL = "commercial", _("Employer or private plan")
        MARKETPLACE = "marketplace", _("Marketplace plan")
        WORKERS_COMP = "workers-comp", _("Workers' compensation")
        VA_TRICARE = "va-tricare", _("VA or TRICARE")
        OTHER = "other", _("Other")

    plan_kind = models.CharField(
        _("kind of plan"), max_length=20, choices=PlanKind, default=PlanKind.COMMERCIAL
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "key"]
        verbose_name = _("insurer")
        verbose_name_plural = _("insurers")


class NetworkEdition(Edition):
    OWNER = "network"
    CONTENT = NetworkContent

    network = models.ForeignKey(
        Network, models.PROTECT, related_name="editions", verbose_name=_("network")
    )

    class Meta(Edition.Meta):
        abstract = False
        verbose_name = _("edition of the network")
        verbose_name_plural = _("editions of the network")
        constraints = [
            *Edition.Meta.constraints,
            models.UniqueConstraint(fields=["network", "number"], name="network_edition_number"),
        ]
