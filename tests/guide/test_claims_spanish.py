"""Each Spanish rule: what it finds, and what it lets pass."""

import pytest

from guide.claims.checking import claims_in
from guide.claims.matching import World

FOUND = {
    "cure": ["Los resultados pueden durar años.",
        "Las células madre curan la estenosis.", "La curación es posible.", "Adiós al dolor.",
        "Vivirá sin dolor.", "Un alivio duradero.", "Eliminamos su dolor.", "Se irá para siempre.",
        "No solo ayudan, sino que curan.", "No hay otra clínica que lo cure así.",
        "Una solución definitiva.", "Las c**é**lulas *curarán* su espalda.",
    ],
    "guarantee": ["Garantizamos los resultados.", "Con garantía.", "Le devolvemos su dinero."],
    "miracle": ["Es un milagro.", "Un tratamiento milagroso."],
    "fda-approved": [
        "Células aprobadas por la FDA.", "Está avalado por la FDA.",
        "La FDA ha aprobado nuestra terapia.", "Contamos con permiso oficial.",
        "Está recomendado por los expertos.", "Células autorizadas por COFEPRIS.",
    ],
    "no-risk": ["Apenas tiene efectos adversos.", "Carece de toxicidad.", "Sin efectos adversos.",
        "Los efectos adversos son muy raros.", "No hay posibilidad de rechazo.", "Los efectos secundarios son muy poco comunes.",
        "No hay riesgos.", "Sin efectos secundarios.", "No tiene ningún riesgo.",
        "Es 100 % segura.", "Es un método indoloro.", "Libre de riesgos.", "Riesgos: ninguno.",
        "Los efectos secundarios son mínimos.", "No existe peligro.", "Sin cirugía y sin riesgos.",
        "Con total seguridad.", "No es nueva y es completamente segura.",
    ],
    "considered-safe": [
        "Se considera segura.", "Las células madre son seguras.", "Es una opción segura.",
        "Es muy segura.",
    ],
    "success-number": [
        "Una tasa de éxito del 90 %.", "El 95 % de los pacientes mejora.", "El 80 por ciento mejoró.",
        "Nueve de cada diez mejoran.", "80 de cada 100 personas mejoran.", "Un 90 % de éxito.",
    ],
    "breakthrough": ["Un tratamiento revolucionario.", "Un avance médico."],
    "proven": [
        "Está clínicamente probado.", "Es seguro y eficaz.", "Con eficacia demostrada.",
        "Respaldado por la ciencia.",
    ],
    "regrow": [
        "Las células regeneran los discos.", "Repara los tejidos dañados.",
        "Revierten la estenosis.", "La regeneración del cartílago.", "Crean nuevo cartílago.",
    ],
    "better-than-surgery": [
        "Es mejor que la cirugía.", "Es más seguro que operarse.",
        "A diferencia de la cirugía, es más segura.", "En oposición a la cirugía abierta, es más rápida.",
    ],
    "many-diseases": [
        "Tratamos autismo, lupus, diabetes y artritis.",
        "Tratamos:\n\n- autismo\n- Parkinson\n- lupus\n- EPOC\n",
    ],
    "promised-outcome": ["Una recuperación mucho más rápida.", "Retoma su rutina en días.", "Ya no necesitará bastón.", "Regresan a su trabajo.", "La recuperación es rápida.", "Una mejoría notable.",
        "Notará una mejoría en pocas semanas.", "Todos mejoran.", "Una sola inyección basta.",
        "Las células siempre ayudan.", "Podrá caminar sin ayuda.",
    ],
    "people-counted": ["Nuestros pacientes nos dicen que sí.",
        "Miles de pacientes han venido.", "Hemos hecho 5,000 procedimientos.",
        "Algunos pacientes notan un cambio.", "Cerca del 40 % la tiene.",
    ],
    "lent-approval": [
        "Con certificación GMP.", "Registrada ante la FDA.", "Cumplimos las normas federales.", "Laboratorios certificados.",
    ],
    "superlative": [
        "Las clínicas más sofisticadas.", "Somos líderes en columna.", "Una técnica de vanguardia.", "La mejor clínica.",
        "La terapia más avanzada.", "Cambiará su vida.",
    ],
    "others-run-down": ["Dígale no a la cirugía.", "La cirugía ya no es su única opción.",
        "Los analgésicos solo tapan el dolor.", "Evite la cirugía con nuestras células.",
        "Las células son una alternativa a la cirugía.", "¿Para qué operarse?",
    ],
    "anecdote": ["Al mes ya andaba en bicicleta.",
        "«Ya puedo caminar y mi espalda está bien».", "Don José volvió a caminar.",
        "Cuenta María, de 60 años.", "Se lo recomiendo.",
    ],
    "hedge-as-praise": [
        "Los resultados son prometedores.", "Una terapia emergente.", "Tiene gran potencial.",
        "Una nueva esperanza.",
    ],
    "slogan": ["¿Harto de la faja?", "¿Listo para caminar?", "¿Busca una salida?",
        "¿Sabía que hay otra forma?", "¿Y si pudiera bailar?", "Recupera tu movilidad.", "No deje que el dolor controle su vida.", "Imagine un día en la playa.", "Vale cada centavo.", "Recupere su vida.", "Una vida sin límites.", "¿Para qué sufrir?"],
    "bait-price": ["Una oferta especial.", "Aproveche nuestra oferta.", "Desde $2,500.", "Pida su descuento.", "A mitad de precio."],
    "coverage-promise": ["Está cubierto por Medicare.", "Su seguro paga.", "El seguro puede cubrirla."],
    "pressure": ["Quedan pocos lugares.", "Reserve ahora.", "La consulta gratis."],
    "testimonial": ["Lea los testimonios.", "Historias de éxito.", "Fotos de antes y después."],
    "natural": ["De forma natural.", "La causa raíz del dolor.", "Porque son sus propias células."],
    "science-as-praise": ["Los estudios muestran menos dolor.", "Se ha demostrado."],
    "effect-without-source": [
        "El ozono alivia el dolor.", "La cirugía endoscópica alivia el dolor.",
        "Las células madre alivian el dolor.", "Esta terapia mejora la marcha.",
        "Nuestro tratamiento funciona.",
    ],
}  # fmt: skip
LET_PASS = {
    "cure": ["La cura de la herida es diaria.", "El nervio tarda meses en curarse.",
        "Algunas clínicas dicen que curan todo.", "Se anuncian como una cura.",
        "El diagnóstico definitivo llega después.", "La cirugía busca eliminar el dolor [@a].",
        "En teoría, las células curan el disco [@a].",
        "No hay cura.", "Las células no curan la estenosis.", "Nadie ha mostrado que curen.",
        "Desconfíe de quien promete la curación.", "No se sabe si curan la estenosis.",
        "Ninguna prueba muestra un alivio duradero.",
    ],
    "guarantee": ["Por ley deben garantizar la limpieza.", "Nadie puede garantizar un resultado.", "No es una garantía de pago."],
    "miracle": ["No es un milagro."],
    "fda-approved": ["Los únicos aprobados por la FDA son para la sangre [@a].",
        "No están aprobadas por la FDA.", "La FDA no ha aprobado estas inyecciones.",
        "Ningún producto está aprobado por la FDA para la espalda.",
        "La FDA no las ha aprobado para ningún problema.",
    ],
    "no-risk": [
        "No hay inyección sin riesgos.", "Ninguna inyección es libre de riesgos.",
        "No es 100 % segura.", "Eso no quiere decir que no hay riesgos.",
        "La edad es un factor de riesgo.", "Los efectos secundarios son leves [@a].",
        "La resonancia es una prueba indolora.",
    ],
    "considered-safe": ["No se sabe si es segura.", "No se considera segura.", "Nadie sabe si son muy seguras.",
        "En general son seguras, pero hubo infecciones [@a].", "Se venden antes de que estén probadas y se consideren seguras."],
    "success-number": ["Nadie puede decir que el 95 % de los pacientes mejora.", "El 95 % de las personas mejoró [@a].", "No hay una tasa de éxito del 90 %.",
                       "11 de cada 100 adultos la tienen."],
    "breakthrough": ["No es revolucionario."],
    "proven": ["Un estudio preliminar la halló segura y eficaz [@a].", "No está clínicamente probado.", "La fisioterapia es segura y eficaz."],
    "regrow": ["Las células repararon discos en ratas [@a].", "No hay pruebas de que reparen discos.", "No regeneran los huesos.",
               "La cirugía repara un disco roto."],
    "better-than-surgery": ["No es mejor que la cirugía."],
    "many-diseases": ["Se probó en autismo, lupus, diabetes y artritis [@a].", "No trata el autismo, el lupus, la diabetes ni la artritis.", "Diabetes y lupus."],
    "promised-outcome": ["Podrá caminar mejor [@a].", "Con fisioterapia podrá caminar mejor.", "Nadie sabe si podrá caminar mejor.", "No notará una mejoría.", "Podrá pedir otra cita."],
    "people-counted": ["Usted paga el 20 % de la cuenta.", "Un interés del 9 %.", "El 40 % la tiene [@a].", "No sabemos si el 40 % la tiene."],
    "lent-approval": ["Está registrada ante la FDA [@a].", "No está registrada ante la FDA.", "Estar registrada ante la FDA no es una aprobación [@a]."],
    "superlative": ["La mejor opción para cada persona.", "Se estudió a atletas [@a].", "No somos líderes en nada."],
    "others-run-down": ["Los analgésicos solo tapan el dolor [@a].", "Las células se probaron sin cirugía [@a].", "Las células no son una alternativa a la cirugía.", "Con o sin cirugía, pregunte por las células.", "Muchas personas mejoran sin cirugía.", "Hable de la cirugía."],
    "anecdote": ["No es cierto que don José volvió a caminar.", "Don José volvió a caminar [@a].", "Esto volvió a pasar.", "Nadie volvió a caminar.", "El dolor dejó de subir."],
    "hedge-as-praise": ["Es prometedor, pero faltan estudios [@a].", "No es prometedor."],
    "slogan": ["No se trata de una nueva vida."],
    "bait-price": ["La oferta de tratamientos crece.", "No hay descuentos.", "El precio es $4,000."],
    "coverage-promise": ["Medicare paga los trasplantes [@a].", "No está cubierto por Medicare.", "La mayoría de los seguros no pagan."],
    "pressure": ["Llame ya al 911.", "No espere a que le devuelvan la llamada.", "Llame a su médico."],
    "testimonial": ["Muchas usan testimonios para vender.", "No mostramos testimonios."],
    "natural": ["Se dio de forma natural [@a].", "Nadie sabe si pasa de forma natural.", "No es un tratamiento natural."],
    "science-as-praise": ["Ninguno de los estudios muestra menos dolor.", "Los estudios muestran menos dolor [@a].", "Ningún estudio muestra menos dolor."],
    "effect-without-source": ["Esta lista le ayuda a decidir sobre el tratamiento.", "El calor alivia el dolor.",
        "Las células madre alivian el dolor [@a].", "Nadie sabe si las células alivian el dolor.",
        "No sabemos si las inyecciones ayudan.", "El ejercicio alivia el dolor.", "¿Ayudan las células?",
    ],
}  # fmt: skip


def rules_in(text, world=World.ELSEWHERE):
    return {claim.rule for claim in claims_in(text, "es", world)}


@pytest.mark.parametrize(
    ("rule", "text"), [(rule, text) for rule, texts in FOUND.items() for text in texts]
)
def test_it_is_found(rule, text):
    assert rule in rules_in(text)


@pytest.mark.parametrize(
    ("rule", "text"), [(rule, text) for rule, texts in LET_PASS.items() for text in texts]
)
def test_it_passes(rule, text):
    assert rule not in rules_in(text)


def test_the_case_of_the_replaced_risks():
    found = rules_in("Las células madre siempre ayudan. Todos mejoran.")

    assert found >= {"promised-outcome", "effect-without-source"}


def test_the_case_of_the_false_note():
    note = (
        "El 95 % de los pacientes mejora, garantizado. Células aprobadas por la FDA que curan. "
        "Estamos avalados por la red."
    )

    assert rules_in(note) >= {"success-number", "guarantee", "fda-approved", "cure"}
