"""How the public pages are made: sound, from this site alone, and deaf to hostile text."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from django.urls import reverse

from clinics.draft.publishing import publish_network
from tests.clinics.patients import EVERY_PAGE, make_shown, read, tree_of
from tests.factories import (
    make_clinic,
    make_cost,
    make_coverage,
    make_guide,
    make_note,
    make_operator,
    make_payer,
    make_reference,
    make_service,
    make_term,
    make_translation,
    publish_guide,
    publish_the_clinic,
    the_network,
)

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 }}{% now "Y" %}'


@pytest.fixture(scope="module", autouse=True)
def once(made):
    return made(make_shown)


@pytest.fixture
def shown(once, db):
    return once()


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_every_page_is_sound_html(shown, client, path):
    page = read(client, path)
    tree = tree_of(page)

    ids = Counter(node.get("id") for node in tree.iter() if node.get("id"))
    assert [name for name, times in ids.items() if times > 1] == []
    links = {a.get("href")[1:] for a in tree.iter("a") if a.get("href", "").startswith("#")}
    assert links <= set(ids)
    headings = [int(n.tag[1]) for n in tree.iter() if re.fullmatch("h[1-6]", str(n.tag))]
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))
    assert all("alt" in image.attrib for image in tree.iter("img"))
    assert_labelled(tree)


def assert_labelled(tree):
    labels = {label.get("for") for label in tree.iter("label")}
    wrapped = {field for label in tree.iter("label") for field in label.iter("input")}
    for field in tree.iter("input"):
        assert field in wrapped or field.get("id") in labels
    for group in tree.iter("fieldset"):
        assert group.find("legend") is not None


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_every_page_comes_from_this_site_alone_and_runs_nothing(shown, client, path):
    tree = tree_of(read(client, path))

    assert list(tree.iter("script")) == []
    assert list(tree.iter("style")) == []
    assert [node for node in tree.iter() if "style" in node.attrib] == []
    handlers = [name for node in tree.iter() for name in node.attrib if name.startswith("on")]
    assert handlers == []
    loaded = [node.get("src") for node in tree.iter("img")]
    loaded += [n.get("href") for n in tree.iter("link") if n.get("rel") in ("stylesheet", "icon")]
    assert all(address.startswith("/") for address in loaded)


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/ridge/shots/", "Shots for backs – Ridge Clinic"),
        ("/ridge/shots/risks/", "Risks: Shots for backs – Ridge Clinic"),
        ("/ridge/shots/print/", "Print: Shots for backs – Ridge Clinic"),
        ("/ridge/", "Ridge Clinic – Demo"),
        ("/", "Find a clinic – Demo"),
    ],
)
def test_a_title_names_the_page_and_the_clinic(shown, client, path, title):
    found = tree_of(read(client, path)).find("head/title").text

    assert " ".join(found.split()) == title


def links_of(page):
    head = tree_of(page).find("head")
    canonical = [link.get("href") for link in head.iter("link") if link.get("rel") == "canonical"]
    others = {
        link.get("hreflang"): link.get("href")
        for link in head.iter("link")
        if link.get("rel") == "alternate"
    }
    return canonical, others


def test_a_page_names_its_own_address_and_that_of_each_language(shown, client):
    translation, _clinic, _other = shown
    assert links_of(read(client, "/es/ridge/shots/")) == (["http://localhost/ridge/shots/"], {})

    publish_guide(make_translation(guide=translation.guide, language="es", title="Para la espalda"))
    canonical, others = links_of(read(client, "/es/ridge/shots/"))

    assert canonical == ["http://localhost/es/ridge/shots/"]
    assert others == {
        "en": "http://localhost/ridge/shots/",
        "es": "http://localhost/es/ridge/shots/",
        "x-default": "http://localhost/ridge/shots/",
    }


def test_what_search_engines_need_not_keep_says_so(shown, client):
    for path in ("/ridge/shots/print/", "/ridge/shots/editions/1-1-1/", "/?q=ridge"):
        assert 'name="robots" content="noindex"' in read(client, path)
    for path in ("/ridge/shots/", "/ridge/", "/", "/ridge/shots/risks/"):
        assert "noindex" not in read(client, path)


def test_each_clinic_has_its_own_colours(shown, client):
    _translation, clinic, _other = shown
    clinic.brand_colour = "#a3195b"
    clinic.save()
    publish_the_clinic(clinic)

    assert 'href="/brand/ridge-2.css?' in read(client, "/ridge/shots/")
    response = client.get("/brand/ridge-2.css")
    assert "--brand:#a3195b" in response.content.decode()
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get("/brand/ridge-3.css").status_code == 404


def test_hostile_text_is_shown_and_never_run(db, client):
    guide = make_guide()
    translation = make_translation(
        guide=guide,
        title=HOSTILE,
        description=HOSTILE,
        main_message=HOSTILE,
        emergency=HOSTILE,
        sections=[
            {
                "key": "one",
                "kind": "cost",
                "title": HOSTILE,
                "main_message": HOSTILE,
                "body": HOSTILE,
            }
        ],
    )
    make_term(word="script", definition=HOSTILE)
    make_reference(guide=guide, text=HOSTILE)
    clinic = make_clinic(
        name=HOSTILE, tagline={"en": HOSTILE}, hours={"en": HOSTILE}, city=HOSTILE, guides=[guide]
    )
    service = make_service(names={"en": HOSTILE}, guides=[guide])
    make_cost(
        clinic=clinic, service=service, included={"en": HOSTILE}, not_included={"en": HOSTILE}
    )
    make_coverage(
        clinic=clinic, service=service, payer=make_payer(names={"en": HOSTILE}),
        conditions={"en": HOSTILE}, instead={"en": HOSTILE}, policy_name=HOSTILE,
    )  # fmt: skip
    make_note(clinic=clinic, body=HOSTILE)
    publish_guide(translation)
    network = the_network(name=HOSTILE, introduction={"en": HOSTILE})
    publish_network(network, by=make_operator(), override="published in a test")
    publish_the_clinic(clinic)

    base = f"/{clinic.slug}/{guide.slug}/"
    for path in ("/", f"/?q={HOSTILE}", f"/{clinic.slug}/", base, f"{base}one/", f"{base}print/"):
        tree = tree_of(read(client, path))
        assert list(tree.iter("script")) == []
        assert [n for n in tree.iter() for name in n.attrib if name.startswith("on")] == []
        assert HOSTILE in "".join(tree.itertext())


def test_the_preview_of_a_draft_says_so_and_leads_nowhere(shown, client_of):
    text, _clinic, _other = shown
    text.title = "A draft"
    text.save()
    address = reverse("admin:clinics_translation_preview", args=[text.pk])

    page = read(client_of(make_operator()), f"{address}?framed=yes")

    tree = tree_of(page)
    assert "Draft: patients do not see this." in page
    assert "A draft" in page
    assert 'name="robots" content="noindex"' in page
    inside = [a.get("href") for a in tree.iter("a") if a.get("href").startswith("/")]
    assert inside == []
    assert 'rel="canonical"' not in page
