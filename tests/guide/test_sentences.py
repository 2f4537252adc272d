import pytest

from guide.tools.sentences import sentence_spans


def sentences(text, language="en"):
    return [text[start:end] for start, end in sentence_spans(text, language)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Please ask Dr. Rivera about the shot.",
        "About 5.5 in 100 people get worse.",
        "Come at 8 a.m. Monday or any other day.",
        "The U.S. Food agency did not approve this.",
        "It hurts less, e.g. When you sit down.",
        "Bring heat, ice etc. to the visit.",
        "Read table No. 5 on cms.gov/nosurprises first.",
        "J. Smith wrote it.",
        "It grew... and it did no good.",
        "“Why?” he asked.",
    ],
)
def test_a_point_of_an_abbreviation_or_a_number_ends_no_sentence(sentence):
    assert sentences(f"{sentence} Next one.") == [sentence, "Next one."]


@pytest.mark.parametrize(
    "sentence",
    [
        "En EE. UU. se paga mucho.",
        "Hable con la Dra. Gómez y el Sr. Ruiz.",
        "El 5.5 % de Uds. lo sabe.",
        "Puede doler, p. ej. Al sentarse.",
        "Vea la pág. 3 de la guía.",
    ],
)
def test_the_same_in_spanish(sentence):
    assert sentences(f"{sentence} ¿Y luego?", "es-US") == [sentence, "¿Y luego?"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They say “it works.” We do not know.", ["They say “it works.”", "We do not know."]),
        ("She said no. Cells cure.", ["She said no.", "Cells cure."]),
        ("it cures. everybody gets better", ["it cures.", "everybody gets better"]),
        ("It is new.Everybody gets better.", ["It is new.", "Everybody gets better."]),
        ("Really? yes! so there", ["Really?", "yes!", "so there"]),
        ("Heat, ice, etc. Then we go.", ["Heat, ice, etc.", "Then we go."]),
        ("¿Cuánto? ¡Pregunte!", ["¿Cuánto?", "¡Pregunte!"]),
        ("Not proven\n\nIt cures all", ["Not proven", "It cures all"]),
        ("\n\n a\n \n\nb\n\n", ["a", "b"]),
        ("One line\nand another", ["One line\nand another"]),
        ("  ", []),
        ("", []),
    ],
)
def test_where_sentences_end(text, expected):
    assert sentences(text) == expected


def test_a_language_that_is_not_known_has_the_abbreviations_of_all():
    assert len(sentences("Ask Mr. Rivera and Sra. Ruiz.", "fr")) == 1


def test_a_text_of_points_alone_is_read_once():
    """Tried twice at each point, this would take minutes."""
    assert len(sentences("." * 400_000 + "x")) == 1
    assert len(sentences('."' * 200_000 + "x")) == 1
    assert len(sentences("\n" * 400_000 + "x")) == 1
