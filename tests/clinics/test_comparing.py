from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clinics.models import Clinic, CostItem, Coverage
from clinics.work import comparison
from clinics.work.comparison import Freshness
from tests.factories import (
    make_clinic,
    make_cost,
    make_coverage,
    make_guide,
    make_guide_editor,
    make_member,
    make_payer,
    make_service,
)
from tests.pages import text_of, tree_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def guide():
    return make_guide(slug="backs")


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def prices(guide=""):
    return comparison.prices(comparison.clinics_compared(guide), timezone.now(), guide=guide)


def coverage(guide=""):
    return comparison.coverage(comparison.clinics_compared(guide), timezone.now(), guide=guide)


def states(table):
    return [[cell.state for cell in line.cells] for line in table.lines]


@pytest.mark.parametrize(
    ("days", "price", "answer"),
    [
        (-1, Freshness.LAPSED, Freshness.OVERDUE),
        (0, Freshness.LAPSING, Freshness.DUE),
        (30, Freshness.LAPSING, Freshness.DUE),
        (31, Freshness.OK, Freshness.OK),
    ],
)
def test_a_price_and_an_answer_lapse_after_their_last_day(guide, days, price, answer):
    clinic, service = make_clinic(guides=[guide]), make_service(guides=[guide])
    make_cost(clinic=clinic, service=service, valid_until=in_days(days))
    make_coverage(
        clinic=clinic,
        payer=make_payer(),
        service=service,
        checked_on=in_days(-5),
        next_check=in_days(days),
    )

    assert states(prices()) == [[price]]
    assert states(coverage()) == [[answer]]


def test_a_price_that_begins_later_is_not_up_to_date(guide):
    clinic, service = make_clinic(guides=[guide]), make_service(guides=[guide])
    make_cost(clinic=clinic, service=service, valid_from=in_days(2), valid_until=in_days(99))

    assert states(prices()) == [[Freshness.WAITING]]


def test_a_gap_is_what_a_guide_on_offer_asks_for(guide):
    make_clinic(name="A", guides=[guide])
    make_clinic(name="B")
    make_service(guides=[guide])
    make_payer()

    assert states(prices()) == [[Freshness.GAP], [Freshness.NOT_OFFERED]]
    assert states(coverage()) == [[Freshness.GAP], [Freshness.NOT_OFFERED]]


def test_a_payer_says_its_worst_answer_and_how_many_there_are(guide):
    clinic, payer = make_clinic(guides=[guide]), make_payer()
    service, _other = make_service(guides=[guide]), make_service(guides=[guide])
    make_coverage(clinic=clinic, payer=payer, service=service)

    assert coverage().lines[0].cells[0].words == "missing (1 of 2)"


def test_closed_clinics_and_other_guides_are_left_out(guide):
    make_clinic(guides=[guide], state="closed")
    make_clinic()
    shown = make_clinic(guides=[guide], state="paused")
    make_service()
    service = make_service(guides=[guide])

    table = prices("backs")

    assert [line.clinic for line in table.lines] == [shown]
    assert table.columns == (service,)


def test_the_csv_holds_every_clinic_and_no_formula(guide, client_of):
    make_clinic(name="=cmd", slug="one", guides=[guide])
    make_service(key="visit", guides=[guide])

    page = client_of(make_guide_editor()).get(reverse("admin:clinics_comparison_csv"))

    lines = page.content.decode().splitlines()
    assert lines == ['\ufeff"clinic","name","visit"', '"one","\'=cmd","missing"']


def test_the_page_shows_words_in_tables_with_headings(guide, client_of):
    make_clinic(name="North", guides=[guide])
    make_service(guides=[guide])
    make_payer()

    page = client_of(make_guide_editor()).get(
        reverse("admin:clinics_comparison"), {"guide": "backs"}
    )

    text = page.content.decode()
    assert '<th scope="row">North</th>' in text
    assert text.count("<caption") == 2
    assert "missing" in text
    assert "style=" not in text


def make_many(guide, clinics, columns):
    """Every clinic with every price, and one insurer's answer."""
    services = [make_service(guides=[guide]) for _n in range(columns)]
    payer = make_payer()
    made = Clinic.objects.bulk_create(
        Clinic(slug=f"many-{clinics}-{n}", name=f"Many {n}", phone="555", city="X")
        for n in range(clinics)
    )
    guide.clinics.add(*made)
    CostItem.objects.bulk_create(
        CostItem(clinic=clinic, service=service, low=1, high=2)
        for clinic in made
        for service in services
    )
    Coverage.objects.bulk_create(
        Coverage(clinic=clinic, payer=payer, service=services[0]) for clinic in made
    )


def test_sixty_clinics_and_twenty_services_cost_the_queries_of_two_and_two(guide, client_of):
    client, counts, pages = client_of(make_guide_editor()), [], []

    for size in ((2, 2), (58, 18)):
        make_many(guide, *size)
        with CaptureQueriesContext(connection) as queries:
            pages = [
                client.get(reverse(f"admin:clinics_{name}")).content.decode()
                for name in ("comparison", "comparison_csv")
            ]
        counts.append(len(queries))

    page, file = pages
    assert counts[0] == counts[1]
    assert "Page 1 of 2" in page
    assert page.count('<th scope="row">') == 2 * 50
    assert page.count('<th scope="col">') == 1 + 20 + 1 + 2
    assert len(file.splitlines()) == 61


def test_the_tables_scroll_by_themselves_and_can_be_reached_by_keyboard(guide, client_of):
    make_clinic(guides=[guide])
    make_service(guides=[guide])
    make_payer()

    page = tree_of(client_of(make_guide_editor()).get(reverse("admin:clinics_comparison")))

    boxes = [box for box in page.iter("div") if box.get("class") == "compared"]
    titles = {heading.get("id") for heading in page.iter("h2")}
    assert len(boxes) == 2
    for box in boxes:
        assert (box.get("tabindex"), box.get("role")) == ("0", "region")
        assert box.get("aria-labelledby") in titles


def test_where_there_is_nothing_to_compare_the_page_says_so(client_of):
    page = client_of(make_guide_editor()).get(reverse("admin:clinics_comparison"))

    assert text_of(page).count("There is nothing to compare yet") == 2


@pytest.mark.parametrize("name", ["comparison", "comparison_csv"])
def test_only_the_central_team_compares(client, client_of, name):
    address = reverse(f"admin:clinics_{name}")

    assert client.get(address).status_code == 302
    assert client_of(make_member(make_clinic())).get(address).status_code == 403
    editor = client_of(make_guide_editor())
    assert editor.get(address).status_code == 200
    assert editor.get(address, {"guide": "nowhere"}).status_code == 404
