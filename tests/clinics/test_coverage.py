"""An answer that is due to be checked again: what patients read, and what staff see."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.models import Coverage
from clinics.work.expiry import Due, those_due
from tests.clinics.patients import make_shown, read
from tests.factories import (
    make_clinic,
    make_coverage,
    make_member,
    make_payer,
    make_service,
    publish_the_clinic,
)
from tests.pages import tree_of
from tests.pdf_structure import structure_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MONTHS = {"": "March 2026", "/es": "marzo de 2026"}
DAYS = {"": "March 3, 2026", "/es": "3 de marzo de 2026"}


@pytest.mark.parametrize("prefix", MONTHS)
def test_an_old_answer_says_when_it_was_checked_and_to_ask(client, time_machine, prefix):
    time_machine.move_to("2026-03-10T18:00:00Z", tick=False)
    _text, clinic, _other = make_shown()
    Coverage.objects.update(checked_on=date(2026, 3, 3), next_check=date(2026, 6, 1))
    publish_the_clinic(clinic)
    addresses = f"{prefix}/ridge/shots/insurance/", f"{prefix}/ridge/shots/handout.pdf"

    def told():
        """What is marked as old on the page; and all of the paper."""
        page, paper = map(client.get, addresses)
        marked = [e for e in tree_of(page).iter("strong") if e.get("class") == "overdue"]
        return ["".join(e.itertext()) for e in marked], structure_of(paper.content).text

    time_machine.move_to("2026-06-02T03:59:00Z", tick=False)  # the 1st until 4:00 in New York
    marked, before = told()
    assert marked == []
    assert DAYS[prefix] in before
    time_machine.move_to("2026-06-02T04:00:00Z", tick=False)
    [marked], after = told()
    assert MONTHS[prefix] in marked
    assert (marked in before, marked in after) == (False, True)
    assert DAYS[prefix] not in after
    assert prefix or marked == "Last checked in March 2026; ask us."


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def listed(client, **query):
    """The payers in the list, those that are due first."""
    page = tree_of(client.get(reverse("admin:clinics_coverage_changelist"), query))
    rows = "".join(t for table in page.iter("table") for t in table.itertext())
    return [name for name in ("Late Plan", "Today Plan", "Soon Plan", "Far Plan") if name in rows]


@pytest.fixture
def editor(client_of):
    clinic = make_clinic(time_zone="UTC")
    for name, days in (("Late", -1), ("Today", 0), ("Soon", 30), ("Far", 31)):
        make_coverage(
            clinic=clinic,
            service=make_service(),
            payer=make_payer(names={"en": f"{name} Plan"}),
            checked_on=in_days(-60),
            next_check=in_days(days),
        )
    return client_of(make_member(clinic, time_zone="UTC"))


def test_staff_find_the_answers_that_are_due(editor):
    assert listed(editor, due="lapsed") == ["Late Plan"]
    assert listed(editor, due="today") == ["Today Plan"]
    assert listed(editor, due="month") == ["Soon Plan"]
    assert listed(editor, due="later") == ["Far Plan"]
    assert len(listed(editor)) == 4
    assert len(listed(editor, due="nonsense")) == 4


def test_the_list_says_which_are_due(editor):
    page = editor.get(reverse("admin:clinics_coverage_changelist"))

    assert page.content.decode().count('<strong class="tag">Check is due</strong>') == 2


def test_due_is_a_matter_of_the_clinics_own_day(time_machine):
    time_machine.move_to("2026-06-01T12:00:00Z", tick=False)
    for zone in ("America/Chicago", "Pacific/Kiritimati"):  # the 1st here, the 2nd there
        make_coverage(
            clinic=make_clinic(time_zone=zone),
            service=make_service(),
            payer=make_payer(),
            next_check=date(2026, 6, 2),
            checked_on=date(2026, 5, 1),
        )

    due = those_due(Coverage.objects.all(), Due.TODAY, timezone.now())

    assert [row.clinic.time_zone for row in due] == ["Pacific/Kiritimati"]


def test_the_list_costs_the_same_queries_for_few_and_many(
    client_of, django_assert_num_queries, django_assert_max_num_queries
):
    clinic = make_clinic()
    client = client_of(make_member(clinic))
    address = reverse("admin:clinics_coverage_changelist") + "?due=lapsed"

    def more():
        fields = {"service": make_service(), "payer": make_payer(), "checked_on": in_days(-9)}
        make_coverage(clinic=clinic, next_check=in_days(-1), **fields)

    more()
    with django_assert_max_num_queries(30) as first:
        client.get(address)
    for _number in range(4):
        more()
    with django_assert_num_queries(len(first)):
        client.get(address)


def test_a_filter_of_our_own_opens_no_other_question(editor):
    address = reverse("admin:clinics_coverage_changelist")

    assert editor.get(address, {"checked_by__startswith": "a"}).status_code == 400
    assert read(editor, f"{address}?due=lapsed")
