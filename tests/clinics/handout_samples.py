"""Handouts as data, in English and Spanish, and the pictures they name."""

from functools import cache
from io import BytesIO

import segno
from PIL import Image, ImageDraw

ADDRESS = "https://guides.example.org/riverside/stenosis/editions/3-2-1/"


SOURCE = {
    "number": 1,
    "key": "fda",
    "before": "FDA.",
    "title": "Aviso a pacientes.",
    "after": "2021.",
    "title_language": "es",
    "url": ADDRESS,
    "status": "Retracted.",
}


def node(t, *kids, **facts):
    return {"t": t, "c": [text(kid) if isinstance(kid, str) else kid for kid in kids], **facts}


def text(words):
    return {"t": "text", "text": words}


def root(*kids):
    return node("root", *kids)


def p(*kids):
    return node("paragraph", *kids)


def items(*kids):
    return node("bullet_list", *(node("list_item", kid) for kid in map(p, kids)))


def heading(level, words):
    return node("heading", words, level=level)


def image(src, alt):
    return {"t": "image", "src": src, "alt": alt}


def callout(kind, title, *kids):
    return node("callout", *kids, kind=kind, title=title)


def table(head, *rows):
    body = [node("tr", *(node("td", cell) for cell in row)) for row in rows]
    first = node("tr", *(node("th", cell) for cell in head))
    return node("table", node("thead", first), node("tbody", *body))


def section(title, *kids, **facts):
    empty = {"main_message": "", "notices": [], "money": [], "note": None}
    return {"title": title, "language": "en", "tree": root(*kids)} | empty | facts


def line(words, **look):
    run = {"text": words, "language": "", "link": "", "is_bold": False}
    return {"kind": "line", "c": [run | look]}


def prices(caption, head, *rows):
    cells = [[{"c": [line(words)]} for words in row] for row in rows]
    return {"kind": "table", "caption": caption, "head": head, "rows": cells}


def answer(who, told, *words):
    return {"kind": "answer", "who": line(who), "told": told, "c": [line(one) for one in words]}


def least(**facts):
    """A handout with all that may be missing left out."""
    return {
        "language": "en",
        "region": "",
        "title": "Spinal stenosis",
        "description": "",
        "clinic": {
            "name": "Riverside Spine",
            "tagline": "",
            "lines": [],
            "logo": None,
            "logo_alt": "",
            "colour": "#0b8a8a",
        },
        "stamp": "Edition 1-1-1",
        "mark": "",
        "review": [],
        "language_note": "",
        "emergency": None,
        "main_message": None,
        "notices": [],
        "sections": [],
        "risks_message": None,
        "glossary": None,
        "references": None,
        "questions": None,
        "disclaimer": "",
        "code": {"picture": "qr.svg", "alt": "", "caption": "", "url": ""},
        "words": {"page": "page {page} of {pages}"},
    } | facts


def english():
    clinic = {
        "name": "Riverside Spine",
        "tagline": "Care that explains itself",
        "lines": ["1200 River Road, Sacramento", "Phone (916) 555-0142"],
        "logo": "logo.png",
        "logo_alt": "Riverside Spine",
        "colour": "#ffd200",
    }
    benefits = section(
        "Possible benefits",
        p("Some people had ", node("strong", "less pain"), " ", {"t": "cite", "number": 1}, "."),
        heading(3, "What the studies looked at"),
        table(["Study", "People"], ["Small series", "15"]),
        p(image("/media/spine.jpg", "Drawing of the lower back")),
        p("It is ", node("em", "not known"), " whether it works."),
        main_message="We do not know whether it helps.",
        notices=[{"title": "Not approved", "tree": root(p("Not by the FDA.")), "points": 0}],
        note={"title": "From Riverside Spine", "language": "en", "tree": root(p("Ask us."))},
    )
    risks = section(
        "Risks",
        callout("do", "Do", items("ask who makes the product")),
        callout("dont", "Do not", items("drive home")),
        callout("important", "Important", p("Infections have happened.")),
        callout("emergency", "Call us if", items("you have a fever")),
        node("details", p("Some come from donors."), title="What are the products?"),
        node("blockquote", p("I wish I had asked.")),
        node("ordered_list", node("list_item", p("Ask.")), node("list_item", p("Wait.")), start=1),
    )
    rows = [["First visit", "$180–$260"], ["Injection", "$3,500–$5,200"]]
    money = [
        {"kind": "heading", "text": "What it costs"},
        prices("All checked today", ["Service", "Price"], *rows),
        line("Ask us first."),
        {"kind": "heading", "text": "Insurance"},
        answer("Original Medicare", "Usually not covered", "After six weeks."),
        {"kind": "list", "mark": "☐", "c": [line("Does my plan pay?")]},
    ]
    cost = section("Cost", p("You pay yourself."), money=money)
    return least(
        region="US",
        title="Stem cell injections",
        description="What is known, what it costs here.",
        clinic=clinic,
        review=["Reviewed by Dr. Ana Ruiz on 3 March 2026."],
        emergency={"title": "Get help now: call 911", "tree": root(items("you cannot pass urine"))},
        main_message={"title": "In short", "tree": root(items("It is not approved."))},
        notices=[{"title": "Notice to patients", "tree": root(p("State law.")), "points": 14}],
        sections=[benefits, risks, cost],
        glossary={"title": "Words", "rows": [["Lumbar", "of the lower back"]]},
        references={"title": "Sources", "rows": [SOURCE]},
        questions={"title": "My questions", "lines": 5},
        disclaimer="This does not replace your doctor.",
        code={"picture": "qr.svg", "alt": "Code", "caption": "Still current?", "url": ADDRESS},
    )


def spanish():
    rows = [[f"Sesión número {n}", f"US$ {n * 10}"] for n in range(1, 61)]
    costs = prices("Cuánto cuesta", ["Servicio", "Precio"], *rows)
    note = {"title": "De Riverside Spine", "language": "en", "tree": root(p("English only."))}
    return english() | {
        "language": "es",
        "title": "Inyecciones de células madre",
        "language_note": "Una parte está en inglés.",
        "risks_message": {"title": "Los riesgos", "text": "Hubo infecciones graves."},
        "main_message": None,
        "notices": [],
        "glossary": None,
        "sections": [
            section("¿Qué es?", p("Un canal estrecho."), language="es", note=note),
            section("Costo", language="es", money=[costs]),
        ],
        "words": {"page": "página {page} de {pages}"},
    }


def drawn(kind, size=(400, 300), colour="#0b6e6e"):
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).ellipse((10, 10, size[0] - 10, size[1] - 10), fill=colour)
    target = BytesIO()
    picture.save(target, kind)
    return target.getvalue()


@cache
def pictures():
    code = BytesIO()
    segno.make(ADDRESS).save(code, kind="svg", xmldecl=False)
    logo, spine = drawn("PNG"), drawn("JPEG", (1600, 900))
    return {"logo.png": logo, "qr.svg": code.getvalue(), "/media/spine.jpg": spine}
