"""What `make run` does once the packages are there."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from clinics.models import Clinic


class Command(BaseCommand):
    help = "Migrates, loads the demo on the first run, and serves on this machine until Ctrl+C."

    def handle(self, **options):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        if not Clinic.objects.exists():
            self.stdout.write("First run: loading the demo content.")
            call_command("load_demo")
        self._greet()
        call_command("serve")

    def _greet(self):
        clinic = Clinic.objects.order_by("pk").first()
        self.stdout.write(f"\n  Patients   {settings.SITE_URL}/")
        self.stdout.write(f"             {settings.SITE_URL}/{clinic.slug}/")
        self.stdout.write(f"  Staff      {settings.SITE_URL}/admin/")
        self.stdout.write("  Sign in    operator, guide-editor, reviewer, manager or clerk")
        self.stdout.write("  Password   demo-demo-demo")
        self.stdout.write("  Mails are printed here. Stop with Ctrl+C.\n")
