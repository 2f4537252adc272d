from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    default_site = "staff.site.StaffSite"

    def ready(self):
        super().ready()
        from config import checks  # noqa: F401  (registers them)
