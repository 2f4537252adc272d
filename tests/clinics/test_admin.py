"""The clinic's admin: one's own rows, one's own choices, and nothing said of anybody else's."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from clinics.models import (
    Clinic,
    ClinicEdition,
    CostItem,
    Coverage,
    Jurisdiction,
    Membership,
    Note,
)
from clinics.models.catalogue import Network, Payer, Service
from clinics.models.notice import Notice
from guide.models import Guide, Section, Translation
from tests.factories import (
    make_clinic,
    make_cost,
    make_coverage,
    make_guide_editor,
    make_law,
    make_manager,
    make_member,
    make_note,
    make_operator,
    make_payer,
    make_reviewer,
    make_service,
    make_translation,
    make_user,
    publish_the_clinic,
)
from tests.pages import choices_on, form_on, text_of

pytestmark = pytest.mark.django_db
SECRET = "Hidden Hollow"


def page(model, deed, *args):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{deed}"
    return reverse(name, args=args)


def make_row(model, clinic):
    service = make_service()
    return {
        Note: lambda: make_note(clinic=clinic),
        CostItem: lambda: make_cost(clinic=clinic, service=service),
        Coverage: lambda: make_coverage(clinic=clinic, service=service, payer=make_payer()),
        Membership: lambda: Membership.objects.create(clinic=clinic, user=make_user()),
    }[model]()


def save(client, row, **fields):
    """Opens the row's form, changes these fields in it and sends it."""
    address = page(type(row), "change", row.pk)
    return client.post(address, {**form_on(client.get(address)), **fields})


def add(client, model, **fields):
    address = page(model, "add")
    return client.post(address, {**form_on(client.get(address)), **fields})


ROWS = [Note, CostItem, Coverage]
CATALOGUE = [Guide, Translation, Section, Service, Payer, Notice, Jurisdiction, Network]


@pytest.mark.parametrize("model", ROWS)
def test_a_form_offers_no_clinic_but_ones_own(client_of, model):
    mine, _other = make_clinic(name="Mine"), make_clinic(name=SECRET)

    response = client_of(make_manager(mine)).get(page(model, "add"))

    assert choices_on(response, "clinic") == {"": "---------", str(mine.pk): "Mine"}
    assert form_on(response)["clinic"] == [str(mine.pk)]


@pytest.mark.parametrize("model", ROWS)
def test_a_row_cannot_be_added_to_another_clinic(client_of, model):
    mine, other = make_clinic(), make_clinic(name=SECRET)
    row = make_row(model, mine)
    client = client_of(make_manager(mine))
    fields = form_on(client.get(page(model, "change", row.pk)))
    unused = {"service": make_service().pk, "section_kind": "other", "email": "new@example.org"}
    before = model.objects.count()

    response = add(client, model, **(fields | unused | {"clinic": other.pk}))

    assert response.status_code == 422
    assert "not one of the available choices" in text_of(response)
    assert SECRET not in text_of(response)
    assert model.objects.count() == before


@pytest.mark.parametrize("model", ROWS)
def test_ones_own_row_cannot_be_moved_to_another_clinic(client_of, model):
    mine, other = make_clinic(), make_clinic()
    row = make_row(model, mine)

    response = save(client_of(make_manager(mine)), row, clinic=other.pk)

    assert response.status_code == 302
    row.refresh_from_db()
    assert row.clinic == mine


@pytest.mark.parametrize("model", ROWS)
def test_a_list_and_its_filter_show_ones_own_clinics_alone(client_of, model):
    clinics = make_clinic(name="First"), make_clinic(name="Second"), make_clinic(name=SECRET)
    user = make_manager(clinics[0])
    Membership.objects.create(user=user, clinic=clinics[1], role=Membership.Role.MANAGER)
    for clinic in clinics:
        make_row(model, clinic)

    words = text_of(client_of(user).get(page(model, "changelist")))

    assert "linic All First Second" in words
    assert SECRET not in words


@pytest.mark.parametrize("model", ROWS)
def test_asking_the_list_for_another_clinic_is_like_asking_for_one_that_is_not(client_of, model):
    mine, other = make_clinic(), make_clinic(name=SECRET)
    make_row(model, mine)
    make_row(model, other)
    client = client_of(make_manager(mine))

    pages = [
        client.get(page(model, "changelist"), {"clinic__id__exact": key}) for key in (other.pk, 999)
    ]

    assert text_of(pages[0]) == text_of(pages[1])
    assert SECRET not in text_of(pages[0])


GUESSES = [
    (Note, "body__startswith"),
    (Note, "clinic__name__startswith"),
    (Note, "clinic__memberships__user__password__startswith"),
    (Note, "clinic__id__gt"),
    (CostItem, "low__gt"),
    (CostItem, "service__coverages__checked_by"),
    (Clinic, "memberships__user__email__startswith"),
    (Clinic, "state__startswith"),
    (Guide, "clinics__notes__body__contains"),
    (Translation, "guide__clinics__memberships__user__email"),
    (Section, "translation__guide__clinics__phone"),
    (Service, "cost_items__low__gt"),
    (Payer, "coverages__clinic__name"),
]


