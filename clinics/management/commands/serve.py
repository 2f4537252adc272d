"""What README's Deployment and `make run` start: the production server within its limits."""

import os
import sys

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Serves with granian, in place of this process, within the limits of the settings."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"))

    def handle(self, *, host, port, **options):
        _ = settings.SECRET_KEY  # without one it stops here, with one message
        server = ["granian", "--host", host, "--port", str(port), *_limits(), *_ways()]
        sys.stdout.flush()
        os.execv(  # noqa: S606
            os.path.join(os.path.dirname(sys.executable), "granian"),
            [*server, "config.wsgi:application"],
        )


def _ways():
    """Errors alone are told: its warnings are about more threads than processors, which is meant."""
    return ["--interface", "wsgi", "--http", "1", "--no-ws", "--log-level", "error"]


def _limits():
    return [
        *("--workers", str(settings.WORKERS)),
        *("--blocking-threads", str(settings.THREADS)),
        *("--runtime-blocking-threads", str(settings.THREADS)),
        *("--http1-header-read-timeout", str(settings.HEADER_SECONDS * 1000)),
        *("--http1-buffer-size", str(settings.HEADER_BYTES)),
        *("--workers-max-rss", str(settings.WORKER_MEGABYTES)),
        *("--workers-kill-timeout", str(settings.STOP_SECONDS)),
        "--respawn-failed-workers",
    ]
