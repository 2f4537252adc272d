"""The rules of the whole page, of plain values."""

from dataclasses import replace

import pytest

from guide.claims.whole_page import PageSection, page_findings, page_section
from guide.markup.statements import statements_of
from guide.models.kinds import Kind

PAGE = [
    PageSection("approval", Kind.APPROVAL, 2, 50),
    PageSection("benefits", Kind.BENEFITS, 2, 100),
    PageSection("risks", Kind.RISKS, 2, 80),
    PageSection("choices", Kind.ALTERNATIVES, 2, 50, names_no_treatment=True),
]


def found(page, *, is_unapproved=True, status_comes_first=False):
    return [
        (finding.rule, finding.section)
        for finding in page_findings(
            page, is_unapproved=is_unapproved, status_comes_first=status_comes_first
        )
    ]


def changed(key, **values):
    return [replace(one, **values) if one.key == key else one for one in PAGE]


def without(key):
    return [one for one in PAGE if one.key != key]


def test_a_page_that_tells_both_is_in_order():
    assert found(PAGE) == []
    assert found([]) == [("approval-missing", "")]
    assert found([], is_unapproved=False) == []


def test_risks_stand_beside_benefits():
    assert found(without("risks")) == [("risks-missing", "")]
    assert found(changed("risks", level=3)) == [("risks-lower", "risks")]
    assert found(changed("risks", level=1)) == []


def test_risks_have_eight_words_for_ten_about_benefits():
    assert found(changed("risks", words=79)) == [("risks-shorter", "risks")]
    more = PageSection("more", Kind.BENEFITS, 3, 1)
    assert found([*PAGE, more]) == [("risks-shorter", "risks")]


def test_risks_are_never_none():
    assert found(changed("risks", says_none=True)) == [("risks-none", "risks")]


def test_the_other_choices_name_no_treatment():
    assert found(without("choices")) == [("no-alternatives", "")]
    assert found(changed("choices", names_no_treatment=False)) == [
        ("no-treatment-missing", "choices")
    ]


def test_the_approval_status_comes_before_the_first_benefit():
    late = [*without("approval"), PAGE[0]]

    assert found(without("approval")) == [("approval-missing", "")]
    assert found(late) == [("approval-late", "benefits")]
    assert found(late, is_unapproved=False) == []
    assert found(late, status_comes_first=True) == []


@pytest.mark.parametrize("kind", [Kind.SUCCESS_RATE, Kind.TIMEFRAME])
def test_a_success_rate_and_a_time_to_results_are_benefits_too(kind):
    assert ("risks-missing", "") in found([PageSection("x", kind, 2, 10)])


def test_a_page_without_benefits_needs_no_risks():
    assert found([PAGE[0], PageSection("cost", Kind.COST, 2, 100)]) == []


def test_a_finding_says_what_to_do():
    (finding,) = page_findings(without("risks"), is_unapproved=True)

    assert finding.blocks
    assert finding.message == "Benefits are told and risks are not."
    assert finding.instead.startswith("Add a section")


def section(text, language="en"):
    return page_section("key", "risks", 2, statements_of(text, language), language)


def test_the_words_of_a_section_are_those_that_are_read():
    assert section("# One\n\n- *two* three [@a]\n\n{{ clinic.name }} four").words == 5


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "None."), ("en", "No known risks."), ("en", "There are no risks."), ("en", "N/A"),
        ("en", "There are none."), ("en", "It is risk-free. Really."), ("en", "We know of none so far."),
        ("es", "Ninguno."), ("es", "No hay riesgos."), ("es", "No se conocen."), ("es", "No tiene."),
    ],
)  # fmt: skip
def test_a_section_that_says_none(language, text):
    assert section(text, language).says_none


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "There is no shot without risk."), ("en", "An infection. Nobody knows how often."),
        ("en", "No study counted them."), ("es", "No hay inyección sin riesgos."),
        ("es", "No se sabe con qué frecuencia pasa."),
    ],
)  # fmt: skip
def test_a_section_that_tells_risks(language, text):
    assert not section(text, language).says_none


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("en", "No treatment for now.", True), ("en", "You can do nothing.", True),
        ("en", "Watchful waiting.", True), ("en", "Surgery or shots.", False),
        ("es", "Ningún tratamiento por ahora.", True), ("es", "No hacer nada.", True),
        ("es", "Esperar y ver.", True), ("es", "Cirugía o inyecciones.", False),
    ],
)  # fmt: skip
def test_a_section_that_names_no_treatment(language, text, names):
    assert section(text, language).names_no_treatment == names


def test_the_case_of_the_replaced_risks_is_too_short():
    replaced = section("Stem cells always help. Everybody gets better.")

    assert ("risks-shorter", "key") in found([*without("risks"), replaced])
