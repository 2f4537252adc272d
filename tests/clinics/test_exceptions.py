"""What a check stops goes live by a second person's leave alone, and patients are told."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from clinics.checks.checking import check_clinic, check_network
from clinics.draft.composing import compose_clinic, compose_network
from clinics.draft.publishing import publish_clinic
from clinics.tools.addresses import address
from editions.models import Exemption
from editions.publish import exempting
from editions.publish.finding_keys import named
from editions.publish.proposing import CannotDecide
from editions.publish.publishing import CannotPublish, undo
from guide.admin.owners import EXEMPTING, TEXT
from guide.checks.checking import check
from guide.draft.composing import compose
from guide.draft.publishing import publish
from guide.models import Translation
from tests.factories import (
    make_clinic,
    make_guide,
    make_guide_editor,
    make_manager,
    make_member,
    make_operator,
    make_reviewer,
    make_section,
    make_translation,
    publish_guide,
    publish_the_clinic,
    the_network,
)
from tests.pages import form_on, text_of
from tests.pdf_structure import structure_of

pytestmark = pytest.mark.django_db
CLAIM = "It is guaranteed."
WHY = "These are the words of the court, not ours."
HEADING = "Exceptions and corrections"


@pytest.fixture
def text():
    guide = make_guide(regulatory_status="not-needed")
    return make_translation(guide=guide, sections=[{"title": "What a court said", "body": CLAIM}])


@pytest.fixture
def editor():
    return make_guide_editor(first_name="Edith", last_name="Editor")


@pytest.fixture
def reviewer():
    return make_reviewer()


def page(row, name="exceptions"):
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_{name}", args=[row.pk])


def found_in(text, code="guarantee"):
    """The key of the first finding of this rule."""
    found = named(check(text, compose(text))).items()
    return next(key for key, one in found if one.code == code)


def ask(text, by, *, reason=WHY, code="guarantee", finding=None):
    return exempting.ask(
        text,
        finding=finding or found_in(text, code),
        reason=reason,
        by=by,
        compose=compose,
        check=check,
        check_words=EXEMPTING.check_words,
    )


def decide(text, by, *, is_given=True, answer="", finding=None, question=None):
    finding = finding or found_in(text)
    asked = Exemption.objects.filter(finding=finding).first()
    return exempting.decide(
        text,
        finding=finding,
        question=question or (asked.pk if asked else 0),
        is_given=is_given,
        answer=answer,
        by=by,
        signed_as=by.reviewer.as_signed(),
        compose=compose,
        check=check,
        parts=TEXT.parts,
    )


def answer(owner, action="give", words=""):
    """What the page of the reviewer sends about the question that is open."""
    row = Exemption.objects.of(type(owner), [owner.pk]).latest("pk")
    return {"finding": row.finding, "question": row.pk, "words": words, "action": action}


def let_stand(text, editor, reviewer):
    ask(text, editor)
    decide(text, reviewer)


def shown(text, client, **options):
    clinic = make_clinic(guides=[text.guide], **options)
    publish_the_clinic(clinic)
    return client.get(address(text.language, "guide", clinic.slug, text.guide.slug))


def test_who_may_decide_finds_it_on_the_start_page(text, editor, reviewer, client_of):
    start = reverse("admin:index")
    ask(text, editor)

    page = client_of(reviewer).get(start)
    assert f"{text}: What a court said" in text_of(page)
    assert WHY in text_of(page)
    assert reverse("admin:guide_translation_exceptions", args=[text.pk]) in page.content.decode()

    for other in (editor, make_manager(make_clinic())):
        assert WHY not in text_of(client_of(other).get(start))


def test_a_claim_stops_a_publish_whatever_reason_its_publisher_gives(text, editor):
    with pytest.raises(CannotPublish) as refusal:
        publish(text, by=editor)

    assert [finding.code for finding in refusal.value.findings] == ["guarantee"]


def test_what_a_second_person_lets_stand_goes_live_and_patients_are_told(
    text, editor, reviewer, client
):
    let_stand(text, editor, reviewer)

    publish(text, by=editor)

    words = text_of(shown(text, client))
    assert HEADING in words
    assert "What a court said" in words
    assert f"Let stand by Sample Reviewer, MD (demo) on {_today()}, because: {WHY}" in words


def _today():
    today = timezone.localdate()
    return f"{today:%B} {today.day}, {today.year}"


def test_a_page_without_any_says_nothing_of_them(client):
    assert HEADING not in text_of(shown(make_translation_published(), client))


def make_translation_published():
    text = make_translation(guide=make_guide(regulatory_status="not-needed"))
    publish(text, by=make_guide_editor())
    return text


def test_paper_tells_them_too(text, editor, reviewer, client):
    let_stand(text, editor, reviewer)
    publish(text, by=editor, correction="")
    clinic = make_clinic(guides=[text.guide])
    publish_the_clinic(clinic)

    pdf = client.get(f"/{clinic.slug}/{text.guide.slug}/handout.pdf").content
    words = " ".join(structure_of(pdf).text.split())

    assert HEADING in words
    assert WHY in words


def test_it_holds_for_exactly_these_words(text, editor, reviewer):
    let_stand(text, editor, reviewer)
    section = text.sections.get()
    section.body = "It is guaranteed to work."
    section.save()

    with pytest.raises(CannotPublish):
        publish(text, by=editor)

    section.body = f"The judge read this aloud. {CLAIM}"  # another paragraph
    section.save()
    with pytest.raises(CannotPublish):
        publish(text, by=editor)

    section.body = f"The judge went home.\n\n{CLAIM}"
    section.save()
    assert publish(text, by=editor).content["exceptions"][0]["quote"] == CLAIM


def test_what_quotes_nothing_is_let_stand_for_the_whole_draft_as_it_is(editor, reviewer):
    text = make_translation(guide=make_guide(regulatory_status="unapproved"))
    ask(text, editor, code="approval-missing")
    decide(text, reviewer, finding=found_in(text, "approval-missing"))
    publish(text, by=editor)

    make_section(translation=text, position=9)

    with pytest.raises(CannotPublish) as refusal:
        publish(text, by=editor)
    assert [finding.code for finding in refusal.value.findings] == ["approval-missing"]


@pytest.mark.parametrize("way", ["asked", "wrote"])
def test_who_asked_or_wrote_does_not_decide(text, editor, reviewer, way):
    if way == "asked":
        ask(text, reviewer)
    else:
        ask(text, editor)
        section = text.sections.get()
        section._history_user = reviewer
        section.save()

    with pytest.raises(CannotDecide, match="Somebody else decides"):
        decide(text, reviewer)

    assert Exemption.objects.get().is_waiting


def test_who_wrote_for_an_edition_before_may_decide_again(text, editor, reviewer):
    section = text.sections.get()
    section._history_user = reviewer
    section.save()
    publish_guide(text)

    let_stand(text, editor, reviewer)

    assert Exemption.objects.get().is_given


def test_the_database_wants_two_people_as_well(text, editor, reviewer):
    row = ask(text, editor)
    given = {"outcome": "given", "decided_by": editor, "decided_at": timezone.now()}

    with pytest.raises(IntegrityError), transaction.atomic():
        Exemption.objects.filter(pk=row.pk).update(**given)


@pytest.mark.parametrize(
    ("reason", "why"),
    [("x", "in a sentence"), ("  ", "in a sentence"), ("It is guaranteed to help.", "otherwise")],
)
def test_a_reason_is_a_sentence_and_claims_nothing(text, editor, reason, why):
    with pytest.raises(CannotDecide, match=why):
        ask(text, editor, reason=reason)

    assert not Exemption.objects.exists()


def test_what_needs_a_signature_is_not_let_stand(editor):
    guide = make_guide(requires_signature=True, regulatory_status="not-needed")
    text = make_translation(guide=guide, sections=[{"kind": "risks"}])

    with pytest.raises(CannotDecide):
        ask(text, editor, code="unsigned")


def test_asking_twice_is_asking_once(text, editor):
    assert ask(text, editor) == ask(text, editor)
    with pytest.raises(CannotDecide, match="has asked already"):
        ask(text, make_guide_editor())


def test_what_was_refused_stops_on_and_can_be_asked_for_anew(text, editor, reviewer):
    ask(text, editor)
    with pytest.raises(CannotDecide, match="Say what has to change"):
        decide(text, reviewer, is_given=False)
    decide(text, reviewer, is_given=False, answer="Quote the court's name.")

    with pytest.raises(CannotPublish):
        publish(text, by=editor)

    let_stand(text, editor, reviewer)
    publish(text, by=editor)


def test_publishing_closes_what_nobody_decided_about(text, editor, reviewer):
    ask(text, editor)
    text.sections.update(body="The court dismissed it.")

    publish(text, by=editor)

    assert not Exemption.objects.waiting()
    text.sections.update(body=CLAIM)
    with pytest.raises(CannotDecide, match="decided already"):
        decide(text, reviewer)


def test_an_exception_is_of_one_draft(text, editor, reviewer):
    let_stand(text, editor, reviewer)
    guide = make_guide(regulatory_status="not-needed")
    other = make_translation(guide=guide, sections=[{"body": CLAIM}])

    with pytest.raises(CannotPublish):
        publish(other, by=editor)


def test_what_is_published_and_let_stand_is_no_change_of_the_draft(text, editor, reviewer):
    let_stand(text, editor, reviewer)

    edition = publish(text, by=editor, correction="")

    assert edition.says(compose(text))


# A warning.


def test_a_warning_is_put_aside_by_whoever_publishes_and_patients_read_nothing_of_it(
    editor, client
):
    guide = make_guide(regulatory_status="not-needed")
    body = "Call now and book your visit today!"
    text = make_translation(guide=guide, sections=[{"body": body}])
    [warning] = [f for f in check(text, compose(text)) if f.quote and not f.blocks][:1]

    row = ask(text, editor, code=warning.code, reason="It is a joke here.")

    assert row.is_dismissal
    left = {finding.code: finding for finding in check(text, compose(text))}
    assert left[warning.code].let_stand == row
    assert publish(text, by=editor).content["exceptions"] == []


def test_what_was_put_aside_as_a_warning_does_not_lift_what_blocks(text, editor):
    Exemption.objects.create(
        kind="guide.translation",
        owner=text.pk,
        finding=found_in(text),
        message="It warned once.",
        reason=WHY,
        language="en",
        is_dismissal=True,
        asked_by=editor,
        outcome="given",
        decided_by=editor,
        decided_at=timezone.now(),
    )

    with pytest.raises(CannotPublish):
        publish(text, by=editor)


# At the server.


def test_what_an_operator_lifts_at_the_server_is_listed_with_the_reason(tmp_path, client):
    document = tmp_path / "court.md"
    document.write_text(f"# A guide\n\n## How it works\n\n{CLAIM}\n")
    options = {"slug": "court", "language": "en", "publish": True, "verbosity": 0}

    call_command("import_guide", str(document), **options, override="A trial site only.")

    text = Translation.objects.get()
    told = text.editions.get().content["exceptions"]
    assert {one["reason"] for one in told} == {"A trial site only."}
    assert {one["by"] for one in told} == {""}
    words = text_of(shown(text, client))
    assert "No clinician has signed these words yet." in words
    assert "Not yet reviewed by a clinician." in words
    assert f"Published all the same on {_today()}, and nobody else looked at it" in words


# In every language of the site.


def test_patients_read_it_in_their_language(text, editor, reviewer, client):
    let_stand(text, editor, reviewer)

    told = publish(text, by=editor).content["exceptions"][0]

    assert told["messages"]["en"] != told["messages"]["es"]
    clinic = make_clinic(guides=[text.guide], spanish=True)
    publish_the_clinic(clinic)
    words = text_of(client.get(address("es", "guide", clinic.slug, text.guide.slug)))
    assert "Excepciones y correcciones" in words
    assert told["messages"]["es"] in words


# Corrections.


def test_corrections_stay_on_the_page_with_every_later_edition(client):
    text = make_translation_published()
    editor = make_guide_editor()
    publish(text, by=editor, correction="We said two weeks. It is six weeks.")
    publish(text, by=editor, note="Something else", correction="")
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        publish(text, by=editor, correction="The name of a test was wrong.")

        words = text_of(shown(text, client))

    assert HEADING in words
    assert words.index("The name of a test was wrong.") < words.index("We said two weeks.")


def test_a_correction_that_is_undone_is_told_no_more(client):
    text = make_translation_published()
    edition = publish(text, by=make_guide_editor(), correction="We said two weeks.")
    undo(text, number=edition.number, by=make_operator())

    assert HEADING not in text_of(shown(text, client))


def test_a_correction_is_read_by_the_check(editor):
    text = make_translation_published()

    with pytest.raises(CannotPublish) as refusal:
        publish(text, by=editor, correction="We forgot to say that it is guaranteed.")

    assert "guarantee" in {finding.code for finding in refusal.value.findings}


def test_the_clinics_corrections_stand_on_its_own_page_too(client):
    clinic = make_clinic()
    manager = make_manager(clinic)
    publish_clinic(clinic, by=manager)
    publish_clinic(clinic, by=manager, correction="Our phone number was wrong.")

    words = text_of(client.get(address("en", "clinic", clinic.slug)))

    assert "Our phone number was wrong." in words


# The pages of the admin.


def test_asked_for_on_the_page_and_let_stand_by_the_reviewer(text, editor, reviewer, client_of):
    mine, hers = client_of(editor), client_of(reviewer)
    opened = mine.get(page(text, "publish"))
    assert page(text) in opened.content.decode()

    sent = mine.post(page(text), {"finding": found_in(text), "words": WHY})

    assert sent.status_code == 302
    [mailed] = mail.outbox
    assert mailed.to == [reviewer.email]
    assert WHY in mailed.body
    assert CLAIM in text_of(hers.get("/admin/"))
    assert "It waits for an answer." in text_of(mine.get(page(text)))
    answered = hers.post(page(text), answer(text))
    assert answered.status_code == 302
    assert mail.outbox[-1].to == [editor.email]
    assert CLAIM not in text_of(hers.get("/admin/"))
    assert "Let stand" in text_of(mine.get(page(text, "publish")))
    form = form_on(mine.get(page(text, "publish"))) | {"note": "The court's words"}
    assert mine.post(page(text, "publish"), form).status_code == 302


def test_what_was_typed_stays_when_it_is_refused(text, editor, client_of):
    response = client_of(editor).post(page(text), {"finding": found_in(text), "words": "Too short"})

    assert response.status_code == 422
    assert "Say why in a sentence." in text_of(response)
    assert "Too short" in response.content.decode()


def test_a_reviewer_decides_about_a_clinics_draft_and_its_clerks_do_not(client_of, reviewer):
    the_network()
    clinic = make_clinic(tagline={"en": CLAIM})
    manager = make_manager(clinic)
    clerk = make_member(clinic)
    content = compose_clinic(clinic)
    [key] = [k for k, f in named(check_clinic(clinic, content)).items() if f.code == "guarantee"]
    assert client_of(clerk).get(page(clinic)).status_code == 403
    assert client_of(make_manager(make_clinic())).get(page(clinic)).status_code == 404
    assert client_of(make_guide_editor()).get(page(clinic)).status_code == 404
    assert client_of(manager).post(page(clinic), {"finding": key, "words": WHY}).status_code == 302
    by_manager = answer(clinic)
    assert client_of(manager).post(page(clinic), by_manager).status_code == 403

    assert client_of(reviewer).post(page(clinic), by_manager).status_code == 302

    assert publish_clinic(clinic, by=manager).content["exceptions"][0]["quote"] == CLAIM


HARD = (
    "Individualized reimbursement considerations notwithstanding, multidisciplinary rehabilitation "
    "appointments necessitate preliminary authorization documentation of the insurer beforehand."
)


def on_start(client):
    return text_of(client.get(reverse("admin:index")))


def test_what_is_let_stand_at_a_clinic_is_no_task_any_more(client_of, reviewer):
    the_network()
    clinic = make_clinic(slug="ridge", tagline={"en": CLAIM})
    manager = client_of(make_manager(clinic))
    content = compose_clinic(clinic)
    found = named(check_clinic(clinic, content))
    [key] = [key for key, one in found.items() if one.code == "guarantee"]
    assert found[key].message in on_start(manager)

    manager.post(page(clinic), {"finding": key, "words": WHY})
    client_of(reviewer).post(page(clinic), answer(clinic))

    assert found[key].message not in on_start(manager)
    said = StringIO()
    call_command("check_content", clinic="ridge", stdout=said)
    [line] = [line for line in said.getvalue().splitlines() if "(guarantee)" in line]
    assert "[let stand]" in line


def test_what_is_put_aside_in_the_network_is_no_task_any_more(client_of):
    network = the_network()
    network.introduction = {"en": HARD}
    network.save()
    editor = client_of(make_guide_editor())
    content = compose_network(network)
    found = named(check_network(network, content))
    [(key, finding)] = [(k, f) for k, f in found.items() if f.quote == HARD]
    assert finding.message in on_start(editor)

    assert editor.post(page(network), {"finding": key, "words": WHY}).status_code == 302

    assert finding.message not in on_start(editor)


def test_a_draft_that_was_changed_meanwhile_closes_the_question(text, editor, reviewer, client_of):
    ask(text, editor)
    text.sections.update(body="The court dismissed it.")
    hers = client_of(reviewer)
    assert "About words that the draft does not say any more" in text_of(hers.get(page(text)))

    assert hers.post(page(text), answer(text)).status_code == 302

    assert not Exemption.objects.waiting()


# A link to the draft.


@pytest.mark.parametrize("of", ["a text", "a clinic"])
def test_no_link_hands_on_a_claim(of, text, editor, client_of):
    the_network()
    clinic = make_clinic(guides=[text.guide], tagline={"en": CLAIM if of == "a clinic" else ""})
    owner, who = (text, editor) if of == "a text" else (clinic, make_manager(clinic))
    if of == "a clinic":
        publish_guide(text)
    client = client_of(who)
    shares = (
        reverse("admin:clinics_translation_shares", args=[text.pk])
        if of == "a text"
        else page(clinic, "shares")
    )

    response = client.post(shares, form_on(client.get(shares)) | {"note": "Dr. Gray"})

    assert response.status_code == 422
    assert "This may not be told to anybody as it is." in text_of(response)
    assert CLAIM in text_of(response)
    assert not owner.share_links.exists()
