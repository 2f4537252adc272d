"""README lists every personal datum kept: a new column that could hold one fails here until it does."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from staff.models import User

README = (Path(__file__).parent.parent / "README.md").read_text()
# What a column of a person's data is called, beside those that point at an account or an address.
NAMED = re.compile(
    r"(^|_)(user_?name|first_name|last_name|full_name|password|last_login|date_joined|email|ip|"
    r"ip_address|address_hash|user_agent|http_accept|session\w*|credentials|interests|confirmed_by|"
    r"checked_by|language_of|browser|token\w*|phone|object_repr|post_data|get_data)$"
)
WITH_A_NAME = {"guide.Reviewer": {"name"}, "guide.HistoricalReviewer": {"name"}}
NO_PERSON = {  # of a clinic, of the network, of a text: published on purpose
    *("clinics.Clinic", "clinics.Network"),
}


def personal(model):
    """The names of the columns of one table that could hold a person's data."""
    label = model._meta.label
    if label in NO_PERSON:
        return set()
    return {field.name for field in model._meta.concrete_fields if _is_personal(field)} | (
        WITH_A_NAME.get(label, set())
    )


def _is_personal(field):
    to_person = field.is_relation and field.related_model is User
    typed = isinstance(field, models.EmailField | models.GenericIPAddressField)
    return to_person or typed or bool(NAMED.search(field.name))


TABLES = [model for model in apps.get_models(include_auto_created=True) if personal(model)]


def listed():
    """The tables that README's list names, `room.Model`; `room.Historical…` for all of a room."""
    part = README.split("## Personal data", 1)[-1].split("\n## ", 1)[0]
    return set(re.findall(r"`(\w+\.[A-Z]\w*)`", part)), set(re.findall(r"`(\w+)\.\*`", part))


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_a_table_with_a_persons_data_is_on_readmes_list(model):
    tables, families = listed()
    label = model._meta.label
    is_history = hasattr(model, "history_user")
    is_edition = label.endswith("Edition")

    named = label in tables or model._meta.app_label in families
    named |= is_history and "editions.Draft" in tables
    named |= is_edition and "editions.Edition" in tables
    assert named, f"{label} keeps {sorted(personal(model))}: tell why and how long in README"


def test_the_list_names_no_table_that_is_gone():
    tables, families = listed()
    there = {model._meta.label for model in apps.get_models(include_auto_created=True)}

    assert tables - there <= {"editions.Draft", "editions.Edition"}
    assert families <= {config.label for config in apps.get_app_configs()}
