from django.contrib.admin import AdminSite
from django.urls import path
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from staff.session import session


class StaffSite(AdminSite):
    """Django's admin, less the redirect that tells any staff user the address of any object."""

    site_header = _("Clinic Guide")
    site_title = _("Clinic Guide")
    index_title = _("Start")
    enable_nav_sidebar = False

    def get_urls(self):
        stock = [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]
        return [path("session/", session, name="session"), *stock]

    def get_app_list(self, request, app_label=None):
        """Every page is given this list and the start page alone shows it; it costs forty queries."""
        return SimpleLazyObject(lambda: AdminSite.get_app_list(self, request, app_label))
