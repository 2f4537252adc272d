from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from staff.roles import gives_a_role


def make_network(sender, using, **kwargs):
    """The one row that owns the catalogue exists wherever the database does."""
    from clinics.models.catalogue import Network

    if not Network.objects.using(using).filter(pk=1).exists():
        Network(pk=1, name="").save(using=using)


def _is_of_a_clinic(user):
    return bool(user.memberships.all())  # a few at most; a list has them read before


class ClinicsConfig(AppConfig):
    name = "clinics"
    verbose_name = _("Clinics")

    def ready(self):
        from clinics.draft.audience import clinics_with, every_clinic
        from clinics.models.catalogue import Network
        from clinics.people.inviting import waiting_at
        from editions.tools.audience import told_by
        from guide.models import Translation
        from staff.new_password import also_ask

        told_by(Translation, clinics_with)
        told_by(Network, every_clinic)
        gives_a_role(_is_of_a_clinic)
        also_ask(waiting_at)
        post_migrate.connect(make_network, sender=self, dispatch_uid="clinics.make_network")
