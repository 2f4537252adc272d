from django.apps import AppConfig
from django.db.models.signals import post_migrate


class EditionsConfig(AppConfig):
    name = "editions"

    def ready(self):
        from editions.record.triggers import create_triggers

        post_migrate.connect(create_triggers, dispatch_uid="editions.create_triggers")
