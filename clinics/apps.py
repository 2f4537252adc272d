from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from staff.has_a_role import gives_a_role


def make_network(sender, using, **kwargs):
    """The one row that owns the catalogue exists wherever the database does."""
    from clinics.models.catalogue import Network

    if not Network.objects.using(using).filter(pk=1).exists():
        Network(pk=1, name="").save(using=using)


class ClinicsConfig(AppConfig):
    name = "clinics"
    verbose_name = _("Clinics")

    def ready(self):
        """All that the rooms below learn from this one."""
        from clinics.admin.editor_context import notes_that_cite, price_tokens
        from clinics.admin.owners import CLINIC, NETWORK, OF_A_TEXT
        from clinics.checks.letters import letters_missing_in_guide
        from clinics.draft import taking_back
        from clinics.law.where_shown import forbidden_where_shown
        from clinics.models import Clinic
        from clinics.models.access import roles_of
        from clinics.models.catalogue import Network
        from clinics.people.inviting import waiting_at
        from clinics.work.start_page import start_page
        from editions.admin.owners import add, describe
        from editions.publish.taking_back import also_asked_before_taking_back
        from guide.checks.checking import also_checked_by
        from guide.draft.editor_context import also_offer
        from guide.models import Translation
        from guide.references.citing import also_cited_in
        from staff.new_password import also_ask
        from staff.site import begins_with

        describe(CLINIC)
        describe(NETWORK)
        add(Translation, **OF_A_TEXT)
        also_asked_before_taking_back(Clinic, taking_back.keep_the_law_and_the_place)
        also_asked_before_taking_back(Network, taking_back.keep_the_laws)
        also_asked_before_taking_back(Translation, taking_back.keep_the_law_where_it_shows)
        also_offer(price_tokens)
        also_checked_by(forbidden_where_shown)
        also_checked_by(letters_missing_in_guide)
        also_cited_in(notes_that_cite)
        begins_with(start_page)
        gives_a_role(roles_of)  # none is no role
        also_ask(waiting_at)
        post_migrate.connect(make_network, sender=self, dispatch_uid="clinics.make_network")
