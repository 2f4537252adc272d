from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clinics.demo.content import load, people
from editions.publish.publishing import CannotPublish

PASSWORD = "demo-demo-demo"  # noqa: S105, told to everybody who tries the demo


class Command(BaseCommand):
    help = "Load three made-up clinics, the sample guide in two languages, and a login per role."

    def handle(self, *args, **options):
        try:
            done = load(password=None if settings.SECURE else PASSWORD)
        except CannotPublish as refusal:
            raise CommandError(_all_words(refusal)) from refusal
        for line in done:
            self.stdout.write(line)
        self._tell_logins()

    def _tell_logins(self):
        """A password that everybody knows is given only where nobody else can reach the site."""
        self.stdout.write(f"\nSign in at {settings.SITE_URL}/admin/ as:")
        for row in people():
            self.stdout.write(f"  {row['username']:<14} {row['does']}")
        if settings.SECURE:
            self.stdout.write("Set a password first: manage.py changepassword operator")
        else:
            self.stdout.write(f"Password of all whom the demo made: {PASSWORD}")


def _all_words(refusal):
    findings = [f"{finding.place}: {finding.message}" for finding in refusal.findings]
    return "\n".join([str(refusal), *findings])
