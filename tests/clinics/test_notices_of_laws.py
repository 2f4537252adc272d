"""A notice that a law asks for is of a place that there is, and stays where patients read it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.checks.checking import check_network
from clinics.draft.composing import compose_network
from clinics.draft.publishing import publish_network
from clinics.models.notice import Notice
from editions.publish.publishing import CannotPublish
from tests.factories import (
    make_guide_editor,
    make_law,
    make_notice,
    publish_the_network,
    the_network,
)
from tests.pages import form_on, text_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SHEET = {
    "key": "sheet",
    "applies_to": "unapproved",
    "placements": "page-top",
    "texts_en": "As the law says.",
}


@pytest.mark.parametrize("days", [0, 20], ids=["at once", "later"])
def test_no_publish_takes_from_patients_a_notice_that_a_law_asks_for(days):
    notice = make_notice()
    make_law(notices=[notice], notice_on=["web"])
    publish_the_network()
    if days:
        notice.effective_to = timezone.localdate() + 10 * DAY
    else:
        notice.texts = {"en": ""}
    notice.save()
    editor, moment = make_guide_editor(), timezone.now() + days * DAY

    with pytest.raises(CannotPublish) as refused:
        publish_network(the_network(), by=editor, live_from=moment)

    assert {finding.code for finding in refused.value.findings} == {"law-notice-missing"}
    assert publish_the_network(live_from=moment)  # by an operator, with a reason


def test_a_notice_without_words_in_a_language_is_told():
    make_notice(texts={"en": "As the law says.", "es": "Como dice la ley."}, key="both")
    make_notice(key="english")

    found = check_network(the_network(), compose_network(the_network()))

    [finding] = [one for one in found if one.code == "notice-language"]
    assert (finding.place, finding.blocks) == ("english", False)
    assert "no words in Spanish" in finding.message


@pytest.mark.parametrize("day", ["", "2026-01-02"], ids=["no day", "a day"])
def test_who_leaves_out_the_day_of_the_comparison_is_told(client, day):
    client.force_login(make_guide_editor())
    page = reverse("admin:clinics_notice_add")
    sent = form_on(client.get(page)) | SHEET | {"verified_on": day, "verified_by": "A. Lawyer"}

    answer = client.post(page, sent, follow=True)

    assert Notice.objects.exists()
    assert ("Nobody has dated a comparison with the law yet." in text_of(answer)) == (not day)


def test_a_notice_of_a_state_says_of_which_country(client):
    client.force_login(make_guide_editor())
    page = reverse("admin:clinics_notice_add")

    answer = client.post(page, form_on(client.get(page)) | SHEET | {"state": "TX"})

    assert "A state belongs to a country." in text_of(answer)
    assert not Notice.objects.exists()


def test_a_notice_of_a_place_that_no_clinic_is_in_is_not_taken(client):
    client.force_login(make_guide_editor())
    page = reverse("admin:clinics_notice_add")
    sent = form_on(client.get(page)) | SHEET

    answer = client.post(page, sent | {"country": "us", "state": "tx"})

    assert "Write two capital letters. Example: US" in text_of(answer)
    assert "Write the short form. Example: CA" in text_of(answer)
    assert not Notice.objects.exists()
    client.post(page, sent | {"country": "US", "state": "TX"})
    assert Notice.objects.get().texts == {"en": "As the law says."}
