import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clinics.models import CostItem
from tests.factories import (
    make_clinic,
    make_cost,
    make_guide_editor,
    make_member,
    make_operator,
    make_service,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    clinic = make_clinic()
    make_cost(clinic=clinic, service=make_service(key="visit"), included={"en": "=1+1"})
    return clinic


@pytest.fixture
def editor(clinic, client_of):
    return client_of(make_member(clinic))


def address(clinic, page="sheet", what="costs"):
    return reverse(f"admin:clinics_clinic_{page}", args=[clinic.pk]) + f"?what={what}"


def download(client, clinic, what="costs"):
    return client.get(address(clinic, "costs_csv", what))


def look(client, clinic, text, what="costs"):
    data = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile("costs.csv", data)
    return client.post(address(clinic, what=what), {"file": file})


def packed(page):
    return re.search(r'name="sheet" value="([^"]+)"', page.content.decode())[1]


def confirm(client, clinic, sheet, what="costs"):
    return client.post(address(clinic, what=what), {"sheet": sheet})


def dearer(client, clinic):
    return download(client, clinic).content.decode().replace("400.00", "450.00")


def test_the_download_is_a_neutral_csv_file_that_excel_reads(editor, clinic):
    page = download(editor, clinic)

    assert page["Content-Type"] == "text/csv; charset=utf-8"
    assert page["Content-Disposition"] == f'attachment; filename="{clinic.slug}-costs.csv"'
    assert page.content.startswith(b"\xef\xbb\xbf")
    assert b'"\'=1+1"' in page.content


def test_a_file_is_shown_first_and_saved_only_then(editor, clinic):
    page = look(editor, clinic, dearer(editor, clinic))

    assert page.status_code == 200
    assert CostItem.objects.get().low == 400
    shown = page.content.decode()
    assert "<del>400.00</del>" in shown
    assert "<ins>450.00</ins>" in shown
    assert 'scope="col"' in shown
    assert "<caption" in shown
    assert "style=" not in shown

    saved = confirm(editor, clinic, packed(page))

    assert saved.status_code == 302
    cost = CostItem.objects.get()
    assert (cost.low, cost.version, cost.history.first().history_type) == (450, 2, "~")
    assert cost.history.first().history_user == clinic.memberships.get().user


def test_a_bad_row_is_named_on_the_page(editor, clinic):
    page = look(editor, clinic, dearer(editor, clinic).replace("450.00", "1,200"))

    assert page.status_code == 422
    assert "Line 2, low: " in page.content.decode()
    assert "<title>Error:" in page.content.decode()


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"x" * (5 * 2**20 + 1), b"a,b\n1,2"])
def test_a_file_that_is_no_sheet_is_refused(editor, clinic, data):
    assert look(editor, clinic, data).status_code == 422


def test_who_confirms_an_old_look_looks_again(editor, clinic):
    page = look(editor, clinic, dearer(editor, clinic))
    CostItem.objects.get().save()

    again = confirm(editor, clinic, packed(page))

    assert again.status_code == 409
    assert "Look again" in again.content.decode()
    assert CostItem.objects.get().low == 400
    assert confirm(editor, clinic, packed(again)).status_code == 302
    assert CostItem.objects.get().low == 450


def test_unlikely_figures_are_listed_and_wait_for_one_tick(editor, clinic):
    text = download(editor, clinic).content.decode().replace("650.00", "6500.00")
    page = look(editor, clinic, text)
    assert "Line 2, high: The highest price is over ten times" in page.content.decode()

    again = confirm(editor, clinic, packed(page))

    assert again.status_code == 422
    assert "some figures look unlikely" in again.content.decode()
    assert CostItem.objects.get().high == 650
    ticked = {"sheet": packed(again), "looked_at": "yes"}
    assert editor.post(address(clinic), ticked).status_code == 302
    assert CostItem.objects.get().high == 6500


def test_a_preview_counts_for_its_clinic_and_its_sheet_alone(editor, clinic):
    sheet = packed(look(editor, clinic, dearer(editor, clinic)))
    other = make_clinic()
    other.memberships.create(user=clinic.memberships.get().user)

    assert confirm(editor, other, sheet).status_code == 422
    assert confirm(editor, clinic, sheet, "coverage").status_code == 422
    assert confirm(editor, clinic, sheet[:-1]).status_code == 422
    assert CostItem.objects.get().low == 400


def test_a_preview_counts_for_who_looked_alone(editor, clinic, client_of):
    colleague = client_of(make_member(clinic))
    sheet = packed(look(editor, clinic, dearer(editor, clinic)))

    assert confirm(colleague, clinic, sheet).status_code == 422
    assert CostItem.objects.get().low == 400
    assert confirm(editor, clinic, sheet).status_code == 302


@pytest.mark.parametrize("page", ["sheet", "costs_csv"])
def test_a_clinic_that_is_not_yours_is_not_there(clinic, client_of, page):
    neighbour = client_of(make_member(make_clinic()))

    for client in (neighbour, client_of(make_guide_editor()), client_of(make_user())):
        assert client.get(address(clinic, page)).status_code == 404
    assert look(neighbour, clinic, "x").status_code == 404
    assert client_of(make_operator()).get(address(clinic, page)).status_code == 200


@pytest.mark.parametrize("page", ["sheet", "costs_csv"])
def test_a_stranger_signs_in_first(clinic, client, page):
    assert client.get(address(clinic, page)).status_code == 302


def test_there_are_two_sheets_and_no_third(editor, clinic):
    assert editor.get(address(clinic, what="coverage")).status_code == 200
    assert editor.get(address(clinic, what="people")).status_code == 404
