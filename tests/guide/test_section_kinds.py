"""What a section is about, guessed from headings as real documents have them."""

import pytest

from guide.documents.section_kinds import guess_kind

HEADINGS = {
    "condition": [
        "What is spinal stenosis?",
        "1. What Is Knee Arthritis?",
        "Symptoms and causes",
        "¿Qué es la estenosis espinal?",
        "QUE ES LA ARTROSIS",
        "Síntomas",
    ],
    "how-it-works": [
        "How does it work?",
        "How Do Joint Injections Work for Arthritis?",
        "What is stem cell therapy?",
        "What happens during the visit?",
        "¿Cómo funciona el tratamiento?",
        "¿En qué consiste?",
    ],
    "benefits": [
        "What are the potential benefits?",
        "How might it help me?",
        "Beneficios posibles",
        "¿Qué ventajas tiene?",
    ],
    "risks": [
        "What are the risks and benefits?",
        "Side effects",
        "Is it safe?",
        "Pros and cons",
        "How long do side effects last?",
        "Riesgos y beneficios",
        "¿Es seguro el tratamiento?",
        "Efectos secundarios",
    ],
    "approval": [
        "Is it FDA approved?",
        "Regulatory status",
        "¿Está aprobado por la FDA?",
        "Is it still experimental?",
        "Is it legal?",
    ],
    "alternatives": [
        "Other options",
        "What are my treatment options?",
        "Alternatives to surgery",
        "¿Qué otras opciones hay?",
        "Alternativas",
    ],
    "success-rate": [
        "What is the success rate?",
        "How well does it work?",
        "Does it really work?",
        "¿Cuál es la tasa de éxito?",
        "¿Qué eficacia tiene?",
    ],
    "timeframe": [
        "How long does it take to see results?",
        "When will I feel better?",
        "Recovery",
        "¿Cuánto tiempo tarda en hacer efecto?",
        "¿Cuándo veré resultados?",
    ],
    "cost": [
        "How much does it cost?",
        "What is the cost of an injection?",
        "Prices and payment",
        "What is a good faith estimate?",
        "¿Cuánto cuesta?",
        "Precio",
    ],
    "insurance": [
        "Is it covered by insurance?",
        "Does my insurance cover the cost?",
        "Will Medicare pay for it?",
        "Insurance and costs",
        "¿Lo cubre el seguro?",
        "Cobertura del seguro médico",
    ],
    "questions": [
        "Questions to ask your doctor",
        "What should I ask?",
        "Preguntas para su médico",
        "¿Qué debo preguntar?",
    ],
    "conclusion": [
        "Conclusion",
        "Conclusión",
        "CONCLUSIONES",
        "What to do next",
        "Next steps",
        "Próximos pasos",
        "En conclusión",
    ],
    "overview": ["Overview", "Introduction", "At a glance", "Resumen", "Introducción"],
    "other": [
        "Frequently asked questions",
        "Our team",
        "When should I see a doctor?",
        "What do studies show?",
        "",
        "¿?",
        "骨",
    ],
}


@pytest.mark.parametrize(
    ("heading", "kind"), [(heading, kind) for kind in HEADINGS for heading in HEADINGS[kind]]
)
def test_a_heading_tells_what_its_section_is_about(heading, kind):
    assert guess_kind(heading) == kind
