from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def make_groups(sender, using, **kwargs):
    """The roles that are groups exist wherever the database does."""
    from django.contrib.auth.models import Group

    from guide.access import EDITORS, REVIEWERS

    for name in (EDITORS, REVIEWERS):
        Group.objects.using(using).get_or_create(name=name)


class GuideConfig(AppConfig):
    name = "guide"
    verbose_name = _("Guides")

    def ready(self):
        post_migrate.connect(make_groups, sender=self, dispatch_uid="guide.make_groups")
