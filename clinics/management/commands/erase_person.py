from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from clinics.people.erasing import erase
from staff.models import User


class Command(BaseCommand):
    help = "Ends a person's account and removes their data, but the name where the record needs it."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be done.")

    def handle(self, *, username, dry_run, **options):
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(
                _("Nobody has the user name “%(name)s”. Look under People.") % {"name": username}
            )
        for deed in erase(person, is_trial=dry_run):
            self.stdout.write(deed)
        if dry_run:
            self.stdout.write(_("Only a trial: nothing was changed."))
