"""What the sample guide says: sourced, plain, fair, and the same in both languages."""

import re
import tomllib

import pytest

from clinics.demo.content import FOLDER
from guide.markup.markdown import blocks, parse, plain
from guide.models import Reference
from guide.models.content import ReferenceContent, SectionContent
from guide.models.kinds import Kind
from guide.references.labels import label_doubt
from guide.tools.readability import LONG_SENTENCE, WORD, grade

CLINICS = tomllib.loads((FOLDER / "clinics.toml").read_text())["clinic"]
REFERENCES = tomllib.loads((FOLDER / "references.toml").read_text())["reference"]
TEXTS = {
    language: tomllib.loads((FOLDER / f"guide.{language}.toml").read_text())
    for language in ("en", "es")
}
EFFECTS = {Kind.HOW_IT_WORKS, Kind.BENEFITS, Kind.SUCCESS_RATE, Kind.TIMEFRAME}
SECTIONS = [
    pytest.param(language, section, id=f"{language}-{section['key']}")
    for language, text in TEXTS.items()
    for section in text["section"]
]
CITED = re.compile(r"\[@([a-z0-9-]+)\]")
SENTENCE_END = re.compile(r"(?<=[.?!])\s+|\s*\|\s*")
UNKNOWN = re.compile(
    r"\b(?:nobody|no one|not known|does not show|no (?:good |finished |large )*(?:proof|test|study"
    r"|result)|which is called|nadie|no se (?:sabe|encontró)|no muestra|no hay pruebas|tampoco"
    r"|ningún (?:estudio|resultado))\b",
    re.IGNORECASE,
)
INSTRUCTION = re.compile(
    r"(?:ask|bring|call|do|write|be wary|pregunte|anote|hágalo|lleve|llame|no decida|no confíe"
    r"|desconfíe)\b",
    re.IGNORECASE,
)


def section(language, key):
    return next(s for s in TEXTS[language]["section"] if s["key"] == key)


def sentences(text):
    """Of Markdown as it is typed, so that citations are still in it."""
    for line in text.splitlines():
        words = re.sub(r"^(?:-|\d\.|#+)\s|\{\{.*?\}\}", "", line)
        yield from (part for part in SENTENCE_END.split(words) if part)


def level_of(texts, language):
    """Of texts however short."""
    return grade([*texts] * 100, language)


def cells_of(body):
    lines = plain(parse(body)).splitlines()
    return [cell for line in lines if "\t" in line for cell in line.split("\t")]


def test_both_languages_have_the_same_sections_and_each_cites_the_same():
    english, spanish = (text["section"] for text in TEXTS.values())

    for key in ("key", "kind", "evidence"):
        assert [s[key] for s in english] == [s[key] for s in spanish]
    for one, other in zip(english, spanish, strict=True):
        assert sorted(CITED.findall(one["body"])) == sorted(CITED.findall(other["body"]))


@pytest.mark.parametrize("language", TEXTS)
def test_every_citation_has_a_reference_and_every_reference_is_cited(language):
    cited = {key for s in TEXTS[language]["section"] for key in CITED.findall(s["body"])}

    assert cited == {reference["key"] for reference in REFERENCES}


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda reference: reference["key"])
def test_a_reference_has_its_own_title_and_one_doi_and_no_copy_without_saying_so(reference):
    row = Reference(**reference)
    said = f"{row.citation} {row.link}"

    row.clean_fields(exclude=["guide", "text"])

    assert "[" not in said
    assert len(re.findall(r"\b10\.\d{4,}/", said)) <= 1
    copies = r"clinicalgate|HealthDay|Becker|Pain News|factually|workcompacademy|hotcopper|AAPC"
    assert not re.search(copies, said) or "not seen" in said


def test_no_two_references_are_the_same_source():
    rows = [Reference(**reference) for reference in REFERENCES]
    addresses = [row.link for row in rows if row.link]

    assert len(set(addresses)) == len(addresses)
    assert len({row.citation for row in rows}) == len(REFERENCES)


