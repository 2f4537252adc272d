"""What the tests of the public pages share: a guide that is shown, and eyes to read it with."""

import re

import html5lib

from clinics.models.notice import Notice
from tests.factories import (
    make_clinic,
    make_cost,
    make_coverage,
    make_guide,
    make_note,
    make_payer,
    make_reference,
    make_reviewer,
    make_service,
    make_term,
    make_translation,
    publish_guide,
    publish_the_clinic,
    publish_the_network,
)

SECTIONS = [
    {"key": "overview", "kind": "overview", "title": "The short version"},
    {"key": "benefits", "kind": "benefits", "title": "Possible benefits", "evidence": "none"},
    {
        "key": "risks",
        "kind": "risks",
        "title": "Risks",
        "main_message": "Every shot has risks.",
        "body": "Infection [@katz].\n\n### Rare\n\nSee a doctor.",
    },
    {"key": "cost", "kind": "cost", "title": "What does it cost?"},
    {"key": "insurance", "kind": "insurance", "title": "Does insurance pay?"},
]


EVERY_PAGE = [
    *("/", "/?q=ridge", "/?q=nobody", "/ridge/", "/ridge/shots/", "/es/ridge/shots/"),
    *("/ridge/shots/benefits/", "/ridge/shots/cost/", "/ridge/shots/print/"),
    *("/ridge/shots/editions/1-1-1/", "/about/privacy/", "/es/about/accessibility/"),
    *("/record/", "/es/record/"),
]


def make_shown():
    """A whole guide at two clinics of one network: (translation, clinic, the other clinic)."""
    guide = make_guide(slug="shots")
    make_reference(guide=guide, key="katz", text="Katz J. 2022.", url="https://example.org/katz")
    make_reference(guide=guide, key="unused", text="Doe A. 2020.")
    make_term(word="doctor", definition="somebody who heals")
    translation = make_translation(
        guide=guide,
        title="Shots for backs",
        description="In plain words.",
        main_message="Talk with your doctor first.",
        emergency="Go to an emergency room.",
        sections=SECTIONS,
    )
    make_notices()
    service = make_service(key="visit", names={"en": "First visit"}, guides=[guide])
    payer = make_payer(key="plan", names={"en": "Example Plan"})
    clinics = [
        make_clinic(slug=slug, name=name, guides=[guide], hours={"en": "8 to 5"})
        for slug, name in (("ridge", "Ridge Clinic"), ("coast", "Coast Clinic"))
    ]
    for clinic in clinics:
        make_cost(clinic=clinic, service=service, included={"en": "the exam"})
        make_coverage(clinic=clinic, payer=payer, service=service, status="usually-not")
        make_note(clinic=clinic, body="We give you the price in writing.")
    publish_guide(translation, signed_by=make_reviewer())
    publish_the_network()
    for clinic in clinics:
        publish_the_clinic(clinic)
    return translation, *clinics


def make_notices():
    for place, applies_to in (
        ("page-top", "unapproved"),
        ("before-benefits", "unapproved"),
        ("cost", "price"),
        ("footer", "language"),
    ):
        Notice.objects.create(
            key=f"at-{place}",
            country="US",
            applies_to=applies_to,
            placements=[place],
            titles={"en": f"Title {place}"},
            texts={"en": f"Law {place}."},
        )


def read(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def words_of(page):
    """The visible words in the order of the page, without tags and extra spaces."""
    main = page[page.index("<main") :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def tree_of(page):
    """Parsed as a browser would; a mistake in the markup raises."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(page)
