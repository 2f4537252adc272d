"""Where effects are told, every statement has a source, a doubt, or tells nothing."""

import pytest

from guide.claims.checking import claims_in
from guide.claims.matching import World

RULE = "no-source-no-doubt"


def flagged(text, language="en", world=World.EFFECTS):
    return [
        text[claim.start : claim.end]
        for claim in claims_in(text, language, world)
        if claim.rule == RULE
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "You will be back on the golf course soon."),
        ("en", "Most people play with their grandchildren again."),
        ("en", "You do not need surgery to feel young."),
        ("en", "Not only young people come to us."),
        ("en", "Ask us about it. Your knees will thank you."),
        ("en", "No other clinic does what we do here."),
        ("en", "The results last for many years:"),
        ("en", "You can't wait to walk again, can you now."),
        ("en", "Don't wait for it to get worse."),
        ("en", "The cells go into the damaged area and start over."),
        ("en", "Some clinics claim to make backs young."),
        ("en", "The benefits for your back are many:"),
        ("es", "Llámenos ya para recobrar su vida."),
        ("es", "Pronto estará otra vez jugando al golf."),
        ("es", "La mayoría juega de nuevo con sus nietos."),
        ("es", "No espere más para vivir mejor su vida."),
        ("es", "Pregunte por el método. Sus rodillas se lo agradecen."),
        ("es", "Algunas clínicas prometen curar toda espalda."),
        ("es", "Las ventajas para su espalda son muchas:"),
    ],
)
def test_what_has_neither_source_nor_doubt_stops(language, text):
    assert flagged(text, language)
    assert not flagged(text, language, World.ELSEWHERE)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Pain scores went down a little [@a]."),
        ("en", "Nobody knows when a change would come."),
        ("en", "One group gets the cells. The other group gets a placebo."),
        ("en", "Write down how far you can walk each week."),
        ("en", "Did the people have spinal stenosis, as I do?"),
        ("en", "Small studies so far"),
        ("en", "Very short indeed."),
        ("en", "The cells can come from:\n\n- Your own bone marrow, inside your bones\n- Your own fat\n"),
        ("en", "What we do not know:\n\n- How long a change would last\n- When it would come back\n"),
        ("en", "Many of them are called MSC by the experts."),
        ("en", "| what | who |\n|--|--|\n| They felt a bit better | 33 in 100 [@a] |\n"),
        ("en", "# A heading with more than four words"),
        ("en", "The cells may go into a disc or a joint."),
        ("en", "A doctor takes bone marrow from your hip with a needle."),
        ("es", "El médico saca médula ósea de la cadera con una aguja."),
        ("es", "El dolor bajó un poco en el estudio [@a]."),
        ("es", "Nadie sabe cuándo llegaría un cambio."),
        ("es", "Un grupo recibe las células. El otro recibe un placebo."),
        ("es", "Anote hasta dónde puede caminar cada semana."),
        ("es", "¿Tenían las personas estenosis espinal, como yo?"),
        ("es", "Las células pueden venir de:\n\n- Su propia médula ósea, dentro de los huesos\n"),
        ("es", "No sabemos:\n\n- Cuánto tiempo duraría un cambio así\n"),
        ("es", "Muchas de estas células se llaman MSC entre expertos."),
    ],
)  # fmt: skip
def test_what_has_one_or_tells_nothing_passes(language, text):
    assert flagged(text, language) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It is not a drug and was used for decades."),
        ("en", "There are no waiting lists at our place."),
        ("en", "The laser causes no heat damage to the disc."),
        ("en", "You need neither a hospital nor a scalpel for it."),
        ("en", "You walk on the same day, and nothing is more natural."),
        ("en", "Even if other care did not help, there is hope."),
        ("en", "It is for people who have not responded to drugs."),
        ("en", "Whether you fell or just grew old, we are here."),
        ("en", "It is not magic. It isn't just luck either, as you will feel."),
        ("en", "Our cells, which other clinics do not have, know the way."),
        ("en", "It was not until today that backs became young."),
        ("en", "It causes no damage and improves how you stand."),
        ("en", "The scalpel is not for us, but our cells heal you."),
        ("en", "No waiting lists:\n\n- How fast you walk again and dance\n"),
        ("es", "No es un fármaco y se usa desde hace décadas."),
        ("es", "Aunque otros tratamientos no le ayudan, hay esperanza."),
        ("es", "El bisturí no es lo nuestro, pero las células lo curan."),
        ("es", "No hay listas de espera en nuestra clínica."),
        ("es", "El láser no produce daño en el disco."),
        ("es", "No requiere hospitalización ni deja cicatrices."),
        ("es", "Camina el mismo día: nada es más natural."),
        ("es", "Aunque otros tratamientos no funcionaron, hay esperanza."),
        ("es", "Es para quienes no han respondido a los fármacos."),
        ("es", "No es magia, y sin duda lo sentirá."),
        ("es", "Otras clínicas no tienen células que saben el camino."),
        ("es", "No fue hasta hoy que las espaldas rejuvenecen."),
    ],
)
def test_what_denies_no_effect_is_no_doubt(language, text):
    assert flagged(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Pain did not change in either group."),
        ("en", "The shots do not work for most people."),
        ("en", "It is not known what harm they do."),
        ("en", "More research is needed on how long it lasts."),
        ("es", "El dolor no cambió en ningún grupo."),
        ("es", "Las inyecciones no ayudan a la mayoría de la gente."),
        ("es", "No se sabe qué daños pueden causar."),
        ("es", "Hacen falta más estudios sobre cuánto dura."),
    ],
)
def test_what_denies_an_effect_or_that_it_is_known_is_one(language, text):
    assert flagged(text, language) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Small cuts bring less risk of infection and harm."),
        ("en", "They protect your nerves from more harm."),
        ("en", "Unlike knives, which do real harm, they are kind."),
        ("es", "Los cortes chicos dan menor riesgo de infección."),
        ("es", "Protegen sus nervios de las infecciones graves."),
        ("es", "A diferencia del bisturí, que daña, son amables."),
    ],
)
def test_less_harm_is_no_doubt(language, text):
    assert flagged(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Infections of the spine were seen after the shots."),
        ("en", "A fever may mean a serious infection."),
        ("es", "Hubo infecciones de la columna tras las inyecciones."),
        ("es", "La fiebre puede ser señal de una infección grave."),
    ],
)
def test_harm_that_is_told_stands_beside_what_is_hoped(language, text):
    assert flagged(text, language) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Use our cells to heal your back."),
        ("en", "Ask about our cells and feel better in weeks."),
        ("es", "Use nuestras células para aliviar su espalda."),
        ("es", "Pregunte por nuestras células y vuelva a bailar."),
    ],
)
def test_an_instruction_that_sells_is_none(language, text):
    assert flagged(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Ask your doctor how the treatment works."),
        ("en", "Do not have this treatment to ease a fever."),
        ("es", "Pregunte a su médico cómo funciona el tratamiento."),
        ("es", "No pague este tratamiento si le dicen que ayuda a todos."),
    ],
)
def test_an_instruction_that_asks_about_an_effect_passes(language, text):
    assert flagged(text, language) == []


