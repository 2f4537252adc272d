"""What is shown when: drafts, schedules, withdrawals, earlier days, and clinics that stop."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from clinics.models import ClinicEdition
from clinics.models.notice import Notice
from clinics.public import live
from clinics.public.showing import page_of
from editions.publish.publishing import withdraw
from guide.models import Section, TranslationEdition
from tests.clinics.patients import EVERY_PAGE, make_shown, read, tree_of, words_of
from tests.factories import (
    make_clinic,
    make_guide,
    make_guide_editor,
    make_operator,
    make_payer,
    make_translation,
    publish_guide,
    publish_the_clinic,
    publish_the_network,
)

ADDRESSES = [
    "/",
    "/shots/",
    "/shots/risks/",
    "/shots/print/",
    "/shots/handout.pdf",
    "/shots/editions/1-1-1/",
]
LANGUAGES = pytest.mark.parametrize("prefix", ["", "/es"])


@pytest.fixture(scope="module", autouse=True)
def once(made):
    return made(make_shown)


@pytest.fixture
def shown(once, db):
    return once()


def test_a_draft_changes_nothing_until_it_is_published(shown, client):
    translation, clinic, _other = shown
    before = [read(client, path) for path in EVERY_PAGE]

    translation.title = "A new title"
    translation.save()
    Section.objects.update(body="A new text.")
    clinic.name, clinic.phone = "A new name", "555-555-0199"
    clinic.save()
    clinic.cost_items.update(low=1, high=2)
    clinic.notes.update(body="A new note.")
    Notice.objects.update(texts={"en": "A new law."})

    assert [read(client, path) for path in EVERY_PAGE] == before
    publish_guide(translation)
    publish_the_clinic(clinic)
    page = words_of(read(client, "/ridge/shots/"))
    for words in ("A new title", "A new text.", "From A new name", "$1 – $2", "A new note."):
        assert words in page
    assert "A new law." not in page
    publish_the_network()
    assert "A new law." in words_of(read(client, "/ridge/shots/"))


def test_a_corrected_payers_name_shows_at_every_clinic_and_leaves_their_drafts_alone(shown, client):
    _translation, *clinics = shown
    drafts = [(clinic.version, clinic.editions.count()) for clinic in clinics]
    make_payer(key="other")
    payer = clinics[0].coverages.get().payer
    payer.names = {"en": "Example Plan of Texas"}
    payer.save()
    assert "Example Plan of Texas" not in read(client, "/ridge/shots/")

    publish_the_network()

    for slug in ("ridge", "coast"):
        assert "Example Plan of Texas" in read(client, f"/{slug}/shots/")
    for clinic in clinics:
        clinic.refresh_from_db()
    assert [(clinic.version, clinic.editions.count()) for clinic in clinics] == drafts


# ------------------------------------------------------------------ time


def in_an_hour():
    return timezone.now() + timedelta(hours=1)


def test_what_is_published_for_later_shows_from_its_minute_on(shown, client, time_machine):
    text, clinic, _other = shown
    text.title = "A later title"
    text.save()
    clinic.name = "A later name"
    clinic.save()
    publish_guide(text, live_from=in_an_hour())
    publish_the_clinic(clinic, live_from=in_an_hour())
    begins = TranslationEdition.objects.get(number=2).live_from

    time_machine.move_to(begins - timedelta(seconds=1), tick=False)
    page = read(client, "/ridge/shots/")
    assert "A later title" not in page
    assert "A later name" not in page
    assert client.get("/ridge/shots/editions/2-2-1/").status_code == 404

    time_machine.move_to(begins + timedelta(seconds=1), tick=False)
    page = read(client, "/ridge/shots/")
    assert "A later title" in page
    assert "A later name" in page
    assert client.get("/ridge/shots/editions/2-2-1/").status_code == 200


def test_what_was_withdrawn_before_it_began_never_has_an_address(shown, client, time_machine):
    text, _clinic, _other = shown
    early = publish_guide(text, live_from=in_an_hour())
    withdraw(early, by=make_operator(), reason="Too soon")

    time_machine.move_to(timezone.now() + timedelta(hours=2))

    assert client.get("/ridge/shots/editions/2-1-1/").status_code == 404


def test_a_guide_that_begins_later_is_not_called_one_that_was_taken_away(db, client, time_machine):
    text = make_translation(title="Soon")
    clinic = make_clinic(guides=[text.guide])
    publish_guide(text, live_from=in_an_hour())
    publish_the_clinic(clinic)

    assert client.get(f"/{clinic.slug}/{text.guide.slug}/").status_code == 404
    assert "Soon" not in read(client, f"/{clinic.slug}/")

    time_machine.move_to(timezone.now() + timedelta(hours=2))
    assert "Soon" in read(client, f"/{clinic.slug}/")


def test_a_withdrawn_edition_gives_way_to_the_one_before(shown, client):
    text, _clinic, _other = shown
    text.title = "Too soon"
    text.save()
    edition = publish_guide(text)
    assert "Too soon" in read(client, "/ridge/shots/")

    withdraw(edition, by=make_guide_editor(), reason="Too soon.")

    assert "Too soon" not in read(client, "/ridge/shots/")
    assert "Shots for backs" in read(client, "/ridge/shots/")


def test_an_earlier_moment_is_shown_by_the_same_code(shown, time_machine):
    text, clinic, _other = shown
    before = timezone.now()
    time_machine.move_to(before + timedelta(days=30))
    text.title = "A new title"
    text.save()
    publish_guide(text)
    clinic.name = "A new name"
    clinic.save()
    publish_the_clinic(clinic)

    then, now = (page_at(moment) for moment in (before, timezone.now()))

    assert (then.title, then.clinic.name, then.stamp) == (
        "Shots for backs",
        "Ridge Clinic",
        "1-1-1",
    )
    assert (now.title, now.clinic.name, now.stamp) == ("A new title", "A new name", "2-2-1")


def page_at(moment):
    with translation.override("en"):
        clinic = ClinicEdition.objects.filter(slug="ridge").live_at(moment).get()
        return page_of(live.shown_guide(clinic, "shots", "en", moment))


# ------------------------------------------------------------------ permanent addresses


def test_a_permanent_address_says_whether_it_is_still_current(shown, client):
    _text, clinic, _other = shown
    assert "It is the current one." in words_of(read(client, "/ridge/shots/editions/1-1-1/"))

    clinic.cost_items.update(low=1, high=2)
    publish_the_clinic(clinic)
    page = read(client, "/ridge/shots/editions/1-1-1/")

    assert "It is not the current one" in words_of(page)
    assert "$400 – $650" in page
    assert 'href="/ridge/shots/"' in page
    assert "Print or save" not in page
    assert "It is the current one." in words_of(read(client, "/ridge/shots/editions/1-2-1/"))


def test_the_address_on_the_page_is_its_permanent_one(shown, client):
    assert 'href="http://localhost/ridge/shots/editions/1-1-1/"' in read(client, "/ridge/shots/")


@pytest.mark.parametrize("numbers", ["2-1-1", "1-2-1", "1-1-2", "0-0-0", "1-1-0"])
def test_numbers_that_never_were_live_lead_nowhere(shown, client, numbers):
    assert client.get(f"/ridge/shots/editions/{numbers}/").status_code == 404


def test_an_edition_of_a_clinic_that_did_not_offer_the_guide_leads_nowhere(shown, client):
    text = make_translation(guide=make_guide(slug="other"))
    publish_guide(text)

    assert client.get("/ridge/other/editions/1-1-1/").status_code == 404


@LANGUAGES
def test_what_was_withdrawn_for_safety_is_not_shown_under_its_address(shown, client, prefix):
    text, _clinic, _other = shown
    publish_guide(make_translation(guide=text.guide, language="es", title="Para la espalda"))
    publish_guide(text)
    language = prefix.strip("/") or "en"
    edition = TranslationEdition.objects.get(number=1, language=language)
    withdraw(edition, by=make_guide_editor(), reason="A wrong dose.", for_safety=True)

    page = read(client, f"{prefix}/ridge/shots/editions/1-1-1/", status=410)

    assert_says(page, language, "Some plain text." not in page, "A wrong dose." not in page)
    assert "555-555-0142" in page
    assert f'href="{prefix}/ridge/shots/"' in tree_links(page)


def test_what_was_withdrawn_for_another_reason_stays_readable(shown, client):
    text, _clinic, _other = shown
    edition = publish_guide(text)
    withdraw(edition, by=make_guide_editor(), reason="A typo.")

    assert "It is not the current one" in words_of(read(client, "/ridge/shots/editions/2-1-1/"))


def test_an_edition_is_not_current_where_its_guide_is_not_offered_any_more(shown, client):
    _text, clinic, _other = shown
    clinic.guides.clear()
    publish_the_clinic(clinic)

    assert "It is not the current one" in words_of(read(client, "/ridge/shots/editions/1-1-1/"))


def test_an_edition_is_not_current_because_another_language_has_its_number(shown, client):
    text, _clinic, _other = shown
    spanish = publish_guide(make_translation(guide=text.guide, language="es"))
    withdraw(spanish, by=make_guide_editor(), reason="Not ready.")

    page = read(client, "/es/ridge/shots/editions/1-1-1/")

    assert 'class="banner good"' not in page
    assert 'class="banner"' in page


# ------------------------------------------------------------------ nothing to show


def assert_says(page, language, *truths):
    tree = tree_of(page)
    assert tree.get("lang") == language
    assert len(list(tree.iter("h1"))) == 1
    assert all(truths)


def tree_links(page):
    return {f'href="{a.get("href")}"' for a in tree_of(page).iter("a")}


@LANGUAGES
@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(("state", "status"), [("closed", 410), ("paused", 200)])
def test_a_clinic_that_stops_says_so_wherever_a_code_points(
    shown, client, prefix, address, state, status
):
    _text, clinic, _other = shown
    clinic.state = state
    clinic.save()
    publish_the_clinic(clinic)

    page = read(client, f"{prefix}/ridge{address}", status=status)

    assert_says(page, prefix.strip("/") or "en", "Ridge Clinic" in page)
    assert "Some plain text." not in page
    assert "$400" not in page
    assert f'href="{prefix}/"' in tree_links(page)
    assert "Ridge Clinic" not in read(client, "/")


@LANGUAGES
def test_a_guide_that_is_no_longer_offered_says_so(shown, client, prefix):
    _text, clinic, _other = shown
    clinic.guides.clear()
    publish_the_clinic(clinic)

    page = read(client, f"{prefix}/ridge/shots/", status=410)

    assert_says(page, prefix.strip("/") or "en", "555-555-0142" in page)
    assert f'href="{prefix}/ridge/"' in tree_links(page)
    assert "Shots for backs" in read(client, "/coast/shots/")


@LANGUAGES
@pytest.mark.parametrize(
    "address", ["/nowhere/", "/ridge/nothing/", "/ridge/shots/nothing/", "/ridge/other/print/"]
)
def test_what_never_was_is_not_found_in_the_language_of_the_address(shown, client, prefix, address):
    publish_guide(make_translation(guide=make_guide(slug="other")))

    page = read(client, prefix + address, status=404)

    assert_says(page, prefix.strip("/") or "en", f'href="{prefix}/"' in tree_links(page))


def test_a_clinic_that_never_published_is_not_found(db, client):
    clinic = make_clinic()

    assert client.get(f"/{clinic.slug}/").status_code == 404
    assert clinic.name not in read(client, "/")