@pytest.mark.parametrize(("model", "lookup"), GUESSES)
def test_a_list_answers_no_guesses(client_of, model, lookup):
    mine = make_clinic()
    make_row(Note, mine)

    response = client_of(make_manager(mine)).get(page(model, "changelist"), {lookup: "a"})

    assert response.status_code == 400


def test_every_filter_of_a_list_still_works(client_of):
    translation = make_translation()
    client = client_of(make_operator())

    for model, lookup in [
        (Note, f"clinic__id__exact={make_clinic().pk}"),
        (Note, "language__exact=en"),
        (Clinic, "state__exact=open"),
        (Clinic, "state_code=TX"),
        (Section, f"translation__id__exact={translation.pk}"),
        (Section, "translation__language__exact=en"),
        (Notice, "country__isnull=False"),
    ]:
        assert client.get(f"{page(model, 'changelist')}?{lookup}").status_code == 200, lookup


@pytest.mark.parametrize("model", CATALOGUE)
def test_clinics_read_what_is_central_and_cannot_change_it(client_of, model):
    mine = make_clinic()
    row = make_central(model)
    before = model.objects.values().get(pk=row.pk)
    client = client_of(make_manager(mine))
    fields = form_on(client_of(make_operator()).get(page(model, "change", row.pk)))

    assert client.get(page(model, "change", row.pk)).status_code == 200
    assert client.post(page(model, "change", row.pk), fields).status_code == 403
    assert client.get(page(model, "add")).status_code == 403
    assert client.get(page(model, "delete", row.pk)).status_code == 403
    assert client.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert model.objects.values().get(pk=row.pk) == before


def make_central(model):
    translation = make_translation()
    return {
        Guide: lambda: translation.guide,
        Translation: lambda: translation,
        Section: lambda: translation.sections.get(),
        Service: make_service,
        Payer: make_payer,
        Notice: lambda: Notice.objects.create(key="a", applies_to="price", placements=["cost"]),
        Jurisdiction: make_law,
        Network: lambda: Network.objects.get(),
    }[model]()


def test_what_clinics_use_cannot_be_deleted_and_the_refusal_names_no_clinic(client_of):
    service = make_service()
    make_cost(clinic=make_clinic(name=SECRET), service=service)
    client = client_of(make_guide_editor())

    response = client.get(page(Service, "delete", service.pk))

    assert SECRET not in text_of(response)
    client.post(page(Service, "delete", service.pk), {"post": "yes"})
    assert Service.objects.filter(pk=service.pk).exists()


def test_the_redirect_to_any_row_by_its_number_is_gone(client_of):
    clinic = make_clinic()
    publish_the_clinic(clinic)
    kind = apps.get_model("contenttypes.ContentType").objects.get_for_model(Clinic)

    response = client_of(make_operator()).get(f"/admin/r/{kind.pk}/{clinic.pk}/")

    assert response.status_code == 404


def test_no_list_but_that_of_clinics_has_bulk_actions_and_none_deletes(client_of):
    acting = {
        model
        for model, model_admin in admin.site._registry.items()
        if getattr(model_admin, "actions", None) and model._meta.app_label != "staff"
    }
    make_clinic()

    offered = choices_on(client_of(make_operator()).get(page(Clinic, "changelist")), "action")

    assert acting == {Clinic}
    assert set(offered) == {"", "publish_several", "offer_several"}


def test_a_taken_address_says_so_and_nothing_of_who_has_it(client_of):
    make_clinic(name=SECRET, slug="taken")
    mine = make_clinic()

    response = save(client_of(make_manager(mine)), mine, slug="taken")

    assert response.status_code == 422
    assert "already exists" in text_of(response)
    assert SECRET not in text_of(response)


def test_the_same_row_twice_is_refused_with_words(client_of):
    mine = make_clinic()
    cost = make_cost(clinic=mine, service=make_service())
    coverage = make_coverage(clinic=mine, service=cost.service, payer=make_payer())
    note = make_note(clinic=mine)
    client = client_of(make_member(mine))

    for row, words in [
        (note, "There is a note for this section and language already."),
        (cost, "The clinic has a price for this service already."),
        (coverage, "This insurer's answer for this service is here already."),
    ]:
        fields = form_on(client.get(page(type(row), "change", row.pk)))
        response = add(client, type(row), **(fields | {"clinic": mine.pk}))

        assert response.status_code == 422
        assert words in text_of(response)
        assert type(row).objects.count() == 1


def test_a_row_cannot_become_the_twin_of_another(client_of):
    mine = make_clinic()
    make_note(clinic=mine, section_kind="cost")
    note = make_note(clinic=mine, section_kind="insurance")
    taken = make_cost(clinic=mine, service=make_service()).service
    cost = make_cost(clinic=mine, service=make_service())
    client = client_of(make_member(mine))

    twins = [save(client, note, section_kind="cost"), save(client, cost, service=taken.pk)]

    assert [response.status_code for response in twins] == [422, 422]
    assert "There is a note for this section and language already." in text_of(twins[0])
    assert "The clinic has a price for this service already." in text_of(twins[1])


