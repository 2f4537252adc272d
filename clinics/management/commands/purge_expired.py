"""What nobody needs any more goes: to be run once a day, and harmless to run again."""

from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.models import BulkRun, Invitation, Reminder
from editions.models import Sending
from staff.models import AttemptCount


class Command(BaseCommand):
    help = "Deletes counted tries, ended sessions, and forms sent and invitations of long ago."

    def handle(self, **options):
        gone = {
            _("counted tries"): AttemptCount.objects.outdated(),
            _("ended sessions"): Session.objects.filter(expire_date__lt=timezone.now()),
            _("forms sent"): Sending.objects.outdated(),
            _("invitations ended"): Invitation.objects.outdated(),
            _("reminders"): Reminder.objects.outdated(),
            _("runs over many clinics"): BulkRun.objects.outdated(),
        }
        for what, rows in gone.items():
            count, _per_model = rows.delete()
            self.stdout.write(f"{what}: {count}")
