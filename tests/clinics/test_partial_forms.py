"""A form that leaves almost everything out is told nothing of a row that is not its sender's."""

import pytest

from clinics.models import Clinic, CostItem, Coverage, Membership, Note
from tests.clinics.matrix import TOKEN
from tests.clinics.neighbours import FIRST_FOREIGN, MARKS, make_neighbours
from tests.editions.writing import address_of, opened
from tests.factories import make_clinic, make_cost, make_member, make_service
from tests.pages import form_on

pytestmark = pytest.mark.django_db
OF_A_CLINIC = [Note, CostItem, Coverage, Membership]
NO_ROW = 999_999


@pytest.fixture(scope="module", autouse=True)
def once(made):
    return made(make_neighbours)


@pytest.fixture
def world(once):
    return once()


def told(response):
    return [mark for mark in MARKS if mark.encode() in response.content]


def page_of(response):
    return TOKEN.sub(b"", response.content)


@pytest.mark.parametrize("who", ["clinic editor", "clinic manager"])
@pytest.mark.parametrize("model", OF_A_CLINIC)
@pytest.mark.parametrize("is_there", [True, False], ids=["there", "deleted"])
def test_the_own_clinic_alone_opens_no_row_of_another(client_of, world, who, model, is_there):
    theirs, own = world.foreign[model], {"clinic": world.own[Clinic].pk}
    address, client = address_of(theirs), client_of(world.people[who])
    if not is_there:
        theirs.delete()

    response = client.post(address, own)

    nothing = client.post(address.replace(str(theirs.pk or FIRST_FOREIGN), str(NO_ROW)), own)
    assert told(response) == []
    assert response.status_code == nothing.status_code
    assert page_of(response) == page_of(nothing)


@pytest.mark.slow
@pytest.mark.parametrize("is_there", [True, False], ids=["there", "deleted"])
def test_no_choice_of_fields_opens_a_price_of_another(client_of, world, is_there):
    theirs, client = world.foreign[CostItem], client_of(world.people["clinic editor"])
    own = world.own[CostItem]
    form = opened(client, own) | {"clinic": [own.clinic_id]}
    address = address_of(theirs)
    if not is_there:
        theirs.delete()

    for name in form:
        kept, left = {name: form[name]}, {n: v for n, v in form.items() if n != name}
        assert told(client.post(address, kept)) == [], name
        assert told(client.post(address, left)) == [], name


def test_what_the_form_only_showed_of_an_own_row_still_comes_back(client_of):
    clinic = make_clinic()
    price = make_cost(clinic=clinic, confirmed_by="Ana", service=make_service())
    client = client_of(make_member(clinic))
    address = address_of(price)
    price.delete()

    response = client.post(address, {"low": "5", "clinic": clinic.pk})

    assert form_on(response)["confirmed_by"] == ["Ana"]
