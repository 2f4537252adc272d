"""No address of the admin tells or changes what belongs to another clinic, whoever asks and how."""

import logging

import pytest

from clinics.models import CostItem, Note
from tests.clinics.matrix import Matrix, doors_of, part_of, patterns_under
from tests.clinics.neighbours import SCOPED, make_neighbours

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
PREVIEWS = [
    *("clinics_translation_preview", "clinics_clinic_brand"),
    *("clinics_as_of", "clinics_clinic_then", "clinics_clinic_colours"),
    "clinics_translation_shares",
]
NAMES = ["clinics_translation_preview_frame", "guide_translation_publish"]  # of clinics, no more
MAY_SEE = {
    "guide editor": [
        *(*PREVIEWS, *NAMES, "clinics_network_publish", "clinics_offer"),
        *("clinics_comparison", "clinics_comparison_csv"),
    ],
    "reviewer": [*PREVIEWS, *NAMES, "clinics_clinic_exceptions"],
}
MAY_WRITE = {
    "clinic editor": ["A's drafts", "A's requests", "A's links"],
    "clinic manager": [
        *("A's drafts", "A's requests", "A's links", "A's editions", "A's people"),
    ],
    "guide editor": ["central", "links to texts"],
    "reviewer": ["central", "links to texts"],
}


def names(app, models, deeds):
    return {f"{app}_{model}_{deed}" for model in models.split() for deed in deeds.split()}


OWN_ROWS = names("clinics", "note costitem coverage", "add change delete") | {
    *("clinics_clinic_change", "clinics_clinic_shares")
}
SAVED = {  # the doors through which each role does write: what is not here, it cannot
    "clinic editor": OWN_ROWS | {"clinics_clinic_review"},
    "clinic manager": OWN_ROWS
    | names("clinics", "membership", "change delete")
    | names("clinics", "clinic", "publish undo withdraw people"),
    "guide editor": names("guide", "section term reference", "add change delete")
    | names("clinics", "notice", "add change delete")
    | names("guide", "guide", "add change")  # this one is published, so it stays
    | names("clinics", "service payer", "add change")  # so do these, which have prices
    | names("guide", "translation", "add change publish undo withdraw review")
    | names("guide", "section", "reference")
    | names("clinics", "network", "change publish undo withdraw restore")
    | {"clinics_translation_shares"},
    "reviewer": names("guide", "translation", "publish undo withdraw review")
    | {"clinics_translation_shares"},
}


@pytest.fixture(scope="module", autouse=True)
def once(made):
    return made(make_neighbours)


@pytest.fixture
def world(once):
    return once()


@pytest.fixture(autouse=True)
def no_log():
    """Thousands of refusals are meant, and need not be written down."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def matrix_of(world, role):
    may = {"may_write": MAY_WRITE.get(role, ()), "may_see": MAY_SEE.get(role, ())}
    return Matrix(world, world.people.get(role), **may)


@pytest.mark.parametrize("part", ["clinics", "guide", ""], ids=["clinics", "guide", "admin"])
@pytest.mark.parametrize(
    "role",
    [
        *("stranger", "patient", "staff without a role", "inactive manager"),
        *("clinic editor", "clinic manager", "guide editor", "reviewer"),
    ],
)
def test_nobody_reads_or_changes_another_clinic(world, role, part):
    report = matrix_of(world, role).run(part=part)

    assert report.is_clean, str(report)
    assert report.saved == {name for name in SAVED.get(role, ()) if part_of(name) == part}


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model.__name__.lower())
@pytest.mark.parametrize("role", ["clinic editor", "clinic manager"])
def test_no_part_of_a_form_opens_another_clinic(world, role, model):
    report = matrix_of(world, role).run_in_parts([model])

    assert report.is_clean, str(report)
    assert report.saved <= SAVED[role]


@pytest.mark.parametrize("role", ["staff without a role", "guide editor", "reviewer"])
def test_no_part_of_a_form_opens_a_clinic_to_who_has_none(world, role):
    matrix = matrix_of(world, role)

    report = matrix.run_in_parts([Note, CostItem], ("foreign", "gone", "missing"))

    assert report.is_clean, str(report)
    assert report.saved == set()


def test_nothing_crashes_for_an_operator(world):
    report = matrix_of(world, "operator").run(rows=("", "own"), methods=())

    assert report.crashes == []


def test_the_matrix_finds_the_holes_of_a_careless_admin(world, settings):
    settings.ROOT_URLCONF = "tests.clinics.naive_admin"

    report = matrix_of(world, "clinic editor").run()
    in_parts = matrix_of(world, "clinic editor").run_in_parts([Note], [""])

    assert len(report.leaks) > 10, str(report)
    assert len(report.writes) > 10, str(report)
    assert any("foreign clinic" in line for line in in_parts.writes), str(in_parts)


def test_the_matrix_walks_every_address_of_the_admin(world):
    walked = {door.name for door in doors_of(world)}

    assert walked == {name for _route, name in patterns_under("admin/")}
    assert len(walked) > 100
