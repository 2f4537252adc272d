from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class EditionsConfig(AppConfig):
    name = "editions"

    def ready(self):
        from editions.record.altering import make_way
        from editions.record.triggers import create_triggers

        pre_migrate.connect(make_way, dispatch_uid="editions.make_way")
        post_migrate.connect(create_triggers, dispatch_uid="editions.create_triggers")