@pytest.mark.parametrize(("language", "section"), SECTIONS)
def test_every_label_is_one_that_its_sources_can_carry(language, section):
    known = ReferenceContent.model_fields.keys()
    sources = [
        ReferenceContent(text="", **{name: row[name] for name in row.keys() & known})
        for row in REFERENCES
    ]

    assert label_doubt(SectionContent(**section), sources) is None


def test_what_was_withdrawn_is_cited_nowhere():
    files = [file.read_text().lower() for file in FOLDER.glob("*.toml")]

    assert not any("nct02932020" in text or "allogen-li" in text for text in files)


@pytest.mark.parametrize(("language", "section"), SECTIONS)
def test_each_section_its_message_and_its_tables_are_plain(language, section):
    body = blocks(parse(section["body"]))

    for texts in (body, [section["main_message"]], cells_of(section["body"])):
        level = level_of(texts, language)
        assert level is None or (level.is_plain and level.long_sentences == 0), level


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("name", ["main_message", "emergency"])
def test_what_stands_above_the_sections_is_plain(language, name):
    level = level_of(blocks(parse(TEXTS[language][name])), language)

    assert level.is_plain
    assert level.long_sentences == 0


def test_a_long_sentence_is_seen():
    assert level_of(["word " * (LONG_SENTENCE + 1)], "en").long_sentences


@pytest.mark.parametrize(("language", "section"), SECTIONS)
def test_every_sentence_with_a_number_names_its_source(language, section):
    numbered = [
        sentence
        for sentence in sentences(section["body"])
        if re.search(r"\d", CITED.sub("", sentence.replace("911", "")))
    ]

    assert [sentence for sentence in numbered if not CITED.search(sentence)] == []


@pytest.mark.parametrize(
    ("language", "section"), [s for s in SECTIONS if s.values[1]["kind"] in EFFECTS]
)
def test_where_effects_are_told_all_is_sourced_or_unknown_or_asked(language, section):
    for statement in re.split(r"\n{2,}|\n(?=- )", section["body"]):
        words = statement.strip().removeprefix("- ")
        if re.match(r"#|:::", words) or words.endswith(("?", ":")) or "{{" in words:
            continue
        is_open = CITED.search(words) or UNKNOWN.search(words) or INSTRUCTION.match(words)
        assert is_open or not words, words


@pytest.mark.parametrize("language", TEXTS)
def test_nothing_is_praised(language):
    words = (FOLDER / f"guide.{language}.toml").read_text()
    praise = (
        r"promis|preliminar|\bpilot|breakthrough|\bproven|encouraging|natural|\bbest\b|\bleading\b"
        r"|promete|prometedor|\bpilot|alentador|comprobad|de vanguardia|\bel mejor\b|milagr"
    )

    assert re.findall(praise, words, re.IGNORECASE) == []


@pytest.mark.parametrize("language", TEXTS)
def test_risks_are_as_long_as_benefits_and_waiting_is_one_of_the_choices(language):
    risks, benefits = (
        len(WORD.findall(plain(parse(section(language, key)["body"]))))
        for key in ("risks", "benefits")
    )
    choices = cells_of(section(language, "alternatives")["body"])

    assert risks >= 0.8 * benefits
    assert {"en": "No treatment for now", "es": "Ningún tratamiento por ahora"}[language] in choices


@pytest.mark.parametrize(
    ("language", "speaking", "as_the_clinic"),
    [
        ("en", r"\b(?:[Ww]e|us|[Oo]urs?)\b", r"\b[Cc]all us at|\b[Aa]sk us\b|costs we expect"),
        (
            "es",
            r"\b(?:\w{3,}[aei]mos|\w{4,}[ae]nos|nos|nuestr\w+)\b",
            r"[Ll]lámenos al|Pregúntenos|costos que esperamos",
        ),
    ],
)
def test_we_is_the_clinic_that_shows_the_page(language, speaking, as_the_clinic):
    text = TEXTS[language]
    said = [text["main_message"], text["emergency"]]
    said += [f"{s['main_message']}\n{s['body']}" for s in text["section"]]
    found = [s for words in said for s in sentences(CITED.sub("", words)) if re.search(speaking, s)]

    assert [s for s in found if not re.search(as_the_clinic, s)] == []
    assert found


