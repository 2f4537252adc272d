from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from staff.has_a_role import gives_a_role


def make_groups(sender, using, **kwargs):
    """The roles that are groups exist wherever the database does."""
    from django.contrib.auth.models import Group

    from guide.models.access import EDITORS, REVIEWERS

    for name in (EDITORS, REVIEWERS):
        Group.objects.using(using).get_or_create(name=name)


def _is_of_the_central_team(user):
    from guide.models.access import EDITORS, REVIEWERS

    return not user.group_names.isdisjoint((EDITORS, REVIEWERS))


class GuideConfig(AppConfig):
    name = "guide"
    verbose_name = _("Guides")

    def ready(self):
        from editions.admin.owners import describe
        from editions.publish.taking_back import also_asked_before_taking_back
        from guide.admin.owners import TEXT
        from guide.draft.taking_back import keep_what_others_settle
        from guide.models import Translation

        describe(TEXT)
        also_asked_before_taking_back(Translation, keep_what_others_settle)
        gives_a_role(_is_of_the_central_team)
        post_migrate.connect(make_groups, sender=self, dispatch_uid="guide.make_groups")
