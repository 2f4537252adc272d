"""Every form that takes text or a file says “no patient's data”, and notes kept for good refuse it."""

import pytest
from django.urls import reverse

from clinics.models import ClinicEdition, ShareLink
from guide.models import ReviewRequest
from tests.factories import make_guide_editor, make_manager, make_operator, shown_guide
from tests.pages import form_on, text_of, tree_of

pytestmark = pytest.mark.django_db
LINE = "No patient's data and no pictures of patients"
BORN = "Asked by Maria Lopez, DOB 3/4/1956"


@pytest.fixture
def shown():
    text, clinic = shown_guide(sections=[{"kind": "risks"}])
    clinic.tagline = {"en": "Changed since."}
    clinic.save()
    return text, clinic


def pages(text, clinic):
    of_clinic, of_text = (
        f"/admin/clinics/clinic/{clinic.pk}/",
        f"/admin/guide/translation/{text.pk}/",
    )
    return [
        *(f"{of_clinic}{page}/" for page in ("change", "publish", "sheet", "shares")),
        *(f"{of_text}{page}/" for page in ("change", "publish", "review")),
        f"{of_clinic}editions/1/withdraw/",
        f"/admin/clinics/clinic/publish/?clinic={clinic.pk}",
        *("/admin/clinics/note/add/", "/admin/clinics/costitem/add/", "/admin/guide/section/add/"),
        *("/admin/clinics/coverage/add/", "/admin/guide/term/add/", "/admin/guide/reference/add/"),
        "/admin/guide/guide/import/",
    ]


def test_it_stands_in_every_form_that_takes_words_or_files(client_of, shown):
    client = client_of(make_operator())

    for address in pages(*shown):
        forms = [
            form
            for form in tree_of(client.get(address)).iter("form")
            if any(
                field.tag == "textarea" or field.get("type") in ("text", "file")
                for field in form.iter()
            )
            and form.get("method") == "post"
            and not form.get("action")
        ]
        assert forms, address
        for form in forms:
            assert LINE in " ".join("".join(form.itertext()).split()), address


@pytest.mark.parametrize(
    ("page", "field", "model"),
    [
        ("clinic_publish", "note", ClinicEdition.objects.filter(number=2)),
        ("clinic_withdraw", "reason", ClinicEdition.objects.exclude(withdrawn_at=None)),
        ("clinic_shares", "note", ShareLink.objects.all()),
        ("translation_review", "comment", ReviewRequest.objects.all()),
    ],
)
def test_a_note_that_is_kept_for_good_refuses_it_and_gives_the_words_back(
    client_of, shown, page, field, model
):
    text, clinic = shown
    room, owner, by = (
        ("guide", text, make_guide_editor())
        if page.startswith("translation")
        else ("clinics", clinic, make_manager(clinic))
    )
    args = [owner.pk, 1] if page.endswith("withdraw") else [owner.pk]
    address = reverse(f"admin:{room}_{page}", args=args)
    client = client_of(by)
    sent = form_on(client.get(address)) | {field: BORN, "action": "ask"}

    answer = client.post(address, sent)

    assert answer.status_code == 422
    assert "looks like somebody's date of birth" in text_of(answer)
    assert BORN in text_of(answer) or BORN in answer.content.decode()
    assert not model.exists()
