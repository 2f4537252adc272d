"""Notices changed their room and kept their tables; what points at them followed."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from clinics.models.notice import Notice
from tests.factories import make_operator

moved = import_module("clinics.migrations.0006_notice_of_the_network")


@pytest.mark.parametrize("is_known_here", [True, False], ids=["known", "new"])
def test_the_log_of_a_notice_still_leads_to_it(db, is_known_here):
    here = ContentType.objects.get_for_model(Notice)
    if not is_known_here:
        here.delete()
    old = ContentType.objects.create(app_label="guide", model="notice")
    notice = Notice.objects.create(key="a", applies_to="price")
    entry = LogEntry.objects.create(
        user=make_operator(), content_type=old, object_id=notice.pk, action_flag=CHANGE
    )

    moved.to_clinics(apps, SimpleNamespace(connection=connection))
    ContentType.objects.clear_cache()

    found = LogEntry.objects.get(pk=entry.pk)
    assert (found.content_type.app_label == "clinics") is not is_known_here
    assert is_known_here or found.get_edited_object() == notice


def test_its_tables_are_those_of_before(db):
    tables = connection.introspection.table_names()

    assert {"guide_notice", "guide_historicalnotice"} <= set(tables)
    assert "clinics_notice" not in tables
