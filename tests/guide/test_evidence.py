"""The label of a section speaks about what the section tells, and only as far as its sources go."""

import pytest
from django.urls import reverse

from guide.checks.checking import check
from guide.draft.composing import compose
from guide.models.evidence import FAMILIES, FAMILY_OF_KIND, Evidence
from guide.models.kinds import Kind
from tests.factories import make_guide, make_reference, make_translation, shown_guide
from tests.pages import text_of
from tests.pdf_structure import structure_of

pytestmark = pytest.mark.django_db


def doubts(kind, evidence, *sources, body=None):
    """(code, whether it blocks) of what is found about the label over a text that cites these."""
    guide = make_guide()
    for number, source in enumerate(sources):
        make_reference(guide=guide, key=f"s{number}", **source)
    body = body or " ".join(f"Known [@s{number}]." for number in range(len(sources))) or "None."
    section = {"kind": kind, "evidence": evidence, "body": body}
    text = make_translation(guide=guide, sections=[section])
    found = check(text, compose(text))
    return [(f.code, f.blocks) for f in found if f.code.startswith("label")]


TRIAL = {"source_kind": "randomised", "same_condition": "yes"}
OTHER_TRIAL = {"source_kind": "randomised", "same_condition": "no"}
CASES = {"source_kind": "case-reports", "same_condition": "yes"}
LAW, PAYER = {"source_kind": "regulator"}, {"source_kind": "payer"}
SURVEY, COURT = {"source_kind": "survey"}, {"source_kind": "court"}
UNKNOWN: dict = {}


@pytest.mark.parametrize(
    ("kind", "evidence", "sources"),
    [
        ("benefits", "strong", [CASES, TRIAL]),
        ("benefits", "moderate", [OTHER_TRIAL]),
        ("benefits", "moderate", [{"source_kind": "guideline"}]),
        ("benefits", "low", [CASES]),
        ("benefits", "none", []),
        ("risks", "reported", [CASES]),
        ("approval", "law", [LAW]),
        ("insurance", "payer", [PAYER]),
        ("insurance", "rule", [PAYER]),
        ("cost", "survey", [SURVEY]),
        ("cost", "court", [COURT]),
        ("other", "law", [LAW]),
        ("questions", "", []),
        ("benefits", "later", []),
    ],
)
def test_a_label_that_its_sources_carry_is_no_finding(kind, evidence, sources):
    assert doubts(kind, evidence, *sources) == []


@pytest.mark.parametrize(
    ("kind", "evidence", "sources", "code", "blocks"),
    [
        ("benefits", "moderate", [CASES], "label-not-carried", True),
        ("benefits", "strong", [OTHER_TRIAL], "label-not-carried", True),
        ("benefits", "strong", [{"source_kind": "guideline"}], "label-not-carried", True),
        ("benefits", "moderate", [UNKNOWN], "label-not-known", False),
        ("benefits", "strong", [{"source_kind": "randomised"}], "label-not-known", False),
        ("benefits", "moderate", [], "label-without-source", True),
        ("benefits", "low", [], "label-without-source", False),
        ("benefits", "law", [LAW], "label-of-another-kind", False),
        ("risks", "low", [CASES], "label-of-another-kind", False),
        ("risks", "counted", [CASES], "label-not-carried", True),
        ("approval", "law", [PAYER], "label-not-carried", True),
        ("insurance", "payer", [LAW], "label-not-carried", True),
        ("cost", "survey", [COURT], "label-not-carried", True),
        ("cost", "court", [SURVEY], "label-not-carried", True),
        ("questions", "strong", [TRIAL], "label-on-advice", False),
        ("conclusion", "low", [CASES], "label-on-advice", False),
        ("other", "moderate", [CASES], "label-not-carried", True),
    ],
)
def test_a_label_that_says_more_or_something_else_is_a_finding(
    kind, evidence, sources, code, blocks
):
    assert doubts(kind, evidence, *sources) == [(code, blocks)]


def test_what_is_not_cited_in_the_text_itself_carries_nothing():
    assert doubts("benefits", "moderate", TRIAL, CASES, body="So [@s1].") == [
        ("label-not-carried", True)
    ]


def test_every_kind_but_other_has_a_family_and_every_label_belongs_to_one():
    assert {*Kind} - FAMILY_OF_KIND.keys() == {Kind.OTHER}
    assert sorted(label for labels in FAMILIES.values() for label in labels) == sorted(Evidence)


@pytest.fixture
def shown():
    guide = make_guide(slug="shots")
    for key in ("first", "second", "third"):
        make_reference(guide=guide, key=key)
    cited = "One [@second]. Two [@first]. Again [@second]."
    sections = [
        {"key": "overview", "body": "Zero [@third]."},
        {"key": "benefits", "kind": "benefits", "evidence": "low", "body": cited},
        {"key": "cost", "kind": "cost", "evidence": "court", "body": "Three [@third]."},
        {"key": "old", "kind": "other", "evidence": "gone", "body": "Four."},
    ]
    _text, clinic = shown_guide(guide=guide, sections=sections)
    return clinic


def test_on_the_page_a_label_says_what_it_rests_on_and_names_its_sources(shown, client):
    for address in (f"/{shown.slug}/shots/", f"/{shown.slug}/shots/benefits/"):
        page = client.get(address)
        assert (
            "How sure we are: Low: small, uncontrolled or mixed studies. Sources: 2 , 3"
            in text_of(page)
        )
        assert '<a href="#ref-second"' in page.content.decode()
    whole = text_of(client.get(f"/{shown.slug}/shots/"))
    assert "What this rests on: From court and agency papers. Source: 1" in whole
    assert "How sure we are: gone." in whole


def test_on_paper_a_label_stands_with_the_numbers_of_its_sources(shown, client):
    pdf = client.get(reverse("en:handout", args=[shown.slug, "shots"])).content

    words = " ".join(structure_of(pdf).text.split())
    assert "How sure we are: Low: small, uncontrolled or mixed studies. Sources: 2, 3" in words
    assert "What this rests on: From court and agency papers. Source: 1" in words
    assert "How sure we are: gone." in words
