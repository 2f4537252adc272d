import pytest

from guide.tools.readability import flesch_kincaid, grade, inflesz, syllables

ENGLISH = [
    "Spinal stenosis means the space around your nerves has become narrow. It is common after "
    "age 50. Pain often starts when you stand or walk. It often eases when you sit or lean "
    "forward. Many people stay the same or get better without surgery.",
    "Doctors who study these cells think they may calm swelling by sending signals. There is no "
    "good proof that the cells turn into new bone, discs or nerves in your back. There is also "
    "no proof that they make the narrow space wider.",
    "Every shot in the spine has risks. These include infection, bleeding, nerve damage and more "
    "pain. Some people who got unapproved cell products had very bad infections. Nobody knows "
    "how often this happens.",
]
SPANISH = [
    "La estenosis espinal significa que el espacio alrededor de los nervios se ha hecho "
    "estrecho. Es común después de los 50 años. El dolor suele empezar al estar de pie o al "
    "caminar. Suele calmarse al sentarse o inclinarse. Muchas personas siguen igual o mejoran "
    "sin cirugía.",
    "Quienes estudian estas células creen que pueden calmar la inflamación con señales. No hay "
    "pruebas sólidas de que se conviertan en hueso, discos o nervios nuevos en la espalda. "
    "Tampoco hay pruebas de que agranden el espacio estrecho.",
    "Toda inyección en la columna tiene riesgos. Puede haber infección, sangrado, daño a un "
    "nervio y más dolor. Algunas personas que recibieron productos de células no aprobados "
    "tuvieron infecciones muy graves. Nadie sabe con qué frecuencia pasa.",
]
HARD = (
    "Mesenchymal stromal cell administration represents an investigational intervention whose "
    "hypothesized immunomodulatory mechanisms, notwithstanding considerable preclinical "
    "enthusiasm, remain insufficiently substantiated by adequately powered randomized "
    "controlled evaluations in degenerative lumbar pathology. "
)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("a", 1), ("the", 1), ("pain", 1), ("walked", 1), ("called", 1), ("treated", 2),
        ("settled", 2), ("needles", 2), ("tables", 2), ("tales", 1), ("changes", 2), ("safe", 1),
        ("safely", 2), ("nerve", 1), ("people", 2), ("idea", 3), ("area", 3), ("surgery", 3),
        ("medicine", 3), ("medication", 4), ("insurance", 3), ("stenosis", 3), ("spinal", 2),
        ("doctor's", 2), ("isn't", 2), ("don't", 1), ("haven't", 2), ("don’t", 1),
        ("mechanism", 4), ("experience", 4), ("MRI", 3), ("FDA", 3), ("MSCs", 3), ("WHO", 5), ("COVID", 2), ("NASA", 2), ("I", 1), ("FDA's", 3), ("MRI’s", 3), ("NOT", 1), ("HIPAA", 2), ("42", 0), ("", 0),
    ],
)  # fmt: skip
def test_english_words_have_their_syllables(word, count):
    assert syllables(word, "en") == count


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("y", 1), ("pan", 1), ("casa", 2), ("médula", 3), ("columna", 3), ("cirugía", 4),
        ("dolor", 2), ("rey", 1), ("muy", 1), ("ayuda", 3), ("queso", 2), ("guerra", 2),
        ("pingüino", 3), ("agua", 2), ("ciudad", 2), ("país", 2), ("aéreo", 4), ("leer", 2),
        ("riesgo", 2), ("inyección", 3), ("inflamación", 4), ("estudio", 3), ("ahora", 3),
        ("oír", 2), ("búho", 2), ("construir", 2), ("Después", 2), ("FDA", 4), ("ADN", 4), ("MSC", 5), ("SIDA", 2), ("OTAN", 2), ("7", 0), ("", 0),
    ],
)  # fmt: skip
def test_spanish_words_have_their_syllables(word, count):
    assert syllables(word, "es") == count


def test_the_formulas_are_those_of_their_papers():
    assert flesch_kincaid(10, 1.5) == pytest.approx(6.01)
    assert inflesz(10, 2) == pytest.approx(72.235)


def test_plain_english_is_plain():
    found = grade(ENGLISH, "en")

    assert found.formula == "Flesch-Kincaid grade"
    assert 3 < found.score < 5
    assert (found.words, found.sentences, found.long_sentences) == (119, 12, 0)
    assert found.is_plain


def test_plain_spanish_is_plain():
    found = grade(SPANISH, "es-US")

    assert found.formula == "INFLESZ"
    assert 62 < found.score < 75
    assert found.sentences == 12
    assert found.is_plain


def test_learned_english_is_not_plain_and_its_long_sentences_are_counted():
    found = grade([HARD * 4], "en")

    assert found.score > 20
    assert found.long_sentences == found.sentences == 4
    assert not found.is_plain


def test_learned_spanish_is_not_plain():
    sentence = (
        "La administración intradiscal de células mesenquimales constituye una intervención "
        "experimental insuficientemente fundamentada mediante investigaciones aleatorizadas. "
    )

    found = grade([sentence * 8], "es")

    assert found.score < 20
    assert not found.is_plain


def test_fewer_than_a_hundred_words_have_no_grade():
    assert grade(["We will call you on Monday."] * 16, "en") is None
    assert grade(["We will call you on Monday."] * 17, "en").words == 102
    assert grade([], "en") is None


def test_a_language_without_a_formula_has_no_grade():
    assert grade(ENGLISH, "ar") is None


def test_fragments_are_not_counted():
    with_fragments = grade([*ENGLISH, "Very rare.", "Fever", "Call us now."], "en")

    assert with_fragments == grade(ENGLISH, "en")


def test_each_block_is_its_own_sentence_even_without_a_full_stop():
    found = grade(["a stiff neck and fever"] * 20, "en")

    assert found.sentences == 20


@pytest.mark.parametrize(
    "sentence",
    [
        "Please ask Dr. Rivera about the shot today.",
        "About 5.5 in 100 people get worse later.",
        "Come at 8 a.m. Monday or any other day.",
        "The U.S. Food agency did not approve this.",
        "It hurts less, e.g. When you sit down slowly.",
    ],
)
def test_abbreviations_and_decimals_do_not_end_a_sentence(sentence):
    assert grade([sentence] * 20, "en").sentences == 20


def test_spanish_sentences_begin_with_an_inverted_mark_too():
    found = grade(
        ["¿Cuánto cuesta la primera visita? ¡Pregunte siempre antes de pagar!"] * 12, "es"
    )

    assert found.sentences == 24


def test_a_quotation_mark_after_the_full_stop_ends_the_sentence_as_well():
    found = grade(["They say “it works for us.” We do not know this."] * 12, "en")

    assert found.sentences == 24
