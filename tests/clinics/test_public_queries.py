"""What the public pages ask of the database: the record alone, and no more for more."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinics.public import live, showing
from tests.clinics.patients import EVERY_PAGE, make_shown
from tests.factories import (
    make_clinic,
    make_cost,
    make_coverage,
    make_note,
    make_payer,
    make_reference,
    make_section,
    make_service,
    make_translation,
    publish_guide,
    publish_the_clinic,
    publish_the_network,
)

TABLE = re.compile(r'\b(?:FROM|JOIN|INTO|UPDATE)\s+"?(\w+)', re.IGNORECASE)


@pytest.fixture(scope="module", autouse=True)
def once(made):
    return made(make_shown)


@pytest.fixture
def shown(once, db):
    return once()


def forget():
    """As in a process that has just begun."""
    cache.clear()
    live._read.cache_clear()
    showing._rendered.cache_clear()


def queries_of(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in captured]


def grow(text, clinic, times):
    """More of everything that a page lists, published."""
    for number in range(times):
        service = make_service(guides=[text.guide])
        make_cost(clinic=clinic, service=service)
        make_coverage(clinic=clinic, service=service, payer=make_payer())
        make_section(translation=text, body="Said [@katz].", position=100 + number)
        make_reference(guide=text.guide)
        other = make_translation(title=f"Another guide {number}")
        clinic.guides.add(other.guide)
        publish_guide(other)
        publish_the_clinic(make_clinic(name=f"Ridge {number}", guides=[text.guide]))
    for kind in ("benefits", "risks", "insurance")[:times]:
        make_note(clinic=clinic, section_kind=kind)
    publish_everything(text, clinic)


def publish_everything(text, clinic):
    publish_guide(text)
    publish_the_network()
    publish_the_clinic(clinic)
    forget()


@pytest.mark.slow
def test_every_page_costs_the_same_queries_however_much_is_on_it(shown, client):
    text, clinic, _other = shown
    few = costs_of(client, EVERY_PAGE)

    grow(text, clinic, 3)
    many = costs_of(client, [path.replace("1-1-1", "2-2-2") for path in EVERY_PAGE])

    assert many == few
    assert max(few) <= 10


def costs_of(client, paths):
    """How many queries each page takes a process that has just begun."""
    costs = []
    for path in paths:
        forget()
        costs.append(len(queries_of(client, path)))
    return costs


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_a_page_that_was_read_before_costs_no_more_than_finding_what_is_live(shown, client, path):
    queries_of(client, path)

    assert len(queries_of(client, path)) <= 6


@pytest.mark.parametrize("path", [*EVERY_PAGE, "/ridge/shots/handout.pdf", "/brand/ridge-1.css"])
def test_a_public_page_reads_editions_and_nothing_else(shown, client, path):
    forget()
    for sql in queries_of(client, path):
        assert not sql.startswith(("INSERT", "UPDATE", "DELETE")), sql
        tables = TABLE.findall(sql)
        assert tables or sql.startswith(("SAVEPOINT", "RELEASE")), sql
        assert all(t.endswith("edition") or t == "editions_recordentry" for t in tables), sql


@pytest.mark.parametrize("path", ["/ridge/shots/", "/ridge/", "/ridge/shots/editions/1-1-1/"])
def test_a_page_that_says_that_there_is_nothing_reads_no_draft_either(shown, client, path):
    _text, clinic, _other = shown
    clinic.state = "closed"
    clinic.save()
    publish_the_clinic(clinic)

    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 410

    assert all(
        table.endswith("edition") for query in captured for table in TABLE.findall(query["sql"])
    )
