from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from staff.roles import gives_a_role


def make_network(sender, using, **kwargs):
    """The one row that owns the catalogue exists wherever the database does."""
    from clinics.catalogue import Network

    if not Network.objects.using(using).filter(pk=1).exists():
        Network(pk=1, name="").save(using=using)


def _is_of_a_clinic(user):
    return user.memberships.exists()


class ClinicsConfig(AppConfig):
    name = "clinics"
    verbose_name = _("Clinics")

    def ready(self):
        gives_a_role(_is_of_a_clinic)
        post_migrate.connect(make_network, sender=self, dispatch_uid="clinics.make_network")
