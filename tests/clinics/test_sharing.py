"""A draft read by somebody without an account: as it was shared, for a while, until taken back."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinics.models import Clinic, Membership, ShareLink
from clinics.models.notice import Notice
from guide.models import validate_not_reserved
from tests.factories import (
    make_clinic,
    make_cost,
    make_guide_editor,
    make_manager,
    make_member,
    make_note,
    make_operator,
    make_reviewer,
    make_service,
    make_translation,
    make_user,
    publish_guide,
    publish_the_clinic,
    shown_guide,
)
from tests.pages import choices_on, form_on, text_of, tree_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SORRY = "This link shows nothing"


def of_clinic(clinic):
    return reverse("admin:clinics_clinic_shares", args=[clinic.pk])


def of_text(text):
    return reverse("admin:clinics_translation_shares", args=[text.pk])


def change(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def made_by(client, address, **fields):
    """The path of a new link, copied from the page as a person would."""
    response = client.post(address, form_on(client.get(address)) | {"note": "Dr. Gray"} | fields)
    [box] = [e for e in tree_of(response).iter("input") if e.get("id") == "made-link"]
    assert box.get("value").startswith("http://localhost/share/")
    return urlsplit(box.get("value")).path


def read(path):
    return Client().get(path)


@pytest.fixture
def draft():
    """A published guide and clinic, both changed since: (text, clinic)."""
    text, clinic = shown_guide(title="Backs", sections=[{"kind": "risks", "body": "What is live."}])
    change(text.sections.get(), body="Only a draft.")
    change(clinic, name="Drafted name")
    make_note(clinic=clinic, section_kind="risks", body="A drafted note.")
    return text, clinic


@pytest.fixture
def clerk(client_of, draft):
    return client_of(make_member(draft[1]))


@pytest.fixture
def editor(client_of):
    return client_of(make_guide_editor())


# Reading


def test_a_clinics_draft_is_read_without_an_account(clerk, draft):
    _text, clinic = draft

    words = text_of(read(made_by(clerk, of_clinic(clinic))))

    for drafted in ("Drafted name", "A drafted note.", "What is live."):
        assert drafted in words
    assert "Only a draft." not in words
    assert "A draft, shared with you until" in words
    assert "Not for patients" in words


def test_a_texts_draft_is_read_as_the_clinic_that_was_chosen(editor, draft):
    text, clinic = draft

    words = text_of(read(made_by(editor, of_text(text), what=clinic.pk)))

    assert "Only a draft." in words
    assert "A drafted note." not in words  # of a clinic, others see what patients see
    assert "Drafted name" not in words


def test_what_is_shared_is_the_draft_as_it_was(clerk, draft):
    text, clinic = draft
    service = make_service(guides=[text.guide])
    make_cost(clinic=clinic, service=service, low=123, high=123)
    path = made_by(clerk, of_clinic(clinic), days=90)
    change(clinic, name="Later name")
    publish_the_clinic(clinic)
    clinic.notes.all().delete()
    clinic.cost_items.all().delete()

    with time_machine.travel(timezone.now() + timedelta(days=60)):
        words = text_of(read(path))

    for shared in ("Drafted name", "A drafted note."):
        assert shared in words
    assert "Later name" not in words


def test_a_text_in_spanish_is_shown_in_spanish(editor):
    text = make_translation(language="es", title="La espalda")
    clinic = make_clinic(guides=[text.guide])

    response = read(made_by(editor, of_text(text), what=clinic.pk))

    assert tree_of(response).get("lang") == "es"
    assert "La espalda" in text_of(response)


def test_it_is_private_sets_no_cookie_and_runs_nothing(clerk, draft):
    path = made_by(clerk, of_clinic(draft[1]))

    for address in (path, f"{path}brand.css", "/share/unknown/"):
        response = read(address)
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert "script-src" not in response.headers["Content-Security-Policy"]
        assert not response.cookies
        assert "ETag" not in response.headers


def test_it_has_the_drafts_own_colours(clerk, draft):
    clinic = draft[1]
    change(clinic, brand_colour="#aa0000")

    path = made_by(clerk, of_clinic(clinic))

    styles = [e.get("href") for e in tree_of(read(path)).iter("link")]
    assert f"{path}brand.css" in styles
    assert read(f"{path}brand.css").headers["Content-Type"] == "text/css; charset=utf-8"


def test_it_leads_to_no_other_page_of_the_clinic(clerk, draft):
    links = [e.get("href") for e in tree_of(read(made_by(clerk, of_clinic(draft[1])))).iter("a")]

    assert [link for link in links if not link.startswith(("#", "tel:", "mailto:", "http"))] == []


def test_reading_changes_nothing_but_the_count(clerk, draft):
    _text, clinic = draft
    path = made_by(clerk, of_clinic(clinic))
    Client().head(path)
    read(f"{path}brand.css")
    link = ShareLink.objects.get()
    assert (link.opened, link.last_opened) == (0, None)

    read(path)
    read(path)

    link = ShareLink.objects.get()
    assert link.opened == 2
    assert link.last_opened is not None
    assert "2 times, last on" in text_of(clerk.get(of_clinic(clinic)))
    assert Client().post(path).status_code == 405


# The token


def test_the_token_is_long_random_told_once_and_not_kept(clerk, draft):
    _text, clinic = draft
    paths = {made_by(clerk, of_clinic(clinic)) for _number in range(3)}
    tokens = [path.split("/")[2] for path in paths]

    assert len(paths) == 3
    assert all(len(token) >= 43 for token in tokens)  # 256 bits
    kept = str(list(ShareLink.objects.values()))
    listed = clerk.get(of_clinic(clinic)).content.decode()
    assert not any(token in kept or token in listed for token in tokens)


# The end of it


def test_after_its_days_it_shows_nothing(clerk, draft):
    path = made_by(clerk, of_clinic(draft[1]), days=3)
    now = timezone.now()

    with time_machine.travel(now + timedelta(days=3, seconds=-60)):
        assert read(path).status_code == 200
    with time_machine.travel(now + timedelta(days=3, seconds=60)):
        assert read(path).status_code == 404


def test_taken_back_it_shows_nothing(clerk, draft):
    clinic = draft[1]
    path = made_by(clerk, of_clinic(clinic))
    [form] = [
        e.get("action")
        for e in tree_of(clerk.get(of_clinic(clinic))).iter("form")
        if "revoke" in e.get("action", "")
    ]

    assert clerk.get(form).status_code == 405
    assert read(path).status_code == 200
    told = clerk.post(form, follow=True)

    assert "The link is taken back." in text_of(told)
    assert read(path).status_code == 404
    assert read(f"{path}brand.css").status_code == 404
    assert "It was taken back already." in text_of(clerk.post(form, follow=True))


def test_every_reason_reads_the_same(clerk, draft):
    clinic = draft[1]
    ended, back = (made_by(clerk, of_clinic(clinic), days=1) for _number in range(2))
    ShareLink.objects.filter(pk=ShareLink.objects.first().pk).update(
        revoked_at=timezone.now(), revoked_by=make_operator()
    )
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        answers = [read(path) for path in (ended, back, "/share/unknown/", "/share/x/brand.css")]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert SORRY in text_of(answers[0])
    assert "Ask the person who sent it for a new link." in text_of(answers[0])


@pytest.mark.parametrize(
    "leaves",
    [
        lambda person: change(person, is_active=False),
        lambda person: change(person, is_staff=False),
        lambda person: person.memberships.all().delete(),
    ],
)
def test_the_links_of_who_works_there_no_more_stop(client_of, draft, leaves):
    clinic = draft[1]
    person = make_member(clinic)
    path = made_by(client_of(person), of_clinic(clinic))
    assert read(path).status_code == 200

    leaves(person)

    assert read(path).status_code == 404


def test_the_links_of_a_former_guide_editor_stop(client_of, draft):
    text, clinic = draft
    person = make_guide_editor()
    path = made_by(client_of(person), of_text(text), what=clinic.pk)
    assert read(path).status_code == 200

    person.groups.clear()

    assert read(path).status_code == 404


# Making


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("days", "0", "greater than or equal to 1"),
        ("days", "91", "less than or equal to 90"),
        ("days", "x", "Enter a whole number."),
        ("note", "", "This field is required."),
        ("what", "9" * 30, "Select a valid choice."),
    ],
)
def test_a_mistake_is_told_and_no_link_is_made(clerk, draft, field, value, words):
    address = of_clinic(draft[1])

    response = clerk.post(address, form_on(clerk.get(address)) | {"note": "x", field: value})

    assert response.status_code == 422
    assert words in text_of(response)
    assert not ShareLink.objects.exists()


def test_fourteen_days_are_proposed(clerk, draft):
    assert form_on(clerk.get(of_clinic(draft[1])))["days"] == ["14"]


def test_a_clinic_shares_the_guides_that_it_offers(clerk, draft):
    text, clinic = draft
    make_translation(title="Not offered here")

    assert set(choices_on(clerk.get(of_clinic(clinic)), "what")) == {str(text.pk)}


@pytest.fixture
def unpublished():
    """A clinic that offers a text which no patient has read, nor the catalogue."""
    text = make_translation(sections=[{"kind": "risks", "body": "Not reviewed."}])
    Notice.objects.create(
        key="drafted",
        applies_to="language",
        placements=["footer"],
        titles={"en": "Drafted"},
        texts={"en": "A drafted notice."},
    )
    return text, make_clinic(guides=[text.guide])


def test_a_clinic_hands_on_no_draft_of_the_central_team(client_of, unpublished):
    text, clinic = unpublished
    clerk, address = client_of(make_member(clinic)), of_clinic(clinic)

    offered = text_of(clerk.get(address))
    refused = clerk.post(address, {"what": text.pk, "note": "Dr. Gray", "days": 14})

    assert "not live yet is shared by the central team alone" in offered
    assert refused.status_code == 422
    assert not ShareLink.objects.exists()
    publish_guide(text)
    page = read(made_by(clerk, address, what=text.pk)).content.decode()
    assert "Not reviewed." in page
    assert "A drafted notice." not in page


def test_who_may_hand_on_the_texts_draft_may_do_so_with_a_clinics(client_of, unpublished):
    text, clinic = unpublished
    person = make_guide_editor()
    Membership.objects.create(user=person, clinic=clinic, role=Membership.Role.EDITOR)

    page = read(made_by(client_of(person), of_clinic(clinic), what=text.pk)).content.decode()

    assert "Not reviewed." in page
    assert "A drafted notice." in page


def test_where_there_is_no_guide_there_is_nothing_to_share(client_of):
    clinic = make_clinic()
    client = client_of(make_member(clinic))

    assert "There is nothing to share yet" in text_of(client.get(of_clinic(clinic)))
    assert (
        client.post(of_clinic(clinic), {"what": "1", "note": "x", "days": "1"}).status_code == 422
    )


PEOPLE = [
    (lambda clinic: make_member(clinic), 200, 403),
    (lambda clinic: make_manager(clinic), 200, 403),
    (lambda clinic: make_operator(), 200, 200),
    (lambda clinic: make_guide_editor(), 404, 200),
    (lambda clinic: make_reviewer(), 404, 200),
    (lambda clinic: make_manager(make_clinic()), 404, 403),
    (lambda clinic: make_user(), 404, 404),
    (lambda clinic: make_user(is_staff=False), 302, 302),
]


@pytest.mark.parametrize(("make_person", "at_clinic", "at_text"), PEOPLE)
def test_who_may_make_list_and_take_back(
    client_of, clerk, editor, draft, make_person, at_clinic, at_text
):
    text, clinic = draft
    made_by(clerk, of_clinic(clinic))
    made_by(editor, of_text(text), what=clinic.pk)
    client = client_of(make_person(clinic))

    for address, status, of in [
        (of_clinic(clinic), at_clinic, "clinic"),
        (of_text(text), at_text, "text"),
    ]:
        link = ShareLink.objects.get(of=of)
        assert client.get(address).status_code == status
        assert client.post(address, {"what": "0"}).status_code == (422 if status == 200 else status)
        revoked = client.post(f"{address}{link.pk}/revoke/").status_code
        assert revoked == (302 if status == 200 else status)
        link.refresh_from_db()
        assert bool(link.revoked_at) == (status == 200)


def test_a_link_of_another_clinic_is_not_taken_back_from_here(client_of, clerk, draft):
    made_by(clerk, of_clinic(draft[1]))
    other = make_clinic()
    client = client_of(make_manager(other))

    response = client.post(f"{of_clinic(other)}{ShareLink.objects.get().pk}/revoke/")

    assert response.status_code == 404
    assert ShareLink.objects.get().revoked_at is None


def test_the_list_costs_as_many_queries_for_many_links(
    clerk, draft, django_assert_num_queries, django_assert_max_num_queries
):
    address = of_clinic(draft[1])
    made_by(clerk, address)
    with django_assert_max_num_queries(25) as first:
        clerk.get(address)
    count = len(first)
    for _number in range(3):
        made_by(clerk, address)

    with django_assert_num_queries(count):
        clerk.get(address)


def test_no_clinic_can_take_the_address():
    with pytest.raises(Exception, match="is used by the site itself"):
        validate_not_reserved("share")


def test_a_shared_draft_survives_the_publishing_of_another(editor):
    text = make_translation(sections=[{"body": "Only a draft."}])
    clinic = make_clinic(guides=[text.guide])
    path = made_by(editor, of_text(text), what=clinic.pk)
    change(text.sections.get(), body="What is live.")
    publish_guide(text)

    assert "Only a draft." in text_of(read(path))
    assert Clinic.objects.get().share_links.count() == 1
