"""What runs out and what waits, by mail to those who may act: to be run once a day."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.work.reminding import send_reminders


class Command(BaseCommand):
    help = "Sends each person at most one mail a day; ends with 1 where one could not be sent."
    requires_migrations_checks = True

    def handle(self, **options):
        mails = send_reminders(timezone.now())
        self.stdout.write(_("Mails sent: %(number)s") % {"number": mails.sent})
        if mails.failed:
            words = _("Mails that could not be sent: %(number)s. The next run tries them again.")
            raise CommandError(words % {"number": mails.failed})
