"""“Approved” cites who approved it and is signed; another kind or status is no way around a signature."""

import pytest
from django.urls import reverse

from editions.publish.publishing import CannotPublish
from editions.publish.restoring import restore
from editions.tools.fingerprint import fingerprint
from guide.draft.composing import compose
from guide.draft.restoring import TextRows
from guide.models import Guide, Section
from guide.models.access import EDITORS
from tests.factories import (
    make_guide,
    make_guide_editor,
    make_operator,
    make_reference,
    make_reviewer,
    make_translation,
    publish_guide,
    sign,
)
from tests.pages import choices_on, form_on, text_of

pytestmark = pytest.mark.django_db
CITED = "The agency approved it in 2020 [@agency]."


def text_with(*sections, **fields):
    guide = make_guide(**fields)
    make_reference(guide=guide, key="agency")
    return make_translation(guide=guide, sections=list(sections))


def blocking(text, **options):
    """{code: place} of what stops publishing, whatever reason is given."""
    with pytest.raises(CannotPublish) as refused:
        publish_guide(text, **options)
    return {finding.code: finding.place for finding in refused.value.findings}


def approval(body=CITED):
    return {"key": "approval", "kind": "approval", "title": "Approval", "body": body}


def test_what_claims_approval_is_published_once_it_is_cited_and_signed():
    text = text_with(approval(), {"key": "other"}, regulatory_status="approved")

    assert blocking(text)["unsigned"] == "Approval"
    sign(text, parts=["approval"])
    assert publish_guide(text, override="").number == 1


@pytest.mark.parametrize("body", ["It is approved.", "It is approved [@nobody]."])
def test_what_claims_approval_and_cites_nothing_is_not_published(body):
    text = text_with(approval(body), regulatory_status="approved")
    sign(text)

    assert blocking(text, override="")["approval-not-cited"] == "Approval"


def test_what_claims_approval_without_a_word_of_it_is_not_published():
    text = text_with({}, regulatory_status="approved")
    sign(text)

    assert blocking(text, override="") == {"approval-not-cited": text.title}


@pytest.mark.parametrize("status", ["unapproved", "not-needed"])
def test_who_claims_no_approval_need_not_cite_it(status):
    text = text_with(approval("Nobody approved it."), regulatory_status=status)

    assert publish_guide(text, override="").number == 1


@pytest.mark.parametrize("is_live", [False, True])
def test_another_kind_is_no_way_around_a_signature(is_live):
    told = {"key": "benefits", "kind": "benefits", "title": "Benefits"}
    text = text_with(told, requires_signature=True)
    if is_live:
        publish_guide(text, signed_by=make_reviewer())
    sign(text, parts=[":opening"])
    section = text.sections.get()

    section.kind = "other"
    section.save()
    section.body = "Everybody gets better."
    section.save()

    assert blocking(text)["unsigned"] == "Benefits"


def test_nor_is_a_section_deleted_and_made_again_or_called_by_another_key():
    told = {"key": "benefits", "kind": "benefits", "title": "Benefits"}
    text = text_with(told, told | {"key": "more", "title": "More"}, requires_signature=True)
    sign(text, parts=[":opening"])
    first, second = text.sections.all()
    first.delete()
    Section.objects.create(translation=text, key="benefits", title="Anew", body="Words.")
    second.key, second.kind = "cost", "cost"
    second.save()

    with pytest.raises(CannotPublish) as refused:
        publish_guide(text)

    places = [f.place for f in refused.value.findings if f.code == "unsigned"]
    assert sorted(places) == ["Anew", "More"]


# Who says that a guide is approved, or goes live unsigned.


def form_of(guide):
    return reverse("admin:guide_guide_change", args=[guide.pk])


def make_editor_who_reviews():
    user = make_reviewer()
    user.groups.add(make_guide_editor().groups.get(name=EDITORS))
    return user


@pytest.mark.parametrize(
    ("make_person", "may"),
    [(make_guide_editor, False), (make_editor_who_reviews, True), (make_operator, True)],
)
def test_who_only_writes_does_not_settle_what_the_law_hangs_on(client_of, make_person, may):
    guide = make_guide(requires_signature=None)
    client, page = client_of(make_person()), form_of(guide)
    sent = form_on(client.get(page))

    client.post(page, sent | {"requires_signature": "False"})
    client.post(page, form_on(client.get(page)) | {"regulatory_status": "approved"})

    guide.refresh_from_db()
    assert guide.requires_signature == (False if may else None)
    assert guide.regulatory_status == ("approved" if may else "unapproved")


def test_nor_in_a_new_guide(client_of):
    client, add = client_of(make_guide_editor()), reverse("admin:guide_guide_add")
    shown = client.get(add)

    assert set(choices_on(shown, "regulatory_status")) == {"unapproved", "partly"}
    assert "An operator or a reviewer says that it is approved." in text_of(shown)
    sent = form_on(shown) | {"slug": "new", "requires_signature": "False"}
    assert client.post(add, sent | {"regulatory_status": "not-needed"}).status_code == 422
    assert client.post(add, sent).status_code == 302
    assert Guide.objects.get().needs_signature


def test_who_only_writes_keeps_or_takes_back_what_was_settled(client_of):
    guide = make_guide(regulatory_status="approved")
    client, page = client_of(make_guide_editor()), form_of(guide)

    sent = form_on(client.get(page))
    assert client.post(page, sent | {"condition": "Knee pain"}).status_code == 302
    assert Guide.objects.get().regulatory_status == "approved"
    sent = form_on(client.get(page))
    assert client.post(page, sent | {"regulatory_status": "unapproved"}).status_code == 302
    assert Guide.objects.get().regulatory_status == "unapproved"


def test_no_version_or_edition_put_back_settles_it(client_of):
    text = text_with(approval(), regulatory_status="approved")
    guide, settled = text.guide, text.guide.history.first()
    edition = publish_guide(text, signed_by=make_reviewer())
    guide.regulatory_status = "unapproved"
    guide.save()

    revert = reverse("admin:guide_guide_revert", args=[guide.pk, settled.pk])
    client = client_of(make_guide_editor())
    refused = client.post(revert, form_on(client.get(revert)))
    rows = TextRows(text)
    seen = fingerprint(compose(text).model_dump(mode="json"))
    restore(rows, edition, expected=seen, by=make_guide_editor())

    assert refused.status_code == 409
    assert "only an operator or a reviewer makes it so again" in text_of(refused)
    assert any("only an operator or a reviewer" in remark for remark in rows.remarks)
    assert Guide.objects.get().regulatory_status == "unapproved"
    operator = client_of(make_operator())
    assert operator.post(revert, form_on(operator.get(revert))).status_code == 302
    assert Guide.objects.get().regulatory_status == "approved"
