"""What is let stand holds for one finding in exactly its words, by who read just that."""

import pytest
from django.utils import translation

from clinics.checks.checking import check_clinic
from clinics.draft.composing import compose_clinic
from editions.models import Exemption
from editions.publish.authorship import has_written
from editions.publish.exceptions import is_liftable
from editions.publish.finding_keys import named
from editions.publish.proposing import CannotDecide
from editions.publish.publishing import CannotPublish, withdraw
from guide.admin.owners import TEXT
from guide.checks.checking import check
from guide.draft.composing import compose
from guide.draft.publishing import publish
from tests.clinics.test_exceptions import CLAIM, answer, ask, decide, let_stand, page
from tests.factories import (
    make_clinic,
    make_guide,
    make_guide_editor,
    make_manager,
    make_reference,
    make_reviewer,
    make_section,
    make_translation,
    publish_guide,
)
from tests.pages import form_on, text_of

pytestmark = pytest.mark.django_db


def text_with(*bodies, **fields):
    guide = make_guide(regulatory_status="not-needed")
    return make_translation(guide=guide, sections=[{"body": body} for body in bodies], **fields)


@pytest.fixture
def editor():
    return make_guide_editor()


@pytest.fixture
def reviewer():
    return make_reviewer()


def blocking(text):
    return [one for one in check(text, compose(text)) if one.blocks]


def keys(text, code):
    return [one.key for one in check(text, compose(text)) if one.code == code]


def test_one_after_the_other_each_is_let_stand_for_itself(editor, reviewer):
    text = text_with("One [@a-a].\n\nTwo [@b-b].\n\nThree [@c-c].")
    first, second, third = keys(text, "unknown-key")

    for key in (first, third):
        ask(text, editor, finding=key)
        decide(text, reviewer, finding=key)

    assert [one.key for one in blocking(text)] == [second]
    assert "“b-b”" in blocking(text)[0].message


def test_of_several_questions_the_page_shows_each_at_its_own_finding(editor, reviewer, client_of):
    text = text_with("One [@a-a].\n\nTwo [@b-b].")
    first, second = keys(text, "unknown-key")
    ask(text, editor, finding=first, reason="This is about the first one.")
    ask(text, editor, finding=second, reason="That is about the second one.")
    decide(text, reviewer, finding=first)

    words = text_of(client_of(reviewer).get(page(text)))

    assert words.index("“b-b”") < words.index("about the second") < words.index("“a-a”")
    assert words.index("“a-a”") < words.index("about the first")


def test_what_goes_away_hands_its_leave_to_no_other(editor, reviewer):
    text = text_with("One [@a-a].\n\nTwo [@b-b].")
    first = keys(text, "unknown-key")[0]
    ask(text, editor, finding=first)
    decide(text, reviewer, finding=first)

    make_reference(guide=text.guide, key="a-a")

    [left] = blocking(text)
    assert "“b-b”" in left.message


def test_another_source_is_other_words(editor, reviewer):
    text = text_with("Pain fell in the trial [@old-paper].")
    for key in ("old-paper", "false-paper"):
        make_reference(guide=text.guide, key=key, status="withdrawn")
    publish_guide(text)
    [key] = keys(text, "source-withdrawn")
    ask(text, editor, finding=key)
    decide(text, reviewer, finding=key)
    assert blocking(text) == []

    text.sections.update(body="Pain fell in the trial [@false-paper].")

    assert [one.code for one in blocking(text)] == ["source-withdrawn"]


def test_the_same_sentence_elsewhere_is_another_finding(editor, reviewer):
    text = text_with(CLAIM, "Some plain text.")
    let_stand(text, editor, reviewer)
    assert blocking(text) == []

    last = text.sections.last()
    last.body = CLAIM
    last.save()
    assert [one.place for one in blocking(text)] == [last.title]
    with pytest.raises(CannotPublish):
        publish(text, by=editor)

    last.body = "Some plain text."
    last.save()
    text.main_message = CLAIM
    text.save()
    assert [one.code for one in blocking(text)] == ["guarantee"]


def test_sections_may_change_their_order(editor, reviewer):
    text = text_with("Some plain text.", CLAIM)
    let_stand(text, editor, reviewer)

    text.sections.exclude(body=CLAIM).update(position=9)

    assert blocking(text) == []


def test_a_click_counts_for_the_question_that_was_read(editor, reviewer):
    text = text_with(CLAIM)
    read = ask(text, editor).pk
    Exemption.objects.update(closed_at="2026-01-01T00:00Z")
    again = ask(text, editor, reason="Another reason that nobody has read.")

    with pytest.raises(CannotDecide):
        decide(text, reviewer, question=read)

    again.refresh_from_db()
    assert again.is_waiting