def test_an_item_that_tells_an_effect_passes_under_no_introduction():
    text = "The cells can come from:\n\n- A place that gives relief to your back\n"

    assert flagged(text) == ["A place that gives relief to your back"]


def test_a_bullet_stands_for_itself():
    text = "- Some pain went away in a study [@a].\n- You walk as you did before.\n"

    assert flagged(text) == ["You walk as you did before."]


def test_the_place_is_from_the_first_to_the_last_such_sentence():
    text = "Ask your doctor. You walk as *before*. You sleep well at night. Do you?"

    assert flagged(text) == ["You walk as *before*. You sleep well at night."]


def numbers(text, world=World.EFFECTS):
    return [
        text[claim.start : claim.end]
        for claim in claims_in(text, "en", world)
        if claim.rule == "number-without-source"
    ]


@pytest.mark.parametrize(
    "text", ["Nobody knows why 45 people came.", "It was not tested in 3,000 people.", "Not 5.5 points [@a]. Not 7"]
)  # fmt: skip
def test_a_number_needs_a_source_in_its_sentence(text):
    assert len(numbers(text)) == 1
    assert numbers(text, World.ELSEWHERE) == []


@pytest.mark.parametrize(
    "text",
    [
        "It had 45 people [@a].", "It ended in 2021, nobody knows why.", "Do this for 7 days.",
        "Did 45 people come?", "Call 911 or 1-800-332-1088.", "Nobody looked at L4-L5.",
        "| a | b |\n|--|--|\n| 45 people | [@a] |\n",
    ],
)  # fmt: skip
def test_a_number_with_a_source_or_that_counts_nothing_passes(text):
    assert numbers(text) == []
