import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinics.models import ClinicEdition
from editions.tools.fingerprint import canonical, fingerprint
from tests.factories import make_clinic, make_cost, make_note, make_service, publish_the_clinic

values = st.none() | st.integers() | st.text(max_size=5) | st.lists(st.text(max_size=3))
contents = st.dictionaries(
    st.text(max_size=5), values | st.dictionaries(st.text(max_size=3), values)
)
SHA256_OF_IT = "f8f17faab95c024891d173fa43442b0e52007736a1f36715ac721ab22deeefc5"  # by sha256sum


def test_a_fingerprint_is_sha256_of_json_with_sorted_keys():
    content = {"b": [1, "é"], "a": None}

    assert canonical(content) == '{"a":null,"b":[1,"é"]}'
    assert fingerprint(content) == SHA256_OF_IT


@given(contents)
def test_the_order_of_keys_does_not_matter(content):
    turned = dict(reversed(content.items()))

    assert fingerprint(turned) == fingerprint(content)


@pytest.mark.parametrize("other", ["Resume", "Résume", "re\u0301sume\u0301", "résumé ", "RÉSUMÉ"])
def test_another_character_is_another_fingerprint(other):
    assert fingerprint({"text": other}) != fingerprint({"text": "résumé"})


def test_the_order_of_a_list_matters():
    assert fingerprint({"sections": ["risks", "cost"]}) != fingerprint(
        {"sections": ["cost", "risks"]}
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body", ["Plain", "ñ é 中 العربية 👩🏽‍⚕️", "re\u0301sume\u0301", 'a "b" \\ </c>\u2028']
)
def test_what_the_database_gives_back_has_the_fingerprint_of_what_was_published(body):
    clinic = make_clinic(tagline={"es": "Sí", "en": "Yes"})
    make_note(clinic=clinic, body=body)
    edition = publish_the_clinic(clinic)

    stored = ClinicEdition.objects.get(pk=edition.pk)

    assert stored.content == edition.content
    assert fingerprint(stored.content) == stored.fingerprint == edition.fingerprint


@pytest.mark.django_db
@pytest.mark.parametrize("low", [0, 400, "400.5", "1234567.89"])
def test_an_amount_keeps_its_cents_exactly(low):
    clinic = make_clinic()
    make_cost(clinic=clinic, service=make_service(), low=low, high="9999999.99")
    edition = publish_the_clinic(clinic)

    stored = ClinicEdition.objects.get(pk=edition.pk)

    cost = stored.content["costs"][0]
    assert (cost["low"], cost["high"]) == (f"{float(low):.2f}", "9999999.99")
    assert fingerprint(stored.content) == stored.fingerprint


@pytest.mark.django_db
def test_publishing_the_same_draft_twice_gives_the_same_fingerprint():
    clinic = make_clinic()
    make_note(clinic=clinic)

    first, second = publish_the_clinic(clinic), publish_the_clinic(clinic)

    assert first.fingerprint == second.fingerprint
