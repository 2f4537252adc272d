"""Which language a text is in, and an import that was told another one."""

import pytest

from guide.documents.reading import read_document
from guide.tools.languages import language_of
from tests.guide.test_documents_word import docx, p

ENGLISH = (
    "A needle puts medicine near the nerve. Do not drive on the day of the visit, or after it."
)
SPANISH = (
    "La aguja pone medicina cerca del nervio. No maneje el día de la visita, ni después de ella."
)
REMARK = "The language of the text seems to be {}, and it is read as {}. Choose the right one."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (SPANISH, "es"),
        (f"{ENGLISH} {SPANISH}", ""),
        ("Ibuprofeno 400 mg", ""),
        ("La Clínica del Sol", ""),
        ("", ""),
    ],
)
def test_the_small_words_of_a_text_tell_its_language_or_nothing(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize("ending", ["txt", "md", "html", "docx"])
@pytest.mark.parametrize(
    ("text", "language", "remark"),
    [
        (SPANISH, "en", REMARK.format("Spanish", "English")),
        (ENGLISH, "es", REMARK.format("English", "Spanish")),
        (ENGLISH, "en", ""),
        (SPANISH, "es", ""),
    ],
)
def test_an_import_in_another_language_than_its_text_says_so(ending, text, language, remark):
    data = docx(p(text)) if ending == "docx" else text.encode()

    guide = read_document(data, f"a.{ending}", language)

    assert [found for found in guide.remarks if "seems to be" in found] == (
        [remark] if remark else []
    )