def test_who_answered_too_late_goes_on_about_the_question_of_now(editor, client_of):
    text, reviewer = text_with(CLAIM), client_of(make_reviewer())
    ask(text, editor)
    late = answer(text, "give", "The court says so.")
    Exemption.objects.update(closed_at="2026-01-01T00:00Z")
    again = ask(text, editor, reason="Another reason that nobody has read.")

    shown = reviewer.post(page(text), late)
    sent = form_on(shown)

    assert "Another reason that nobody has read." in text_of(shown)
    assert (sent["question"], sent["words"]) == ([str(again.pk)], ["The court says so."])
    reviewer.post(page(text), sent | {"action": "give"})
    again.refresh_from_db()
    assert again.is_given


def test_a_late_answer_asks_for_nothing(editor, client_of):
    text = text_with(CLAIM)
    ask(text, editor)
    late = answer(text, "refuse", "Not before I have called the court about it.")
    decide(text, make_reviewer(), is_given=False, answer="Take it out.")
    both = make_reviewer()

    response = client_of(both).post(page(text), late)

    assert response.status_code == 422
    assert "decided already" in text_of(response)
    assert Exemption.objects.count() == 1


def test_what_is_let_stand_cannot_be_put_aside_instead(editor, reviewer):
    text = text_with(CLAIM)
    let_stand(text, editor, reviewer)

    with pytest.raises(CannotDecide):
        ask(text, make_guide_editor(), finding=Exemption.objects.get().finding)

    assert blocking(text) == []


def test_a_reviewer_takes_it_back_and_the_next_publish_stops(editor, reviewer, client_of):
    text = text_with(CLAIM)
    let_stand(text, editor, reviewer)
    publish(text, by=editor)
    hers, back = client_of(reviewer), answer(text, "take-back")
    assert "Take it back" in text_of(hers.get(page(text)))
    assert client_of(editor).post(page(text), back).status_code == 403

    assert hers.post(page(text), back).status_code == 302

    with pytest.raises(CannotPublish):
        publish(text, by=editor)
    assert text.editions.get().withdrawn_at is None


def test_after_a_withdrawal_for_safety_nothing_is_let_stand(editor, reviewer):
    text = text_with(CLAIM)
    let_stand(text, editor, reviewer)
    edition = publish(text, by=editor)

    withdraw(edition, by=editor, reason="Somebody was hurt.", for_safety=True)

    with pytest.raises(CannotPublish):
        publish(text, by=editor)


def test_whose_words_they_are_is_looked_up_wherever_they_came_from(reviewer):
    text = text_with("Plain words [@shared-one].")
    other = make_reviewer()
    row = make_reference(key="shared-one", text="It is **guaranteed** [@x].")
    row._history_user = reviewer
    row.text = "Something else."
    row.save()
    guide = text.guide
    guide._history_user = other
    guide.treatment = "Shots"
    guide.save()
    publish_guide(text)

    assert not has_written(text, make_reviewer(), TEXT.parts(text), CLAIM)
    assert not has_written(text, reviewer, TEXT.parts(text), CLAIM)
    row.text = "It is *guaranteed*."
    row.save()
    publish_guide(text)
    assert has_written(text, reviewer, TEXT.parts(text), CLAIM)
    assert has_written(text, other, TEXT.parts(text), "Shots")


def test_words_that_a_colleague_put_back_are_their_first_writers(reviewer):
    text = text_with("Plain words.")
    section = text.sections.get()
    for person, body in (
        (reviewer, CLAIM),
        (reviewer, "Plain words."),
        (make_guide_editor(), CLAIM),
    ):
        section._history_user = person
        section.body = body
        section.save()
    publish_guide(text)

    assert has_written(text, reviewer, TEXT.parts(text), CLAIM)


def test_what_an_operator_has_to_look_up_no_reviewer_lifts():
    guide = make_guide(regulatory_status="unapproved")
    publish_guide(make_translation(guide=guide))
    clinic = make_clinic(guides=[guide], place_set_on=None)

    found = [one for one in check_clinic(clinic, compose_clinic(clinic)) if "law" in one.code]
    found += [one for one in check_clinic(clinic, compose_clinic(clinic)) if "place" in one.code]

    assert {one.code for one in found if one.blocks} == {"law-missing", "place-not-verified"}
    assert not any(is_liftable(one) for one in found)


def test_keys_are_the_same_in_every_language(editor):
    text = text_with("One [@a-a].", CLAIM)
    make_section(translation=text, body="")
    clinic = make_clinic(guides=[text.guide], tagline={"en": CLAIM})
    make_manager(clinic)
    for owner, found in (
        (text, lambda: check(text, compose(text))),
        (clinic, lambda: check_clinic(clinic, compose_clinic(clinic))),
    ):
        with translation.override("es"):
            spanish = named(found()).keys()
        assert named(found()).keys() == spanish, owner
