from django.apps import AppConfig
from django.db.models.signals import pre_delete
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    name = "staff"
    verbose_name = _("People")

    def ready(self):
        from staff.entries import refuse_to_forget
        from staff.models import User

        pre_delete.connect(refuse_to_forget, sender=User, dispatch_uid="staff.refuse_to_forget")
