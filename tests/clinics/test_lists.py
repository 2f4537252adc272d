"""Every list of the admin: what it shows, finds and costs, and what it says when it is empty."""

from collections import Counter
from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clinics.models import Clinic, CostItem, Coverage, Membership, Note
from clinics.models.catalogue import Network, Payer, Service
from clinics.models.notice import Notice
from guide.models import Guide, Reference, Section, Term
from tests.factories import (
    make_clinic,
    make_cost,
    make_coverage,
    make_guide,
    make_guide_editor,
    make_law,
    make_manager,
    make_member,
    make_note,
    make_operator,
    make_payer,
    make_reference,
    make_reviewer,
    make_section,
    make_service,
    make_term,
    make_translation,
    make_user,
    numbers,
    publish_guide,
    publish_the_clinic,
    sign,
)
from tests.pages import text_of, tree_of

pytestmark = pytest.mark.django_db
LISTED = [model for model in admin.site._registry if model is not Network]
PLACES = ["cost", "insurance", "risks", "benefits", "other", "overview"]


def page(model, deed="changelist", *args):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{deed}"
    return reverse(name, args=args)


def listed(response):
    return list(response.context["cl"].result_list)


def fill(user, clinic, rows):
    """So many more of everything, at one clinic of this person and at others."""
    for _n in range(rows):
        text = make_translation()
        make_section(translation=text)
        publish_guide(text)
        make_reference(guide=text.guide)
        make_reviewer()
        make_term(word=f"word {next(numbers)}")
        notice = Notice.objects.create(key=f"notice-{next(numbers)}", texts={"en": "Ask."})
        make_law(notices=[notice])
        another = make_clinic(guides=[text.guide])
        publish_the_clinic(another)
        Membership.objects.create(clinic=another, user=user, role="manager")
        Membership.objects.create(clinic=clinic, user=make_user())
        clinic.guides.add(text.guide)
        service = make_service(guides=[text.guide])
        for place in (clinic, another):
            make_note(clinic=place, guide=text.guide)
            make_cost(clinic=place, service=service)
            make_coverage(clinic=place, service=service, payer=make_payer())


def cost_of_pages(client, clinic):
    """{address: queries} of every list, and of the form of one old row in each."""
    first = {Clinic: clinic}
    found = {}
    for model in admin.site._registry:
        row = first.get(model) or model._base_manager.order_by("pk").first()
        for address in (page(model), page(model, "change", row.pk)):
            with CaptureQueriesContext(connection) as queries:
                if client.get(address).status_code == 200:
                    found[address] = len(queries)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("make_person", [make_operator, make_user])
def test_lists_and_forms_cost_the_same_for_two_rows_and_for_twelve(client_of, make_person):
    user, clinic = make_person(), make_clinic()
    Membership.objects.create(clinic=clinic, user=user, role="manager")
    client = client_of(user)
    fill(user, clinic, 2)
    cost_of_pages(client, clinic)  # what a process asks only once
    few = cost_of_pages(client, clinic)
    fill(user, clinic, 10)

    many = cost_of_pages(client, clinic)

    assert {
        address: (few[address], many[address]) for address in few if few[address] != many[address]
    } == {}
    assert len(few) > 20


def test_a_page_asks_no_question_about_rights_a_dozen_times(client_of):
    clinic = make_clinic()
    price = make_cost(clinic=clinic, service=make_service())
    client = client_of(make_manager(clinic))
    forms = [page(CostItem, "change", price.pk), page(Clinic, "change", clinic.pk)]

    for address in ["/admin/", page(CostItem), page(CostItem, "add"), *forms]:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        asked = Counter(q["sql"] for q in queries if q["sql"].startswith('SELECT 1 AS "a"'))
        assert max(asked.values()) <= 3, asked.most_common(2)  # of a form Django asks a dozen times


@pytest.mark.parametrize("model", LISTED, ids=lambda model: model.__name__)
def test_every_list_can_be_searched_and_narrowed_and_says_when_nothing_matches(client_of, model):
    own = admin.site._registry[model]

    response = client_of(make_operator()).get(page(model), {"q": "no such thing"})

    assert own.search_fields
    assert own.list_filter
    assert len(own.list_display) > 2
    assert listed(response) == []
    assert "Nothing matches. Show all" in text_of(response)


@pytest.mark.parametrize("model", [Note, CostItem, Coverage, Guide, Service, Payer, Notice, Term])
def test_an_empty_list_says_what_belongs_there(client_of, model):
    text = text_of(client_of(make_operator()).get(page(model)))

    assert "Nothing is here yet." in text
    assert str(admin.site._registry[model].nothing_here) in text