def test_the_same_service_has_a_price_in_every_clinic(client_of):
    mine, other = make_clinic(), make_clinic()
    cost = make_cost(clinic=other, service=make_service())
    client = client_of(make_member(mine))

    response = add(client, CostItem, clinic=mine.pk, service=cost.service.pk, low="1", high="2")

    assert response.status_code == 302
    assert mine.cost_items.count() == 1


def test_who_has_two_clinics_chooses_and_the_list_chooses_for_them(client_of):
    first, second = make_clinic(), make_clinic()
    user = make_member(first)
    Membership.objects.create(user=user, clinic=second)
    client = client_of(user)

    plain = client.get(page(Note, "add"))
    from_list = client.get(page(Note, "add"), {"clinic": second.pk})

    assert form_on(plain)["clinic"] == [""]
    assert form_on(from_list)["clinic"] == [str(second.pk)]


def test_the_address_of_a_published_clinic_stays(client_of):
    mine = make_clinic(slug="north-ridge")
    client = client_of(make_manager(mine))
    assert save(client, mine, slug="south-ridge").status_code == 302
    mine.refresh_from_db()
    publish_the_clinic(mine)

    save(client, mine, slug="east-ridge", name="Another name")

    mine.refresh_from_db()
    assert (mine.slug, mine.name) == ("south-ridge", "Another name")


@pytest.mark.parametrize("model", [Service, Payer])
def test_a_key_of_the_catalogue_stays(client_of, model):
    row = make_central(model)
    key = row.key

    save(client_of(make_guide_editor()), row, key="another", names_en="A new name")

    row.refresh_from_db()
    assert (row.key, row.names) == (key, {"en": "A new name"})


def test_the_network_is_one_and_its_list_is_its_page(client_of):
    client = client_of(make_guide_editor())

    response = client.get(page(Network, "changelist"))

    assert response.url == page(Network, "change", 1)
    assert client.get(page(Network, "add")).status_code == 403
    assert client.get(page(Network, "delete", 1)).status_code == 403


def test_only_an_operator_adds_a_clinic_and_deletes_one_that_was_never_published(client_of):
    clinic, published = make_clinic(), make_clinic()
    publish_the_clinic(published)
    manager, operator = client_of(make_manager(clinic)), client_of(make_operator())

    assert manager.get(page(Clinic, "add")).status_code == 403
    assert manager.post(page(Clinic, "delete", clinic.pk), {"post": "yes"}).status_code == 403
    assert operator.get(page(Clinic, "add")).status_code == 200
    assert operator.post(page(Clinic, "delete", published.pk), {"post": "yes"}).status_code == 403
    assert operator.post(page(Clinic, "delete", clinic.pk), {"post": "yes"}).status_code == 302
    assert list(Clinic.objects.all()) == [published]


@pytest.mark.parametrize(
    ("make_person", "status"),
    [
        (lambda clinic: make_manager(clinic), 200),
        (lambda clinic: make_operator(), 200),
        (lambda clinic: make_member(clinic), 403),
        (lambda clinic: make_manager(make_clinic()), 404),
        (lambda clinic: make_guide_editor(), 404),
        (lambda clinic: make_reviewer(), 404),
        (lambda clinic: make_user(), 404),
    ],
)
def test_who_may_publish_a_clinic(client_of, make_person, status):
    clinic = make_clinic()
    client = client_of(make_person(clinic))

    response = client.get(page(Clinic, "publish", clinic.pk))

    assert response.status_code == status
    if status != 200:
        fields = {"note": "A change", "expected": "any", "override": "Because"}
        assert client.post(page(Clinic, "publish", clinic.pk), fields).status_code == status
        assert not ClinicEdition.objects.exists()


def test_a_list_costs_the_same_for_one_row_and_for_three(
    client_of, django_assert_num_queries, django_assert_max_num_queries
):
    mine = make_clinic()
    client = client_of(make_manager(mine))
    for model in ROWS:
        make_row(model, mine)
        with django_assert_max_num_queries(30) as first:
            client.get(page(model, "changelist"))
        for number in range(2):
            make_another(model, mine, number)
        with django_assert_num_queries(len(first)):
            client.get(page(model, "changelist"))


def make_another(model, clinic, number):
    if model is Note:
        return make_note(clinic=clinic, section_kind=["insurance", "risks"][number])
    return make_row(model, clinic)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_a_link_leads_to_the_web_or_is_refused(client_of, link):
    clinic = make_clinic()
    coverage = make_coverage(clinic=clinic, service=make_service(), payer=make_payer())
    client = client_of(make_manager(clinic))

    refusals = [save(client, clinic, website=link), save(client, coverage, policy_url=link)]

    assert [response.status_code for response in refusals] == [422, 422]
    clinic.refresh_from_db()
    assert clinic.website == ""
