"""No clinic publishes what is not approved where nobody knows the law; what is forbidden is refused."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.checks.checking import check_clinic, check_network
from clinics.checks.ground import ground_of
from clinics.draft import bulk_work
from clinics.draft.composing import compose_clinic, compose_network
from clinics.draft.offering import CannotOffer, offer
from clinics.draft.placing import set_place
from clinics.draft.publishing import publish_clinic
from clinics.draft.restoring import ClinicRows
from clinics.draft.restoring_network import NetworkRows
from clinics.models import BulkRun, Clinic, Jurisdiction
from clinics.models.jurisdiction import is_verified
from clinics.models.notice import Notice
from editions.models import Exemption
from editions.publish.exceptions import is_liftable
from editions.publish.finding_keys import named
from editions.publish.publishing import CannotPublish
from editions.publish.restoring import restore
from editions.tools.fingerprint import fingerprint
from guide.models.kinds import RegulatoryStatus
from tests.factories import (
    make_clinic,
    make_guide,
    make_guide_editor,
    make_law,
    make_manager,
    make_member,
    make_notice,
    make_operator,
    make_reviewer,
    make_translation,
    publish_guide,
    publish_the_clinic,
    publish_the_network,
    the_network,
)
from tests.pages import choices_on, form_on, text_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LAWS = "/admin/clinics/jurisdiction/"


@pytest.fixture
def guide():
    text = make_translation(guide=make_guide(slug="shots"), title="Shots for backs")
    publish_guide(text)
    return text.guide


def clinic_in(place="US-TX", *, guides=(), **fields):
    country, _dash, state = place.partition("-")
    return make_clinic(guides=guides, country=country, state_code=state, **fields)


def law_of(place="US-TX", **fields):
    country, _dash, state = place.partition("-")
    return make_law(country=country, state=state, **fields)


def of_law(clinic):
    """{code: finding} of what the law asks, by what is published of the network."""
    found = check_clinic(clinic, compose_clinic(clinic))
    return {f.code: f for f in found if f.code.startswith(("law-", "place-"))}


def blocking(clinic):
    return {code for code, finding in of_law(clinic).items() if finding.blocks}


def forbid(place="AU"):
    law_of(place, permission="forbidden", source="TGA guidance")
    publish_the_network()


def test_where_the_law_was_looked_up_a_clinic_publishes(guide):
    law_of()
    publish_the_network()
    clinic = clinic_in(guides=[guide])

    assert of_law(clinic) == {}
    assert publish_clinic(clinic, by=make_manager(clinic)).override_reason == ""


def test_where_nobody_entered_a_law_nothing_unapproved_is_published(guide, client_of):
    law_of("US-CA")
    publish_the_network()
    clinic = clinic_in("US-TX", guides=[guide])

    with pytest.raises(CannotPublish):
        publish_clinic(clinic, by=make_manager(clinic))

    [finding] = of_law(clinic).values()
    assert (finding.code, finding.place, finding.needs_signature) == (
        "law-missing",
        "US, TX",
        False,
    )
    assert "An operator adds it" in finding.message
    assert client_of(make_member(clinic)).get(finding.address).status_code == 200


@pytest.mark.parametrize("status", RegulatoryStatus)
def test_what_needs_no_warning_needs_no_law(status):
    clinic = clinic_in(guides=[make_guide(regulatory_status=status)], place_set_on=None)

    asks = status in ("unapproved", "partly")
    assert blocking(clinic) == ({"law-missing", "place-not-verified"} if asks else set())


def test_patients_read_the_status_of_the_live_text_so_the_law_does(guide):
    guide.regulatory_status = "approved"
    guide.save()

    assert blocking(clinic_in(guides=[guide])) == {"law-missing"}


@pytest.mark.parametrize("place", ["US-TX", "US"])
def test_a_country_row_binds_its_states(guide, place):
    law_of("US")
    publish_the_network()

    assert blocking(clinic_in(place, guides=[guide])) == set()
    assert blocking(clinic_in("CA", guides=[guide])) == {"law-missing"}


@pytest.mark.parametrize(
    ("days_ago", "is_fine"), [(0, True), (365, True), (366, False), (-1, True), (-2, False)]
)
def test_one_rule_says_how_long_a_check_holds(guide, client_of, days_ago, is_fine):
    day = timezone.localdate() - days_ago * DAY
    law = law_of(verified_on=day)
    notice = make_notice(verified_on=day)
    publish_the_network()
    clinic, operator = clinic_in(guides=[guide]), client_of(make_operator())

    assert is_verified(day, timezone.localdate()) == is_fine
    assert blocking(clinic) == (set() if is_fine else {"law-unverified"})
    codes = {f.code for f in check_clinic(clinic, compose_clinic(clinic))}
    assert ("notice-unverified" in codes) != is_fine
    for row in (law, notice):
        table = reverse(f"admin:clinics_{row._meta.model_name}_changelist")
        listed = operator.get(table, {"verified": "yes"}).context["cl"].result_list
        assert (row in listed) == is_fine


def test_a_row_that_nobody_verified_stops_publishing(guide):
    law_of(verified_on=None, verified_by="")
    publish_the_network()

    assert blocking(clinic_in(guides=[guide])) == {"law-unverified"}


@pytest.mark.parametrize(
    "days", [{"effective_from": 1}, {"effective_to": -1}], ids=["not yet", "no more"]
)
def test_a_law_counts_while_it_is_in_force(guide, days):
    law_of(**{name: timezone.localdate() + day * DAY for name, day in days.items()})
    publish_the_network()

    assert blocking(clinic_in(guides=[guide])) == {"law-missing"}


def test_a_place_that_no_operator_looked_up_stops_publishing(guide, client_of):
    law_of()
    publish_the_network()
    clinic = clinic_in(guides=[guide], place_set_on=None)

    assert blocking(clinic) == {"place-not-verified"}
    address = of_law(clinic)["place-not-verified"].address
    assert client_of(make_member(clinic)).get(address).status_code == 200

    set_place(clinic, by=make_operator(), country="US", state_code="TX")
    assert blocking(Clinic.objects.get()) == set()


@pytest.mark.parametrize(
    ("notice", "law"),
    [
        ({"texts": {}}, {}),
        ({"texts": {"en": " "}}, {}),
        ({"verified_on": None}, {}),
        ({"country": "MX"}, {}),
        ({"placements": ["handout"]}, {}),
        ({"placements": ["page-top"]}, {"notice_on": ["paper"]}),
        ({"effective_to": "2020-01-01"}, {}),
        (None, {}),
    ],
    ids=[
        "no text",
        "blanks",
        "not checked",
        "other place",
        "not on web",
        "not on paper",
        "over",
        "none",
    ],
)
def test_a_notice_that_the_law_asks_for_and_patients_would_not_read_stops(guide, notice, law):
    notices = [] if notice is None else [make_notice(**notice)]
    law_of(**{"notice_on": ["web"], "notices": notices, **law})
    publish_the_network()

    assert blocking(clinic_in(guides=[guide])) == {"law-notice-missing"}


def test_a_notice_in_one_language_is_shown_to_readers_of_the_other(guide):
    law_of(notice_on=["web", "paper"], notices=[make_notice(texts={"es": "Lo que dice la ley."})])
    publish_the_network()

    assert blocking(clinic_in(guides=[guide])) == set()


def test_what_staff_do_beside_the_page_is_said_with_its_source_and_stops_nothing(guide):
    law_of(
        permission="trial",
        consent_form=True,
        notice_on=["advertisement"],
        notices=[make_notice()],
        door_paper="letter",
        door_points=40,
        duty="Ask at the board.",
        source="Chapter 1003",
    )
    publish_the_network()

    [finding] = of_law(clinic_in(guides=[guide])).values()

    assert (finding.code, finding.blocks) == ("law-asks", False)
    for words in ("inside a trial", "consent form", "advertisements", "Letter, 40 points"):
        assert words in finding.message
    assert finding.message.endswith("Ask at the board. (Chapter 1003)")


# What is forbidden.


@pytest.mark.parametrize(
    ("country", "state", "is_forbidden"),
    [
        ("forbidden", "allowed", False),
        ("forbidden", "", True),
        ("allowed", "forbidden", True),
        ("forbidden", None, True),
        ("allowed", "trial", False),
    ],
)
def test_the_states_row_holds_where_it_says_it(guide, country, state, is_forbidden):
    law_of("AU", permission=country)
    if state is not None:
        law_of("AU-NSW", permission=state)
    publish_the_network()

    assert ("law-forbids" in blocking(clinic_in("AU-NSW", guides=[guide]))) == is_forbidden


def test_a_clinic_that_shows_what_is_forbidden_by_now_publishes_no_more_and_keeps_what_was(
    guide, client
):
    clinic = clinic_in("AU", guides=[guide], slug="reef")
    publish_the_clinic(clinic)

    forbid()

    with pytest.raises(CannotPublish) as refused:
        publish_clinic(clinic, by=make_manager(clinic))
    [finding] = refused.value.findings
    assert finding.code == "law-forbids"
    assert "“Shots for backs” may not be offered to the public in AU" in finding.message
    assert "TGA guidance" in finding.message
    assert "stays until then" in finding.message
    assert client.get("/reef/shots/").status_code == 200

    clinic.guides.remove(guide)
    publish_clinic(clinic, by=make_manager(clinic))
    assert client.get("/reef/shots/").status_code != 200


def test_no_reason_lifts_what_the_law_forbids(guide):
    clinic = clinic_in("AU", guides=[guide])
    forbid()
    content = compose_clinic(clinic)
    key, finding = next(
        (key, one)
        for key, one in named(check_clinic(clinic, content)).items()
        if one.code == "law-forbids"
    )

    assert not is_liftable(finding)
    given = {"kind": "clinics.clinic", "owner": clinic.pk, "finding": key, "language": "en"}
    decided = {"outcome": "given", "decided_by": make_reviewer(), "decided_at": timezone.now()}
    Exemption.objects.create(
        **given, **decided, asked_by=make_manager(clinic), reason="We want to."
    )
    with pytest.raises(CannotPublish, match="No reason lifts it"):
        publish_the_clinic(clinic, override="An operator wants it all the same.")


@pytest.mark.parametrize("state", ["closed", "paused"])
def test_a_clinic_there_can_be_closed(guide, state):
    forbid()

    assert blocking(clinic_in("AU", guides=[guide], state=state, place_set_on=None)) == set()


def test_a_clinics_form_offers_nothing_forbidden_and_loses_nothing(guide, client_of):
    forbid()
    clinic = clinic_in("AU")
    client, form = (
        client_of(make_member(clinic)),
        reverse("admin:clinics_clinic_change", args=[clinic.pk]),
    )

    sent = form_on(client.get(form)) | {"guides": [guide.pk], "city": "Cairns"}
    answer = client.post(form, sent)

    assert answer.status_code == 422
    assert "may not be offered to the public in AU" in text_of(answer)
    assert form_on(answer)["guides"] == [str(guide.pk)]
    assert form_on(answer)["city"] == ["Cairns"]
    assert not clinic.guides.exists()


def test_who_offers_it_already_may_save_everything_else(guide, client_of):
    clinic = clinic_in("AU", guides=[guide])
    forbid()
    client, form = (
        client_of(make_member(clinic)),
        reverse("admin:clinics_clinic_change", args=[clinic.pk]),
    )

    assert client.post(form, form_on(client.get(form)) | {"city": "Cairns"}).status_code == 302


def test_a_new_clinic_offers_nothing_forbidden(guide, client_of):
    forbid()
    client, add = client_of(make_operator()), reverse("admin:clinics_clinic_add")
    facts = {"name": "Reef", "slug": "reef", "phone": "555-555-0100", "city": "Cairns"}

    sent = form_on(client.get(add)) | facts | {"country": "AU", "guides": [guide.pk]}
    answer = client.post(add, sent)

    assert "may not be offered to the public in AU" in text_of(answer)
    assert not Clinic.objects.exists()


def test_the_page_that_offers_at_several_names_where_it_is_forbidden_and_does_nothing(
    guide, client_of
):
    forbid()
    clinics = clinic_in("AU", name="Reef"), clinic_in("US-TX", name="Ridge")
    client, page = client_of(make_guide_editor()), reverse("admin:clinics_offer")
    sent = {"guide": guide.pk, "deed": "offer", "clinics": [clinic.pk for clinic in clinics]}

    answer = client.post(page, sent)

    assert answer.status_code == 422
    assert "Reef:" in text_of(answer)
    assert "Ridge:" not in text_of(answer)
    assert form_on(answer)["clinics"] == [str(clinic.pk) for clinic in clinics]
    assert not guide.clinics.exists()
    assert client.post(page, sent | {"clinics": [clinics[1].pk]}).status_code == 302
    assert list(guide.clinics.all()) == [clinics[1]]


def test_a_run_over_many_clinics_refuses_it_at_each_alone(guide):
    forbid()
    reef, ridge = clinic_in("AU", name="Reef"), clinic_in("US-TX", name="Ridge")
    editor = make_guide_editor()
    run = bulk_work.begin(Clinic.objects.all(), by=editor, deed=BulkRun.Deed.OFFER)
    bulk_work.decide(run, guide=guide)

    bulk_work.go_on(run, by=editor)

    assert list(guide.clinics.all()) == [ridge]
    line = run.lines.get(clinic=reef)
    assert line.state == "refused"
    assert "may not be offered to the public in AU" in line.words


def test_taking_it_away_is_never_refused(guide):
    clinic = clinic_in("AU", guides=[guide])
    forbid()

    assert offer(guide, [clinic], by=make_guide_editor(), offered=False) == [clinic]
    with pytest.raises(CannotOffer):
        offer(guide, [clinic], by=make_guide_editor(), offered=True)


def test_neither_an_edition_nor_a_version_put_back_offers_it_again(guide, client_of):
    clinic = clinic_in("AU", guides=[guide])
    edition = publish_the_clinic(clinic)
    clinic.save()
    version = clinic.history.first()
    forbid()
    clinic.guides.remove(guide)
    clinic.save()

    rows = ClinicRows(clinic)
    seen = fingerprint(compose_clinic(clinic).model_dump(mode="json"))
    restore(rows, edition, expected=seen, by=make_manager(clinic))
    assert any("may not be offered to the public in AU" in remark for remark in rows.remarks)

    revert = reverse("admin:clinics_clinic_revert", args=[clinic.pk, version.pk])
    client = client_of(make_manager(clinic))
    answer = client.post(revert, form_on(client.get(revert)))
    assert answer.status_code == 409
    assert "may not be offered to the public in AU" in text_of(answer)

    assert not clinic.guides.exists()


# Who writes a law, and how.


def test_operators_alone_write_laws_and_whoever_works_here_reads_them(client_of):
    law = law_of()
    change = f"{LAWS}{law.pk}/change/"
    fields = form_on(client_of(make_operator()).get(change)) | {"permission": "forbidden"}

    for person in (make_guide_editor(), make_manager(make_clinic())):
        client = client_of(person)
        assert client.get(change).status_code == 200
        assert client.post(change, fields).status_code == 403
        assert client.post(f"{LAWS}add/", fields).status_code == 403
        assert client.post(f"{LAWS}{law.pk}/delete/", {"post": "yes"}).status_code == 403

    assert Jurisdiction.objects.get().permission == "allowed"
    assert client_of(make_operator()).post(change, fields).status_code == 302
    assert Jurisdiction.objects.get().permission == "forbidden"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": "", "permission": ""}, "Choose one"),
        ({"door_points": "40"}, "both: its paper and its print size"),
        ({"verified_by": ""}, "Say both: who compared it"),
        ({"verified_on": ""}, "Say both: who compared it"),
        ({"verified_on": "2200-01-01"}, "This day is still to come"),
        ({"notice_on": ["web"]}, "Choose the notice that does it"),
        ({"country": "Texas"}, "at most 2 characters"),
        ({"source": ""}, "This field is required"),
    ],
)
def test_a_form_says_what_is_missing_and_keeps_what_was_typed(client_of, fields, words):
    client = client_of(make_operator())
    change = f"{LAWS}{law_of(duty='Typed').pk}/change/"

    answer = client.post(change, form_on(client.get(change)) | fields)

    assert answer.status_code == 422
    assert words in text_of(answer)
    assert form_on(answer)["duty"] == ["Typed"]


def test_putting_the_network_back_opens_no_place():
    law = law_of("AU", permission="allowed")
    edition = publish_the_network()
    notice = make_notice()
    law.permission = "forbidden"
    law.save()
    law.notices.add(notice)
    rows = NetworkRows(the_network())
    seen = fingerprint(compose_network(the_network()).model_dump(mode="json"))

    restore(rows, edition, expected=seen, by=make_guide_editor())

    assert Jurisdiction.objects.get().permission == "forbidden"
    assert "Laws by place stay as they are: only an operator changes them." in rows.remarks
    assert list(law.notices.all()) == [notice]
    assert len(rows.remarks) == 2


def test_notices_with_one_title_are_told_apart(client_of):
    make_notice(key="ca-sheet", titles={"en": "Notice"})
    make_notice(key="fl-sheet", titles={"en": "Notice"})

    choices = choices_on(client_of(make_operator()).get(f"{LAWS}add/"), "notices")

    assert set(choices.values()) == {"Notice (ca-sheet)", "Notice (fl-sheet)"}


def test_a_notice_that_a_law_asks_for_is_not_deleted(client_of):
    notice = make_notice()
    law_of(notices=[notice])
    delete = reverse("admin:clinics_notice_delete", args=[notice.pk])

    assert client_of(make_guide_editor()).post(delete, {"post": "yes"}).status_code == 403
    assert Notice.objects.exists()


def test_the_network_says_beforehand_what_will_stop_clinics():
    law_of(verified_on=None, verified_by="", notice_on=["web"])

    network = the_network()
    found = {f.code: f for f in check_network(network, compose_network(network))}

    assert {"law-unverified", "law-notice-missing"} <= found.keys()
    assert not any(finding.blocks for finding in found.values())


def test_many_clinics_and_laws_are_checked_with_as_many_queries_as_one(
    guide, django_assert_num_queries
):
    def check_all():
        contents = {clinic.pk: compose_clinic(clinic) for clinic in clinics}
        with django_assert_num_queries(11):
            ground = ground_of(contents)
            for clinic in clinics:
                check_clinic(clinic, contents[clinic.pk], ground)

    law_of("US-TX", notices=[make_notice()], notice_on=["web"])
    publish_the_network()
    clinics = [clinic_in(guides=[guide])]
    ground_of({})  # what a process asks only once
    check_all()

    for state in ("CA", "FL", "NV"):
        law_of(f"US-{state}")
        clinics.append(clinic_in(f"US-{state}", guides=[guide]))
    publish_the_network()
    check_clinic(clinics[0], compose_clinic(clinics[0]))
    check_all()
