"""Who may read and not write is shown words, in the own language."""

import pytest
from django.urls import reverse

from clinics.models.notice import Notice
from tests.factories import (
    make_clinic,
    make_guide_editor,
    make_member,
    make_payer,
    make_reviewer,
    make_service,
)
from tests.pages import choices_on, text_of, tree_of

pytestmark = pytest.mark.django_db


def test_words_per_language_are_read_as_lines(client_of):
    service = make_service(names={"en": "First <b>visit</b>", "es": "Primera consulta"})
    nameless = make_payer(names={})
    client = client_of(make_reviewer())

    page = client.get(reverse("admin:clinics_service_change", args=[service.pk]))
    other = client.get(reverse("admin:clinics_payer_change", args=[nameless.pk]))

    assert "English: First <b>visit</b> Spanish: Primera consulta" in text_of(page)
    assert "{" not in text_of(page)
    assert "{" not in text_of(other)


def test_where_a_notice_stands_is_read_as_its_editor_reads_it(client_of):
    places = [Notice.Placement.COST, Notice.Placement.HANDOUT]
    notice = Notice.objects.create(key="a", placements=places, texts={"en": "Ask."})
    address = reverse("admin:clinics_notice_change", args=[notice.pk])

    text = text_of(client_of(make_member(make_clinic())).get(address))

    assert "With the costs First page of a handout" in text
    assert "[" not in text
    assert choices_on(client_of(make_guide_editor()).get(address), "placements")["cost"]


def test_a_refusal_in_the_admin_is_in_the_persons_language_and_leads_back(client_of):
    clerk = make_member(make_clinic(), language="es")

    page = client_of(clerk).get(reverse("admin:clinics_comparison"))

    assert page.status_code == 403
    assert tree_of(page).get("lang") == "es"
    assert "Usted no puede ver esta página" in text_of(page)
    assert 'href="/admin/"' in page.content.decode()


def test_a_missing_page_in_the_admin_is_in_the_persons_language(client_of):
    clerk = make_member(make_clinic(), language="es")

    page = client_of(clerk).get("/admin/clinics/clinic/123456/publish/")

    assert (page.status_code, tree_of(page).get("lang")) == (404, "es")
