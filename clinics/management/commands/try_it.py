"""What `make run` does once the packages are there."""

import os
import sys

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
        self._serve()

    def _greet(self):
        clinic = Clinic.objects.order_by("pk").first()
        self.stdout.write(f"\n  Patients   {settings.SITE_URL}/")
        self.stdout.write(f"             {settings.SITE_URL}/{clinic.slug}/")
        self.stdout.write(f"  Staff      {settings.SITE_URL}/admin/")
        self.stdout.write("  Sign in    operator, guide-editor, reviewer, manager or clerk")
        self.stdout.write("  Password   demo-demo-demo")
        self.stdout.write("  Mails are printed here. Stop with Ctrl+C.\n")

    def _serve(self):
        """The production server, in place of this process."""
        sys.stdout.flush()
        server = [
            *("granian", "--interface", "wsgi", "--host", "127.0.0.1", "--no-ws"),
            *("--port", os.environ.get("PORT", "8000"), "--blocking-threads", "2"),
            *("--log-level", "warning", "config.wsgi:application"),
        ]
        os.execv(os.path.join(os.path.dirname(sys.executable), "granian"), server)  # noqa: S606
