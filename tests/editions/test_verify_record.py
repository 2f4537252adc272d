import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from editions.record.triggers import guarded_models, trigger_name
from editions.tools.fingerprint import fingerprint
from tests.editions.tampering import force
from tests.factories import (
    make_clinic,
    make_translation,
    publish_guide,
    publish_the_clinic,
    publish_the_network,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def verified():
    """What the command says when all is well."""
    out = StringIO()
    call_command("verify_record", stdout=out, stderr=out)
    return out.getvalue()


def refused():
    """What the command says when it ends with an error."""
    out = StringIO()
    with pytest.raises(CommandError) as ended:
        call_command("verify_record", stdout=out, stderr=out)
    assert ended.value.returncode == 1
    return out.getvalue()


def test_an_empty_record_is_in_order():
    assert "Editions checked: 0" in verified()


def test_a_record_as_it_was_published_is_in_order():
    publish_the_clinic(make_clinic(name="Clínica Ñandú"))
    publish_the_network()
    publish_guide(make_translation())

    assert "Editions checked: 3" in verified()


def test_more_editions_than_one_portion_are_all_checked():
    clinic = make_clinic()
    for _ in range(101):
        edition = publish_the_clinic(clinic)
    force("UPDATE clinics_clinicedition SET content = '{}' WHERE id = %s", edition.pk)

    said = refused()

    assert "Editions checked: 101" in said
    assert ", 101: the content is not what was published" in said


def test_a_changed_content_is_named_with_its_owner_and_number():
    publish_the_clinic(make_clinic(name="South Ridge"))
    clinic = make_clinic(name="North Ridge")
    publish_the_clinic(clinic)
    edition = publish_the_clinic(clinic)
    content = {**edition.content, "phone": "555-555-0199"}
    force(
        "UPDATE clinics_clinicedition SET content = %s WHERE id = %s",
        json.dumps(content),
        edition.pk,
    )

    said = refused()

    assert f"clinics.ClinicEdition of North Ridge ({clinic.pk}), 2:" in said
    assert "South Ridge" not in said
    assert "Editions checked: 3" in said


@pytest.mark.parametrize(
    "publish_one", [publish_the_network, lambda: publish_guide(make_translation())]
)
def test_every_kind_of_edition_is_checked(publish_one):
    edition = publish_one()
    table = edition._meta.db_table
    force(f"UPDATE {table} SET fingerprint = '{'0' * 64}' WHERE id = %s", edition.pk)

    assert f"{edition._meta.label} of" in refused()


@pytest.mark.parametrize("content", ["[]", '"text"', "1"])
def test_content_that_cannot_be_read_is_named_and_the_rest_is_checked(content):
    edition = publish_the_clinic(make_clinic())
    publish_the_clinic(make_clinic())
    force("UPDATE clinics_clinicedition SET content = %s WHERE id = %s", content, edition.pk)

    said = refused()

    assert "1: the content cannot be read" in said
    assert "Editions checked: 2" in said


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL does not store it")
def test_half_a_character_is_named_and_the_rest_is_checked():
    edition = publish_the_clinic(make_clinic())
    publish_the_clinic(make_clinic())
    force(
        "UPDATE clinics_clinicedition SET content = %s WHERE id = %s",
        '{"name": "\\ud800"}',
        edition.pk,
    )

    said = refused()

    assert "1: the content cannot be read" in said
    assert "Editions checked: 2" in said


def test_an_edition_that_was_deleted_is_missed():
    clinic = make_clinic(name="North Ridge")
    first = publish_the_clinic(clinic)
    publish_the_clinic(clinic)
    publish_the_clinic(make_clinic())
    force("DELETE FROM clinics_clinicedition WHERE id = %s", first.pk)

    said = refused()

    assert f"of North Ridge ({clinic.pk}): 1 of 2 editions are left" in said
    assert said.count("are left") == 1


@pytest.mark.parametrize("model", guarded_models())
def test_a_missing_trigger_is_named(model):
    table = "" if connection.vendor == "sqlite" else f"ON {model._meta.db_table}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {trigger_name(model)} {table}")

    assert trigger_name(model) in refused()


def test_the_same_content_in_another_order_is_in_order():
    edition = publish_the_clinic(make_clinic())
    turned = dict(reversed(edition.content.items()))
    force(
        "UPDATE clinics_clinicedition SET content = %s WHERE id = %s",
        json.dumps(turned, indent=2),
        edition.pk,
    )

    assert fingerprint(turned) == edition.fingerprint
    assert "Editions checked: 1" in verified()
