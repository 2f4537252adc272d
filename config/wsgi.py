import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
_ = settings.SECRET_KEY  # a server without one stops here, not at its first visitor

from config.checks import tell_at_start  # noqa: E402  (when the rooms are set up)

tell_at_start()
