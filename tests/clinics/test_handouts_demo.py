"""The handout of the sample guide, as the demo loads it."""

from functools import partial

import pytest
from django.core.management import call_command
from django.urls import reverse

from clinics.models import Clinic
from guide.models import Guide
from tests.pdf_structure import structure_of


@pytest.fixture(scope="module", autouse=True)
def demo(made):
    made(partial(call_command, "load_demo", verbosity=0))


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("size", ["normal", "large"])
@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_the_sample_guide_is_accessible_on_paper(client, db, language, size, paper):
    clinic = Clinic.objects.order_by("pk").first()

    page = reverse(f"{language}:handout", args=[clinic.slug, Guide.objects.get().slug])
    paper_made = client.get(f"{page}?size={size}&paper={paper}")
    read = structure_of(paper_made.content)

    assert paper_made.headers["Content-Type"] == "application/pdf"
    assert read.ua_part == "1"
    assert read.language.startswith(language)
    assert read.headings[0] == 1
    assert all(
        after - before <= 1 for before, after in zip(read.headings, read.headings[1:], strict=False)
    )
    assert all(tag.alt for tag in read.of_kind("Figure"))
    assert all(tag.scope for tag in read.of_kind("TH"))
    assert f"{'/es' if language == 'es' else ''}/{clinic.slug}/" in str(read.links)