def test_prices_are_written_as_the_reader_writes_them(client_of):
    clinic = make_clinic()
    make_cost(clinic=clinic, service=make_service(), low=1200, high="1450.50")

    assert "$1,200 – $1,450.50" in text_of(client_of(make_member(clinic)).get(page(CostItem)))


def test_words_are_found_in_every_language(client_of):
    client = client_of(make_guide_editor())
    visit = make_service(names={"en": "First visit", "es": "Primera consulta"})
    make_service(names={"en": "A scan"})

    for words in ("visit", "consulta", visit.key):
        assert listed(client.get(page(Service), {"q": words})) == [visit]


@pytest.mark.parametrize(
    ("due", "days"), [("lapsed", -1), ("today", 0), ("week", 7), ("month", 30), ("later", 31)]
)
def test_prices_and_answers_are_listed_by_how_soon_they_end(client_of, due, days):
    clinic, today = make_clinic(), timezone.localdate()
    rows = {}
    for each in (-1, 0, 7, 30, 31):
        service, last = make_service(), today + timedelta(days=each)
        begun = {"clinic": clinic, "service": service}
        rows[each] = (
            make_cost(**begun, valid_until=last),
            make_coverage(**begun, payer=make_payer(), checked_on=begun_on(), next_check=last),
        )
    client = client_of(make_member(clinic))

    found = [listed(client.get(page(model), {"due": due})) for model in (CostItem, Coverage)]

    assert found == [[row] for row in rows[days]]


def begun_on():
    return timezone.localdate() - timedelta(days=9)


def test_a_day_ends_where_the_clinic_is(client_of):
    """At noon in London it is tomorrow already in Kiritimati."""
    clinics = make_clinic(time_zone="Pacific/Kiritimati"), make_clinic(time_zone="UTC")
    user = make_user()
    for clinic in clinics:
        Membership.objects.create(user=user, clinic=clinic)
        make_cost(clinic=clinic, service=make_service(), valid_until=timezone.localdate())

    [lapsed] = listed(client_of(user).get(page(CostItem), {"due": "lapsed"}))

    assert lapsed.clinic == clinics[0]


def test_sections_are_listed_by_their_review(client_of, time_machine):
    text, late = (
        make_translation(sections=[{}, {}]),
        make_translation(guide=make_guide(review_months=1)),
    )
    done, changed = text.sections.all()
    sign(text)
    sign(late)
    Section.objects.filter(pk=changed.pk).update(body="Other words.")
    missing = make_section(translation=text)
    time_machine.move_to(timezone.now() + timedelta(days=40))
    client = client_of(make_guide_editor())
    expected = {"missing": missing, "changed": changed, "done": done}
    expected["overdue"] = late.sections.get()

    for which, row in expected.items():
        assert listed(client.get(page(Section), {"review": which})) == [row]
    assert len(listed(client.get(page(Section), {"review": "of-later"}))) == 4


def test_notices_are_listed_by_what_they_lack(client_of):
    today = timezone.localdate()
    fine = Notice.objects.create(key="a", texts={"en": "Ask."}, verified_on=today)
    stale = Notice.objects.create(
        key="b", texts={"en": "Ask."}, verified_on=today - timedelta(days=366)
    )
    empty = Notice.objects.create(key="c")
    client = client_of(make_guide_editor())

    def keys(**which):
        return listed(client.get(page(Notice), which))

    assert keys(verified="no") == [stale, empty]
    assert keys(verified="yes") == [fine]
    assert keys(text="no") == [empty]


def test_a_list_says_which_edition_patients_see(client_of):
    shown, hidden = make_clinic(name="Shown"), make_clinic(name="Hidden")
    publish_the_clinic(shown)
    publish_the_clinic(shown)

    text = text_of(client_of(make_operator()).get(page(Clinic)))

    assert "edition 2" in text
    assert "nothing yet" in text
    assert hidden.name in text


@pytest.mark.parametrize("query", ["due__gt=lapsed", "part__startswith=a", "clinic__slug=x"])
def test_no_other_question_is_answered(client_of, query):
    client = client_of(make_manager(make_clinic()))

    assert client.get(f"{page(CostItem)}?{query}").status_code == 400


def test_the_way_home_passes_no_tables(client_of):
    reference = make_reference(guide=make_translation(sections=[]).guide)
    client = client_of(make_operator())

    for deed, args in [
        ("changelist", ()),
        ("add", ()),
        ("change", [reference.pk]),
        ("delete", [reference.pk]),
    ]:
        crumbs = crumbs_on(client.get(page(Reference, deed, *args)))
        assert crumbs[0] == "/admin/"
        assert reverse("admin:app_list", args=["guide"]) not in crumbs


def crumbs_on(response):
    [trail] = [box for box in tree_of(response).iter("div") if box.get("class") == "breadcrumbs"]
    return [link.get("href") for link in trail.iter("a")]
