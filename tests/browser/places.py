"""Where the pages are: every kind that a patient can meet, and every kind that a role can reach."""

import re
from urllib.parse import urlsplit

from editions.publish.publishing import withdraw
from guide.models import Guide
from tests.factories import make_clinic, make_operator, publish_the_clinic, shown_guide

STEM_CELLS = "stem-cell-therapy-spinal-stenosis"
AT_NORTH = f"/north-ridge/{STEM_CELLS}/"
AS_USUAL = [
    *("/", "/?q=sampleton", "/?q=nowhere", "/es/", "/about/privacy/", "/es/about/accessibility/"),
    *("/record/", "/es/record/"),
    *("/north-ridge/", "/es/marigold/", AT_NORTH, f"/es/marigold/{STEM_CELLS}/"),
    *(f"{AT_NORTH}benefits/", f"{AT_NORTH}cost/", f"/es{AT_NORTH}insurance/"),
    *(f"{AT_NORTH}print/", f"/es/coral-tide/{STEM_CELLS}/print/"),
]


def public_pages() -> dict[str, int]:
    """{address: status} of every kind of public page; what the demo has not, is made here."""
    guide = Guide.objects.get(slug=STEM_CELLS)
    english_only, its_clinic = shown_guide(sections=[{"body": "Some **plain** text."}])
    there = f"/{its_clinic.slug}/{english_only.guide.slug}/"
    return dict.fromkeys([*AS_USUAL, f"/es{there}", f"{there}editions/1-1-1/"], 200) | {
        f"{AT_NORTH}handout.pdf?size=huge": 404,
        "/nowhere/": 404,
        "/es/nowhere/": 404,
        f"/{_now('paused').slug}/": 200,
        f"/{_now('closed').slug}/": 410,
        f"/{_not_offered_any_more(guide).slug}/{guide.slug}/": 410,
        f"/{_withdrawn_for_safety(guide).slug}/{guide.slug}/editions/1-1-1/": 410,
    }


def _now(state):
    clinic = make_clinic(state=state)
    publish_the_clinic(clinic)
    return clinic


def _not_offered_any_more(guide):
    clinic = make_clinic(guides=[guide])
    publish_the_clinic(clinic)
    clinic.guides.clear()
    publish_the_clinic(clinic)
    return clinic


def _withdrawn_for_safety(guide):
    clinic = make_clinic(guides=[guide])
    edition = publish_the_clinic(clinic)
    publish_the_clinic(clinic)
    withdraw(edition, by=make_operator(), reason="A wrong dose.", for_safety=True)
    return clinic


def walk(page, *, within="", leaving_out=None):
    """Goes from the start page to one page of every kind that links lead to; gives each kind there.

    Two addresses are of one kind when they differ in numbers and queries alone. `leaving_out` is a
    pattern of kinds to pass by. What does not end in a slash is a file, not a page.
    """
    waiting, seen = ["/admin/"], set()
    while waiting:
        address = waiting.pop(0)
        if (kind := kind_of(address)) in seen or (leaving_out and re.search(leaving_out, kind)):
            continue
        seen.add(kind)
        page.goto(address)
        links = page.locator("a[href]").evaluate_all("all => all.map((one) => one.href)")
        waiting += [link for link in links if f"/admin/{within}" in link and _is_page(link)]
        yield kind


def too_wide(page) -> int:
    """By how many pixels the page would have to be scrolled sideways."""
    return max(0, page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def _is_page(address):
    return urlsplit(address).path.endswith("/")


def kind_of(address):
    """Of /admin/guide/section/7/change/?x=1: guide/section/N/change/"""
    return re.sub(r"\d+", "N", urlsplit(address).path.removeprefix("/admin/"))
