"""A text on its way through review: who may ask, sign and send back, and what a signature holds."""

from datetime import timedelta
from smtplib import SMTPException

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from django.utils import timezone

from editions.publish.proposing import CannotDecide
from guide.draft.reviewing import ask_for_review, draft_print, send_back
from guide.models import ReviewRequest
from tests.factories import (
    make_clinic,
    make_guide,
    make_guide_editor,
    make_manager,
    make_member,
    make_operator,
    make_reference,
    make_reviewer,
    make_section,
    make_term,
    make_translation,
    publish_guide,
    sign,
)
from tests.pages import form_on, text_of, tree_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def page(text, deed="review"):
    return reverse(f"admin:guide_translation_{deed}", args=[text.pk])


def decide(client, text, deed, comment="", **fields):
    """Opens the review page, writes the comment and presses the button."""
    sent = form_on(client.get(page(text))) | {"comment": comment, "action": deed} | fields
    return client.post(page(text), sent)


def buttons_on(response):
    return [
        button.get("value") for button in tree_of(response).iter("button") if button.get("value")
    ]


def change(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def asked(text, **fields):
    return ask_for_review(text, expected=draft_print(text), **{"by": make_guide_editor(), **fields})


@pytest.fixture
def text():
    guide = make_guide(regulatory_status="not-needed")
    return make_translation(guide=guide, title="Backs", sections=[{"kind": "risks"}, {}])


@pytest.fixture
def editor(client_of):
    return client_of(make_guide_editor(first_name="Grace"))


@pytest.fixture
def reviewer(client_of):
    return client_of(make_reviewer(first_name="Rosa"))


def test_an_editor_asks_and_the_reviewer_reads_it_on_the_desk(editor, reviewer, text):
    response = decide(editor, text, "ask", "Please look at the risks.")

    assert response.url == page(text, "change")
    assert "The text waits for review." in text_of(editor.get(response.url))
    words = text_of(reviewer.get(page(text, "change")))
    assert "Waiting for review. Grace asked for a review on" in words
    assert "Please look at the risks." in words
    assert [r.translation for r in ReviewRequest.objects.waiting()] == [text]


def test_reviewers_are_told_in_their_own_language_and_nobody_else(editor, text):
    make_reviewer(email="english@example.org")
    make_reviewer(email="spanish@example.org", language="es")
    make_reviewer(email="gone@example.org", is_active=False)
    make_manager(make_clinic(), email="manager@example.org")

    decide(editor, text, "ask", "The risks, please.")

    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert letters.keys() == {"english@example.org", "spanish@example.org"}
    letter = letters["english@example.org"]
    assert letter.subject == "Waiting for review: Backs (English)"
    assert "The risks, please." in letter.body
    assert f"http://localhost{page(text)}" in letter.body
    assert "Backs (Inglés)" in letters["spanish@example.org"].subject


def test_a_reviewer_signs_and_an_editors_publish_moves_the_review_dates(editor, reviewer, text):
    decide(editor, text, "ask")
    mail.outbox.clear()

    with time_machine.travel(timezone.now() - 2 * DAY):
        day = timezone.localdate()
        assert decide(reviewer, text, "sign", "Well done.").status_code == 302

    [letter] = mail.outbox
    assert letter.subject == "Signed off: Backs (English)"
    assert "Well done." in letter.body
    assert "Whoever publishes it as it is publishes it as reviewed." in text_of(
        editor.get(page(text, "publish"))
    )
    sent = form_on(editor.get(page(text, "publish"))) | {"note": "Reviewed"}
    assert editor.post(page(text, "publish"), sent).status_code == 302
    edition = text.editions.get()
    assert edition.is_review
    signatures = edition.read().signatures
    assert {signed.reviewed_on for signed in signatures} == {day}
    assert {signed.next_review for signed in signatures} == {day.replace(year=day.year + 2)}
    assert {signed.reviewer.name for signed in signatures} == {"Sample Reviewer"}
    assert not ReviewRequest.objects.open().exists()


CHANGES = {
    "a section": lambda text: change(text.sections.first(), body="Other words."),
    "its main message": lambda text: change(text.sections.first(), main_message="Other."),
    "its evidence": lambda text: change(text.sections.first(), evidence="strong"),
    "a reference": lambda text: change(text.guide.references.get(), text="Other source."),
    "a reference less": lambda text: text.guide.references.all().delete(),
    "the title": lambda text: change(text, title="Other"),
    "the main message": lambda text: change(text, main_message="Other"),
    "a word explained": lambda text: make_term(word="plain"),
    "a section more": lambda text: make_section(translation=text, key="new"),
}
PARTS = {"the title": ":opening", "the main message": ":opening"}
PARTS |= {"a word explained": ":glossary", "a section more": "new"}


@pytest.mark.parametrize("what", CHANGES)
def test_a_signature_holds_for_exactly_the_words_signed(editor, what):
    section = {"key": "first", "body": "Plain [@katz]."}
    text = make_translation(title="Backs", sections=[section, {"key": "second"}])
    make_reference(guide=text.guide, key="katz")
    sign(text)
    CHANGES[what](text)

    words = text_of(editor.get(page(text, "change")))
    content = publish_guide(text).read()

    assert "What was changed is signed no more" in words
    part = PARTS.get(what, "first")
    assert [p for p in content.prints if not content.review(p)] == [part]


@pytest.mark.parametrize(
    "harmless",
    [
        lambda text: change(text.sections.first(), position=99),
        lambda text: change(text.sections.first(), kind="other"),
        lambda text: text.sections.last().delete(),
        lambda text: make_reference(guide=text.guide),
    ],
)
def test_a_signature_stays_while_its_words_do(text, harmless):
    sign(text)

    harmless(text)

    assert publish_guide(text).is_review


def test_put_back_to_what_was_signed_it_holds_again(text):
    sign(text)
    section = text.sections.first()
    before = section.body
    change(section, body="Other words.")
    change(section, body=before)

    assert publish_guide(text).is_review


def test_the_reviewer_sends_it_back_with_a_comment(editor, reviewer, text):
    decide(editor, text, "ask", "Done?")
    mail.outbox.clear()

    refused = decide(reviewer, text, "send-back", " ")
    response = decide(reviewer, text, "send-back", "Name the source.")

    assert refused.status_code == 422
    assert "Say what has to change" in text_of(refused)
    assert response.status_code == 302
    [letter] = mail.outbox
    assert letter.subject == "Sent back: Backs (English)"
    assert "Name the source." in letter.body
    words = text_of(editor.get(page(text, "change")))
    assert "Sent back. Rosa sent it back on" in words
    assert "Name the source." in words
    assert not ReviewRequest.objects.waiting().exists()


def test_after_it_was_sent_back_the_editor_asks_again(editor, reviewer, text):
    decide(editor, text, "ask")
    decide(reviewer, text, "send-back", "Name the source.")
    change(text.sections.first(), body="With a source.")

    decide(editor, text, "ask", "Named.")

    response = reviewer.get(page(text))
    assert buttons_on(response) == ["sign", "send-back"]
    words = text_of(response)
    assert words.index("Named.") < words.index("Earlier") < words.index("Name the source.")


def test_a_signature_is_taken_back_before_it_is_published(reviewer, text):
    sign(text)

    decide(reviewer, text, "send-back", "I missed a line.")

    assert not publish_guide(text).is_review


def test_the_text_that_changed_under_the_reviewers_eyes_is_not_signed(reviewer, text):
    asked(text)
    opened = form_on(reviewer.get(page(text))) | {"action": "sign", "comment": "Fine."}
    change(text.sections.first(), body="Slipped in.")

    response = reviewer.post(page(text), opened)

    assert response.status_code == 422
    assert "Somebody changed the draft since you opened this page." in text_of(response)
    assert form_on(response)["comment"] == ["Fine."]
    assert not ReviewRequest.objects.exclude(outcome="").exists()
    again = form_on(response) | {"action": "sign"}
    assert reviewer.post(page(text), again).status_code == 302


def test_two_clicks_ask_once_and_sign_once(text):
    editor, person = make_guide_editor(), make_reviewer()

    assert asked(text, by=editor) == asked(text, by=editor)
    assert sign(text, by=person) == sign(text, by=person)
    assert ReviewRequest.objects.count() == 1
    assert text.signatures.count() == 3


def test_a_second_editor_learns_that_somebody_asked_already(text):
    asked(text, by=make_guide_editor(first_name="Grace"))

    with pytest.raises(CannotDecide, match="Grace has asked already"):
        asked(text)


def test_asking_for_a_changed_text_replaces_the_earlier_request(text):
    asked(text)
    change(text, title="Other")

    latest = asked(text)

    assert ReviewRequest.objects.open().get() == latest


def test_while_it_waits_a_correction_leaves_the_request_open(text):
    asked(text)

    publish_guide(text)

    assert ReviewRequest.objects.waiting().exists()


def test_a_signed_publish_answers_the_request(text):
    asked(text)

    publish_guide(text, signed_by=make_reviewer())

    assert not ReviewRequest.objects.open().exists()


def test_a_reviewer_compares_with_what_that_person_signed_last(client_of, text):
    first, second = make_reviewer(), make_reviewer()
    section = text.sections.first()
    change(section, title="The risks", body="Signed by one.")
    sign(text, by=first)
    change(section, body="Signed by two.")
    sign(text, by=second)
    publish_guide(text)
    change(section, body="Signed by nobody.")

    def told(person):
        return changes_on(client_of(person).get(page(text)))

    assert told(first) == ["What is different from what you signed last", "one.", "nobody."]
    assert told(second) == ["What is different from what you signed last", "two.", "nobody."]
    assert told(make_guide_editor())[1:] == ["two.", "nobody."]
    assert told(make_reviewer())[0].startswith("All of it is new to you")


def changes_on(response):
    """The heading, then the words that went and came; everything that changed is open."""
    tree = tree_of(response)
    assert all(
        d.get("open") is not None
        for d in tree.iterfind(".//details[@class]")
        if "change " in d.get("class")
    )
    heading = "".join(tree.find(".//h2[@id='changes-title']").itertext())
    words = ["".join(e.itertext()).strip() for name in ("del", "ins") for e in tree.iter(name)]
    return [" ".join(heading.split()), *words]


def test_several_reviewers_are_each_asked_for_the_parts_that_are_left(client_of, text):
    asked(text)
    one, other = client_of(make_reviewer()), client_of(make_reviewer())
    first, second = text.sections.all()

    decide(one, text, "sign", parts=[first.key])

    assert ReviewRequest.objects.waiting().get().translation == text
    assert form_on(other.get(page(text)))["parts"] == [":opening", second.key]
    decide(other, text, "sign")
    assert not ReviewRequest.objects.waiting().exists()
    assert set(text.signatures.values_list("key", "reviewer__user")) == {
        (first.key, one_of(one)),
        (":opening", one_of(other)),
        (second.key, one_of(other)),
    }


def one_of(client):
    return int(client.session["_auth_user_id"])


def test_nothing_is_signed_where_nothing_is_ticked(reviewer, text):
    refused = decide(reviewer, text, "sign", "Fine.", parts=[])

    assert refused.status_code == 422
    assert "Choose what you sign." in text_of(refused)
    assert "Fine." in refused.content.decode()
    assert not text.signatures.exists()


@pytest.mark.parametrize(
    ("make_person", "offered"),
    [
        (make_guide_editor, ["take-back"]),
        (make_operator, ["take-back"]),
        (make_reviewer, ["sign", "send-back"]),
    ],
)
def test_each_role_is_offered_its_own_buttons(client_of, text, make_person, offered):
    asked(text)

    assert buttons_on(client_of(make_person()).get(page(text))) == offered


@pytest.mark.parametrize("deed", ["sign", "send-back", "publish", ""])
def test_an_editor_decides_nothing(editor, text, deed):
    asked(text)

    assert decide(editor, text, deed, "Mine.").status_code == 422
    assert ReviewRequest.objects.waiting().exists()


def test_the_verbs_ask_for_themselves_who_may(text):
    editor, person = make_guide_editor(), make_reviewer()
    asked(text)

    for deed in (
        lambda: asked(text, by=person),
        lambda: sign(text, by=editor),
        lambda: sign(text, by=make_operator()),
        lambda: send_back(text, by=editor, comment="No."),
    ):
        with pytest.raises(CannotDecide):
            deed()


@pytest.mark.parametrize("make_person", [make_member, make_manager])
def test_the_review_is_the_central_teams_business(client_of, text, make_person):
    asked(text, comment="Between us.")
    client = client_of(make_person(make_clinic()))

    for response in (client.get(page(text)), client.post(page(text), {"action": "sign"})):
        assert response.status_code == 403
    assert "Between us." not in text_of(client.get(page(text, "change")))


class NoServer(EmailBackend):
    def send_messages(self, letters):
        raise SMTPException("down")


def test_a_mail_that_cannot_be_sent_loses_nothing(editor, text, settings):
    settings.EMAIL_BACKEND = f"{__name__}.NoServer"
    make_reviewer()

    response = decide(editor, text, "ask", "Please.")

    assert "a mail about it could not be sent" in text_of(editor.get(response.url))
    assert ReviewRequest.objects.waiting().get().comment == "Please."


def test_what_people_write_is_shown_as_words(editor, reviewer, text):
    hostile = "<script>alert(1)</script>"
    decide(editor, text, "ask", hostile)

    response = reviewer.get(page(text))

    assert hostile in text_of(response)
    assert hostile.encode() not in response.content


def test_the_page_of_a_long_text_costs_as_many_queries(
    reviewer, text, django_assert_num_queries, django_assert_max_num_queries
):
    asked(text)
    with django_assert_max_num_queries(35) as first:
        reviewer.get(page(text))
    for number in range(3):
        change(text, title=f"Other {number}")
        asked(text)

    with django_assert_num_queries(len(first)):
        reviewer.get(page(text))
