"""An edition is read for ever: by the code that comes later, and by older code after a rollback."""

from copy import deepcopy

import pytest

from clinics.draft.composing import compose_clinic
from editions.models.content import Content
from editions.publish.publishing import CannotPublish
from guide.models import Section
from tests.clinics.patients import make_shown, read, words_of
from tests.editions.writing import address_of
from tests.factories import make_manager, make_operator, publish_guide

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PAGES = [
    *("/", "/?q=ridge", "/ridge/", "/es/ridge/", "/ridge/shots/", "/es/ridge/shots/"),
    *("/ridge/shots/risks/", "/ridge/shots/cost/", "/ridge/shots/insurance/"),
    *("/ridge/shots/print/", "/ridge/shots/handout.pdf", "/ridge/shots/editions/2-2-2/"),
]
STAFF_PAGES = [
    *("editions/", "editions/2/", "editions/2/restore/", "publish/"),
    *("editions/compare/?old=1&new=2", "editions/compare/?old=2&new=draft"),
]


@pytest.fixture
def editions():
    """Of a guide, a clinic and the network: what the code of a later release has published."""
    translation, clinic, _other = make_shown()
    network = clinic.cost_items.get().service.network
    return [_by_later_code(owner) for owner in (translation, clinic, network)]


def _by_later_code(owner):
    """The same content once more, with all that this code does not know."""
    before = owner.editions.get()
    content = deepcopy(before.content) | {"pager": "555-555-0199", "rooms": [{}]}
    content |= {"schema_number": 99, "regulatory_status": "of-later"}
    content |= dict.fromkeys({"paper"} & content.keys(), "of-later")
    for items in content.values():
        for item in items if isinstance(items, list) else []:
            if isinstance(item, dict):
                item |= dict.fromkeys(CHOICES & item.keys(), "of-later") | {"later": ["x"]}
    facts = {"slug": before.slug} if hasattr(before, "slug") else {}
    facts |= {"language": before.language} if hasattr(before, "language") else {}
    return type(before).objects.create(
        **{before.OWNER: owner},
        **facts,
        number=2,
        content=content,
        live_from=before.live_from,
        published_by=make_operator(),
    )


CHOICES = {"kind", "evidence", "unit", "part", "status", "plan_kind", "applies_to"}
CHOICES |= {"prior_authorization", "files_authorization", "network_status"}


@pytest.mark.parametrize("path", PAGES)
def test_patients_read_what_later_code_has_published(editions, client, path):
    response = client.get(path)

    assert response.status_code == 200
    if path == "/ridge/shots/":
        page = words_of(response.content.decode())
        for words in ("Law page-top.", "Every shot has risks.", "$400 – $650", "of-later"):
            assert words in page


@pytest.mark.parametrize("page", STAFF_PAGES)
def test_staff_see_and_put_back_what_later_code_has_published(editions, client_of, page):
    operator = client_of(make_operator())

    for edition in editions:
        owner = getattr(edition, edition.OWNER)
        kind = owner._meta.label_lower.replace(".", "/")
        told = read(operator, f"/admin/{kind}/{owner.pk}/{page}")
        assert "pager" not in told


def test_everything_can_be_put_back_from_it_and_published_anew(editions, client_of):
    operator = client_of(make_operator())
    for edition in editions:
        owner = getattr(edition, edition.OWNER)
        address = f"/admin/{owner._meta.label_lower.replace('.', '/')}/{owner.pk}"
        page = operator.get(f"{address}/editions/2/restore/")
        answer = operator.post(
            f"{address}/editions/2/restore/", {"expected": page.context["expected"]}
        )
        assert answer.status_code == 302

    page = operator.get(f"/admin/guide/translation/{editions[0].translation_id}/publish/")

    assert "There is no such kind of section: “of-later”. Choose another kind." in words_of(
        page.content.decode()
    )


def test_a_draft_with_a_kind_of_later_code_is_not_published_as_it_is(editions):
    Section.objects.filter(key="risks").update(kind="of-later")
    translation = editions[0].translation

    with pytest.raises(CannotPublish) as refusal:
        publish_guide(translation, override="")

    assert "no-such-kind" in {finding.code for finding in refusal.value.findings}
    assert translation.editions.count() == 2


class Card(Content):
    """A content in its third schema."""

    UPGRADES = {
        1: lambda old: {"phones": [old["phone"]]},
        2: lambda old: {"numbers": {"office": old["phones"][0]}},
    }

    schema_number: int = 3
    numbers: dict[str, str]


@pytest.mark.parametrize(
    "stored",
    [
        {"phone": "555-555-0142"},
        {"schema_number": 1, "phone": "555-555-0142"},
        {"schema_number": 2, "phones": ["555-555-0142"]},
        {"schema_number": 3, "numbers": {"office": "555-555-0142"}},
        {"schema_number": 4, "numbers": {"office": "555-555-0142"}, "pager": ""},
    ],
)
def test_the_content_of_every_schema_is_read_as_that_of_the_newest(stored):
    before = deepcopy(stored)

    assert Card.read(stored).numbers == {"office": "555-555-0142"}
    assert stored == before


def test_what_is_composed_may_hold_nothing_unknown():
    with pytest.raises(ValueError, match="pager"):
        Card(numbers={}, pager="555-555-0199")


def test_a_field_that_came_since_is_no_change_of_the_draft(client_of):
    _translation, clinic, _other = make_shown()
    edition = clinic.editions.get()
    older = {name: value for name, value in edition.content.items() if name != "deposit"}
    assert older != edition.content
    made = type(edition).objects.create(
        clinic=clinic,
        slug=clinic.slug,
        number=2,
        content=older,
        live_from=edition.live_from,
        published_by=make_operator(),
    )

    manager = client_of(make_manager(clinic))
    assert "Nothing has changed since." in read(manager, address_of(clinic))
    assert "Nothing has changed since." in words_of(manager.get("/admin/").content.decode())
    assert made.says(compose_clinic(clinic))
    clinic.deposit = {"en": "We ask for $50 first."}
    clinic.save()
    assert "holds changes that are not published" in read(manager, address_of(clinic))