@pytest.mark.parametrize(("language", "fever"), [("en", "fever"), ("es", "fiebre")])
def test_fever_after_a_shot_in_the_spine_is_for_the_emergency_room_and_not_for_the_clinic(
    language, fever
):
    box = section(language, "risks")["body"].split(":::")[1]
    ours = [s for s in box.split(". ") if "clinic.phone" in s]

    for text in (box, TEXTS[language]["emergency"]):
        assert fever in text
        assert "911" in text
    assert [s for s in ours if fever in s] == []


@pytest.mark.parametrize(
    ("language", "key", "said"),
    [
        ("en", "condition", "clumsy hands, an unsteady walk, or falls"),
        ("es", "condition", "manos torpes, pasos inseguros o caídas"),
        ("en", "condition", "About 1 in 3"),
        ("es", "condition", "1 de cada 3"),
        ("en", "benefits", "(central stenosis) [@nct06325566]"),
        ("es", "benefits", "(estenosis central) [@nct06325566]"),
        ("en", "approval", "October 14, 2025"),
        ("es", "approval", "14 de octubre de 2025"),
        ("en", "alternatives", "At 6 months there was no difference [@schneider-2019]"),
        ("es", "alternatives", "A los 6 meses no había diferencia [@schneider-2019]"),
    ],
)
def test_what_was_corrected_stands_where_it_belongs(language, key, said):
    assert said in section(language, key)["body"]


@pytest.mark.parametrize("language", TEXTS)
def test_cells_for_back_pain_come_before_the_rare_case_of_another_cell(language):
    risks = section(language, "risks")["body"]

    assert risks.index("[@aoun-2019]") < risks.index("[@dlouhy-2014]")


@pytest.mark.parametrize(
    ("language", "illegal", "dispute"),
    [
        ("en", "illegal", "clinics and the FDA do not agree"),
        ("es", "ilegal", "las clínicas y la FDA no están de acuerdo"),
    ],
)
def test_whoever_says_illegal_says_what_is_in_dispute(language, illegal, dispute):
    told = [s["body"].lower() for s in TEXTS[language]["section"] if illegal in s["body"]]

    assert len(told) == 2
    assert all(dispute.lower() in body for body in told)


@pytest.mark.parametrize(
    ("language", "halves"),
    [
        ("en", ("no better than a fake shot", "Side effects were about as common")),
        ("es", ("no dieron mejor resultado", "Los efectos secundarios fueron más o menos igual")),
    ],
)
@pytest.mark.parametrize("key", ["benefits", "conclusion"])
def test_the_tests_with_salt_water_are_told_with_both_halves(language, halves, key):
    assert all(half in section(language, key)["body"] for half in halves)


def test_the_spanish_has_the_quotes_and_the_address_of_its_readers():
    spanish = TEXTS["es"]
    said = " ".join([spanish["main_message"], *(s["body"] for s in spanish["section"])])

    assert not re.search(r"[\"«»]", said)
    assert not re.search(r"\b(?:tú|tus?|te|ti|contigo|vosotros|vuestr\w+)\b", said, re.IGNORECASE)


@pytest.mark.parametrize("clinic", CLINICS, ids=lambda clinic: clinic["slug"])
def test_nobody_takes_a_clinic_of_the_demo_for_a_real_one(clinic):
    assert re.search(r"555-01\d\d$", clinic["phone"])
    assert clinic["email"].endswith(".example.org")
    assert clinic["website"].endswith(".example.org")
    assert all("(demo)" in tagline for tagline in clinic["tagline"].values())
