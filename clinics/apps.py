from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def make_network(sender, using, **kwargs):
    """The one row that owns the catalogue exists wherever the database does."""
    from clinics.catalogue import Network

    if not Network.objects.using(using).filter(pk=1).exists():
        Network(pk=1, name="").save(using=using)


class ClinicsConfig(AppConfig):
    name = "clinics"
    verbose_name = _("Clinics")

    def ready(self):
        post_migrate.connect(make_network, sender=self, dispatch_uid="clinics.make_network")
