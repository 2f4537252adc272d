"""Page and paper say the same about money, line by line: neither tells what the other keeps back."""

import re
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.utils import timezone

from tests.clinics.patients import make_shown, read, tree_of
from tests.factories import (
    make_cost,
    make_coverage,
    make_note,
    make_payer,
    make_service,
    publish_the_clinic,
    publish_the_network,
)
from tests.pdf_structure import structure_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LINES = ("h3", "caption", "th", "td", "p", "li", "dt", "dd", "summary")
SETTING = "•☐·"  # marks that paper sets where the page has a style
ADDRESS = "(plan.example.org/rules)"  # which paper writes out, and the page links to
AFTER = {"": "My own questions", "/es": "Mis propias preguntas"}
EVERY_PAGE = re.compile(
    r"Ridge Clinic · Shots for backs|(?:Edition|Edición) \S+,.*? (?:of|de) \d+$"
)
WORDS = {"en": "in English", "es": "en español"}


@pytest.fixture
def told():
    """A clinic that says all that can be said about money, in both languages."""
    _text, clinic, _other = make_shown()
    guide = clinic.guides.get()
    service = make_service(key="scan", names=both("A scan"), guides=[guide])
    on_top = make_service(key="sedation", names=both("Sedation"), guides=[guide])
    for name in ("self_pay_discount", "deposit", "financing"):
        setattr(clinic, name, both(name.replace("_", " ")))
    clinic.email, clinic.website = "us@example.org", "https://ridge.example.org"
    clinic.save()
    clinic.notes.all().delete()
    clinic.cost_items.update(part="course", times=2, not_included=both("the scan itself"))
    make_cost(clinic=clinic, service=service, part="course", confirmed_on=days(-9))
    make_cost(clinic=clinic, service=on_top, part="on-top", included=both("the medicine"))
    for number, network in enumerate(("in", "out")):
        make_coverage(
            clinic=clinic,
            payer=make_payer(names=both(f"Plan {number}")),
            service=service,
            status="conditions",
            conditions=both("after six weeks"),
            prior_authorization="yes",
            files_authorization="clinic",
            authorization_days=14,
            network_status=network,
            instead=both("exercise"),
            appeal=both("write within a month"),
            policy_name="Policy",
            policy_number=f"{number}",
            policy_url="https://plan.example.org/rules" if number else "",
        )
    publish_the_network()
    publish_the_clinic(clinic)
    return clinic


def both(words):
    return {code: f"{words} {spoken}" for code, spoken in WORDS.items()}


def days(count):
    return timezone.localdate() + timedelta(days=count)


def bare(text):
    """Without white space: paper ends its lines elsewhere."""
    return re.sub(r"\s+", "", text)


def lines_of_page(client, prefix):
    """What the smallest parts from a heading on say: those about prices, those about answers."""
    for name, beginning in (("cost", "prices_here"), ("insurance", "insurers_here")):
        tree = tree_of(read(client, f"{prefix}/ridge/shots/{name}/"))
        parents = {child: parent for parent in tree.iter() for child in parent}
        [heading] = [h for h in tree.iter("h3") if h.get("id") == beginning]
        beside = list(parents[heading])
        lines = [
            line
            for part in beside[beside.index(heading) :]
            for line in filter(is_line, part.iter())
            if not any(is_line(inner) for inner in line.iter() if inner is not line)
        ]
        yield [bare("".join(line.itertext())) for line in lines]


def is_line(element):
    return element.tag in LINES


def paper(client, prefix):
    """The words of prices and of answers, without what stands on every page."""
    address = f"{prefix}/ridge/shots/handout.pdf?section=cost&section=insurance"
    pages = structure_of(client.get(address).content).pages
    whole = "".join(bare(EVERY_PAGE.sub("", page.text)) for page in pages)
    return "".join(letter for letter in whole if letter not in SETTING)


@pytest.mark.parametrize("later", [0, 400], ids=["current", "all lapsed"])
@pytest.mark.parametrize("prefix", ["", "/es"])
def test_every_line_of_money_on_the_page_stands_on_paper(told, client, time_machine, prefix, later):
    time_machine.move_to(timezone.now() + timedelta(days=later))

    printed = paper(client, prefix)

    prices, answers = lines_of_page(client, prefix)
    assert (len(prices) > 20, len(answers) > 20) == (True, True)
    assert [line for line in prices + answers if line not in printed] == []


@pytest.mark.parametrize("later", [0, 400], ids=["current", "all lapsed"])
@pytest.mark.parametrize("prefix", ["", "/es"])
def test_paper_says_nothing_about_money_that_the_page_does_not(
    told, client, time_machine, prefix, later
):
    time_machine.move_to(timezone.now() + timedelta(days=later))
    prices, answers = lines_of_page(client, prefix)
    printed = paper(client, prefix)

    left = "".join(
        printed.partition(lines[0])[2].partition(end)[0]
        for lines, end in ((prices, "Doesinsurancepay?"), (answers, bare(AFTER[prefix])))
    )

    for words in sorted([*prices, *answers, ADDRESS], key=len, reverse=True):
        left = left.replace(words, "")
    assert left == ":::"  # behind the three terms, which the page sets apart


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_the_plans_own_rules_are_reached_from_paper_too(told, client, prefix):
    pdf = client.get(f"{prefix}/ridge/shots/handout.pdf?section=insurance").content

    assert "https://plan.example.org/rules" in [link["address"] for link in structure_of(pdf).links]


def test_what_is_in_another_language_is_marked_on_paper_as_on_the_page(told, client):
    told.cost_items.update(included={"es": "solo en español"})
    publish_the_clinic(told)

    pdf = client.get("/ridge/shots/handout.pdf?section=cost").content

    with pikepdf.open(BytesIO(pdf)) as file:
        drawn = b"".join(page.Contents.read_bytes() for page in file.pages)
    assert drawn.count(b"/Lang(es)") >= told.cost_items.count()


@pytest.mark.parametrize(
    ("prefix", "heading"), [("", "From Ridge Clinic"), ("/es", "De Ridge Clinic")]
)
def test_the_clinics_note_has_one_heading(told, client, prefix, heading):
    make_note(clinic=told, section_kind="cost", body="We help.")
    publish_the_clinic(told)

    assert heading in read(client, f"{prefix}/ridge/shots/cost/")
    assert bare(heading) in paper(client, prefix)
