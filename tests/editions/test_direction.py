"""Nobody reads other words than the checks did because a sign turned the writing round."""

import pytest

from editions.tools.direction import without_turns
from guide.markup.markdown import html, parse
from tests.factories import make_clinic, make_guide, make_translation, publish_guide
from tests.factories import publish_the_clinic as publish_clinic

TURNED = "It \u202eeruc\u202c \u2066pain\u2069."
SIGNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize("sign", SIGNS)
def test_each_sign_goes_wherever_it_stands(sign):
    turned = {"en": f"a{sign}b", "more": [f"{sign}c", ("d", f"{sign}")], "number": 3}

    assert without_turns(turned) == {"en": "ab", "more": ["c", ("d", "")], "number": 3}


def test_other_writing_stays():
    for text in ("Año nuevo", "نساعدك مجانا", "עזרה \u200fחינם\u200e", "👩\u200d⚕️"):
        assert without_turns(text) == text


def test_who_writes_is_told():
    document = parse(f"One line.\n\n{TURNED}")

    assert html(document).count("It eruc pain.") == 1
    [problem] = document.problems
    assert (problem.code, problem.line) == ("control-characters", 3)


@pytest.mark.django_db
def test_patients_never_read_it(client):
    text = make_translation(
        guide=make_guide(slug="shots", regulatory_status="not-needed"),
        title=f"Shots {TURNED}",
        sections=[{"title": f"Risks {TURNED}", "body": TURNED}],
    )
    publish_guide(text)
    clinic = make_clinic(slug="north", guides=[text.guide], tagline={"en": TURNED})
    publish_clinic(clinic)

    for path in ("/north/", "/north/shots/", "/north/shots/print/"):
        page = client.get(path).content.decode()
        assert "It eruc pain." in page
        assert not set(page) & set(SIGNS)
